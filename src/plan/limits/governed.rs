//! Which live assignments the catalog governs.

use std::collections::BTreeSet;

use crate::model::{AssignmentRef, CatalogName, Column, Live, PermissionSetName, Principal};
use crate::plan::{Change, Plan};

/// The live assignments as far as limits count them.
pub(super) struct Governed {
    sets: Column<PermissionSetName, bool>,
    people: Column<Principal, bool>,
}

impl Governed {
    /// Those that the catalog governs, those included whose sets it takes over in this plan. Principals that no longer
    /// exist are left out, as they are among what is removed.
    pub(super) fn of(plan: &Plan, live: &Live) -> Self {
        let adopted: BTreeSet<&PermissionSetName> = plan
            .changes
            .iter()
            .filter_map(|planned| match &planned.change {
                Change::AdoptPermissionSet { permission_set, .. } => Some(permission_set),
                _ => None,
            })
            .collect();
        let assignments = &live.state.assignments;
        let ours = |governed_by: &Option<CatalogName>| governed_by.as_ref() == Some(&plan.catalog);
        Self {
            sets: assignments.per_permission_set(|name| {
                let known = live.permission_sets.get(name);
                adopted.contains(name) || known.is_some_and(|set| ours(&set.governed_by))
            }),
            people: assignments.per_principal(|principal| !principal.is_orphan()),
        }
    }

    /// Whether a live assignment counts.
    pub(super) fn has(&self, one: AssignmentRef<'_>) -> bool {
        *self.sets.get(one.permission_set_key()) && *self.people.get(one.principal_key())
    }

    /// How many count.
    pub(super) fn count(&self, live: &Live) -> usize {
        let all = live.state.assignments.iter();
        all.filter(|one| self.has(*one)).count()
    }
}
