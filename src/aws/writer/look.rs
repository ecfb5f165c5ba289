//! Looking whether something is so already.
//!
//! The answer to a write can be lost, and the next attempt then meets what the first one did: AWS answers with a conflict,
//! or does not find what was to be removed. Its sentences for that differ from operation to operation and from year to
//! year, so none of them is relied upon: what is so is read. The sentences decide only where it cannot be read.

use crate::aws::error::{AwsError, ErrorKind};
use crate::model::{AccountId, CustomerManagedPolicy, PrincipalId, PrincipalType};

use super::{HandleKind, Writer};

/// An assignment, by its ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assigned {
    /// The ARN of the permission set.
    pub permission_set: std::sync::Arc<str>,
    /// Group or user.
    pub kind: PrincipalType,
    /// The principal's id.
    pub principal: PrincipalId,
    /// The account.
    pub account: AccountId,
}

impl Writer {
    /// Whether an assignment exists, read from AWS. A permission set that is gone has none.
    ///
    /// # Errors
    /// [`AwsError`] of the call.
    pub async fn is_assigned(&self, assigned: &Assigned) -> Result<bool, AwsError> {
        let account = assigned.account.to_string();
        let found = self
            .clients
            .assignments(&assigned.permission_set, &account)
            .await?;
        Ok(found.iter().any(|row| {
            row.principal_id() == Some(assigned.principal.as_str())
                && row.principal_type() == Some(&crate::aws::reader::api_type(assigned.kind))
        }))
    }

    /// Whether an assignment exists and no deletion is in progress that could be its own.
    pub(super) async fn stays_assigned(&self, assigned: &Assigned) -> Result<bool, AwsError> {
        if !self.is_assigned(assigned).await? {
            return Ok(false);
        }
        match self.in_progress(HandleKind::Deletion).await? {
            Some(list) => Ok(list.is_complete && list.ids.is_empty()),
            None => Err(AwsError::new(
                ErrorKind::Unsupported,
                "the deletions in progress cannot be listed",
            )),
        }
    }

    pub(super) async fn has_managed_policy(
        &self,
        permission_set: &str,
        policy: &str,
    ) -> Result<bool, AwsError> {
        let attached = self.clients.managed_policies(permission_set).await?;
        Ok(attached.iter().any(|arn| arn == policy))
    }

    pub(super) async fn has_customer_managed_policy(
        &self,
        permission_set: &str,
        policy: &CustomerManagedPolicy,
    ) -> Result<bool, AwsError> {
        let attached = self
            .clients
            .customer_managed_policies(permission_set)
            .await?;
        Ok(attached.iter().any(|one| {
            one.name == policy.name() && one.path.as_deref().unwrap_or("/") == policy.path()
        }))
    }

    pub(super) async fn has_inline_policy(&self, permission_set: &str) -> Result<bool, AwsError> {
        let policy = self.clients.inline_policy(permission_set).await?;
        Ok(policy.is_some())
    }

    pub(super) async fn has_permissions_boundary(
        &self,
        permission_set: &str,
    ) -> Result<bool, AwsError> {
        let boundary = self.clients.permissions_boundary(permission_set).await?;
        Ok(boundary.is_some())
    }

    pub(super) async fn exists(&self, permission_set: &str) -> Result<bool, AwsError> {
        Ok(self.clients.permission_set(permission_set).await?.is_some())
    }
}
