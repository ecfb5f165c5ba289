//! The limits on how much is removed at once: by the catalog, and by expiry.

use std::collections::{BTreeMap, BTreeSet};

use super::governed::Governed;
use super::losses::{How, Loss};
use super::{Circumstances, MaxRemovals, Refusal};
use crate::model::{Account, PermissionSetName, Principal};
use crate::plan::Plan;

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

/// A permission set that comes to allow nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emptied {
    /// The set.
    pub permission_set: PermissionSetName,
    /// How many assignments of it give nothing any more.
    pub assignments: usize,
    /// Where they are.
    pub accounts: BTreeSet<Account>,
}

/// More than `limit` of the governed assignments are removed, for another reason than their expiry.
pub(super) fn check(
    plan: &Plan,
    circumstances: &Circumstances<'_>,
    losses: &[Loss],
    limit: MaxRemovals,
) -> Option<Refusal> {
    let removed: Vec<&Loss> = losses.iter().filter(|loss| !loss.is_expiry()).collect();
    let governed = overstepped(plan, circumstances, removed.len(), limit)?;
    let emptied = emptied(&removed);
    Some(Refusal::Removals {
        removed: removed.len(),
        governed,
        limit,
        losers: losers(&removed, circumstances),
        emptied,
    })
}

/// More than `limit` of the governed assignments are removed because they have expired.
pub(super) fn check_expired(
    plan: &Plan,
    circumstances: &Circumstances<'_>,
    losses: &[Loss],
    limit: MaxRemovals,
) -> Option<Refusal> {
    let removed: Vec<&Loss> = losses.iter().filter(|loss| loss.is_expiry()).collect();
    let governed = overstepped(plan, circumstances, removed.len(), limit)?;
    Some(Refusal::Expired {
        removed: removed.len(),
        governed,
        limit,
        losers: losers(&removed, circumstances),
    })
}

/// How many assignments are governed, if `removed` of them are too many.
fn overstepped(
    plan: &Plan,
    circumstances: &Circumstances<'_>,
    removed: usize,
    limit: MaxRemovals,
) -> Option<usize> {
    if removed == 0 {
        return None;
    }
    let governed = Governed::of(plan, circumstances.live).count(circumstances.live);
    (!limit.allows(removed, governed)).then_some(governed)
}

fn emptied(losses: &[&Loss]) -> Vec<Emptied> {
    let mut found: BTreeMap<&PermissionSetName, Emptied> = BTreeMap::new();
    for loss in losses.iter().filter(|loss| loss.how == How::Emptied) {
        let name = &loss.assignment.permission_set;
        let one = found.entry(name).or_insert_with(|| Emptied {
            permission_set: name.clone(),
            assignments: 0,
            accounts: BTreeSet::new(),
        });
        one.assignments += 1;
        one.accounts.insert(loss.assignment.account.clone());
    }
    found.into_values().collect()
}

fn losers(losses: &[&Loss], circumstances: &Circumstances<'_>) -> Vec<Loser> {
    let mut removed: BTreeMap<&Principal, usize> = BTreeMap::new();
    for loss in losses {
        *removed.entry(&loss.assignment.principal).or_default() += 1;
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
