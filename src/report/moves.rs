//! Who gains and who loses what, where, and why: the assignments of a plan folded by principal, permission set and
//! cause.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Account, PermissionSetName, Principal};
use crate::plan::{Cause, Change, Plan, PlannedChange};
use crate::risk::{Danger, Level};
use crate::source::Span;

/// All accounts in which one principal gains, or loses, one permission set for one cause.
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
    /// Why.
    pub cause: Option<Cause>,
    /// What is dangerous about it.
    pub dangers: BTreeSet<&'a Danger>,
}

/// The moves of a plan: what is lost, then what is dangerous, then the rest; each by principal, permission set and cause.
pub(super) fn moves(plan: &Plan) -> Vec<Move<'_>> {
    type Key<'a> = (bool, &'a Principal, &'a PermissionSetName, Option<Cause>);
    let mut found: BTreeMap<Key<'_>, Move<'_>> = BTreeMap::new();
    for planned in &plan.changes {
        let (assignment, lost) = match &planned.change {
            Change::CreateAssignment(assignment) => (assignment, false),
            Change::DeleteAssignment { assignment, .. } => (assignment, true),
            _ => continue,
        };
        let cause = planned.why();
        let names = (&assignment.principal, &assignment.permission_set);
        let key = (!lost, names.0, names.1, cause.clone());
        let entry = found.entry(key).or_insert_with(|| Move {
            principal: &assignment.principal,
            permission_set: &assignment.permission_set,
            lost,
            accounts: BTreeSet::new(),
            places: BTreeSet::new(),
            cause,
            dangers: BTreeSet::new(),
        });
        entry.accounts.insert(&assignment.account);
        entry.places.extend(planned.place);
        if !lost {
            entry.dangers.extend(warnings(planned));
        }
    }
    let mut moves: Vec<Move<'_>> = found.into_values().collect();
    // A stable sort: within each part the order by names stays.
    moves.sort_by_key(|one| (!one.lost, one.dangers.is_empty()));
    moves
}

/// The dangers of a change that a reader is warned of.
pub(super) fn warnings(planned: &PlannedChange) -> impl Iterator<Item = &Danger> {
    let dangers = planned.dangers.iter();
    dangers.filter(|danger| danger.rule.level() != Level::Notice)
}
