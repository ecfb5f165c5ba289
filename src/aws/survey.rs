//! Before there is a connection: the questions that setting one up begins with, one at a time, so that each can be
//! answered for itself.

use std::sync::{Arc, Mutex};

use aws_config::SdkConfig;
use aws_smithy_types::retry::RetryConfig;

use crate::model::AccountId;

use super::concurrent;
use super::connect::{self, Organization, Settings};
use super::error::AwsError;
use super::instance::{Caller, Circumstances, choose};
use super::lane::Lane;
use super::requests::Requests;
use super::service::Service;

/// An account that may have nothing set up yet. [`Connection::open`](super::Connection::open) asks the same
/// questions and ends with the first that has no good answer.
#[derive(Debug)]
pub struct Survey {
    config: SdkConfig,
    region: String,
    rate: f64,
    requests: Arc<Mutex<Requests>>,
}

impl Survey {
    /// Finds credentials and a region. Nothing is asked yet.
    ///
    /// # Errors
    /// Those of a configuration without credentials or a region.
    pub async fn new(settings: &Settings) -> Result<Self, AwsError> {
        let (config, region) = connect::configured(settings).await?;
        Ok(Self {
            config,
            region,
            rate: settings.requests_per_second,
            requests: Arc::default(),
        })
    }

    /// The region that is asked.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// Who calls.
    ///
    /// # Errors
    /// [`AwsError`] as STS gave it.
    pub async fn caller(&self) -> Result<Caller, AwsError> {
        connect::caller(&self.config, &self.lane(Service::Sts)).await
    }

    /// The organization; `None` where the caller may not describe it.
    ///
    /// # Errors
    /// [`ErrorKind::NoOrganization`](super::ErrorKind::NoOrganization) where there is none.
    pub async fn organization(&self) -> Result<Option<Organization>, AwsError> {
        let client = aws_sdk_organizations::Client::from_conf(
            aws_sdk_organizations::config::Builder::from(&self.config)
                .retry_config(RetryConfig::disabled())
                .build(),
        );
        connect::describe_organization(&client, &self.lane(Service::Organizations)).await
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
        let client = aws_sdk_ssoadmin::Client::from_conf(
            aws_sdk_ssoadmin::config::Builder::from(&self.config)
                .retry_config(RetryConfig::disabled())
                .build(),
        );
        let lane = self.lane(Service::SsoAdmin);
        let candidates = connect::candidates(&client, &lane).await?;
        let circumstances = Circumstances {
            region: &self.region,
            caller,
            management_account,
            wanted,
        };
        let chosen = choose(candidates, &circumstances)?;
        connect::uses_permission_sets(&client, &lane, &chosen.arn).await?;
        Ok(chosen.arn)
    }

    /// The first other region of the partition that shows an instance of `owner`: Identity Center lives in one
    /// region, and who has lost it wants to be told where it is. Regions that do not answer are passed over, so
    /// finding none proves nothing.
    pub async fn region_with_instance_of(&self, owner: AccountId) -> Option<String> {
        let others = regions(&self.region).iter().copied();
        let others = others.filter(|region| *region != self.region);
        let lane = Arc::new(self.lane(Service::SsoAdmin));
        let found = concurrent::each(others.collect::<Vec<_>>(), |region| {
            let lane = Arc::clone(&lane);
            let config = aws_sdk_ssoadmin::config::Builder::from(&self.config)
                .region(aws_config::Region::new(region))
                .retry_config(RetryConfig::disabled())
                .build();
            async move {
                let client = aws_sdk_ssoadmin::Client::from_conf(config);
                let answer = lane
                    .ask("ListInstances", || client.list_instances().send())
                    .await;
                let instances = answer.ok().and_then(|answer| answer.instances);
                let owner = owner.to_string();
                let owned = instances
                    .unwrap_or_default()
                    .iter()
                    .any(|instance| instance.owner_account_id() == Some(&owner));
                Ok::<_, AwsError>(owned.then(|| region.to_owned()))
            }
        });
        found.await.ok()?.into_iter().flatten().next()
    }

    fn lane(&self, service: Service) -> Lane {
        Lane::new(service, self.rate, Arc::clone(&self.requests))
    }
}

/// The regions of a region's partition in which Identity Center can be enabled, those that most accounts have
/// first. A new region that is not listed is only not searched.
fn regions(region: &str) -> &'static [&'static str] {
    const CHINA: &[&str] = &["cn-north-1", "cn-northwest-1"];
    const GOVERNMENT: &[&str] = &["us-gov-west-1", "us-gov-east-1"];
    const COMMERCIAL: &[&str] = &[
        "us-east-1",
        "us-east-2",
        "us-west-1",
        "us-west-2",
        "ca-central-1",
        "eu-central-1",
        "eu-north-1",
        "eu-west-1",
        "eu-west-2",
        "eu-west-3",
        "ap-northeast-1",
        "ap-northeast-2",
        "ap-northeast-3",
        "ap-south-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "sa-east-1",
        "af-south-1",
        "ap-east-1",
        "ap-south-2",
        "ap-southeast-3",
        "ap-southeast-4",
        "ca-west-1",
        "eu-central-2",
        "eu-south-1",
        "eu-south-2",
        "il-central-1",
        "me-central-1",
        "me-south-1",
    ];
    match region {
        _ if region.starts_with("cn-") => CHINA,
        _ if region.starts_with("us-gov-") => GOVERNMENT,
        _ => COMMERCIAL,
    }
}
