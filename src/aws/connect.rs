//! From settings to an instance that can be read and written.

use std::sync::{Arc, Mutex, PoisonError};

use crate::model::{AccountId, CatalogName, Partition};

use super::clients::Clients;
use super::error::AwsError;
use super::expiry::Expiry;
use super::instance::{Caller, Instance};
use super::member::member;
use super::reader::Reader;
use super::requests::Requests;
use super::service::Service;
use super::settings::Settings;
use super::survey::Survey;
use super::writer::Writer;

/// An instance of IAM Identity Center, found and ready. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Connection {
    clients: Arc<Clients>,
    requests: Arc<Mutex<Requests>>,
    expiry: Expiry,
}

impl Connection {
    /// Finds credentials, the caller, the organization and its instance: four requests.
    ///
    /// # Errors
    /// Everything that can be missing has its [`ErrorKind`](super::ErrorKind), and advice on what to do.
    pub async fn open(settings: &Settings) -> Result<Self, AwsError> {
        let survey = Survey::new(settings).await?;
        let caller = survey.caller().await?;
        let organization = survey.organization().await?;
        let management_account = organization.as_ref().map(|one| one.management_account);
        let wanted = settings.instance_arn.as_deref();
        let chosen = survey.chosen(&caller, management_account, wanted).await?;
        let partition = Partition::of_arn(&chosen.arn).ok_or_else(|| {
            AwsError::unexpected("ListInstances", format!("{} is no ARN", chosen.arn))
        })?;
        let identity_store_id = member(
            "ListInstances",
            "the identity store of the instance",
            chosen.identity_store_id,
        )?;
        Ok(Self {
            clients: Arc::new(Clients {
                identity: aws_sdk_identitystore::Client::new(&survey.config),
                identity_lane: survey.lane(Service::IdentityStore),
                sso: survey.sso,
                organizations: survey.organizations,
                sso_lane: survey.sso_lane,
                organizations_lane: survey.organizations_lane,
                management_account: Some(management_account.unwrap_or(chosen.owner_account)),
                organization_id: organization.map(|one| one.id),
                instance: Instance {
                    arn: chosen.arn,
                    identity_store_id,
                    owner_account: chosen.owner_account,
                    name: chosen.name,
                    region: survey.region,
                    partition,
                },
                caller,
            }),
            requests: survey.requests,
            expiry: survey.expiry,
        })
    }

    /// When the credentials expire that were used last; `None` where they do not say so.
    pub fn credentials_expire(&self) -> Option<std::time::SystemTime> {
        self.expiry.time()
    }

    /// The instance.
    pub fn instance(&self) -> &Instance {
        &self.clients.instance
    }

    /// Who calls.
    pub fn caller(&self) -> &Caller {
        &self.clients.caller
    }

    /// The management account; where the organization may not be described, the owner of the instance.
    pub fn management_account(&self) -> Option<AccountId> {
        self.clients.management_account
    }

    /// The organization's id; `None` where it may not be described.
    pub fn organization_id(&self) -> Option<&str> {
        self.clients.organization_id.as_deref()
    }

    /// Whether the caller administers the instance from a member account. It then can change nothing that concerns
    /// the management account, and AWS refuses it `ListAccountAssignmentsForPrincipal`.
    pub fn is_delegated_administrator(&self) -> bool {
        self.clients.is_delegated_administrator()
    }

    /// Reads, and cannot write.
    pub fn reader(&self) -> Reader {
        Reader::new(Arc::clone(&self.clients))
    }

    /// Writes in the name of a catalog.
    pub fn writer(&self, catalog: CatalogName) -> Writer {
        Writer::new(Arc::clone(&self.clients), catalog)
    }

    /// The requests made so far.
    pub fn requests(&self) -> Requests {
        self.requests
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
