//! Which way to the assignments costs fewer calls.

use crate::model::Scan;

/// What is known before assignments are read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counts {
    /// What is asked for.
    pub(super) scan: Scan,
    /// Whether AWS refuses to list by principal.
    pub(super) refused: bool,
    /// Groups and named users: one call each.
    pub(super) principals: usize,
    /// Permission sets whose accounts are not listed yet: one call each.
    pub(super) sets: usize,
    /// Pairs of a set and an account in which it is provisioned: one call each. `None` until the sets' accounts are
    /// listed.
    pub(super) pairs: Option<usize>,
}

/// How to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// List the assignments of every principal.
    ByPrincipal,
    /// List the accounts of the sets; then choose again.
    CountPairs,
    /// List the assignments of every pair.
    ByPair,
}

/// Chooses. By principal alone finds no users that are not named and no orphans, so a full scan goes by pair.
/// Counting the pairs costs a call for each set, and is needed for going by pair anyway; it is left out where
/// going by principal cannot cost more than the counting itself.
pub(super) fn choose(counts: Counts) -> Way {
    let by_principal = counts.scan == Scan::Groups && !counts.refused;
    match counts.pairs {
        _ if counts.sets == 0 && counts.pairs.is_none() => Way::ByPair,
        Some(pairs) if !by_principal || pairs <= counts.principals => Way::ByPair,
        Some(_) => Way::ByPrincipal,
        None if by_principal && counts.principals <= counts.sets => Way::ByPrincipal,
        None => Way::CountPairs,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(principals: usize, sets: usize, pairs: Option<usize>) -> Counts {
        Counts {
            scan: Scan::Groups,
            refused: false,
            principals,
            sets,
            pairs,
        }
    }

    #[test]
    fn few_groups_are_asked_without_counting() {
        assert_eq!(choose(counts(4, 8, None)), Way::ByPrincipal);
    }

    #[test]
    fn many_groups_are_weighed_against_the_pairs() {
        assert_eq!(choose(counts(2000, 10, None)), Way::CountPairs);
        assert_eq!(choose(counts(2000, 10, Some(100))), Way::ByPair);
        assert_eq!(choose(counts(2000, 10, Some(5000))), Way::ByPrincipal);
        assert_eq!(choose(counts(100, 10, Some(100))), Way::ByPair);
    }

    #[test]
    fn a_full_scan_and_a_delegated_administrator_go_by_pair_at_any_price() {
        for (scan, refused) in [
            (Scan::Full, false),
            (Scan::Groups, true),
            (Scan::Full, true),
        ] {
            let with = |pairs| Counts {
                scan,
                refused,
                ..counts(1, 10, pairs)
            };
            assert_eq!(choose(with(None)), Way::CountPairs);
            assert_eq!(choose(with(Some(5000))), Way::ByPair);
        }
    }

    #[test]
    fn no_sets_need_no_call() {
        assert_eq!(choose(counts(50, 0, None)), Way::ByPair);
    }
}
