//! The limit that keeps what the catalog lists under `protected`.

use super::{Circumstances, Refusal, losses};
use crate::model::AccountAssignment;
use crate::plan::{Change, Plan};

/// An assignment is protected by its principal or by its permission set.
pub(super) fn check(plan: &Plan, circumstances: &Circumstances<'_>) -> Option<Refusal> {
    let protected = circumstances.protected;
    let is_protected = |assignment: &&AccountAssignment| {
        let principal = &assignment.principal;
        protected.principal(principal.kind, &principal.name)
            || protected
                .permission_sets
                .contains_key(&assignment.permission_set)
    };
    let assignments: Vec<_> = losses(plan).filter(is_protected).cloned().collect();
    let permission_sets: Vec<_> = plan
        .changes
        .iter()
        .filter_map(|planned| match &planned.change {
            Change::DeletePermissionSet { permission_set } => Some(permission_set.clone()),
            _ => None,
        })
        .filter(|name| protected.permission_sets.contains_key(name))
        .collect();
    if assignments.is_empty() && permission_sets.is_empty() {
        return None;
    }
    Some(Refusal::Protected {
        assignments,
        permission_sets,
    })
}
