//! Account assignments: who has which permission set where.
//!
//! Names live in three sorted tables; an assignment is three numbers. A million assignments are sixteen
//! megabytes, and comparing two sets of them is a merge.

mod builder;
mod column;

pub use builder::{AssignmentsBuilder, Interned};
pub use column::{Column, Key};

use std::fmt;

use super::{Account, AccountAssignment, AccountId, PermissionSetName, Principal};
use column::entry;

/// One assignment by reference into the tables of its [`Assignments`].
#[derive(Debug, Clone, Copy)]
pub struct AssignmentRef<'a> {
    assignments: &'a Assignments,
    row: Row,
    origin: u32,
}

impl<'a> AssignmentRef<'a> {
    /// Who.
    pub fn principal(self) -> &'a Principal {
        entry(&self.assignments.principals, self.row.principal)
    }

    /// What.
    pub fn permission_set(self) -> &'a PermissionSetName {
        entry(&self.assignments.permission_sets, self.row.permission_set)
    }

    /// Where.
    pub fn account(self) -> &'a Account {
        entry(&self.assignments.accounts, self.row.account)
    }

    /// The place of the principal in its table.
    pub fn principal_key(self) -> Key<Principal> {
        self.row.principal
    }

    /// The place of the permission set in its table.
    pub fn permission_set_key(self) -> Key<PermissionSetName> {
        self.row.permission_set
    }

    /// The place of the account in its table.
    pub fn account_key(self) -> Key<Account> {
        self.row.account
    }

    /// The number that was given for the assignment: for desired assignments, the index of the catalog's rule that
    /// asked for it first.
    pub fn origin(self) -> u32 {
        self.origin
    }

    /// The assignment with names of its own.
    pub fn to_assignment(self) -> AccountAssignment {
        AccountAssignment {
            principal: self.principal().clone(),
            permission_set: self.permission_set().clone(),
            account: self.account().clone(),
        }
    }
}

impl fmt::Display for AssignmentRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (set, principal, account) = (self.permission_set(), self.principal(), self.account());
        write!(f, "{set} to {principal} in {account}")
    }
}

/// One assignment as keys. Ordered like the names behind them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    principal: Key<Principal>,
    permission_set: Key<PermissionSetName>,
    account: Key<Account>,
}

/// A set of assignments, sorted by principal, permission set and account, none twice.
#[derive(Debug, Clone, Default)]
pub struct Assignments {
    principals: Vec<Principal>,
    permission_sets: Vec<PermissionSetName>,
    accounts: Vec<Account>,
    rows: Vec<(Row, u32)>,
}

impl Assignments {
    /// How many assignments there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The principals that occur, sorted.
    pub fn principals(&self) -> &[Principal] {
        &self.principals
    }

    /// The permission sets that occur, sorted.
    pub fn permission_sets(&self) -> &[PermissionSetName] {
        &self.permission_sets
    }

    /// The accounts that occur, sorted.
    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// Every assignment, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = AssignmentRef<'_>> {
        self.rows.iter().map(|(row, origin)| AssignmentRef {
            assignments: self,
            row: *row,
            origin: *origin,
        })
    }

    /// The assignments of one permission set, in order, without a look at the names of all others.
    pub fn of_permission_set(
        &self,
        name: &PermissionSetName,
    ) -> impl Iterator<Item = AssignmentRef<'_>> + use<'_> {
        let place = self.permission_sets.binary_search(name).ok();
        self.iter()
            .filter(move |one| Some(one.row.permission_set.index()) == place)
    }

    /// The assignments in one account, in order, without a look at the names of all others.
    pub fn in_account(&self, id: AccountId) -> impl Iterator<Item = AssignmentRef<'_>> {
        let mut accounts = self.accounts.iter();
        let place = accounts.position(|account| account.id == Some(id));
        self.iter()
            .filter(move |one| Some(one.row.account.index()) == place)
    }

    /// A value for each principal.
    pub fn per_principal<'a, V>(
        &'a self,
        value: impl FnMut(&'a Principal) -> V,
    ) -> Column<Principal, V> {
        Column::of(&self.principals, value)
    }

    /// A value for each permission set.
    pub fn per_permission_set<'a, V>(
        &'a self,
        value: impl FnMut(&'a PermissionSetName) -> V,
    ) -> Column<PermissionSetName, V> {
        Column::of(&self.permission_sets, value)
    }

    /// A value for each account.
    pub fn per_account<'a, V>(&'a self, value: impl FnMut(&'a Account) -> V) -> Column<Account, V> {
        Column::of(&self.accounts, value)
    }
}
