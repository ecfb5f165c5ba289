//! Who gains and who loses what, where: the assignments of a plan folded by principal and permission set.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Account, PermissionSetName, Principal};
use crate::plan::{Change, Plan, PlannedChange, RevocationReason};
use crate::risk::{Danger, Level};
use crate::source::Span;

/// All accounts in which one principal gains, or loses, one permission set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Move<'a> {
    /// Whose access it is.
    pub principal: &'a Principal,
    /// What is gained or lost.
    pub permission_set: &'a PermissionSetName,
    /// Whether it is lost.
    pub lost: bool,
    /// Where.
    pub accounts: BTreeSet<&'a Account>,
    /// What asks for it, or asked for it.
    pub places: BTreeSet<Span>,
    /// Why it is lost.
    pub reasons: BTreeSet<Cow<'static, str>>,
    /// What is dangerous about it.
    pub dangers: BTreeSet<&'a Danger>,
}

/// The moves of a plan: what is lost, then what is dangerous, then the rest; each by principal and permission set.
pub(super) fn moves(plan: &Plan) -> Vec<Move<'_>> {
    let mut found: BTreeMap<(bool, &Principal, &PermissionSetName), Move<'_>> = BTreeMap::new();
    for planned in &plan.changes {
        let (assignment, reason) = match &planned.change {
            Change::CreateAssignment(assignment) => (assignment, None),
            Change::DeleteAssignment { assignment, reason } => (assignment, Some(why(reason))),
            _ => continue,
        };
        let lost = reason.is_some();
        let key = (!lost, &assignment.principal, &assignment.permission_set);
        let entry = found.entry(key).or_insert_with(|| Move {
            principal: &assignment.principal,
            permission_set: &assignment.permission_set,
            lost,
            accounts: BTreeSet::new(),
            places: BTreeSet::new(),
            reasons: BTreeSet::new(),
            dangers: BTreeSet::new(),
        });
        entry.accounts.insert(&assignment.account);
        entry.places.extend(planned.place);
        entry.reasons.extend(reason);
        if !lost {
            entry.dangers.extend(warnings(planned));
        }
    }
    let mut moves: Vec<Move<'_>> = found.into_values().collect();
    // A stable sort: within each part the order by names stays.
    moves.sort_by_key(|one| (!one.lost, one.dangers.is_empty()));
    moves
}

/// Why an assignment is deleted, in words.
pub(super) fn why(reason: &RevocationReason) -> Cow<'static, str> {
    Cow::Borrowed(match reason {
        RevocationReason::NotInCatalog => "no longer in the catalog",
        RevocationReason::PermissionSetDeleted => "the permission set is deleted",
        RevocationReason::PermissionSetRenamed(_) => "the permission set is renamed",
        RevocationReason::PrincipalDeleted => "the principal no longer exists",
        RevocationReason::Expired(last_day) => return Cow::Owned(format!("expired on {last_day}")),
    })
}

/// The dangers of a change that a reader is warned of.
pub(super) fn warnings(planned: &PlannedChange) -> impl Iterator<Item = &Danger> {
    let dangers = planned.dangers.iter();
    dangers.filter(|danger| danger.rule.level() != Level::Notice)
}
