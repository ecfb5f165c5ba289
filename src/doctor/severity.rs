//! How bad a finding is.

use serde::Serialize;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Somebody lacks access that they should have, or will: exit code 1.
    Problem,
    /// Somebody should look at it.
    Warning,
}
