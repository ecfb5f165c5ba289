//! Deleting a permission set. AWS refuses it while an account has the set, for two reasons that its answer does not
//! tell apart: accounts that give it up some time after the last revocation, which is waited for, and an assignment
//! that somebody made meanwhile, for which waiting is in vain.

use std::time::{Duration, Instant};

use aws_sdk_ssoadmin::operation::RequestId;

use crate::aws::backoff::{Cause, Jitter, Retries};
use crate::aws::classify::{Operation, Verdict, classify};
use crate::aws::error::AwsError;

use super::{Lost, Target, Writer, Written};

/// Accounts that are asked for an assignment between two attempts. Where more have the set, they are still giving it
/// up.
const LOOKED_AT: usize = 5;
/// Lists lag behind: an assignment that is seen sooner may be one that was just revoked.
const BELIEVED_AFTER: Duration = Duration::from_secs(5);

impl Writer {
    /// Deletes a set that has no assignment left. Accounts give up the role some time after the last revocation;
    /// that is waited for, unless the set was assigned again. One that is gone counts as deleted.
    ///
    /// # Errors
    /// [`AwsError`] as AWS gave it.
    pub async fn delete_permission_set(&self, target: &Target) -> Result<Written, AwsError> {
        let operation = Operation::DeletePermissionSet;
        let request = self.clients.sso.delete_permission_set();
        let request = request
            .instance_arn(&self.clients.instance.arn)
            .permission_set_arn(&*target.arn);
        let (mut retries, mut jitter) = (Retries::default(), Jitter::new(0));
        let began = Instant::now();
        loop {
            let lost = Lost::default();
            let answer = self
                .write_unless_so(
                    &lost,
                    operation,
                    target.fresh,
                    || request.clone().send(),
                    || self.exists(&target.arn),
                )
                .await;
            let error = match answer {
                Ok(answer) => {
                    return Ok(Written {
                        value: (),
                        request_id: answer
                            .and_then(|answer| answer.request_id().map(str::to_owned)),
                    });
                }
                Err(error) => error,
            };
            let waits = Verdict::Retry(Cause::StillProvisioned);
            if classify(operation, &error, target.fresh) != waits {
                return Err(error);
            }
            if began.elapsed() >= BELIEVED_AFTER && self.is_assigned_again(&target.arn).await {
                return Err(error.with_help(
                    "the permission set was assigned again since the plan was made: plan again",
                ));
            }
            let cause = Cause::StillProvisioned;
            match retries.next(cause, began.elapsed(), &mut jitter) {
                None => return Err(error),
                Some(pause) => tokio::time::sleep(pause).await,
            }
        }
    }

    /// Whether somebody has the set in one of the accounts that have it. Where it cannot be found out, nobody does:
    /// then waiting shows it.
    async fn is_assigned_again(&self, arn: &str) -> bool {
        let Ok(accounts) = self.clients.provisioned_accounts(arn, false).await else {
            return false;
        };
        for account in accounts.iter().take(LOOKED_AT) {
            let found = self.clients.assignments(arn, account).await;
            if found.is_ok_and(|found| !found.is_empty()) {
                return true;
            }
        }
        false
    }
}
