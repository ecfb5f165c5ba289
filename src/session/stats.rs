//! `plan --stats`: what a plan cost, and why no less.

use std::io::{self, Write};

use crate::aws::{AssignmentListing, ListingMethod, ListingReason, Requests};
use crate::text::count;

/// The requests by operation, the way that was taken to the assignments, and what the other would have cost.
pub fn stats(
    requests: &Requests,
    reading: &AssignmentListing,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "\nRequests")?;
    for (service, operation, count) in requests.iter() {
        writeln!(out, "  {:>6}  {service} {operation}", count.sent)?;
    }
    writeln!(out, "  {requests}")?;
    writeln!(out, "\n{}", strategy(reading))
}

/// The strategy in a sentence or two.
fn strategy(reading: &AssignmentListing) -> String {
    let by_principal = count(reading.by_principal, "request");
    let by_pair = count(reading.by_pair, "request");
    match (reading.way, reading.reason) {
        (ListingMethod::ByPrincipal, _) => format!(
            "Assignments were listed by principal, the cheaper way: {by_principal}. \
             By permission set and account it would have taken {by_pair}."
        ),
        (ListingMethod::ByPair, ListingReason::Fewer) => format!(
            "Assignments were listed by permission set and account, the cheaper way: {by_pair}. \
             By principal it would have taken {by_principal}."
        ),
        (ListingMethod::ByPair, ListingReason::FullScan) => format!(
            "Assignments were listed by permission set and account: {by_pair}. A full scan looks for users and \
             deleted principals, too, whom by principal nobody knows to ask for; without them it would have taken \
             {by_principal} (--scan groups)."
        ),
        (ListingMethod::ByPair, ListingReason::Refused) => format!(
            "Assignments were listed by permission set and account: {by_pair}. By principal it would have taken \
             {by_principal}, but AWS refuses that here, as it does to delegated administrators."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(way: ListingMethod, reason: ListingReason) -> AssignmentListing {
        AssignmentListing {
            way,
            reason,
            by_principal: 10,
            by_pair: 510,
        }
    }

    #[test]
    fn the_strategy_says_what_the_other_would_have_cost() {
        assert_eq!(
            strategy(&reading(ListingMethod::ByPrincipal, ListingReason::Fewer)),
            "Assignments were listed by principal, the cheaper way: 10 requests. By permission set and account it \
             would have taken 510 requests."
        );
    }

    #[test]
    fn where_there_was_no_choice_the_reason_is_given() {
        let full = strategy(&reading(ListingMethod::ByPair, ListingReason::FullScan));
        assert!(full.contains("--scan groups"), "{full}");
        let refused = strategy(&reading(ListingMethod::ByPair, ListingReason::Refused));
        assert!(refused.contains("AWS refuses that here"), "{refused}");
    }
}
