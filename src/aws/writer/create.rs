//! Creating groups and permission sets. The answer to a creation can be lost; the next attempt then finds the name
//! taken, and must tell what is ours from what is not.

use std::collections::BTreeMap;
use std::error::Error;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_sdk_identitystore::operation::RequestId as _;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::aws::backoff::{Cause, Jitter, Retries};
use crate::aws::classify::{Operation, Verdict, classify};
use crate::aws::error::{AwsError, ErrorKind};
use crate::aws::reader::outline;
use crate::model::{OWNERSHIP_TAG, PermissionSetName, PrincipalId};
use crate::plan::Attributes;

use super::{Lost, Target, Writer, Written, edit};

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
        let made = self
            .make(
                Operation::CreateGroup,
                || request.clone().send(),
                || self.clients.group_id(name),
            )
            .await?;
        Ok(match made {
            Creation::Now(created) => Written {
                request_id: created.request_id().map(str::to_owned),
                value: PrincipalId::new(created.group_id),
            },
            Creation::Before(value, _) => Written {
                value,
                request_id: None,
            },
        })
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
            )]))));
        let made = self
            .make(
                Operation::CreatePermissionSet,
                || request.clone().send(),
                || self.named(name),
            )
            .await?;
        match made {
            Creation::Now(created) => {
                let request_id = created.request_id().map(str::to_owned);
                let set = created.permission_set;
                let arn = set.and_then(|set| set.permission_set_arn);
                Ok(Written {
                    value: arn
                        .ok_or_else(|| nothing_made("CreatePermissionSet"))?
                        .into(),
                    request_id,
                })
            }
            // Another catalog's or nobody's, so none was made by us.
            Creation::Before(Named::NotOurs, error) => Err(error.uncertain(false)),
            Creation::Before(Named::Ours(arn), _) => {
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

/// The end of a creation.
enum Creation<T, V> {
    /// Created by this request.
    Now(T),
    /// There already; with the answer that made us look.
    Before(V, AwsError),
}

impl Writer {
    /// Makes a request that creates. Where AWS answers with a conflict, looks whether what is to be created exists: an
    /// earlier answer may have been lost. Only where AWS says that another operation is in the way, and no answer was
    /// lost, the request is made again without a look, which would cost more.
    async fn make<T, E, F, A, V, L>(
        &self,
        operation: Operation,
        send: F,
        look: impl Fn() -> L,
    ) -> Result<Creation<T, V>, AwsError>
    where
        L: Future<Output = Result<Option<V>, AwsError>>,
        F: Fn() -> A,
        A: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + 'static,
    {
        let lane = self.lane(operation);
        let lost = Lost::default();
        let cause = |error: &AwsError| {
            lost.note(error.kind());
            match classify(operation, error, false) {
                Verdict::Retry(cause) if *error.kind() != ErrorKind::Conflict => Some(cause),
                _ => None,
            }
        };
        let (mut retries, mut jitter) = (Retries::default(), Jitter::new(operation as u64));
        let began = Instant::now();
        loop {
            let error = match lane.call(operation.api_name(), &send, &cause).await {
                Ok(value) => return Ok(Creation::Now(value)),
                Err(error) => error.uncertain(lost.any()),
            };
            if *error.kind() != ErrorKind::Conflict {
                return Err(error);
            }
            let verdict = classify(operation, &error, false);
            let is_busy = error.reason() == Some("CONCURRENT_MODIFICATION")
                || error
                    .message()
                    .to_lowercase()
                    .contains("conflicting operation");
            let found = match verdict {
                Verdict::Retry(_) if is_busy && !lost.any() => None,
                // Another attempt follows, whatever the look says.
                Verdict::Retry(_) => look().await.ok().flatten(),
                _ => eventually(&look)
                    .await
                    .map_err(|failed| failed.uncertain(error.is_uncertain()))?,
            };
            if let Some(found) = found {
                return Ok(Creation::Before(found, error));
            }
            let pause = match verdict {
                Verdict::Retry(cause) => retries.next(cause, began.elapsed(), &mut jitter),
                _ => None,
            };
            match pause {
                None => return Err(error),
                Some(pause) => tokio::time::sleep(pause).await,
            }
        }
    }
}

fn nothing_made(operation: &'static str) -> AwsError {
    AwsError::unexpected(operation, "the answer does not say what was created")
}

/// Looks until something is there. A name that is taken may be taken by something that is not visible yet.
async fn eventually<T, L>(look: impl Fn() -> L) -> Result<Option<T>, AwsError>
where
    L: Future<Output = Result<Option<T>, AwsError>>,
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
