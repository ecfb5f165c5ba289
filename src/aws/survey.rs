//! Before there is a connection: the questions that setting one up begins with, one at a time, so that each can be
//! answered for itself.

use std::sync::{Arc, Mutex};

use aws_config::SdkConfig;
use aws_smithy_types::retry::RetryConfig;

use crate::model::AccountId;

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

    fn lane(&self, service: Service) -> Lane {
        Lane::new(service, self.rate, Arc::clone(&self.requests))
    }
}
