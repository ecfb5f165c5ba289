//! What `bootstrap` observes of an organization, and waiting for its identity provider.

mod observe;
mod wait;

use std::time::Duration;

pub use observe::observe;

/// What is done while observing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Requested {
    /// Create the groups that are missing, where no identity provider synchronizes groups.
    pub create_groups: bool,
    /// Wait this long for the groups that are missing.
    pub wait: Option<Duration>,
}
