//! Classes of permission sets, from the least to the gravest.

use serde::{Deserialize, Serialize};

/// What one can do, from the least to the gravest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DangerClass {
    /// Nothing: a set without a policy, or one whose policies deny everything.
    Nothing,
    /// Look, and change nothing.
    Read,
    /// Bills, budgets and payment methods.
    Billing,
    /// Read and write the state of Terraform, which names every resource and holds secrets.
    State,
    /// Not known: it may be anything.
    Unknown,
    /// Change something in the account.
    Write,
    /// Everything, or give oneself everything.
    Administrator,
}

impl DangerClass {
    /// The class's name, as it stands in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Read => "read",
            Self::Billing => "billing",
            Self::State => "state",
            Self::Unknown => "unknown",
            Self::Write => "write",
            Self::Administrator => "administrator",
        }
    }
}
