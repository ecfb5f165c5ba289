//! From settings to an instance that can be read and written.

use std::sync::{Arc, Mutex, PoisonError};

use aws_config::SdkConfig;
use aws_sdk_organizations::types::OrganizationFeatureSet;
use aws_smithy_types::retry::RetryConfig;

use crate::model::{AccountId, CatalogName, Partition};

use super::config;
use super::error::{AwsError, ErrorKind};
use super::expiry::{self, Expiry};
use super::instance::{Caller, Candidate, Circumstances, Instance, choose};
use super::lane::Lane;
use super::reader::Reader;
use super::requests::Requests;
use super::service::Service;
use super::writer::Writer;

/// How to reach AWS. What is `None` is left to the SDK's usual configuration.
#[derive(Debug, Clone)]
pub struct Settings {
    /// A profile of the AWS configuration files.
    pub profile: Option<String>,
    /// The region of IAM Identity Center.
    pub region: Option<String>,
    /// The sandbox: a loopback URL. Nothing is read from the environment then, and no credentials are needed.
    pub endpoint_url: Option<String>,
    /// The access key id for the sandbox, where it wants a certain one.
    pub sandbox_key: Option<String>,
    /// The instance, where several could be meant.
    pub instance_arn: Option<String>,
    /// Requests a second for IAM Identity Center, and as many for the identity store. AWS allows 20, to all
    /// clients together. Organizations, whose limit AWS does not publish, gets a bit more than a quarter.
    pub requests_per_second: f64,
}

impl Settings {
    /// Requests a second that leave some room to the console and other clients.
    pub const REQUESTS_PER_SECOND: f64 = 18.0;
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            profile: None,
            region: None,
            endpoint_url: None,
            sandbox_key: None,
            instance_arn: None,
            requests_per_second: Self::REQUESTS_PER_SECOND,
        }
    }
}

