//! Which way to the assignments costs fewer calls.

use crate::model::Scan;

use super::cost::Spread;

/// What is known before assignments are read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counts {
    /// What is asked for.
    pub(super) scan: Scan,
    /// Whether AWS refuses to list by principal.
    pub(super) refused: bool,
    /// Groups and named users: at least one call each.
    pub(super) principals: usize,
    /// Permission sets whose accounts are not listed yet: one call each.
    pub(super) sets: usize,
    /// Pairs of a set and an account in which it is provisioned: at least one call each. `None` until the sets'
    /// accounts are listed.
    pub(super) pairs: Option<usize>,
    /// How the assignments that will be found are spread, as far as that can be foreseen.
    pub(super) expected: Spread,
}

/// How to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// List the assignments of every principal.
    ByPrincipal,
    /// List the accounts of the sets; then choose again.
    CountPairs,
    /// List the assignments of every pair.
    ByPair,
}

/// A way to the assignments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Of every principal.
    ByPrincipal,
    /// Of every pair of a permission set and an account.
    ByPair,
}

/// Why a way was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It was expected to take fewer calls.
    Fewer,
    /// A full scan looks for users and orphans, which by principal nobody knows to ask for.
    FullScan,
    /// AWS refuses to list by principal, to a delegated administrator for one.
    Refused,
}

/// How assignments were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The way that was taken.
    pub way: Way,
    /// Why.
    pub reason: Reason,
    /// What listing by principal costs for what was found, in calls.
    pub by_principal: usize,
    /// What listing by pair costs for what was found, in calls. At least: by principal nobody sees accounts in which
    /// a set is provisioned for nobody.
    pub by_pair: usize,
}

/// Chooses. By principal alone finds no users that are not named and no orphans, so a full scan goes by pair.
/// Counting the pairs costs a call for each set, and is needed for going by pair anyway; it is left out where
/// going by principal is not expected to cost more than counting and then listing every pair.
pub(super) fn choose(counts: Counts) -> Step {
    let allowed = counts.scan == Scan::Groups && !counts.refused;
    let by_principal = counts.expected.by_principal(counts.principals);
    match counts.pairs {
        _ if counts.sets == 0 && counts.pairs.is_none() => Step::ByPair,
        Some(_) if !allowed => Step::ByPair,
        Some(pairs) if pairs + counts.expected.more_of_pairs <= by_principal => Step::ByPair,
        Some(_) => Step::ByPrincipal,
        None if allowed && by_principal <= counts.expected.by_pair(counts.sets) => {
            Step::ByPrincipal
        }
        None => Step::CountPairs,
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
            expected: Spread::default(),
        }
    }

    #[test]
    fn few_groups_are_asked_without_counting() {
        assert_eq!(choose(counts(4, 8, None)), Step::ByPrincipal);
    }

    #[test]
    fn many_groups_are_weighed_against_the_pairs() {
        assert_eq!(choose(counts(2000, 10, None)), Step::CountPairs);
        assert_eq!(choose(counts(2000, 10, Some(100))), Step::ByPair);
        assert_eq!(choose(counts(2000, 10, Some(5000))), Step::ByPrincipal);
        assert_eq!(choose(counts(100, 10, Some(100))), Step::ByPair);
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
            assert_eq!(choose(with(None)), Step::CountPairs);
            assert_eq!(choose(with(Some(5000))), Step::ByPair);
        }
    }

    #[test]
    fn no_sets_need_no_call() {
        assert_eq!(choose(counts(50, 0, None)), Step::ByPair);
    }

    #[test]
    fn what_the_catalog_foresees_saves_the_counting() {
        let expected = Spread {
            pairs: 1000,
            more_of_pairs: 0,
            more_of_principals: 90,
        };
        let foreseen = |counts| Counts { expected, ..counts };
        assert_eq!(choose(foreseen(counts(10, 20, None))), Step::ByPrincipal);
        // A thousand groups without any assignment make it worth while.
        assert_eq!(choose(foreseen(counts(1010, 20, None))), Step::CountPairs);
        // What was counted is worth more than what was foreseen.
        assert_eq!(
            choose(foreseen(counts(1010, 20, Some(4000)))),
            Step::ByPrincipal
        );
    }

    #[test]
    fn long_lists_of_a_principal_count_by_their_pages() {
        let expected = Spread {
            pairs: 30,
            more_of_pairs: 0,
            more_of_principals: 90,
        };
        let long = |pairs| Counts {
            expected,
            ..counts(10, 20, pairs)
        };
        assert_eq!(choose(long(None)), Step::CountPairs);
        assert_eq!(choose(long(Some(30))), Step::ByPair);
    }
}
