//! What has to change so that the live state becomes the desired one.
//!
//! A plan is a value. It is made without a clock, a network or the right to write, so it can be shown,
//! reviewed, compared and refused before anything happens.

mod assignments;
mod between;
mod cause;
mod change;
mod danger;
mod ending;
mod header;
mod limits;
mod note;
mod options;
mod permission_sets;
mod rule_change;
mod saved;
mod scope;
#[cfg(test)]
mod tests;
mod twins;

pub use cause::{Before, Cause, Side, Word};
pub use change::{Attributes, Change, Phase, ProvisionReason, ProvisionTarget, RevocationReason};

pub use danger::{Mark, Subject};
pub use header::Header;
pub use limits::{
    Caller, Circumstances, Emptied, Limits, Loser, MaxRemovals, MaxRemovalsError, Refusal,
    Stripped, StrippedAccount, StrippedPrincipal,
};
pub use note::Note;
pub use options::PlanOptions;
pub use rule_change::{RuleChange, RuleSide, RuleTopic};
pub use saved::{
    ChangeDifference, Difference, LiveDifference, Place, Saved, SavedChange, SavedPlanError,
    SavedRule, SourceDifference, SourceDigest,
};
pub use scope::{Only, OnlyClause, OnlyClauseError, Scope};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::Diagnostics;

use crate::model::{Account, CatalogName, PermissionSetName};
use crate::risk::Danger;
use crate::source::Span;

/// A change and the place in the catalog that asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedChange {
    /// What is done.
    pub change: Change,
    /// The catalog's place; `None` where the change follows from something that the catalog no longer says. In the
    /// plan of a diff, such a change has its place in the catalog before.
    pub place: Option<Span>,
    /// Why it is dangerous, the gravest reason first; empty for what is not.
    pub dangers: Vec<Danger>,
    /// Why an assignment changes, where more is known than the reason of a revocation: see [`PlannedChange::why`].
    pub cause: Option<Arc<Cause>>,
}

impl PlannedChange {
    /// A change of which no danger is known.
    pub fn new(change: Change, place: Option<Span>) -> Self {
        Self {
            change,
            place,
            dangers: Vec::new(),
            cause: None,
        }
    }
}

/// The changes in the order in which they must be applied, and what an apply must know besides.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The catalog, for the ownership tag.
    pub catalog: CatalogName,
    /// The changes, ordered by phase.
    pub changes: Vec<PlannedChange>,
    /// What changes in the catalog besides, where the catalog before is known: the most important first.
    pub rules: Vec<RuleChange>,
    /// What a reader should know besides.
    pub notes: Vec<Note>,
    /// What may not be planned. A plan with problems must not be applied.
    pub problems: Diagnostics,
    /// The ARNs of the permission sets that live already.
    pub arns: BTreeMap<PermissionSetName, Arc<str>>,
    /// The accounts in which the plan keeps at least one assignment of an existing principal, as far as live
    /// assignments were read: those of the permission sets that the catalog concerns.
    pub kept_accounts: BTreeSet<Account>,
}

impl Plan {
    /// Whether nothing is to be done.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Whether an account keeps access that the plan does not touch, as far as it was read.
    pub fn keeps_access_to(&self, account: &Account) -> bool {
        self.kept_accounts.contains(account)
    }

    /// How many operations AWS is asked for.
    pub fn operations(&self) -> usize {
        self.changes
            .iter()
            .map(|planned| planned.change.operations())
            .sum()
    }
}