/// Clients and lanes: what readers and writers share.
#[derive(Debug)]
pub(super) struct Clients {
    pub(super) sso: aws_sdk_ssoadmin::Client,
    pub(super) identity: aws_sdk_identitystore::Client,
    pub(super) organizations: aws_sdk_organizations::Client,
    pub(super) sso_lane: Lane,
    pub(super) identity_lane: Lane,
    pub(super) organizations_lane: Lane,
    pub(super) instance: Instance,
    pub(super) caller: Caller,
    pub(super) management_account: Option<AccountId>,
    pub(super) organization_id: Option<String>,
}

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
    /// Everything that can be missing has its [`ErrorKind`], and advice on what to do.
    pub async fn open(settings: &Settings) -> Result<Self, AwsError> {
        let (config, region) = configured(settings).await?;
        let (config, expiry) = expiry::noted(config);
        let requests = Arc::new(Mutex::new(Requests::default()));
        let lane = |service, rate| Lane::new(service, rate, Arc::clone(&requests));
        let rate = settings.requests_per_second;
        let organizations_rate = rate * 5.0 / Settings::REQUESTS_PER_SECOND;
        let sso_lane = lane(Service::SsoAdmin, rate);
        let organizations_lane = lane(Service::Organizations, organizations_rate);

        let caller = caller(&config, &lane(Service::Sts, rate)).await?;
        let organizations = aws_sdk_organizations::Client::from_conf(
            aws_sdk_organizations::config::Builder::from(&config)
                .retry_config(RetryConfig::disabled())
                .build(),
        );
        let sso = aws_sdk_ssoadmin::Client::from_conf(
            aws_sdk_ssoadmin::config::Builder::from(&config)
                .retry_config(RetryConfig::disabled())
                .build(),
        );
        let identity = aws_sdk_identitystore::Client::from_conf(
            aws_sdk_identitystore::config::Builder::from(&config)
                .retry_config(RetryConfig::disabled())
                .build(),
        );
        let organization = describe_organization(&organizations, &organizations_lane).await?;
        let candidates = candidates(&sso, &sso_lane).await?;
        let circumstances = Circumstances {
            region: &region,
            caller: &caller,
            management_account: organization.as_ref().map(|one| one.management_account),
            wanted: settings.instance_arn.as_deref(),
        };
        let chosen = choose(candidates, &circumstances)?;
        uses_permission_sets(&sso, &sso_lane, &chosen.arn).await?;
        let partition = Partition::of_arn(&chosen.arn).ok_or_else(|| {
            AwsError::unexpected("ListInstances", format!("{} is no ARN", chosen.arn))
        })?;
        let management_account = organization
            .as_ref()
            .map_or(chosen.owner_account, |one| one.management_account);
        Ok(Self {
            clients: Arc::new(Clients {
                sso,
                identity,
                organizations,
                sso_lane,
                identity_lane: lane(Service::IdentityStore, rate),
                organizations_lane,
                instance: Instance {
                    arn: chosen.arn,
                    identity_store_id: chosen.identity_store_id,
                    owner_account: chosen.owner_account,
                    name: chosen.name,
                    region,
                    partition,
                },
                caller,
                management_account: Some(management_account),
                organization_id: organization.map(|one| one.id),
            }),
            requests,
            expiry,
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

impl Clients {
    pub(super) fn is_delegated_administrator(&self) -> bool {
        self.management_account
            .is_some_and(|management| management != self.caller.account)
    }
}

/// The SDK's configuration with the region in it.
pub(super) async fn configured(settings: &Settings) -> Result<(SdkConfig, String), AwsError> {
    let config = match &settings.endpoint_url {
        Some(url) => config::loopback(
            url,
            settings.region.as_deref(),
            settings.sandbox_key.as_deref(),
        ),
        None => config::usual(settings).await?,
    };
    let region = config
        .region()
        .map(ToString::to_string)
        .ok_or_else(|| AwsError::new(ErrorKind::NoRegion, "no AWS region is configured"))?;
    Ok((config, region))
}

pub(super) async fn caller(config: &SdkConfig, lane: &Lane) -> Result<Caller, AwsError> {
    const OPERATION: &str = "GetCallerIdentity";
    let sts = aws_sdk_sts::Client::from_conf(
        aws_sdk_sts::config::Builder::from(config)
            .retry_config(RetryConfig::disabled())
            .build(),
    );
    let identity = lane
        .first(OPERATION, || sts.get_caller_identity().send())
        .await?;
    let account = identity.account().unwrap_or_default();
    Ok(Caller {
        account: AccountId::parse(account)
            .map_err(|error| AwsError::unexpected(OPERATION, error))?,
        arn: identity.arn().unwrap_or_default().to_owned(),
    })
}

/// The organization, in what matters before its accounts are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// `o-…`.
    pub id: String,
    /// The management account.
    pub management_account: AccountId,
    /// Whether it has all features, and not consolidated billing alone: Identity Center needs them.
    pub all_features: bool,
}

/// The organization; `None` where the caller may not describe it.
pub(super) async fn describe_organization(
    client: &aws_sdk_organizations::Client,
    lane: &Lane,
) -> Result<Option<Organization>, AwsError> {
    const OPERATION: &str = "DescribeOrganization";
    let answer = lane
        .read(OPERATION, || client.describe_organization().send())
        .await;
    let organization = match answer {
        Ok(answer) => answer.organization,
        Err(error) if matches!(error.kind(), ErrorKind::AccessDenied { .. }) => {
            lane.forgo(&error);
            None
        }
        Err(error) => return Err(error),
    };
    let Some(organization) = organization else {
        return Ok(None);
    };
    let account = organization.master_account_id().unwrap_or_default();
    Ok(Some(Organization {
        id: organization.id().unwrap_or_default().to_owned(),
        management_account: AccountId::parse(account)
            .map_err(|error| AwsError::unexpected(OPERATION, error))?,
        all_features: organization.feature_set()
            != Some(&OrganizationFeatureSet::ConsolidatedBilling),
    }))
}

pub(super) async fn candidates(
    client: &aws_sdk_ssoadmin::Client,
    lane: &Lane,
) -> Result<Vec<Candidate>, AwsError> {
    const OPERATION: &str = "ListInstances";
    let instances = super::page::all(OPERATION, async |token: Option<String>| {
        let page = lane
            .read(OPERATION, || {
                client.list_instances().set_next_token(token.clone()).send()
            })
            .await?;
        Ok((page.instances.unwrap_or_default(), page.next_token))
    })
    .await?;
    instances
        .into_iter()
        .map(|instance| {
            let owner = instance.owner_account_id().unwrap_or_default();
            Ok(Candidate {
                arn: instance.instance_arn().unwrap_or_default().to_owned(),
                identity_store_id: instance.identity_store_id().unwrap_or_default().to_owned(),
                owner_account: AccountId::parse(owner)
                    .map_err(|error| AwsError::unexpected(OPERATION, error))?,
                primary_region: instance.primary_region().map(str::to_owned),
                name: instance.name().map(str::to_owned),
            })
        })
        .collect()
}

/// Refuses an instance that was set up without permission sets. Older endpoints do not know the member or even the
/// operation, and a caller may lack the right to ask: nothing follows from that.
pub(super) async fn uses_permission_sets(
    client: &aws_sdk_ssoadmin::Client,
    lane: &Lane,
    arn: &str,
) -> Result<(), AwsError> {
    let answer = lane
        .ask("DescribeInstance", || {
            client.describe_instance().instance_arn(arn).send()
        })
        .await;
    match answer.ok().and_then(|one| one.permission_sets_enabled()) {
        Some(false) => Err(AwsError::new(
            ErrorKind::PermissionSetsDisabled,
            format!("permission sets are not enabled in {arn}"),
        )
        .with_help(
            "enable them in the IAM Identity Center console, or with UpdateInstance (PermissionSetsEnabled=true); \
             they cannot be disabled again",
        )),
        _ => Ok(()),
    }
}
