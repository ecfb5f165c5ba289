//! Safety limits: what a finished plan may not do unless somebody says for this run that it is meant.
//!
//! A limit never changes a plan. It says why the plan is refused, with numbers and names, and which flag allows it.

mod administrator;
mod after;
mod caller;
mod governed;
mod losses;
mod max_removals;
mod protected;
mod removals;
#[cfg(test)]
mod tests;
mod total_loss;

pub use caller::Caller;
pub use max_removals::{MaxRemovals, MaxRemovalsError};
pub use removals::{Emptied, Loser};
pub use total_loss::{Stripped, StrippedAccount, StrippedPrincipal};

use serde::{Deserialize, Serialize};

use self::after::Nothing;
use super::Plan;
use crate::model::{
    Account, AccountAssignment, AccountId, Desired, Live, PermissionSetName, Protected,
};

const TOTAL_LOSS: &str = "--allow-total-loss";
const SELF_LOCKOUT: &str = "--allow-self-lockout";
const NO_ADMINISTRATOR: &str = "--allow-no-administrator";
const PROTECTED_REMOVAL: &str = "--allow-protected-removal";

/// What this run allows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// How many assignments may be removed.
    pub max_removals: MaxRemovals,
    /// How many more may be removed because their entries in the catalog have expired.
    pub max_expired: MaxRemovals,
    /// Whether a principal, or everyone in an account, may lose all access that the catalog governs.
    pub allow_total_loss: bool,
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
        /// The permission sets that come to allow nothing; their assignments are among those that are removed.
        emptied: Vec<Emptied>,
    },
    /// More assignments expire than the limit allows.
    Expired {
        /// How many are removed.
        removed: usize,
        /// Of how many that this catalog governs.
        governed: usize,
        /// The limit.
        limit: MaxRemovals,
        /// Whose they are, those with the most first.
        losers: Vec<Loser>,
    },
    /// A principal, or everyone in an account, loses all access that the catalog governs.
    TotalLoss {
        /// The principals.
        principals: Vec<StrippedPrincipal>,
        /// The accounts.
        accounts: Vec<StrippedAccount>,
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
            Self::Expired { .. } => "max-expired",
            Self::TotalLoss { .. } => "total-loss",
            Self::SelfLockout { .. } => "self-lockout",
            Self::NoAdministrator { .. } => "no-administrator",
            Self::Protected { .. } => "protected-removal",
        }
    }

    /// The flag that allows exactly this.
    pub fn flag(&self) -> String {
        match self {
            Self::Removals { removed, .. } => format!("--max-removals {removed}"),
            Self::Expired { removed, .. } => format!("--max-expired {removed}"),
            Self::TotalLoss { .. } => TOTAL_LOSS.to_owned(),
            Self::SelfLockout { .. } => SELF_LOCKOUT.to_owned(),
            Self::NoAdministrator { .. } => NO_ADMINISTRATOR.to_owned(),
            Self::Protected { .. } => PROTECTED_REMOVAL.to_owned(),
        }
    }
}

impl Limits {
    /// Every limit that the plan oversteps; none for a plan that may be applied.
    pub fn refusals(&self, plan: &Plan, circumstances: &Circumstances<'_>) -> Vec<Refusal> {
        let nothing = Nothing::of(plan, circumstances);
        let losses = losses::losses(plan, circumstances, &nothing);
        let mut refusals = Vec::new();
        let (most, most_expired) = (self.max_removals, self.max_expired);
        refusals.extend(removals::check(plan, circumstances, &losses, most));
        let expired = removals::check_expired(plan, circumstances, &losses, most_expired);
        refusals.extend(expired);
        if !self.allow_total_loss {
            refusals.extend(total_loss::check(plan, circumstances, &losses, &nothing));
        }
        if !self.allow_self_lockout {
            refusals.extend(caller::check(plan, circumstances, &losses));
        }
        if !self.allow_no_administrator {
            refusals.extend(administrator::check(plan, circumstances));
        }
        if !self.allow_protected_removal {
            refusals.extend(protected::check(plan, circumstances, &losses));
        }
        refusals
    }

    /// The flags by which these limits differ from those that hold if nothing is said.
    pub fn overridden(&self) -> Vec<String> {
        let usual = Self::default();
        let mut flags = Vec::new();
        let numbers = [
            ("--max-removals", self.max_removals, usual.max_removals),
            ("--max-expired", self.max_expired, usual.max_expired),
        ];
        for (flag, limit, usual) in numbers {
            if limit != usual {
                flags.push(match limit {
                    MaxRemovals::Count(_) | MaxRemovals::Percent(_) => format!("{flag} {limit}"),
                    _ => format!("{flag} '{limit}'"),
                });
            }
        }
        let switches = [
            (self.allow_total_loss, TOTAL_LOSS),
            (self.allow_self_lockout, SELF_LOCKOUT),
            (self.allow_no_administrator, NO_ADMINISTRATOR),
            (self.allow_protected_removal, PROTECTED_REMOVAL),
        ];
        let given = switches.iter().filter(|(given, _)| *given);
        flags.extend(given.map(|(_, flag)| (*flag).to_owned()));
        flags
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_removals: MaxRemovals::REMOVALS,
            max_expired: MaxRemovals::EXPIRED,
            allow_total_loss: false,
            allow_self_lockout: false,
            allow_no_administrator: false,
            allow_protected_removal: false,
        }
    }
}
