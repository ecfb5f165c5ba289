//! What a run may touch.

use std::collections::BTreeSet;

use crate::model::{Account, AccountAssignment, Date, PermissionSetName, PrincipalType};

/// A limit that a user set with `--only`: what each given kind names, and for an assignment all kinds at once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Only {
    /// Permission sets; `None` is all.
    pub permission_sets: Option<BTreeSet<PermissionSetName>>,
    /// Names of accounts; `None` is all.
    pub accounts: Option<BTreeSet<String>>,
    /// Groups and users by name; `None` is all.
    pub principals: Option<BTreeSet<(PrincipalType, String)>>,
}

impl Only {
    /// Whether there is no limit.
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a principal may be touched.
    pub fn concerns(&self, kind: PrincipalType, name: &str) -> bool {
        self.principals
            .as_ref()
            .is_none_or(|names| names.contains(&(kind, name.to_owned())))
    }

    /// What there is a limit to, such as `account plat-dev`.
    pub fn words(&self) -> Vec<String> {
        let sets = self.permission_sets.iter().flatten();
        let accounts = self.accounts.iter().flatten();
        let principals = self.principals.iter().flatten();
        sets.map(|name| format!("permission set {name}"))
            .chain(accounts.map(|name| format!("account {name}")))
            .chain(principals.map(|(kind, name)| format!("{kind} {name}")))
            .collect()
    }

    pub(super) fn allows_set(&self, name: &PermissionSetName) -> bool {
        self.permission_sets
            .as_ref()
            .is_none_or(|names| names.contains(name))
    }

    pub(super) fn allows_account(&self, account: &Account) -> bool {
        self.accounts
            .as_ref()
            .is_none_or(|names| names.contains(account.catalog_name()))
    }

    /// Whether a change of a permission set itself, which reaches every account and principal that has the
    /// set, stays within the limit.
    pub(super) fn allows_edits(&self) -> bool {
        self.accounts.is_none() && self.principals.is_none()
    }

    pub(super) fn allows(&self, assignment: &AccountAssignment) -> bool {
        let principal = &assignment.principal;
        self.allows_set(&assignment.permission_set)
            && self.allows_account(&assignment.account)
            && self.concerns(principal.kind, &principal.name)
    }
}

/// Under which conditions a plan is made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// What the run is limited to.
    pub only: Only,
    /// Whether permission sets that no catalog governs may be taken over.
    pub adopt: bool,
    /// The day, by which access is told that ends soon.
    pub today: Option<Date>,
    /// The management account, where it is known.
    pub management_account: Option<Account>,
    /// The management account, where the caller is a delegated administrator: it cannot be changed then.
    pub out_of_reach: Option<Account>,
}
