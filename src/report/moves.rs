//! Who gains and who loses what, where: the assignments of a plan folded by principal and permission set.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Account, PermissionSetName, Principal};
use crate::plan::{Change, Plan, RevocationReason};
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
    pub reasons: BTreeSet<&'static str>,
    /// What is dangerous about it.
    pub dangers: BTreeSet<&'a str>,
}

/// The moves of a plan: what is lost, then what is dangerous, then the rest; each by principal and permission set.
pub(super) fn moves<'a>(plan: &'a Plan, dangers: &'a Dangers) -> Vec<Move<'a>> {
    let mut found: BTreeMap<(bool, &Principal, &PermissionSetName), Move<'a>> = BTreeMap::new();
    for (index, planned) in plan.changes.iter().enumerate() {
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
        entry.dangers.extend(dangers.of(index));
    }
    let mut moves: Vec<Move<'a>> = found.into_values().collect();
    // A stable sort: within each part the order by names stays.
    moves.sort_by_key(|one| (!one.lost, one.dangers.is_empty()));
    moves
}

/// Why an assignment is deleted, in words.
pub(super) fn why(reason: &RevocationReason) -> &'static str {
    match reason {
        RevocationReason::NotInCatalog => "no longer in the catalog",
        RevocationReason::PermissionSetDeleted => "the permission set is deleted",
        RevocationReason::PermissionSetRenamed(_) => "the permission set is renamed",
        RevocationReason::PrincipalDeleted => "the principal no longer exists",
    }
}

/// What is dangerous about the changes of a plan, in words, by the index of the change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dangers {
    by_change: BTreeMap<usize, BTreeSet<String>>,
}

impl Dangers {
    /// Adds a danger of the change at `index`.
    pub fn add(&mut self, index: usize, words: impl Into<String>) {
        self.by_change
            .entry(index)
            .or_default()
            .insert(words.into());
    }

    /// The dangers of the change at `index`.
    pub(super) fn of(&self, index: usize) -> impl Iterator<Item = &str> {
        let found = self.by_change.get(&index);
        found.into_iter().flatten().map(String::as_str)
    }

    /// How many changes are dangerous.
    pub fn len(&self) -> usize {
        self.by_change.len()
    }

    /// Whether nothing is.
    pub fn is_empty(&self) -> bool {
        self.by_change.is_empty()
    }
}
