//! Time as a value: the world has no clock.

use std::time::Duration;

/// A point in time, in milliseconds since the Unix epoch.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Moment(u64);

impl Moment {
    /// The creation date of everything in a state file (2025-01-01T00:00:00Z): the file has no dates, and a sandbox must be
    /// the same at every start.
    pub const INITIAL: Self = Self(1_735_689_600_000);

    /// Returns the moment that lies this long after the Unix epoch.
    pub fn since_epoch(duration: Duration) -> Self {
        Self(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
    }

    /// Returns the moment `duration` later; the end of time where that overflows.
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(Self::since_epoch(duration).0))
    }

    /// Returns how long this is after `earlier`; zero when it is not.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }

    /// Seconds since the Unix epoch with milliseconds, as AWS JSON writes a timestamp.
    pub fn seconds(self) -> f64 {
        self.0 as f64 / 1000.0
    }
}
