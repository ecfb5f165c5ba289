//! `plan --stats`: what a plan cost, and why no less.

use std::io::{self, Write};

use crate::aws::{Reading, Reason, Requests, Way};
use crate::text::count;

/// The requests by operation, the way that was taken to the assignments, and what the other would have cost.
pub fn stats(requests: &Requests, reading: &Reading, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\nRequests")?;
    for (service, operation, count) in requests.iter() {
        writeln!(out, "  {:>6}  {service} {operation}", count.sent)?;
    }
    writeln!(out, "  {requests}")?;
    writeln!(out, "\n{}", strategy(reading))
}

/// The strategy in a sentence or two.
fn strategy(reading: &Reading) -> String {
    let by_principal = count(reading.by_principal, "request");
    let by_pair = count(reading.by_pair, "request");
    match (reading.way, reading.reason) {
        (Way::ByPrincipal, _) => format!(
            "Assignments were listed by principal, the cheaper way: {by_principal}. \
             By permission set and account it would have taken {by_pair}."
        ),
        (Way::ByPair, Reason::Fewer) => format!(
            "Assignments were listed by permission set and account, the cheaper way: {by_pair}. \
             By principal it would have taken {by_principal}."
        ),
        (Way::ByPair, Reason::FullScan) => format!(
            "Assignments were listed by permission set and account: {by_pair}. A full scan looks for users and \
             deleted principals, too, whom by principal nobody knows to ask for; without them it would have taken \
             {by_principal} (--scan groups)."
        ),
        (Way::ByPair, Reason::Refused) => format!(
            "Assignments were listed by permission set and account: {by_pair}. By principal it would have taken \
             {by_principal}, but AWS refuses that here, as it does to delegated administrators."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(way: Way, reason: Reason) -> Reading {
        Reading {
            way,
            reason,
            by_principal: 10,
            by_pair: 510,
        }
    }

    #[test]
    fn the_strategy_says_what_the_other_would_have_cost() {
        assert_eq!(
            strategy(&reading(Way::ByPrincipal, Reason::Fewer)),
            "Assignments were listed by principal, the cheaper way: 10 requests. By permission set and account it \
             would have taken 510 requests."
        );
    }

    #[test]
    fn where_there_was_no_choice_the_reason_is_given() {
        let full = strategy(&reading(Way::ByPair, Reason::FullScan));
        assert!(full.contains("--scan groups"), "{full}");
        let refused = strategy(&reading(Way::ByPair, Reason::Refused));
        assert!(refused.contains("AWS refuses that here"), "{refused}");
    }
}
