//! The limit that keeps what the catalog lists under `protected`.

use super::losses::Loss;
use super::{Circumstances, Refusal};
use crate::model::PermissionSetName;
use crate::plan::{Change, Plan};

/// An assignment is protected by its principal or by its permission set; what has expired is, too.
///
/// A set is protected under the name that it has and under the one that it had before a rename. A rename itself takes
/// nothing away: the set before may be deleted once the one that replaces it is there.
pub(super) fn check(
    plan: &Plan,
    circumstances: &Circumstances<'_>,
    losses: &[Loss],
) -> Option<Refusal> {
    let protected = circumstances.protected;
    let assignments: Vec<_> = losses
        .iter()
        .map(|loss| &loss.assignment)
        .filter(|assignment| {
            let principal = &assignment.principal;
            protected.principal(principal.kind, &principal.name)
                || is_protected(&assignment.permission_set, circumstances)
        })
        .cloned()
        .collect();
    let permission_sets: Vec<_> = plan
        .changes
        .iter()
        .filter_map(|planned| match &planned.change {
            Change::DeletePermissionSet { permission_set } => Some(permission_set.clone()),
            _ => None,
        })
        .filter(|name| is_protected(name, circumstances))
        .filter(|name| !is_replaced(name, plan, circumstances))
        .collect();
    if assignments.is_empty() && permission_sets.is_empty() {
        return None;
    }
    Some(Refusal::Protected {
        assignments,
        permission_sets,
    })
}

/// Whether the catalog protects a set by its name, by the name that it gets, or by the one that it had.
fn is_protected(name: &PermissionSetName, circumstances: &Circumstances<'_>) -> bool {
    let protected = &circumstances.protected.permission_sets;
    let desired = circumstances.desired;
    let before = desired.renames.get(name).map(|before| &before.value);
    std::iter::once(name)
        .chain(before)
        .chain(desired.successors(name))
        .any(|name| protected.contains_key(name))
}

/// Whether a set that is deleted has a successor after the plan: one that is there and stays, or that is created.
fn is_replaced(name: &PermissionSetName, plan: &Plan, circumstances: &Circumstances<'_>) -> bool {
    let live = &circumstances.live.permission_sets;
    circumstances.desired.successors(name).any(|now| {
        let mut is_there = live.contains_key(now);
        for planned in &plan.changes {
            match &planned.change {
                Change::CreatePermissionSet { permission_set, .. } if permission_set == now => {
                    is_there = true;
                }
                Change::DeletePermissionSet { permission_set } if permission_set == now => {
                    return false;
                }
                _ => {}
            }
        }
        is_there
    })
}
