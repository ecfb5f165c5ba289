//! Which live assignments the catalog governs.

use std::collections::BTreeSet;

use crate::model::{CatalogName, Live, PermissionSetName};
use crate::plan::{Change, Plan};

/// The live assignments, by the indices of their tables, as far as limits count them.
pub(super) struct Governed {
    sets: Vec<bool>,
    people: Vec<bool>,
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
            sets: assignments
                .permission_sets()
                .iter()
                .map(|name| {
                    let known = live.permission_sets.get(name);
                    adopted.contains(name) || known.is_some_and(|set| ours(&set.governed_by))
                })
                .collect(),
            people: assignments
                .principals()
                .iter()
                .map(|principal| !principal.is_orphan())
                .collect(),
        }
    }

    /// Whether the assignment at these indices counts.
    pub(super) fn has(&self, principal: u32, permission_set: u32) -> bool {
        let is = |table: &[bool], index: u32| table.get(index as usize) == Some(&true);
        is(&self.sets, permission_set) && is(&self.people, principal)
    }

    /// How many count.
    pub(super) fn count(&self, live: &Live) -> usize {
        let rows = live.state.assignments.rows().iter();
        rows.filter(|row| self.has(row.principal, row.permission_set))
            .count()
    }
}
