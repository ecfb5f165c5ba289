//! Asking for operations that are under way.
//!
//! One `List…Status` call shows all that are in progress, so that fifteen outstanding operations cost one call and
//! not fifteen. What has left that list has ended; how, a list of those that succeeded shows for many at once, and a
//! description, with AWS's reason, for one. Lists are a short way and no authority: AWS promises no read-after-write for
//! them, so no more than a few pages are read, and one that keeps what has ended is used no more.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::time::Duration;

use aws_sdk_ssoadmin::types::{OperationStatusFilter, StatusValues};

use crate::aws::concurrent;
use crate::aws::error::{AwsError, ErrorKind};

use super::start::{Status, assignment, failure, provisioning};
use super::{Handle, HandleKind, Writer};

/// How far an operation is.
#[derive(Debug, Clone)]
pub enum Polled {
    /// It has not ended.
    InProgress,
    /// AWS does not find it: not yet, or not any more.
    NotFound,
    /// It ended well.
    Succeeded,
    /// It failed, with AWS's reason.
    Failed(AwsError),
}

/// The operations of a family that are in progress, by a list of AWS.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InProgress {
    /// Their request ids.
    pub ids: HashSet<String>,
    /// Whether the list was read to its end.
    pub is_complete: bool,
}

/// Pages of a status list that are read at most. What is not on them is described by its id.
const PAGES: usize = 3;

/// Descriptions in flight: few, because they are in less haste than the operations that wait to be started.
const DESCRIBED_AT_ONCE: usize = 3;

/// Calls the list operation of a family for one page of the ids with a status.
macro_rules! statuses {
    ($writer:expr, $operation:literal, $method:ident, $items:ident, $status:expr, $token:expr) => {{
        let (lane, request) = (&$writer.clients.sso_lane, $writer.clients.sso.$method());
        let request = request
            .instance_arn(&$writer.clients.instance.arn)
            .filter(OperationStatusFilter::builder().status($status).build())
            .max_results(100)
            .set_next_token($token);
        let page = lane.ask($operation, || request.clone().send()).await?;
        let ids = page.$items.unwrap_or_default().into_iter();
        Ok((
            ids.filter_map(|one| one.request_id).collect(),
            page.next_token,
        ))
    }};
}

/// Whether the `List…Status` operations are of use. Some endpoints lack them, and some callers may describe but not
/// list; then every operation is described by itself.
#[derive(Debug, Default)]
pub(super) struct StatusLists {
    /// Failures of a list, one after the other.
    failures: AtomicU8,
    /// How many pages of operations that succeeded it took to find those that were looked for, the last time. AWS
    /// documents neither their order nor for how long they are kept.
    depth: AtomicUsize,
}

impl StatusLists {
    /// A simulator answers an operation that it lacks with a page for people and status 500. AWS has such moments,
    /// too, but not one after the other.
    const GIVEN_UP: u8 = 2;

    fn are_given_up(&self) -> bool {
        self.failures.load(Ordering::Relaxed) >= Self::GIVEN_UP
    }

    fn learn(&self, error: Option<&ErrorKind>) {
        let failures = match error {
            None => 0,
            Some(ErrorKind::Unsupported | ErrorKind::AccessDenied { .. }) => Self::GIVEN_UP,
            Some(_) => self.failures.load(Ordering::Relaxed).saturating_add(1),
        };
        self.failures.store(failures, Ordering::Relaxed);
    }

    /// Gives the lists up: they were seen to be wrong.
    fn give_up(&self) {
        self.failures.store(Self::GIVEN_UP, Ordering::Relaxed);
    }

    /// How many pages may be read to find this many operations; none where describing each is cheaper.
    fn pages_for(&self, operations: usize) -> usize {
        let worth = (operations / 2).min(PAGES);
        match self.are_given_up() || self.depth.load(Ordering::Relaxed) > worth {
            true => 0,
            false => worth,
        }
    }
}

impl Writer {
    /// The operations of a family that are in progress; `None` where they cannot be listed.
    ///
    /// # Errors
    /// [`AwsError`] if AWS cannot be asked any more; the operations themselves go on.
    pub async fn in_progress(&self, kind: HandleKind) -> Result<Option<InProgress>, AwsError> {
        if self.lists.are_given_up() {
            return Ok(None);
        }
        let mut found = InProgress::default();
        let mut token = None;
        for _ in 0..PAGES {
            let answer = self.statuses(kind, StatusValues::InProgress, token).await;
            self.lists.learn(answer.as_ref().err().map(AwsError::kind));
            let (ids, next) = match answer {
                Ok(page) => page,
                Err(error) if *error.kind() == ErrorKind::Throttled => return Err(error),
                Err(_) => return Ok(None),
            };
            found.ids.extend(ids);
            token = next.filter(|next| !next.is_empty());
            if token.is_none() {
                found.is_complete = true;
                break;
            }
        }
        Ok(Some(found))
    }

    /// Uses the lists no more: they still have what is known to have ended.
    pub fn distrust_lists(&self) {
        self.lists.give_up();
    }

