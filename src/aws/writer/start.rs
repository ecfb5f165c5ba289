//! Operations that AWS carries out later: provisioning and assignments. Starting one gives a handle to ask for.

use aws_sdk_ssoadmin::types::{
    AccountAssignmentOperationStatus, PermissionSetProvisioningStatus, ProvisionTargetType,
    StatusValues, TargetType,
};

use crate::aws::classify::Operation;
use crate::aws::error::{AwsError, ErrorKind};
use crate::aws::reader::api_type;
use crate::model::{AccountId, PrincipalId, PrincipalType};

use super::{Assigned, Lost, Target, Writer};

/// Which of the three families of operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HandleKind {
    /// `CreateAccountAssignment`.
    Creation,
    /// `DeleteAccountAssignment`.
    Deletion,
    /// `ProvisionPermissionSet`.
    Provisioning,
}

impl HandleKind {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Creation, Self::Deletion, Self::Provisioning];

    /// The operation that was started.
    pub fn operation(self) -> Operation {
        match self {
            Self::Creation => Operation::CreateAccountAssignment,
            Self::Deletion => Operation::DeleteAccountAssignment,
            Self::Provisioning => Operation::ProvisionPermissionSet,
        }
    }
}

/// An operation that is under way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Handle {
    /// Its family.
    pub kind: HandleKind,
    /// Its request id, by which AWS is asked for it.
    pub id: String,
    /// An earlier answer to the same request was lost: AWS may have carried out another one before.
    pub again: bool,
}

/// The answer to starting an operation.
#[derive(Debug, Clone)]
pub enum Started {
    /// Under way.
    Outstanding(Handle),
    /// Ended with the answer, or so already; with the operation's id where it has one.
    Done(Option<String>),
    /// Failed with the answer.
    Failed(AwsError),
}

impl Writer {
    /// Starts to grant a permission set. AWS takes a grant that is there already.
    ///
    /// # Errors
    /// [`AwsError`] as AWS gave it.
    pub async fn create_assignment(
        &self,
        target: &Target,
        kind: PrincipalType,
        principal: &PrincipalId,
        account: AccountId,
    ) -> Result<Started, AwsError> {
        let request = self.clients.sso.create_account_assignment();
        let request = request
            .instance_arn(&self.clients.instance.arn)
            .permission_set_arn(&*target.arn)
            .principal_type(api_type(kind))
            .principal_id(principal.as_str())
            .target_type(TargetType::AwsAccount)
            .target_id(account.to_string());
        let operation = Operation::CreateAccountAssignment;
        let assigned = assigned(target, kind, principal, account);
        let lost = Lost::default();
        let answer = self
            .write_unless_so(
                &lost,
                operation,
                target.fresh,
                || request.clone().send(),
                || self.stays_assigned(&assigned),
            )
            .await?;
        let status = answer.map(|answer| answer.account_assignment_creation_status);
        started(HandleKind::Creation, status.map(assignment), lost.any())
    }

    /// Starts to revoke a permission set. One that is not granted counts as revoked.
    ///
    /// # Errors
    /// [`AwsError`] as AWS gave it.
    pub async fn delete_assignment(
        &self,
        target: &Target,
        kind: PrincipalType,
        principal: &PrincipalId,
        account: AccountId,
    ) -> Result<Started, AwsError> {
        let request = self.clients.sso.delete_account_assignment();
        let request = request
            .instance_arn(&self.clients.instance.arn)
            .permission_set_arn(&*target.arn)
            .principal_type(api_type(kind))
            .principal_id(principal.as_str())
            .target_type(TargetType::AwsAccount)
            .target_id(account.to_string());
        let operation = Operation::DeleteAccountAssignment;
        let assigned = assigned(target, kind, principal, account);
        let lost = Lost::default();
        let answer = self
            .write_unless_so(
                &lost,
                operation,
                target.fresh,
                || request.clone().send(),
                || self.is_assigned(&assigned),
            )
            .await?;
        let status = answer.map(|answer| answer.account_assignment_deletion_status);
        started(HandleKind::Deletion, status.map(assignment), lost.any())
    }

