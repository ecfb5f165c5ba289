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
    /// Pairs of a set and an account in which it is provisioned: at least one call each.
    pub(super) pairs: usize,
    /// How the assignments that will be found are spread, as far as that can be foreseen.
    pub(super) expected: Spread,
}

/// A way to the assignments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListingMethod {
    /// Of every principal.
    ByPrincipal,
    /// Of every pair of a permission set and an account.
    ByPair,
}

/// Why a way was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListingReason {
    /// It was expected to take fewer calls.
    Fewer,
    /// A full scan looks for users and orphans, which by principal nobody knows to ask for.
    FullScan,
    /// AWS refuses to list by principal, to a delegated administrator for one.
    Refused,
}

/// How assignments were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AssignmentListing {
    /// The way that was taken.
    pub way: ListingMethod,
    /// Why.
    pub reason: ListingReason,
    /// What listing by principal costs for what was found, in calls.
    pub by_principal: usize,
    /// What listing by pair costs for what was found, in calls.
    pub by_pair: usize,
}

/// Chooses. By principal alone finds no users that are not named and no orphans, so a full scan goes by pair. Either
/// way the accounts of the sets are listed first: they show roles without assignments, too.
pub(super) fn choose(counts: Counts) -> ListingMethod {
    let allowed = counts.scan == Scan::Groups && !counts.refused;
    let by_principal = counts.expected.by_principal(counts.principals, 0);
    match allowed && by_principal < counts.pairs + counts.expected.more_of_pairs {
        true => ListingMethod::ByPrincipal,
        false => ListingMethod::ByPair,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(principals: usize, pairs: usize) -> Counts {
        Counts {
            scan: Scan::Groups,
            refused: false,
            principals,
            pairs,
            expected: Spread::default(),
        }
    }

    #[test]
    fn groups_are_weighed_against_the_pairs() {
        assert_eq!(choose(counts(4, 8)), ListingMethod::ByPrincipal);
        assert_eq!(choose(counts(2000, 100)), ListingMethod::ByPair);
        assert_eq!(choose(counts(2000, 5000)), ListingMethod::ByPrincipal);
        assert_eq!(choose(counts(100, 100)), ListingMethod::ByPair);
    }

    #[test]
    fn a_full_scan_and_a_delegated_administrator_go_by_pair_at_any_price() {
        for (scan, refused) in [
            (Scan::Full, false),
            (Scan::Groups, true),
            (Scan::Full, true),
        ] {
            let counts = Counts {
                scan,
                refused,
                ..counts(1, 5000)
            };
            assert_eq!(choose(counts), ListingMethod::ByPair);
        }
    }

    #[test]
    fn no_pairs_need_no_call() {
        assert_eq!(choose(counts(50, 0)), ListingMethod::ByPair);
    }

    #[test]
    fn long_lists_count_by_their_pages() {
        let expected = Spread {
            pairs: 30,
            more_of_pairs: 0,
            more_of_principals: 90,
        };
        let long = |pairs| Counts {
            expected,
            ..counts(10, pairs)
        };
        assert_eq!(choose(long(30)), ListingMethod::ByPair);
        assert_eq!(choose(long(101)), ListingMethod::ByPrincipal);
        let wide = Spread {
            more_of_pairs: 71,
            ..expected
        };
        let wide = Counts {
            expected: wide,
            ..counts(10, 30)
        };
        assert_eq!(choose(wide), ListingMethod::ByPrincipal);
    }
}
