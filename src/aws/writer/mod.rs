//! Writing: one method for each operation. Every answer is classified; what is so already counts as written.

mod edit;
mod poll;
mod start;

use std::error::Error;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::model::{AccountId, CatalogName, PermissionSetName};
use crate::plan::Attributes;

use super::classify::{Operation, Verdict, classify};
use super::connect::Clients;
use super::error::{AwsError, ErrorKind};
use super::instance::Instance;
use super::reader::outline;

pub use poll::Polled;
pub use start::{Handle, HandleKind, Started};

/// A permission set to write to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Its ARN.
    pub arn: Arc<str>,
    /// Created moments ago: not finding it means to wait.
    pub fresh: bool,
}

/// Something that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written<T = ()> {
    /// What AWS gave: an id, an ARN.
    pub value: T,
    /// The id under which AWS knows the request; `None` where it was so already.
    pub request_id: Option<String>,
}

/// Writes to an instance in the name of a catalog. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Writer {
    clients: Arc<Clients>,
    catalog: CatalogName,
    /// The endpoint does not know the `List…Status` operations. Found out once.
    no_status_lists: Arc<AtomicBool>,
}

impl Writer {
    pub(super) fn new(clients: Arc<Clients>, catalog: CatalogName) -> Self {
        Self {
            clients,
            catalog,
            no_status_lists: Arc::default(),
        }
    }

    /// The instance that is written to.
    pub fn instance(&self) -> &Instance {
        &self.clients.instance
    }

    /// The management account, where it is known.
    pub fn management_account(&self) -> Option<AccountId> {
        self.clients.management_account
    }

    /// Makes a request that writes, again where that helps; `None` where it is so already.
    async fn write<T, E, F, A>(
        &self,
        operation: Operation,
        fresh: bool,
        send: F,
    ) -> Result<Option<T>, AwsError>
    where
        F: Fn() -> A,
        A: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + 'static,
    {
        let lane = match operation {
            Operation::CreateGroup => &self.clients.identity_lane,
            _ => &self.clients.sso_lane,
        };
        let cause = |error: &AwsError| match classify(operation, error, fresh) {
            Verdict::Retry(cause) => Some(cause),
            Verdict::Accept | Verdict::Report => None,
        };
        match lane.call(operation.api_name(), send, cause).await {
            Ok(value) => Ok(Some(value)),
            Err(error) if classify(operation, &error, fresh) == Verdict::Accept => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Creates a group. One that has the name already is taken: the answer to an earlier attempt may have been
    /// lost, or somebody was faster; either way the group is there.
    ///
    /// # Errors
    /// [`AwsError`] as AWS gave it; stores that an identity provider fills refuse writes.
    pub async fn create_group(
        &self,
        name: &str,
    ) -> Result<Written<crate::model::PrincipalId>, AwsError> {
        use aws_sdk_identitystore::operation::RequestId;
        let request = self.clients.identity.create_group();
        let request = request
            .identity_store_id(&self.clients.instance.identity_store_id)
            .display_name(name);
        let answer = self
            .write(Operation::CreateGroup, false, || request.clone().send())
            .await;
        match answer {
            Ok(Some(created)) => Ok(Written {
                request_id: created.request_id().map(str::to_owned),
                value: crate::model::PrincipalId::new(created.group_id),
            }),
            Ok(None) => self.existing_group(name, None).await,
            Err(error) if *error.kind() == ErrorKind::Conflict => {
                self.existing_group(name, Some(error)).await
            }
            Err(error) => Err(error),
        }
    }

    async fn existing_group(
        &self,
        name: &str,
        error: Option<AwsError>,
    ) -> Result<Written<crate::model::PrincipalId>, AwsError> {
        match self.clients.group_id(name).await? {
            Some(value) => Ok(Written {
                value,
                request_id: None,
            }),
            None => Err(error.unwrap_or_else(|| {
                AwsError::unexpected("CreateGroup", "the group was neither created nor found")
            })),
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
        tags: &std::collections::BTreeMap<String, String>,
    ) -> Result<Written<Arc<str>>, AwsError> {
        use aws_sdk_ssoadmin::operation::RequestId;
        let request = self.clients.sso.create_permission_set();
        let request = request
            .instance_arn(&self.clients.instance.arn)
            .name(name.as_str())
            .set_description(attributes.description.clone())
            .session_duration(attributes.session_duration.to_string())
            .set_relay_state(attributes.relay_state.clone())
            .set_tags(Some(edit::tags(tags.iter().chain([(
                &crate::model::OWNERSHIP_TAG.to_owned(),
                &self.catalog.as_str().to_owned(),
            )]))?));
        let answer = self
            .write(Operation::CreatePermissionSet, false, || {
                request.clone().send()
            })
            .await;
        let failed = match answer {
            Ok(Some(created)) => {
                let request_id = created.request_id().map(str::to_owned);
                let arn = created
                    .permission_set
                    .and_then(|set| set.permission_set_arn)
                    .ok_or_else(|| {
                        AwsError::unexpected("CreatePermissionSet", "the answer has no ARN")
                    })?;
                return Ok(Written {
                    value: arn.into(),
                    request_id,
                });
            }
            Ok(None) => None,
            Err(error) => Some(error),
        };
        let taken = failed
            .as_ref()
            .is_none_or(|error| *error.kind() == ErrorKind::Conflict);
        let ours = match taken {
            true => self.owned_set(name).await?,
            false => None,
        };
        match (ours, failed) {
            (Some(arn), _) => {
                let target = Target { arn, fresh: true };
                let written = self.update_permission_set(&target, attributes).await?;
                Ok(Written {
                    value: target.arn,
                    request_id: written.request_id,
                })
            }
            (None, Some(error)) => Err(error),
            (None, None) => Err(AwsError::unexpected(
                "CreatePermissionSet",
                "the set was neither created nor found",
            )),
        }
    }

    /// The set of this name, if it carries this catalog's ownership tag.
    async fn owned_set(&self, name: &PermissionSetName) -> Result<Option<Arc<str>>, AwsError> {
        for arn in self.clients.permission_set_arns().await? {
            let Some(set) = self.clients.permission_set(&arn).await? else {
                continue;
            };
            if set.name.as_deref() != Some(name.as_str()) {
                continue;
            }
            let set = outline(&self.clients, arn).await?;
            return Ok(set
                .filter(|set| {
                    set.tags
                        .get(crate::model::OWNERSHIP_TAG)
                        .map(String::as_str)
                        == Some(self.catalog.as_str())
                })
                .map(|set| set.arn.into()));
        }
        Ok(None)
    }
}
