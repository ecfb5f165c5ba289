//! The limit on how much is removed at once.

use std::collections::{BTreeMap, BTreeSet};

use super::{Circumstances, MaxRemovals, Refusal, losses};
use crate::model::{CatalogName, Live, Principal};
use crate::plan::{Change, Plan};

/// A principal that loses assignments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loser {
    /// Who.
    pub principal: Principal,
    /// How many.
    pub removed: usize,
    /// Whether the catalog still grants it anything.
    pub in_catalog: bool,
}

pub(super) fn check(
    plan: &Plan,
    circumstances: &Circumstances<'_>,
    limit: MaxRemovals,
) -> Option<Refusal> {
    let removed = losses(plan).count();
    let governed = governed(plan, circumstances.live);
    if removed == 0 || limit.allows(removed, governed) {
        return None;
    }
    Some(Refusal::Removals {
        removed,
        governed,
        limit,
        losers: losers(plan, circumstances),
    })
}

/// How many live assignments the catalog governs, those included whose sets it takes over in this plan. Principals
/// that no longer exist are left out, as they are among what is removed.
fn governed(plan: &Plan, live: &Live) -> usize {
    let adopted: BTreeSet<_> = plan
        .changes
        .iter()
        .filter_map(|planned| match &planned.change {
            Change::AdoptPermissionSet { permission_set } => Some(permission_set),
            _ => None,
        })
        .collect();
    let assignments = &live.state.assignments;
    let ours = |governed_by: &Option<CatalogName>| governed_by.as_ref() == Some(&plan.catalog);
    let sets: Vec<bool> = assignments
        .permission_sets()
        .iter()
        .map(|name| {
            let known = live.permission_sets.get(name);
            adopted.contains(name) || known.is_some_and(|set| ours(&set.governed_by))
        })
        .collect();
    let people: Vec<bool> = assignments
        .principals()
        .iter()
        .map(|principal| !principal.is_orphan())
        .collect();
    let is = |table: &[bool], index: u32| table.get(index as usize) == Some(&true);
    assignments
        .rows()
        .iter()
        .filter(|row| is(&sets, row.permission_set) && is(&people, row.principal))
        .count()
}

fn losers(plan: &Plan, circumstances: &Circumstances<'_>) -> Vec<Loser> {
    let mut removed: BTreeMap<&Principal, usize> = BTreeMap::new();
    for assignment in losses(plan) {
        *removed.entry(&assignment.principal).or_default() += 1;
    }
    let granted = circumstances.desired.state.assignments.principals();
    let mut losers: Vec<Loser> = removed
        .into_iter()
        .map(|(principal, removed)| Loser {
            principal: principal.clone(),
            removed,
            in_catalog: granted.binary_search(principal).is_ok(),
        })
        .collect();
    losers.sort_by_key(|loser| std::cmp::Reverse(loser.removed));
    losers
}
