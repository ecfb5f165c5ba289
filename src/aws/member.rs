//! Members of answers that nothing can be done without.

use crate::model::AccountId;

use super::error::AwsError;

/// A member that the service model promises, or that an entry is of no use without.
///
/// # Errors
/// [`ErrorKind::UnexpectedAnswer`](super::ErrorKind::UnexpectedAnswer) where it is absent or empty.
pub(super) fn member(
    operation: &'static str,
    what: &str,
    value: Option<String>,
) -> Result<String, AwsError> {
    value
        .filter(|value| !value.is_empty())
        .ok_or_else(|| AwsError::unexpected(operation, format!("{what} is missing")))
}

/// An account's id, which the service model promises.
///
/// # Errors
/// [`ErrorKind::UnexpectedAnswer`](super::ErrorKind::UnexpectedAnswer) where it is absent or no account id.
pub(super) fn account_id(
    operation: &'static str,
    id: Option<String>,
) -> Result<AccountId, AwsError> {
    let id = member(operation, "an account id", id)?;
    AccountId::parse(&id).map_err(|error| AwsError::unexpected(operation, error))
}
