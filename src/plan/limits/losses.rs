//! Which assignments a plan takes away from principals that have them: by revoking, or by leaving nothing in the set.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::Circumstances;
use super::after::Nothing;
use crate::model::{
    Account, AccountAssignment, AssignmentRef, Assignments, Date, PermissionSetName,
};
use crate::plan::{Change, Plan, ProvisionReason, RevocationReason};

/// How an assignment is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// It is revoked.
    Revoked,
    /// It is revoked because its entry in the catalog held until this day.
    Expired(Date),
    /// It stays, and its permission set comes to allow nothing.
    Emptied,
}

/// An assignment by whose removal a principal loses access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Loss {
    pub(super) assignment: AccountAssignment,
    pub(super) how: How,
}

impl Loss {
    pub(super) fn is_expiry(&self) -> bool {
        matches!(self.how, How::Expired(_))
    }
}

/// The live assignments that are not there after the plan, renames followed, and those whose sets allow nothing after
/// it. Principals that no longer exist lose nothing.
///
/// Where a set is renamed, an assignment stays only if the same principal has the new set in the same account after
/// the plan, and the new set is not one that allows nothing.
pub(super) fn losses(
    plan: &Plan,
    circumstances: &Circumstances<'_>,
    nothing: &Nothing,
) -> Vec<Loss> {
    let after = Replacements::of(plan, circumstances);
    let revoked = plan
        .changes
        .iter()
        .filter_map(|planned| match &planned.change {
            Change::DeleteAssignment { assignment, reason } => Some((assignment, reason)),
            _ => None,
        });
    let lost = revoked.filter(|(assignment, _)| {
        !assignment.principal.is_orphan() && !after.replaces(assignment, circumstances, nothing)
    });
    let mut losses: Vec<Loss> = lost
        .map(|(assignment, reason)| Loss {
            assignment: assignment.clone(),
            how: match reason {
                RevocationReason::Expired(last_day) => How::Expired(*last_day),
                _ => How::Revoked,
            },
        })
        .collect();
    let emptied = emptied(plan, circumstances, nothing).into_iter();
    losses.extend(emptied.map(|assignment| Loss {
        assignment,
        how: How::Emptied,
    }));
    losses
}

/// The assignments, after the plan, of sets that replace others.
struct Replacements(HashSet<AccountAssignment>);

impl Replacements {
    fn of(plan: &Plan, circumstances: &Circumstances<'_>) -> Self {
        let renames = &circumstances.desired.renames;
        if renames.is_empty() {
            return Self(HashSet::new());
        }
        let live = &circumstances.live.state.assignments;
        let of_set = |one: &AccountAssignment| renames.contains_key(&one.permission_set);
        let mut after: HashSet<AccountAssignment> =
            of_sets(live, |name| renames.contains_key(name)).collect();
        for planned in &plan.changes {
            match &planned.change {
                Change::CreateAssignment(assignment) if of_set(assignment) => {
                    after.insert(assignment.clone());
                }
                Change::DeleteAssignment { assignment, .. } => {
                    after.remove(assignment);
                }
                _ => {}
            }
        }
        Self(after)
    }

    fn replaces(
        &self,
        assignment: &AccountAssignment,
        circumstances: &Circumstances<'_>,
        nothing: &Nothing,
    ) -> bool {
        let before = &assignment.permission_set;
        circumstances.desired.successors(before).any(|now| {
            let replacement = AccountAssignment {
                permission_set: now.clone(),
                ..assignment.clone()
            };
            self.0.contains(&replacement) && !nothing.is_lost(before, now)
        })
    }
}

/// The assignments that stay and come to give nothing: all of a set that allowed something until now, and of one that
/// was edited before those in the accounts that are yet to get its latest version.
fn emptied(
    plan: &Plan,
    circumstances: &Circumstances<'_>,
    nothing: &Nothing,
) -> Vec<AccountAssignment> {
    let live = &circumstances.live.state.assignments;
    let mut reached: BTreeMap<&PermissionSetName, Option<&BTreeSet<Account>>> = BTreeMap::new();
    for planned in &plan.changes {
        match &planned.change {
            Change::ProvisionPermissionSet {
                permission_set,
                accounts,
                reason: ProvisionReason::Outdated,
                ..
            } if nothing.after.contains(permission_set) => {
                reached.entry(permission_set).or_insert(Some(accounts));
            }
            change if change.edits_permission_set() => {
                let name = change.permission_set();
                if let Some(name) = name.filter(|name| nothing.is_lost(name, name)) {
                    reached.insert(name, None);
                }
            }
            _ => {}
        }
    }
    if reached.is_empty() {
        return Vec::new();
    }
    let revoked: HashSet<&AccountAssignment> = plan
        .changes
        .iter()
        .filter_map(|planned| match &planned.change {
            Change::DeleteAssignment { assignment, .. } => Some(assignment),
            _ => None,
        })
        .collect();
    let inactive = &circumstances.desired.inactive_accounts;
    let is_reached = |one: &AccountAssignment| match reached.get(&one.permission_set) {
        Some(Some(accounts)) => accounts.contains(&one.account),
        Some(None) => true,
        None => false,
    };
    of_sets(live, |name| reached.contains_key(name))
        .filter(|one| {
            is_reached(one)
                && !one.principal.is_orphan()
                && !inactive.contains_key(&one.account)
                && !revoked.contains(one)
        })
        .collect()
}

/// The assignments of some sets, without a look at the names of all others.
fn of_sets(
    assignments: &Assignments,
    is_wanted: impl Fn(&PermissionSetName) -> bool,
) -> impl Iterator<Item = AccountAssignment> {
    let wanted = assignments.per_permission_set(is_wanted);
    assignments
        .iter()
        .filter(move |one| *wanted.get(one.permission_set_key()))
        .map(AssignmentRef::to_assignment)
}
