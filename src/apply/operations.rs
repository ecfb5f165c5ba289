//! Grants, revocations and provisionings as operations: what each asks of AWS.

use std::future::Future;

use crate::aws::{Assigned, AwsError, ErrorKind, Started};
use crate::model::{AccountAssignment, AccountId};
use crate::plan::{Change, Phase};

use super::queue::Job;
use super::run::Run;
use super::work::Work;

/// Assignment operations that AWS allows at once, and does not raise. Deletions are not named; they are taken to count
/// with the creations.
const OUTSTANDING: usize = 15;
impl Run<'_> {
    /// Grants or revokes.
    pub(super) async fn assign(&mut self, phase: Phase) {
        let mut jobs = Vec::new();
        for (index, planned) in self.plan.changes.iter().enumerate() {
            let (Change::CreateAssignment(assignment)
            | Change::DeleteAssignment { assignment, .. }) = &planned.change
            else {
                continue;
            };
            if planned.change.phase() == phase {
                jobs.push(Job {
                    change: index,
                    account: None,
                    touches: assignment.account.id.into_iter().collect(),
                });
            }
        }
        self.operate(phase, jobs, OUTSTANDING).await;
    }

    /// Carries out operations, at most `limit` of them at once.
    pub(super) async fn operate(&mut self, phase: Phase, jobs: Vec<Job>, limit: usize) {
        Work::new(self, phase, jobs, limit).finish().await;
    }

    /// The request that starts an operation.
    pub(super) fn request(
        &self,
        job: &Job,
    ) -> Result<impl Future<Output = Result<Started, AwsError>> + Send + 'static + use<>, AwsError>
    {
        let change = self.change(job.change);
        let set = change.permission_set();
        let set = set.expect("only changes of a permission set are operations");
        let mut target = self.target(set)?;
        let assignment = match change {
            Change::CreateAssignment(assignment) => Some((true, assignment)),
            Change::DeleteAssignment { assignment, .. } => {
                // Another run may have made the group, and granted it this, after the groups were read for the plan
                // and before the assignments were. To revoke it now would take away what this run has granted,
                // whether the plan knew the group by its name or took it for deleted.
                if self.is_created(&assignment.principal) {
                    return Err(appeared());
                }
                Some((false, assignment))
            }
            _ => None,
        };
        let assignment = match assignment {
            None => None,
            Some((grant, assignment)) => {
                let (id, fresh) = self.principal(&assignment.principal)?;
                target.fresh |= fresh;
                Some((
                    grant,
                    assignment.principal.kind,
                    id,
                    account_id(assignment)?,
                ))
            }
        };
        let (writer, account) = (self.writer.clone(), job.account);
        // A role is not made where nobody is assigned, or will be by this plan.
        let look =
            account.filter(|account| assignment.is_none() && !self.is_granted(set, *account));
        let reader = self.reader.clone();
        Ok(async move {
            if let Some(account) = look {
                let holders = reader.holders(&target.arn, account).await;
                if holders.is_ok_and(|holders| holders.is_empty()) {
                    return Ok(Started::Done(None));
                }
            }
            match assignment {
                None => writer.provision(&target, account).await,
                Some((true, kind, id, account)) => {
                    writer.create_assignment(&target, kind, &id, account).await
                }
                Some((false, kind, id, account)) => {
                    writer.delete_assignment(&target, kind, &id, account).await
                }
            }
        })
    }

    /// The assignment that an operation creates or deletes, and whether it is to exist afterwards.
    pub(super) fn assigned(&self, job: &Job) -> Option<(bool, Assigned)> {
        let (wanted, assignment) = match self.change(job.change) {
            Change::CreateAssignment(assignment) => (true, assignment),
            Change::DeleteAssignment { assignment, .. } => (false, assignment),
            _ => return None,
        };
        let (principal, _) = self.principal(&assignment.principal).ok()?;
        let assigned = Assigned {
            permission_set: self.target(&assignment.permission_set).ok()?.arn,
            kind: assignment.principal.kind,
            principal,
            account: assignment.account.id?,
        };
        Some((wanted, assigned))
    }

    /// Whether an operation names something that was created in this run.
    pub(super) fn is_fresh(&self, job: &Job) -> bool {
        let change = self.change(job.change);
        let set = change.permission_set().map(|set| self.target(set));
        let principal = match change {
            Change::CreateAssignment(assignment) => self.principal(&assignment.principal).ok(),
            _ => None,
        };
        matches!(set, Some(Ok(target)) if target.fresh) || matches!(principal, Some((_, true)))
    }
}

/// A group that was not there when the plan's groups were read is there.
fn appeared() -> AwsError {
    AwsError::new(
        ErrorKind::Conflict,
        "the group was created by another client while the plan was made: this assignment may be wanted",
    )
    .with_help("plan again")
}

fn account_id(assignment: &AccountAssignment) -> Result<AccountId, AwsError> {
    assignment.account.id.ok_or_else(|| {
        AwsError::new(
            ErrorKind::NotFound,
            format!("the id of account {} is not known", assignment.account),
        )
    })
}
