//! Changes that AWS answers at once: groups, edits of permission sets, deletions. Those of one permission set follow
//! one another, different sets go side by side.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::task::JoinSet;

use crate::aws::{AwsError, ErrorKind, Target, Writer, Written};
use crate::model::{PermissionSetName, PrincipalId};
use crate::plan::{Change, Phase};

use super::Event;
use super::dependencies::chains;
use super::run::Run;
use super::tasks::unwound;

/// Writes at once. AWS answers a conflict to some that come together, so there are fewer than reads.
const IN_FLIGHT: usize = 6;

/// What a change brought into being.
enum Created {
    Nothing,
    Group(Arc<str>, PrincipalId),
    PermissionSet(PermissionSetName, Arc<str>),
}

type Answer = Result<(Created, Option<String>), AwsError>;

impl Run<'_> {
    /// Carries out the changes of a phase of edits.
    pub(super) async fn edit(&mut self, phase: Phase) {
        let chains = chains(self.plan, phase);
        let mut waiting: VecDeque<VecDeque<usize>> =
            chains.into_iter().map(VecDeque::from).collect();
        let mut running: JoinSet<(VecDeque<usize>, usize, Answer)> = JoinSet::new();
        loop {
            while running.len() < IN_FLIGHT
                && !self.stopping()
                && let Some(mut chain) = waiting.pop_front()
            {
                // What is skipped at the head of a chain makes room for the next of it.
                while let Some(change) = chain.pop_front() {
                    if self.is_blocked(change) {
                        continue;
                    }
                    match self.prepare(change) {
                        Ok(call) => {
                            self.tell(&Event::Started {
                                change,
                                account: None,
                            });
                            running.spawn(async move { (chain, change, call.await) });
                            break;
                        }
                        Err(error) => self.fail(change, None, error),
                    }
                }
            }
            match running.join_next().await.map(unwound) {
                None => return,
                Some((chain, change, answer)) => {
                    self.edited(change, answer);
                    // At the front, so that a set that was begun is also the first to be finished.
                    waiting.push_front(chain);
                }
            }
        }
    }

    fn edited(&mut self, change: usize, answer: Answer) {
        match answer {
            Err(error) => self.fail(change, None, error),
            Ok((made, request_id)) => {
                match made {
                    Created::Nothing => {}
                    Created::Group(name, id) => self.created_group(name, id),
                    Created::PermissionSet(name, arn) => self.created_set(name, arn),
                }
                self.succeed(change, request_id);
            }
        }
    }

    /// The call of a change, with everything that it needs.
    fn prepare(
        &self,
        index: usize,
    ) -> Result<impl Future<Output = Answer> + Send + 'static + use<>, AwsError> {
        let change = self.change(index).clone();
        let target = match &change {
            Change::CreateGroup { .. } | Change::CreatePermissionSet { .. } => None,
            change => match change.permission_set() {
                Some(set) => Some(self.target(set)?),
                None => None,
            },
        };
        let writer = self.writer.clone();
        Ok(async move {
            match target {
                None => create(&writer, change).await,
                Some(target) => write(&writer, &target, &change)
                    .await
                    .map(|written| (Created::Nothing, written.request_id)),
            }
        })
    }
}

async fn create(writer: &Writer, change: Change) -> Answer {
    match change {
        Change::CreateGroup { group } => {
            let written = writer.create_group(&group).await?;
            Ok((Created::Group(group, written.value), written.request_id))
        }
        Change::CreatePermissionSet {
            permission_set,
            attributes,
            tags,
            ..
        } => {
            let written = writer
                .create_permission_set(&permission_set, &attributes, &tags)
                .await?;
            let made = Created::PermissionSet(permission_set, written.value);
            Ok((made, written.request_id))
        }
        other => Err(AwsError::new(
            ErrorKind::NotFound,
            format!("there is no permission set to {}", other.words()),
        )),
    }
}

async fn write(writer: &Writer, target: &Target, change: &Change) -> Result<Written, AwsError> {
    match change {
        Change::AdoptPermissionSet { .. } => writer.adopt_permission_set(target).await,
        Change::UpdatePermissionSet { after, .. } => {
            writer.update_permission_set(target, after).await
        }
        Change::TagPermissionSet { after, .. } => writer.tag_permission_set(target, after).await,
        Change::UntagPermissionSet { before, .. } => {
            writer.untag_permission_set(target, before.keys()).await
        }
        Change::DetachManagedPolicy { policy, .. } => {
            writer.detach_managed_policy(target, policy).await
        }
        Change::DetachCustomerManagedPolicy { policy, .. } => {
            writer.detach_customer_managed_policy(target, policy).await
        }
        Change::AttachManagedPolicy { policy, .. } => {
            writer.attach_managed_policy(target, policy).await
        }
        Change::AttachCustomerManagedPolicy { policy, .. } => {
            writer.attach_customer_managed_policy(target, policy).await
        }
        Change::PutInlinePolicy { after, .. } => writer.put_inline_policy(target, after).await,
        Change::DeleteInlinePolicy { .. } => writer.delete_inline_policy(target).await,
        Change::PutPermissionsBoundary { after, .. } => {
            writer.put_permissions_boundary(target, after).await
        }
        Change::DeletePermissionsBoundary { .. } => {
            writer.delete_permissions_boundary(target).await
        }
        Change::DeletePermissionSet { .. } => writer.delete_permission_set(target).await,
        Change::CreateGroup { .. }
        | Change::CreatePermissionSet { .. }
        | Change::ProvisionPermissionSet { .. }
        | Change::CreateAssignment(_)
        | Change::DeleteAssignment { .. } => Err(AwsError::new(
            ErrorKind::Validation,
            format!("{} is no edit", change.words()),
        )),
    }
}
