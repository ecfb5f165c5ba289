//! What was asked of a sandbox: counts, an ordered log, and how much was outstanding at once.

use std::collections::BTreeMap;
use std::time::Duration;

/// One request that came over the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// How long after the sandbox's start it came.
    pub at: Duration,
    /// `sso-admin`, `identitystore`, `organizations`, `sts`, or `unknown`.
    pub service: &'static str,
    /// The operation, or `unknown`.
    pub operation: &'static str,
    /// The exception it was refused with; none for a success. A dropped connection is `ConnectionDropped`.
    pub refused: Option<&'static str>,
}

/// Everything that was asked of a sandbox over the wire; [`call`](super::Sandbox::call)s are not counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requests {
    /// Every request, in the order of arrival.
    pub log: Vec<Request>,
    /// The most assignment operations that were outstanding at once.
    pub most_outstanding_assignments: usize,
    /// The most provisionings that were outstanding at once.
    pub most_outstanding_provisionings: usize,
    /// The most operations that were outstanding at once for one account.
    pub most_outstanding_in_one_account: usize,
}

impl Requests {
    /// How many requests there were in all.
    pub fn total(&self) -> usize {
        self.log.len()
    }

    /// How many requests there were of one operation, written `sso-admin.ListInstances`.
    pub fn count(&self, name: &str) -> usize {
        self.by_operation().get(name).copied().unwrap_or_default()
    }

    /// The number of requests of each operation, written `sso-admin.ListInstances`.
    pub fn by_operation(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for request in &self.log {
            *counts
                .entry(format!("{}.{}", request.service, request.operation))
                .or_default() += 1;
        }
        counts
    }

    /// How many requests were refused as too many.
    pub fn throttled(&self) -> usize {
        let throttled = |request: &&Request| {
            matches!(
                request.refused,
                Some("ThrottlingException" | "TooManyRequestsException")
            )
        };
        self.log.iter().filter(throttled).count()
    }
}
