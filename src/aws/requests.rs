//! How many requests were made: what a plan costs is part of its answer.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::service::Service;

/// The requests of one operation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Requests sent, retries included.
    pub sent: u64,
    /// Those that AWS answered with "too many".
    pub throttled: u64,
}

/// Requests by service and operation, and what was denied and done without.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Requests {
    counts: BTreeMap<(Service, &'static str), Count>,
    forgone: BTreeSet<String>,
    /// Operations that AWS did not take because it carried out as many as it allows.
    queued: u64,
}

impl Requests {
    pub(super) fn sent(&mut self, service: Service, operation: &'static str) {
        self.counts.entry((service, operation)).or_default().sent += 1;
    }

    pub(super) fn throttled(&mut self, service: Service, operation: &'static str) {
        self.counts
            .entry((service, operation))
            .or_default()
            .throttled += 1;
    }

    pub(super) fn queued(&mut self) {
        self.queued += 1;
    }

    pub(super) fn forgone(&mut self, iam_action: &str) {
        self.forgone.insert(iam_action.to_owned());
    }

    /// The IAM actions that the caller lacks and that were done without: the result is as good as it would have been
    /// with them, or says what it lacks; the way to it can have cost more requests.
    pub fn done_without(&self) -> impl Iterator<Item = &str> {
        self.forgone.iter().map(String::as_str)
    }

    /// All requests together.
    pub fn total(&self) -> Count {
        self.counts
            .values()
            .fold(Count::default(), |sum, count| Count {
                sent: sum.sent + count.sent,
                throttled: sum.throttled + count.throttled,
            })
    }

    /// The requests of one operation.
    pub fn of(&self, operation: &str) -> Count {
        self.iter().filter(|(_, name, _)| *name == operation).fold(
            Count::default(),
            |sum, (_, _, count)| Count {
                sent: sum.sent + count.sent,
                throttled: sum.throttled + count.throttled,
            },
        )
    }

    /// Every operation that was called, by service and name.
    pub fn iter(&self) -> impl Iterator<Item = (Service, &'static str, Count)> + '_ {
        self.counts
            .iter()
            .map(|((service, operation), count)| (*service, *operation, *count))
    }
}

/// "61 requests, none throttled".
impl fmt::Display for Requests {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = self.total();
        let plural = if total.sent == 1 { "" } else { "s" };
        write!(f, "{} request{plural}, ", total.sent)?;
        match total.throttled {
            0 => f.write_str("none throttled"),
            throttled => write!(f, "{throttled} throttled"),
        }?;
        match self.queued {
            0 => Ok(()),
            queued => write!(
                f,
                ", {queued} refused at the limit of operations in progress"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_counts_what_was_sent_and_what_was_throttled() {
        let mut requests = Requests::default();
        requests.sent(Service::Sts, "GetCallerIdentity");
        assert_eq!(requests.to_string(), "1 request, none throttled");
        requests.sent(Service::SsoAdmin, "ListInstances");
        requests.throttled(Service::SsoAdmin, "ListInstances");
        assert_eq!(requests.to_string(), "2 requests, 1 throttled");
        assert_eq!(requests.of("ListInstances").sent, 1);
    }
}
