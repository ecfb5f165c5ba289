//! Random faults that are the same at every run.

use std::collections::HashMap;

use super::digest::{digest, fraction};
use super::options::Options;

/// What goes wrong with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Not carried out, not answered.
    DropConnection,
    /// Carried out, not answered.
    LoseAnswer,
    /// Carried out, not answered, and the client is left to wait.
    TimeOut,
    InternalError,
    Throttle,
    Conflict,
}

impl Fault {
    /// Returns the option that asks for it.
    pub fn option(self) -> &'static str {
        match self {
            Self::DropConnection => "drop-connection",
            Self::LoseAnswer => "lose-answer",
            Self::TimeOut => "time-out",
            Self::InternalError => "internal-error",
            Self::Throttle => "throttle",
            Self::Conflict => "conflict",
        }
    }
}

/// Decides for each call what goes wrong with it.
///
/// The decision follows from the seed, the call and how often this very call was made, not from the order of calls:
/// clients that work in parallel get the same faults at every run.
#[derive(Debug, Default)]
pub struct Faults {
    calls: HashMap<u128, u64>,
}

impl Faults {
    /// Returns the fault of the next call like this one. Only a call that writes can conflict.
    pub fn next(
        &mut self,
        options: &Options,
        target: &str,
        body: &str,
        writes: bool,
    ) -> Option<Fault> {
        let shares = [
            (Fault::DropConnection, options.drop_connection),
            (Fault::LoseAnswer, options.lose_answer),
            (Fault::TimeOut, options.time_out),
            (Fault::InternalError, options.internal_error),
            (Fault::Throttle, options.throttle),
            (Fault::Conflict, if writes { options.conflict } else { 0.0 }),
        ];
        if shares.iter().all(|(_, share)| *share == 0.0) {
            return None;
        }
        let call = digest(options.seed, &[target, body]);
        let count = self.calls.entry(call).or_default();
        *count += 1;
        let key = format!("{call:x} {count}");
        let struck = |(fault, wanted): &(Fault, f64)| {
            fraction(digest(options.seed, &[&key, &format!("{fault:?}")])) < *wanted
        };
        shares
            .iter()
            .find(|fault| struck(fault))
            .map(|(fault, _)| *fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(text: &str) -> Options {
        text.parse().unwrap()
    }

    #[test]
    fn the_share_of_faults_is_about_the_one_asked_for() {
        let (options, mut faults) = (options("throttle=0.1"), Faults::default());
        let struck = (0..1000)
            .filter(|_| faults.next(&options, "List", "{}", false) == Some(Fault::Throttle))
            .count();
        assert!((60..140).contains(&struck), "{struck}");
    }

    #[test]
    fn another_order_of_calls_meets_the_same_faults() {
        let options = options("conflict=0.5,seed=3");
        let draw = |order: [&'static str; 4]| {
            let mut faults = Faults::default();
            let mut met: Vec<_> = order
                .iter()
                .map(|body| (*body, faults.next(&options, "Create", body, true)))
                .collect();
            met.sort_by_key(|(body, _)| *body);
            met
        };
        assert_eq!(draw(["a", "b", "c", "d"]), draw(["d", "c", "b", "a"]));
    }

    #[test]
    fn reads_never_conflict() {
        let (options, mut faults) = (options("conflict=1"), Faults::default());
        assert_eq!(faults.next(&options, "List", "{}", false), None);
        assert_eq!(
            faults.next(&options, "Create", "{}", true),
            Some(Fault::Conflict)
        );
    }
}
