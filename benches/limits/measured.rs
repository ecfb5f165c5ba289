//! What a client cost: requests as the sandbox counted them, and seconds.

use std::fmt;
use std::time::{Duration, Instant};

use rolecall::sandbox::{Request, Sandbox};

/// The cost of one run.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    pub requests: usize,
    pub to_sso_admin: usize,
    pub throttled: usize,
    pub took: Duration,
    /// Requests to sso-admin a second, from the first to the last.
    pub rate: f64,
}

impl Measured {
    /// Runs a client against a sandbox that counts.
    pub fn of(sandbox: &Sandbox, client: impl FnOnce()) -> Self {
        let before = sandbox.requests();
        let began = Instant::now();
        client();
        let took = began.elapsed();
        let after = sandbox.requests();
        let log = after.log.get(before.total()..).unwrap_or_default();
        let sso: Vec<&Request> = log
            .iter()
            .filter(|request| request.service == "sso-admin")
            .collect();
        let busy = match (sso.first(), sso.last()) {
            (Some(first), Some(last)) => last.at.saturating_sub(first.at),
            _ => Duration::ZERO,
        };
        Self {
            requests: log.len(),
            to_sso_admin: sso.len(),
            throttled: after.throttled() - before.throttled(),
            took,
            rate: sso.len().saturating_sub(1) as f64 / busy.as_secs_f64().max(0.001),
        }
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} requests, {} throttled, {:.1} s",
            self.requests,
            self.throttled,
            self.took.as_secs_f64()
        )
    }
}