    /// Starts to bring the latest version of a set to one account, or to all that have the set.
    ///
    /// # Errors
    /// [`AwsError`] as AWS gave it.
    pub async fn provision(
        &self,
        target: &Target,
        account: Option<AccountId>,
    ) -> Result<Started, AwsError> {
        let request = self.clients.sso.provision_permission_set();
        let request = request
            .instance_arn(&self.clients.instance.arn)
            .permission_set_arn(&*target.arn)
            .target_type(match account {
                Some(_) => ProvisionTargetType::AwsAccount,
                None => ProvisionTargetType::AllProvisionedAccounts,
            })
            .set_target_id(account.map(|account| account.to_string()));
        let operation = Operation::ProvisionPermissionSet;
        let lost = Lost::default();
        let answer = self
            .write_noting(&lost, operation, target.fresh, || request.clone().send())
            .await?;
        let status = answer.map(|answer| answer.permission_set_provisioning_status);
        started(
            HandleKind::Provisioning,
            status.map(provisioning),
            lost.any(),
        )
    }
}

fn assigned(
    target: &Target,
    kind: PrincipalType,
    principal: &PrincipalId,
    account: AccountId,
) -> Assigned {
    Assigned {
        permission_set: std::sync::Arc::clone(&target.arn),
        kind,
        principal: principal.clone(),
        account,
    }
}

/// Status, id and reason, which the two kinds of status structure share.
pub(super) type Status = (Option<StatusValues>, Option<String>, Option<String>);

pub(super) fn assignment(status: Option<AccountAssignmentOperationStatus>) -> Status {
    status.map_or((None, None, None), |one| {
        (one.status, one.request_id, one.failure_reason)
    })
}

pub(super) fn provisioning(status: Option<PermissionSetProvisioningStatus>) -> Status {
    status.map_or((None, None, None), |one| {
        (one.status, one.request_id, one.failure_reason)
    })
}

/// Reads the first status; `None` stands for an answer that said that it is so already.
fn started(kind: HandleKind, status: Option<Status>, again: bool) -> Result<Started, AwsError> {
    let operation = kind.operation().api_name();
    match status {
        None | Some((Some(StatusValues::Succeeded), None, _)) => Ok(Started::Done(None)),
        Some((Some(StatusValues::Succeeded), id, _)) => Ok(Started::Done(id)),
        Some((Some(StatusValues::Failed), id, reason)) => {
            Ok(Started::Failed(failure(kind, id, reason).uncertain(again)))
        }
        Some((_, Some(id), _)) => Ok(Started::Outstanding(Handle { kind, id, again })),
        Some((_, None, _)) => Err(AwsError::unexpected(
            operation,
            "the answer has neither a status nor a request id",
        )
        .uncertain(true)),
    }
}

/// A failed operation with AWS's reason, verbatim.
pub(super) fn failure(kind: HandleKind, id: Option<String>, reason: Option<String>) -> AwsError {
    AwsError::of_operation(
        ErrorKind::OperationFailed,
        kind.operation().api_name(),
        reason.unwrap_or_else(|| "AWS gives no reason".to_owned()),
    )
    .with_request_id(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_answer_may_be_the_last() {
        let read = |status| started(HandleKind::Creation, Some(status), false);
        let id = || Some("1-2".to_owned());
        assert!(matches!(
            read((Some(StatusValues::InProgress), id(), None)),
            Ok(Started::Outstanding(Handle { id, .. })) if id == "1-2"
        ));
        assert!(matches!(
            read((Some(StatusValues::Succeeded), id(), None)),
            Ok(Started::Done(Some(_)))
        ));
        let Ok(Started::Failed(error)) =
            read((Some(StatusValues::Failed), id(), Some("403".to_owned())))
        else {
            panic!("a failure that comes with the answer is a failure");
        };
        assert_eq!((error.message(), error.request_id()), ("403", Some("1-2")));
        assert!(read((None, None, None)).is_err());
    }
}
