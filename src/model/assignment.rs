//! Account assignments: who has which permission set where.
//!
//! Names live in three sorted tables; an assignment is three numbers. A million assignments are twelve
//! megabytes, and comparing two sets of them is a merge.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;

use super::{Account, PermissionSetName, Principal};

/// One assignment: the principal has the permission set in the account.
///
/// As JSON it is one flat object, the form in which `access` and `plan` list assignments.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct AccountAssignment {
    /// Who.
    #[serde(flatten)]
    pub principal: Principal,
    /// What.
    pub permission_set: PermissionSetName,
    /// Where.
    #[serde(flatten)]
    pub account: Account,
}

impl fmt::Display for AccountAssignment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} to {} in {}",
            self.permission_set, self.principal, self.account
        )
    }
}

/// One assignment by reference into the tables of its [`Assignments`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AssignmentRef<'a> {
    /// Who.
    pub principal: &'a Principal,
    /// What.
    pub permission_set: &'a PermissionSetName,
    /// Where.
    pub account: &'a Account,
}

/// One assignment as indices into the tables of its [`Assignments`]. Ordered like the names behind them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Row {
    /// Index of the principal.
    pub principal: u32,
    /// Index of the permission set.
    pub permission_set: u32,
    /// Index of the account.
    pub account: u32,
}

/// A set of assignments, sorted by principal, permission set and account, none twice.
#[derive(Debug, Clone, Default)]
pub struct Assignments {
    principals: Vec<Principal>,
    permission_sets: Vec<PermissionSetName>,
    accounts: Vec<Account>,
    rows: Vec<Row>,
    origins: Vec<u32>,
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

    /// The assignments as indices into the three tables, sorted.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The number that was given for the assignment at `index`: for desired assignments, the index of the
    /// catalog's rule that asked for it first.
    pub fn origin(&self, index: usize) -> Option<u32> {
        self.origins.get(index).copied()
    }

    /// The names behind a row of this set; `None` for a row of another.
    pub fn get(&self, row: Row) -> Option<AccountAssignment> {
        let one = self.refer(row)?;
        Some(AccountAssignment {
            principal: one.principal.clone(),
            permission_set: one.permission_set.clone(),
            account: one.account.clone(),
        })
    }

    /// The names behind a row of this set, not copied; `None` for a row of another.
    pub fn refer(&self, row: Row) -> Option<AssignmentRef<'_>> {
        Some(AssignmentRef {
            principal: self.principals.get(row.principal as usize)?,
            permission_set: self.permission_sets.get(row.permission_set as usize)?,
            account: self.accounts.get(row.account as usize)?,
        })
    }

    /// Every assignment with its names, in order.
    pub fn iter(&self) -> impl Iterator<Item = AccountAssignment> + '_ {
        self.rows.iter().filter_map(|row| self.get(*row))
    }
}

/// Collects assignments in any order, repeated or not.
#[derive(Debug, Default)]
pub struct AssignmentsBuilder {
    principals: Table<Principal>,
    permission_sets: Table<PermissionSetName>,
    accounts: Table<Account>,
    rows: Vec<(Row, u32)>,
}

impl AssignmentsBuilder {
    /// The index of a principal, to be used in [`AssignmentsBuilder::push`].
    pub fn principal(&mut self, principal: &Principal) -> u32 {
        self.principals.intern(principal)
    }

    /// The index of a permission set, to be used in [`AssignmentsBuilder::push`].
    pub fn permission_set(&mut self, name: &PermissionSetName) -> u32 {
        self.permission_sets.intern(name)
    }

    /// The index of an account, to be used in [`AssignmentsBuilder::push`].
    pub fn account(&mut self, account: &Account) -> u32 {
        self.accounts.intern(account)
    }

    /// Adds one assignment; of equal ones the smallest `origin` is kept.
    pub fn push(&mut self, row: Row, origin: u32) {
        self.rows.push((row, origin));
    }

    /// Sorts tables and rows and drops repetitions.
    pub fn finish(self) -> Assignments {
        let (principals, principal_of) = self.principals.sorted();
        let (permission_sets, set_of) = self.permission_sets.sorted();
        let (accounts, account_of) = self.accounts.sorted();
        let at = |table: &[u32], index: u32| table.get(index as usize).copied().unwrap_or(u32::MAX);
        let mut rows = self.rows;
        for (row, _) in &mut rows {
            *row = Row {
                principal: at(&principal_of, row.principal),
                permission_set: at(&set_of, row.permission_set),
                account: at(&account_of, row.account),
            };
        }
        rows.sort_unstable();
        rows.dedup_by_key(|(row, _)| *row);
        let (rows, origins) = rows.into_iter().unzip();
        Assignments {
            principals,
            permission_sets,
            accounts,
            rows,
            origins,
        }
    }
}

#[derive(Debug)]
struct Table<T> {
    index: HashMap<T, u32>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            index: HashMap::new(),
        }
    }
}

impl<T: Clone + Ord + Hash> Table<T> {
    fn intern(&mut self, value: &T) -> u32 {
        if let Some(index) = self.index.get(value) {
            return *index;
        }
        let index = u32::try_from(self.index.len()).unwrap_or(u32::MAX);
        self.index.insert(value.clone(), index);
        index
    }

    /// The values in order, and for each index its place in that order.
    fn sorted(self) -> (Vec<T>, Vec<u32>) {
        let mut entries: Vec<(T, u32)> = self.index.into_iter().collect();
        entries.sort_unstable();
        let mut places = vec![0; entries.len()];
        for (place, (_, index)) in (0_u32..).zip(&entries) {
            if let Some(slot) = places.get_mut(*index as usize) {
                *slot = place;
            }
        }
        (
            entries.into_iter().map(|(value, _)| value).collect(),
            places,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PrincipalType;

    fn build(names: &[(&str, &str, &str)]) -> Assignments {
        let mut builder = AssignmentsBuilder::default();
        for (origin, (group, set, account)) in (0_u32..).zip(names) {
            let row = Row {
                principal: builder.principal(&Principal {
                    kind: PrincipalType::Group,
                    name: (*group).into(),
                    id: None,
                }),
                permission_set: builder.permission_set(&PermissionSetName::parse(set).unwrap()),
                account: builder.account(&Account {
                    name: (*account).into(),
                    id: None,
                }),
            };
            builder.push(row, origin);
        }
        builder.finish()
    }

    #[test]
    fn order_and_repetition_of_what_is_pushed_change_nothing() {
        let one = build(&[("b", "S", "y"), ("a", "S", "z"), ("a", "R", "z")]);
        let other = build(&[
            ("a", "R", "z"),
            ("a", "S", "z"),
            ("b", "S", "y"),
            ("a", "S", "z"),
        ]);
        assert_eq!(
            one.iter().collect::<Vec<_>>(),
            other.iter().collect::<Vec<_>>()
        );
        assert_eq!(one.len(), 3);
        let shown: Vec<String> = one
            .iter()
            .map(|assignment| assignment.to_string())
            .collect();
        assert_eq!(
            shown,
            [
                "R to group a in z",
                "S to group a in z",
                "S to group b in y"
            ]
        );
    }

    #[test]
    fn of_equal_assignments_the_first_origin_is_kept() {
        let assignments = build(&[("a", "S", "z"), ("b", "S", "z"), ("a", "S", "z")]);
        assert_eq!(assignments.origin(0), Some(0));
        assert_eq!(assignments.origin(1), Some(1));
    }
}
