//! The questions that setting up a connection begins with, one at a time, so that each can be answered for itself.

use std::sync::{Arc, Mutex};

use aws_config::SdkConfig;
use aws_sdk_organizations::types::OrganizationFeatureSet;

use crate::model::AccountId;

use super::config;
use super::error::{AwsError, ErrorKind};
use super::expiry::{self, Expiry};
use super::instance::{Caller, Candidate, Circumstances, choose};
use super::lane::Lane;
use super::member::{account_id, member};
use super::organization::Organization;
use super::page;
use super::regions;
use super::requests::Requests;
use super::service::Service;
use super::settings::Settings;

/// An account that may have nothing set up yet. [`Connection::open`](super::Connection::open) asks the same
/// questions and ends with the first that has no good answer.
#[derive(Debug)]
pub struct Survey {
    pub(super) config: SdkConfig,
    pub(super) region: String,
    pub(super) sso: aws_sdk_ssoadmin::Client,
    pub(super) organizations: aws_sdk_organizations::Client,
    pub(super) sso_lane: Lane,
    pub(super) organizations_lane: Lane,
    pub(super) requests: Arc<Mutex<Requests>>,
    pub(super) expiry: Expiry,
    rate: f64,
}

impl Survey {
    /// Finds credentials and a region. Nothing is asked yet.
    ///
    /// # Errors
    /// Those of a configuration without credentials or a region.
    pub async fn new(settings: &Settings) -> Result<Self, AwsError> {
        let config = config::load(settings).await?;
        let region = config
            .region()
            .map(ToString::to_string)
            .ok_or_else(|| AwsError::new(ErrorKind::NoRegion, "no AWS region is configured"))?;
        let (config, expiry) = expiry::noted(config);
        let requests = Arc::new(Mutex::new(Requests::default()));
        let rate = settings.requests_per_second;
        let organizations_rate = rate * 5.0 / Settings::REQUESTS_PER_SECOND;
        let lane = |service, rate| Lane::new(service, rate, Arc::clone(&requests));
        Ok(Self {
            sso: aws_sdk_ssoadmin::Client::new(&config),
            organizations: aws_sdk_organizations::Client::new(&config),
            sso_lane: lane(Service::SsoAdmin, rate),
            organizations_lane: lane(Service::Organizations, organizations_rate),
            config,
            region,
            requests,
            expiry,
            rate,
        })
    }

    /// The region that is asked.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// A lane to a service of which nothing was asked yet.
    pub(super) fn lane(&self, service: Service) -> Lane {
        Lane::new(service, self.rate, Arc::clone(&self.requests))
    }

    /// Who calls.
    ///
    /// # Errors
    /// [`AwsError`] as STS gave it.
    pub async fn caller(&self) -> Result<Caller, AwsError> {
        const OPERATION: &str = "GetCallerIdentity";
        let sts = aws_sdk_sts::Client::new(&self.config);
        let identity = self
            .lane(Service::Sts)
            .first(OPERATION, || sts.get_caller_identity().send())
            .await?;
        Ok(Caller {
            account: account_id(OPERATION, identity.account)?,
            arn: member(OPERATION, "the caller's ARN", identity.arn)?,
        })
    }

    /// The organization; `None` where the caller may not describe it.
    ///
    /// # Errors
    /// [`ErrorKind::NoOrganization`] where there is none.
    pub async fn organization(&self) -> Result<Option<Organization>, AwsError> {
        const OPERATION: &str = "DescribeOrganization";
        let (client, lane) = (&self.organizations, &self.organizations_lane);
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
        Ok(Some(Organization {
            all_features: organization.feature_set
                != Some(OrganizationFeatureSet::ConsolidatedBilling),
            id: member(OPERATION, "the organization's id", organization.id)?,
            management_account: account_id(OPERATION, organization.master_account_id)?,
        }))
    }

    /// The ARN of the instance that a connection would take.
    ///
    /// # Errors
    /// As [`Connection::open`](super::Connection::open): no instance, an account instance alone, several, another
    /// region, no permission sets.
    pub async fn instance(
        &self,
        caller: &Caller,
        management_account: Option<AccountId>,
        wanted: Option<&str>,
    ) -> Result<String, AwsError> {
        let chosen = self.chosen(caller, management_account, wanted).await?;
        Ok(chosen.arn)
    }

    /// The instance that a connection takes, as `ListInstances` shows it.
    pub(super) async fn chosen(
        &self,
        caller: &Caller,
        management_account: Option<AccountId>,
        wanted: Option<&str>,
    ) -> Result<Candidate, AwsError> {
        let circumstances = Circumstances {
            region: &self.region,
            caller,
            management_account,
            wanted,
        };
        let chosen = match choose(self.candidates().await?, &circumstances) {
            Ok(chosen) => chosen,
            Err(error) if regions::is_elsewhere_perhaps(&error) => {
                let others = regions::search(&self.config, &self.sso, &self.sso_lane).await;
                return Err(others.explain(error, &circumstances));
            }
            Err(error) => return Err(error),
        };
        self.check_permission_sets_enabled(&chosen.arn).await?;
        Ok(chosen)
    }

    async fn candidates(&self) -> Result<Vec<Candidate>, AwsError> {
        let instances = page::all("ListInstances", async |token: Option<String>| {
            let request = self.sso.list_instances().set_next_token(token);
            let page = self
                .sso_lane
                .read("ListInstances", || request.clone().send())
                .await?;
            Ok((page.instances.unwrap_or_default(), page.next_token))
        })
        .await?;
        instances.into_iter().map(Candidate::read).collect()
    }

    /// Refuses an instance that was set up without permission sets. Older endpoints do not know the member or even the
    /// operation, and a caller may lack the right to ask: nothing follows from that.
    async fn check_permission_sets_enabled(&self, arn: &str) -> Result<(), AwsError> {
        let answer = self
            .sso_lane
            .ask("DescribeInstance", || {
                self.sso.describe_instance().instance_arn(arn).send()
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
}
