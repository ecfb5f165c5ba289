//! Errors of a plan or a difference, for programs.

use serde_json::Value;

use crate::diagnostic::Failure;

/// Errors for programs.
pub(super) fn errors_json(errors: &[Failure]) -> Value {
    errors.iter().map(Failure::json).collect()
}
