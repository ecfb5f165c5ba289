//! What listing assignments costs, either way. Pure: counted in calls of one page each.

use std::collections::BTreeMap;

use crate::model::snapshot::PermissionSet;
use crate::model::{AssignmentRef, Assignments};

/// Rows in one page of `ListAccountAssignments` and `ListAccountAssignmentsForPrincipal`: the most that AWS gives
/// (AWS service model).
const PAGE: usize = 100;

/// How assignments are spread: what decides the number of calls beyond one for each principal or pair.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spread {
    /// Pairs of a permission set and an account with at least one assignment.
    pub pairs: usize,
    /// Pages beyond the first of each pair.
    pub more_of_pairs: usize,
    /// Pages beyond the first of each principal.
    pub more_of_principals: usize,
}

impl Spread {
    /// The spread of what a catalog asks for: what will be found where the live state is as it should be, which is
    /// nearly so in nearly every run.
    pub fn expected(assignments: &Assignments) -> Self {
        let key = |one: AssignmentRef<'_>| {
            let pair = (one.permission_set_key(), one.account_key());
            (one.principal_key(), pair)
        };
        Self::of(assignments.iter().map(key))
    }

    /// The spread of what was read.
    pub(super) fn observed(sets: &[PermissionSet]) -> Self {
        let rows = sets.iter().enumerate().flat_map(|(index, set)| {
            set.accounts.iter().flat_map(move |(account, provisioned)| {
                let groups = provisioned.groups.iter();
                let principals = groups.chain(&provisioned.users);
                principals.map(move |principal| (principal, (index, account)))
            })
        });
        Self::of(rows)
    }

    fn of<P: Ord, S: Ord>(rows: impl Iterator<Item = (P, S)>) -> Self {
        let mut principals: BTreeMap<P, usize> = BTreeMap::new();
        let mut pairs: BTreeMap<S, usize> = BTreeMap::new();
        for (principal, pair) in rows {
            *principals.entry(principal).or_default() += 1;
            *pairs.entry(pair).or_default() += 1;
        }
        let more = |rows: &usize| rows.div_ceil(PAGE).saturating_sub(1);
        Self {
            pairs: pairs.len(),
            more_of_pairs: pairs.values().map(more).sum(),
            more_of_principals: principals.values().map(more).sum(),
        }
    }

    /// Calls to list by principal; the accounts of each set are listed first, to find roles without assignments.
    pub fn by_principal(&self, principals: usize, sets: usize) -> usize {
        sets + principals + self.more_of_principals
    }

    /// Calls to list by pair; the accounts of each set are listed first.
    pub fn by_pair(&self, sets: usize) -> usize {
        sets + self.pairs + self.more_of_pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn everyone(groups: usize, sets: usize, accounts: usize) -> Spread {
        let pairs = move || (0..sets).flat_map(move |set| (0..accounts).map(move |one| (set, one)));
        Spread::of((0..groups).flat_map(|group| pairs().map(move |pair| (group, pair))))
    }

    #[test]
    fn a_principal_costs_a_call_for_every_hundred_assignments() {
        let spread = everyone(2, 10, 50);
        assert_eq!(spread.by_principal(2, 10), 20);
        assert_eq!(spread.by_pair(10), 510);
        // Groups without any assignment are asked, too.
        assert_eq!(spread.by_principal(7, 10), 25);
    }

    #[test]
    fn a_pair_costs_a_call_for_every_hundred_principals() {
        let spread = everyone(300, 2, 5);
        assert_eq!(spread.by_principal(300, 2), 302);
        assert_eq!(spread.by_pair(2), 2 + 10 * 3);
    }

    #[test]
    fn nothing_assigned_costs_a_call_for_each_principal_and_set() {
        let spread = Spread::default();
        assert_eq!((spread.by_principal(4, 8), spread.by_pair(8)), (12, 8));
    }
}
