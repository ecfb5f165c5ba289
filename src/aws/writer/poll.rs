//! Asking for operations that are under way.
//!
//! One `List…Status` call shows all that are in progress, so that fifteen outstanding operations cost one call and
//! not fifteen. The list tells no reasons, so who has left it is described.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU8, Ordering};

use aws_sdk_ssoadmin::types::{OperationStatusFilter, StatusValues};

use crate::aws::concurrent;
use crate::aws::error::{AwsError, ErrorKind};
use crate::aws::page;

use super::start::{Status, assignment, failure, provisioning};
use super::{Handle, HandleKind, Writer};

/// How an operation ended.
#[derive(Debug, Clone)]
pub enum Polled {
    /// Well.
    Succeeded,
    /// With AWS's reason.
    Failed(AwsError),
}

/// Calls the list operation of a family and gives the ids in progress.
macro_rules! in_progress {
    ($writer:expr, $operation:literal, $method:ident, $items:ident) => {{
        let (lane, request) = (&$writer.clients.sso_lane, $writer.clients.sso.$method());
        let request = request
            .instance_arn(&$writer.clients.instance.arn)
            .filter(
                OperationStatusFilter::builder()
                    .status(StatusValues::InProgress)
                    .build(),
            )
            .max_results(100);
        page::all($operation, |token: Option<String>| {
            let request = request.clone();
            async move {
                let page = lane
                    .ask($operation, || {
                        request.clone().set_next_token(token.clone()).send()
                    })
                    .await?;
                let ids = page.$items.unwrap_or_default().into_iter();
                Ok((
                    ids.filter_map(|one| one.request_id).collect(),
                    page.next_token,
                ))
            }
        })
        .await
    }};
}

/// Whether the `List…Status` operations are of use. Some endpoints lack them, and some callers may describe but not
/// list; then every operation is described by itself.
#[derive(Debug, Default)]
pub(super) struct StatusLists(AtomicU8);

impl StatusLists {
    /// A simulator answers an operation that it lacks with a page for people and status 500. AWS has such moments,
    /// too, but not one after the other.
    const GIVEN_UP: u8 = 2;

    fn are_given_up(&self) -> bool {
        self.0.load(Ordering::Relaxed) >= Self::GIVEN_UP
    }

    fn learn(&self, error: Option<&ErrorKind>) {
        let failures = match error {
            None => 0,
            Some(ErrorKind::Unsupported | ErrorKind::AccessDenied { .. }) => Self::GIVEN_UP,
            Some(_) => self.0.load(Ordering::Relaxed).saturating_add(1),
        };
        self.0.store(failures, Ordering::Relaxed);
    }
}

impl Writer {
    /// Those of the outstanding operations that have ended. All others are still under way.
    ///
    /// # Errors
    /// [`AwsError`] if AWS cannot be asked; the operations themselves go on.
    pub async fn poll(&self, outstanding: &[Handle]) -> Result<Vec<(Handle, Polled)>, AwsError> {
        let mut ended = Vec::new();
        for kind in [
            HandleKind::Creation,
            HandleKind::Deletion,
            HandleKind::Provisioning,
        ] {
            let handles = outstanding.iter().filter(|handle| handle.kind == kind);
            let mut handles: Vec<Handle> = handles.cloned().collect();
            if handles.len() > 1
                && let Some(running) = self.in_progress(kind).await?
            {
                handles.retain(|handle| !running.contains(&handle.id));
            }
            let described = concurrent::each(handles, |handle| {
                let writer = self.clone();
                async move {
                    let status = writer.describe(&handle).await?;
                    Ok::<_, AwsError>((handle, status))
                }
            })
            .await?;
            for (handle, (status, _, reason)) in described {
                match status {
                    Some(StatusValues::Succeeded) => ended.push((handle, Polled::Succeeded)),
                    Some(StatusValues::Failed) => {
                        let error = failure(kind, Some(handle.id.clone()), reason);
                        ended.push((handle, Polled::Failed(error)));
                    }
                    _ => {}
                }
            }
        }
        Ok(ended)
    }

    /// The ids in progress; `None` where they cannot be listed.
    async fn in_progress(&self, kind: HandleKind) -> Result<Option<HashSet<String>>, AwsError> {
        if self.lists.are_given_up() {
            return Ok(None);
        }
        let answer: Result<Vec<String>, AwsError> = match kind {
            HandleKind::Creation => in_progress!(
                self,
                "ListAccountAssignmentCreationStatus",
                list_account_assignment_creation_status,
                account_assignments_creation_status
            ),
            HandleKind::Deletion => in_progress!(
                self,
                "ListAccountAssignmentDeletionStatus",
                list_account_assignment_deletion_status,
                account_assignments_deletion_status
            ),
            HandleKind::Provisioning => in_progress!(
                self,
                "ListPermissionSetProvisioningStatus",
                list_permission_set_provisioning_status,
                permission_sets_provisioning_status
            ),
        };
        self.lists.learn(answer.as_ref().err().map(AwsError::kind));
        match answer {
            Ok(ids) => Ok(Some(ids.into_iter().collect())),
            Err(error) => match error.kind() {
                ErrorKind::Throttled => Err(error),
                _ => Ok(None),
            },
        }
    }

    /// The status of one operation. One that AWS does not find yet is under way.
    async fn describe(&self, handle: &Handle) -> Result<Status, AwsError> {
        let (sso, lane) = (&self.clients.sso, &self.clients.sso_lane);
        let (arn, id) = (&self.clients.instance.arn, &handle.id);
        let answer = match handle.kind {
            HandleKind::Creation => {
                let request = sso.describe_account_assignment_creation_status();
                let request = request
                    .instance_arn(arn)
                    .account_assignment_creation_request_id(id);
                lane.read("DescribeAccountAssignmentCreationStatus", || {
                    request.clone().send()
                })
                .await
                .map(|answer| assignment(answer.account_assignment_creation_status))
            }
            HandleKind::Deletion => {
                let request = sso.describe_account_assignment_deletion_status();
                let request = request
                    .instance_arn(arn)
                    .account_assignment_deletion_request_id(id);
                lane.read("DescribeAccountAssignmentDeletionStatus", || {
                    request.clone().send()
                })
                .await
                .map(|answer| assignment(answer.account_assignment_deletion_status))
            }
            HandleKind::Provisioning => {
                let request = sso.describe_permission_set_provisioning_status();
                let request = request
                    .instance_arn(arn)
                    .provision_permission_set_request_id(id);
                lane.read("DescribePermissionSetProvisioningStatus", || {
                    request.clone().send()
                })
                .await
                .map(|answer| provisioning(answer.permission_set_provisioning_status))
            }
        };
        match answer {
            Err(error) if *error.kind() == ErrorKind::NotFound => Ok((None, None, None)),
            answer => answer,
        }
    }
}
