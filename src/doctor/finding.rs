//! One finding.

use super::code::FindingCode;
use super::severity::Severity;

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
