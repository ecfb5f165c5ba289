//! Creating groups and permission sets. The answer to a creation can be lost; the next attempt then finds the name
//! taken, and must tell what is ours from what is not.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use aws_sdk_identitystore::operation::RequestId as _;

use crate::aws::backoff::{Cause, Jitter, Retries};
use crate::aws::classify::Operation;
use crate::aws::error::{AwsError, ErrorKind};
use crate::aws::reader::outline;
use crate::model::{OWNERSHIP_TAG, PermissionSetName, PrincipalId};
use crate::plan::Attributes;

use super::{Target, Writer, Written, edit};

/// Whose a permission set of the name is.
enum Named {
    /// This catalog's.
    Ours(Arc<str>),
    /// Nobody's, or another catalog's.
    NotOurs,
}

impl Writer {
    /// Creates a group. One that has the name already is taken: the answer to an earlier attempt may have been
    /// lost, or somebody was faster; either way the group is there.
    ///
    /// # Errors
    /// [`AwsError`] as AWS gave it; stores that an identity provider fills refuse writes.
    pub async fn create_group(&self, name: &str) -> Result<Written<PrincipalId>, AwsError> {
        let request = self.clients.identity.create_group();
        let request = request
            .identity_store_id(&self.clients.instance.identity_store_id)
            .display_name(name);
        let answer = self
            .write(Operation::CreateGroup, false, || request.clone().send())
            .await;
        let error = match answer {
            Ok(Some(created)) => {
                return Ok(Written {
                    request_id: created.request_id().map(str::to_owned),
                    value: PrincipalId::new(created.group_id),
                });
            }
            Ok(None) => nothing_made("CreateGroup"),
            Err(error) => error,
        };
        if *error.kind() != ErrorKind::Conflict {
            return Err(error);
        }
        let named = eventually(|| self.clients.group_id(name)).await;
        match named.map_err(|lost| lost.uncertain(error.is_uncertain()))? {
            None => Err(error),
            Some(value) => Ok(Written {
                value,
                request_id: None,
            }),
        }
    }

    /// Creates a permission set with its tags and the ownership tag. One that has the name already is taken only if
    /// it carries the ownership tag: then the answer to an earlier attempt was lost. Its attributes are set again.
    ///
    /// # Errors
    /// [`AwsError`] as AWS gave it.
    pub async fn create_permission_set(
        &self,
        name: &PermissionSetName,
        attributes: &Attributes,
        tags: &BTreeMap<String, String>,
    ) -> Result<Written<Arc<str>>, AwsError> {
        let request = self.clients.sso.create_permission_set();
        let request = request
            .instance_arn(&self.clients.instance.arn)
            .name(name.as_str())
            .set_description(attributes.description.clone())
            .session_duration(attributes.session_duration.to_string())
            .set_relay_state(attributes.relay_state.clone())
            .set_tags(Some(edit::tags(tags.iter().chain([(
                &OWNERSHIP_TAG.to_owned(),
                &self.catalog.as_str().to_owned(),
            )]))?));
        let answer = self
            .write(Operation::CreatePermissionSet, false, || {
                request.clone().send()
            })
            .await;
        let error = match answer {
            Ok(Some(created)) => {
                let request_id = created.request_id().map(str::to_owned);
                let set = created.permission_set;
                let arn = set.and_then(|set| set.permission_set_arn);
                return Ok(Written {
                    value: arn
                        .ok_or_else(|| nothing_made("CreatePermissionSet"))?
                        .into(),
                    request_id,
                });
            }
            Ok(None) => nothing_made("CreatePermissionSet"),
            Err(error) => error,
        };
        if *error.kind() != ErrorKind::Conflict {
            return Err(error);
        }
        let named = eventually(|| self.named(name)).await;
        match named.map_err(|lost| lost.uncertain(error.is_uncertain()))? {
            None => Err(error),
            // Somebody else's, so none was made by us.
            Some(Named::NotOurs) => Err(error.uncertain(false)),
            Some(Named::Ours(arn)) => {
                let target = Target { arn, fresh: true };
                let written = self.update_permission_set(&target, attributes).await;
                // The set is there, whatever became of its attributes.
                let written = written.map_err(|error| error.uncertain(true))?;
                Ok(Written {
                    value: target.arn,
                    request_id: written.request_id,
                })
            }
        }
    }

    /// Whose the set of this name is; `None` where there is none, or none to be seen yet.
    async fn named(&self, name: &PermissionSetName) -> Result<Option<Named>, AwsError> {
        for arn in self.clients.permission_set_arns().await? {
            let set = self.clients.permission_set(&arn).await?;
            if set.and_then(|set| set.name).as_deref() != Some(name.as_str()) {
                continue;
            }
            let set = outline(&self.clients, arn).await?;
            return Ok(set.map(|set| {
                let owner = set.tags.get(OWNERSHIP_TAG).map(String::as_str);
                match owner == Some(self.catalog.as_str()) {
                    true => Named::Ours(set.arn.into()),
                    false => Named::NotOurs,
                }
            }));
        }
        Ok(None)
    }
}

fn nothing_made(operation: &'static str) -> AwsError {
    AwsError::unexpected(operation, "the answer does not say what was created")
}

/// Looks until something is there. A name that is taken may be taken by something that is not visible yet.
async fn eventually<T, A>(look: impl Fn() -> A) -> Result<Option<T>, AwsError>
where
    A: Future<Output = Result<Option<T>, AwsError>>,
{
    let (mut retries, mut jitter) = (Retries::default(), Jitter::new(0));
    let mut waited = Duration::ZERO;
    loop {
        if let Some(found) = look().await? {
            return Ok(Some(found));
        }
        let Some(pause) = retries.next(Cause::NotYetVisible, waited, &mut jitter) else {
            return Ok(None);
        };
        tokio::time::sleep(pause).await;
        waited += pause;
    }
}
