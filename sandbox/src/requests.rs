//! The requests to a sandbox: counts, an ordered log, and how much was outstanding at once.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// One request that came over the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// How long after the sandbox's start it came.
    pub at: Duration,
    /// `sso-admin`, `identitystore`, `organizations`, `sts`, or `unknown`.
    pub service: &'static str,
    /// The operation, or `unknown`.
    pub operation: &'static str,
    /// The exception it was refused with; none for a success. A dropped connection is `ConnectionDropped`.
    pub refused: Option<&'static str>,
    /// The body, where the operation is one that writes.
    pub body: Option<Arc<str>>,
    /// Whether an answer was sent. A request without one may have been carried out: then nothing refused it.
    pub answered: bool,
    /// The number of the asynchronous operation that it started, counted from 1.
    pub started: Option<usize>,
}

/// All requests to a sandbox over the wire; [`call`](super::Sandbox::call)s are not counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requests {
    /// Every request, in the order of arrival.
    pub log: Vec<Request>,
    /// The asynchronous operations that failed, by their numbers, with the time after the sandbox's start.
    pub failed: BTreeMap<usize, Duration>,
    /// How often each fault that an option asks for has occurred, by the option's name.
    pub faults: BTreeMap<&'static str, usize>,
    /// The most assignment operations that were outstanding at once.
    pub most_outstanding_assignments: usize,
    /// The most provisionings that were outstanding at once.
    pub most_outstanding_provisionings: usize,
    /// The most operations that were outstanding at once for one account.
    pub most_outstanding_in_one_account: usize,
}

impl Requests {
    /// Returns how many requests there were in all.
    pub fn total(&self) -> usize {
        self.log.len()
    }

    /// Returns how many requests there were of one operation, written `sso-admin.ListInstances`.
    pub fn count(&self, name: &str) -> usize {
        self.by_operation().get(name).copied().unwrap_or_default()
    }

    /// Returns the number of requests of each operation, written `sso-admin.ListInstances`.
    pub fn by_operation(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for request in &self.log {
            *counts
                .entry(format!("{}.{}", request.service, request.operation))
                .or_default() += 1;
        }
        counts
    }

    /// Returns how many requests were refused as too many.
    pub fn throttled(&self) -> usize {
        let throttled = |request: &&Request| {
            matches!(
                request.refused,
                Some("ThrottlingException" | "TooManyRequestsException")
            )
        };
        self.log.iter().filter(throttled).count()
    }

    /// Returns the most requests to one service within any second, for tests of pacing.
    pub fn busiest_second(&self, service: &str) -> usize {
        let times: Vec<_> = self
            .log
            .iter()
            .filter(|request| request.service == service)
            .map(|request| request.at)
            .collect();
        // The log is in order of time.
        let within = |(index, start): (usize, &Duration)| {
            times.partition_point(|at| *at < *start + Duration::from_secs(1)) - index
        };
        times
            .iter()
            .enumerate()
            .map(within)
            .max()
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_busiest_second_is_found_wherever_it_begins() {
        let at = |milliseconds, service| Request {
            at: Duration::from_millis(milliseconds),
            service,
            operation: "ListInstances",
            refused: None,
            body: None,
            answered: true,
            started: None,
        };
        let times = [0, 900, 950, 1_100, 1_899, 1_900, 3_000];
        let mut log: Vec<_> = times
            .into_iter()
            .map(|time| at(time, "sso-admin"))
            .collect();
        log.push(at(3_001, "sts"));
        let requests = Requests {
            log,
            ..Requests::default()
        };
        assert_eq!(requests.busiest_second("sso-admin"), 4);
        assert_eq!(requests.busiest_second("organizations"), 0);
    }
}
