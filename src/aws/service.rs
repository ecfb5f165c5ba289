//! The AWS services that are called. Each has its own request quota.

use std::fmt;

/// A service, with the words that differ from one to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// IAM Identity Center: permission sets and assignments.
    SsoAdmin,
    /// The identity store: groups and users.
    IdentityStore,
    /// AWS Organizations: accounts and organizational units.
    Organizations,
    /// STS: who calls.
    Sts,
}

impl Service {
    /// The IAM action that allows an operation.
    pub fn iam_action(self, operation: &str) -> String {
        let prefix = match self {
            // The API is called sso-admin, its IAM actions are not.
            Self::SsoAdmin => "sso",
            Self::IdentityStore => "identitystore",
            Self::Organizations => "organizations",
            Self::Sts => "sts",
        };
        format!("{prefix}:{operation}")
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SsoAdmin => "sso-admin",
            Self::IdentityStore => "identitystore",
            Self::Organizations => "organizations",
            Self::Sts => "sts",
        })
    }
}
