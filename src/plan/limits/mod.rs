//! Safety limits: what a finished plan may not do unless somebody says for this run that it is meant.
//!
//! A limit never changes a plan. It says why the plan is refused, with numbers and names, and which flag allows it.

mod administrator;
mod caller;
mod max_removals;
mod protected;
mod removals;
#[cfg(test)]
mod tests;

pub use caller::Caller;
pub use max_removals::{MaxRemovals, MaxRemovalsError};
pub use removals::Loser;

use serde::{Deserialize, Serialize};

use super::{Change, Plan, RevocationReason};
use crate::model::{
    Account, AccountAssignment, AccountId, Desired, Live, PermissionSetName, Protected,
};

/// What this run allows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// How many assignments may be removed.
    pub max_removals: MaxRemovals,
    /// Whether the caller's own access may be removed.
    pub allow_self_lockout: bool,
    /// Whether the management account may be left without an administrator.
    pub allow_no_administrator: bool,
    /// Whether what the catalog protects may be removed.
    pub allow_protected_removal: bool,
}

/// What the limits are held against, besides the plan.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// The left-hand side of the plan.
    pub live: &'a Live,
    /// Its right-hand side.
    pub desired: &'a Desired,
    /// What the catalog protects.
    pub protected: &'a Protected,
    /// The management account, where it is known.
    pub management_account: Option<AccountId>,
    /// Who plans, where it is a person that Identity Center let in.
    pub caller: Option<&'a Caller>,
}

/// Why a plan is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// More assignments are removed than the limit allows.
    Removals {
        /// How many are removed.
        removed: usize,
        /// Of how many that this catalog governs.
        governed: usize,
        /// The limit.
        limit: MaxRemovals,
        /// Whose they are, those with the most first.
        losers: Vec<Loser>,
    },
    /// The caller may lose the access with which it works.
    SelfLockout {
        /// The caller.
        caller: Caller,
        /// The account.
        account: Account,
        /// What is removed there, any of which may be the caller's.
        removed: Vec<AccountAssignment>,
    },
    /// Nobody is left who administers the management account.
    NoAdministrator {
        /// The management account.
        account: Account,
        /// The assignments that made somebody an administrator until now.
        before: Vec<AccountAssignment>,
    },
    /// Something that the catalog protects is removed.
    Protected {
        /// Assignments of protected principals and of protected sets.
        assignments: Vec<AccountAssignment>,
        /// Protected sets that are deleted.
        permission_sets: Vec<PermissionSetName>,
    },
}

impl Refusal {
    /// The name of the limit, in kebab-case.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Removals { .. } => "max-removals",
            Self::SelfLockout { .. } => "self-lockout",
            Self::NoAdministrator { .. } => "no-administrator",
            Self::Protected { .. } => "protected-removal",
        }
    }

    /// The flag that allows exactly this.
    pub fn flag(&self) -> String {
        match self {
            Self::Removals { removed, .. } => format!("--max-removals {removed}"),
            Self::SelfLockout { .. } => "--allow-self-lockout".to_owned(),
            Self::NoAdministrator { .. } => "--allow-no-administrator".to_owned(),
            Self::Protected { .. } => "--allow-protected-removal".to_owned(),
        }
    }
}

impl Limits {
    /// Every limit that the plan oversteps; none for a plan that may be applied.
    pub fn refusals(&self, plan: &Plan, circumstances: &Circumstances<'_>) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        refusals.extend(removals::check(plan, circumstances, self.max_removals));
        if !self.allow_self_lockout {
            refusals.extend(caller::check(plan, circumstances));
        }
        if !self.allow_no_administrator {
            refusals.extend(administrator::check(plan, circumstances));
        }
        if !self.allow_protected_removal {
            refusals.extend(protected::check(plan, circumstances));
        }
        refusals
    }
}

/// The assignments by whose removal somebody loses access: neither those of principals that no longer exist, nor
/// those that a rename replaces.
fn losses(plan: &Plan) -> impl Iterator<Item = &AccountAssignment> {
    plan.changes
        .iter()
        .filter_map(|planned| match &planned.change {
            Change::DeleteAssignment { assignment, reason } => match reason {
                RevocationReason::PrincipalDeleted | RevocationReason::PermissionSetRenamed(_) => {
                    None
                }
                RevocationReason::NotInCatalog | RevocationReason::PermissionSetDeleted => {
                    Some(assignment)
                }
            },
            _ => None,
        })
}