    /// How far operations of one family are. Those that have probably `ended` are looked for among the ones that
    /// succeeded, where that costs less than to describe them; the others are described by themselves.
    ///
    /// # Errors
    /// [`AwsError`] if AWS cannot be asked; the operations themselves go on.
    pub async fn endings(
        &self,
        ended: Vec<Handle>,
        others: Vec<Handle>,
    ) -> Result<Vec<(Handle, Polled)>, AwsError> {
        let succeeded = self.succeeded(&ended).await?;
        let (well, mut open): (Vec<_>, Vec<_>) = ended
            .into_iter()
            .partition(|handle| succeeded.contains(&handle.id));
        open.extend(others);
        let described = concurrent::some(DESCRIBED_AT_ONCE, open, |handle| {
            let writer = self.clone();
            async move {
                let polled = writer.described(&handle).await?;
                Ok::<_, AwsError>((handle, polled))
            }
        })
        .await?;
        let well = well.into_iter().map(|handle| (handle, Polled::Succeeded));
        Ok(well.chain(described).collect())
    }

    /// One operation, by its description.
    async fn described(&self, handle: &Handle) -> Result<Polled, AwsError> {
        Ok(match self.describe(handle).await? {
            None => Polled::NotFound,
            Some((Some(StatusValues::Succeeded), ..)) => Polled::Succeeded,
            Some((Some(StatusValues::Failed), _, reason)) => {
                Polled::Failed(failure(handle.kind, Some(handle.id.clone()), reason))
            }
            Some(_) => Polled::InProgress,
        })
    }

    /// The time between two requests at the present rate.
    pub fn interval(&self) -> Duration {
        self.clients.sso_lane.interval()
    }

    /// Those of the operations that are found among the ones that succeeded, as long as that costs less than to
    /// describe them.
    async fn succeeded(&self, handles: &[Handle]) -> Result<HashSet<String>, AwsError> {
        let mut found = HashSet::new();
        let pages = self.lists.pages_for(handles.len());
        let Some(kind) = handles.first().map(|handle| handle.kind) else {
            return Ok(found);
        };
        let (mut token, mut depth) = (None, pages + 1);
        for page in 1..=pages {
            let answer = self.statuses(kind, StatusValues::Succeeded, token).await;
            self.lists.learn(answer.as_ref().err().map(AwsError::kind));
            let (ids, next) = match answer {
                Ok(page) => page,
                Err(error) if *error.kind() == ErrorKind::Throttled => return Err(error),
                Err(_) => break,
            };
            let ids: HashSet<String> = ids.into_iter().collect();
            let before = found.len();
            let ours = handles.iter().filter(|handle| ids.contains(&handle.id));
            found.extend(ours.map(|handle| handle.id.clone()));
            if found.len() > before {
                depth = page;
            }
            token = next.filter(|next| !next.is_empty());
            if found.len() == handles.len() || token.is_none() {
                break;
            }
        }
        if pages > 0 {
            self.lists.depth.store(depth, Ordering::Relaxed);
        }
        Ok(found)
    }

    /// One page of the ids with a status.
    async fn statuses(
        &self,
        kind: HandleKind,
        status: StatusValues,
        token: Option<String>,
    ) -> Result<(Vec<String>, Option<String>), AwsError> {
        match kind {
            HandleKind::Creation => statuses!(
                self,
                "ListAccountAssignmentCreationStatus",
                list_account_assignment_creation_status,
                account_assignments_creation_status,
                status,
                token
            ),
            HandleKind::Deletion => statuses!(
                self,
                "ListAccountAssignmentDeletionStatus",
                list_account_assignment_deletion_status,
                account_assignments_deletion_status,
                status,
                token
            ),
            HandleKind::Provisioning => statuses!(
                self,
                "ListPermissionSetProvisioningStatus",
                list_permission_set_provisioning_status,
                permission_sets_provisioning_status,
                status,
                token
            ),
        }
    }

    /// The status of one operation; `None` where AWS does not find it.
    async fn describe(&self, handle: &Handle) -> Result<Option<Status>, AwsError> {
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
            Err(error) if *error.kind() == ErrorKind::NotFound => Ok(None),
            answer => answer.map(Some),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_successes_is_read_only_as_long_as_it_is_cheaper_than_descriptions() {
        let lists = StatusLists::default();
        assert_eq!(
            [0, 1, 2, 30].map(|count| lists.pages_for(count)),
            [0, 0, 1, 3]
        );
        lists.depth.store(3, Ordering::Relaxed);
        assert_eq!([5, 6].map(|count| lists.pages_for(count)), [0, 3]);
        // What three pages did not have is not looked for there again.
        lists.depth.store(4, Ordering::Relaxed);
        assert_eq!(lists.pages_for(30), 0);
        lists.depth.store(0, Ordering::Relaxed);
        lists.learn(Some(&ErrorKind::Unsupported));
        assert_eq!(lists.pages_for(30), 0);
    }
}
