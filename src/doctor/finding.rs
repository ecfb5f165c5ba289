//! One finding.

use serde::Serialize;

use super::code::FindingCode;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Somebody lacks access that they should have, or will: exit code 1.
    Problem,
    /// Somebody should look at it.
    Warning,
}

/// One finding about one subject. Ordered by severity, then by code, then by subject.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// What kind of finding.
    pub code: FindingCode,
    /// What it is about: `group Developers`.
    pub subject: String,
    /// What was found there.
    pub detail: String,
}

impl Finding {
    /// A finding as bad as its code says.
    pub fn new(code: FindingCode, subject: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            severity: code.severity(),
            code,
            subject: subject.into(),
            detail: detail.into(),
        }
    }
}
