//! The SDK's configuration: its usual sources, or the sandbox.

use std::time::Duration;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_sts::config::{Credentials, ProvideCredentials, SharedCredentialsProvider};
use aws_smithy_types::timeout::TimeoutConfig;

use super::answer;
use super::connect::Settings;
use super::error::{AwsError, ErrorKind};
use super::http::{self, Network};

/// No answer of these services takes this long; a request that hangs is made again.
fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(5))
        .read_timeout(Duration::from_secs(30))
        .operation_attempt_timeout(Duration::from_secs(40))
        .build()
}

/// The configuration for the sandbox. Built by hand, so that no profile and no variable can lead a rehearsal to AWS.
pub(super) fn loopback(url: &str, region: Option<&str>, key: Option<&str>) -> SdkConfig {
    let key = key.unwrap_or("sandbox");
    let credentials = Credentials::new(key, "sandbox", None, None, "sandbox");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region.unwrap_or("us-east-1").to_owned()))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(http::plain())
        .timeout_config(timeouts())
        .endpoint_url(url)
        .build()
}

/// The SDK's usual configuration: environment, profiles, SSO, web identity, container and machine roles.
pub(super) async fn usual(settings: &Settings) -> Result<SdkConfig, AwsError> {
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(http::secure(&Network::from_environment())?)
        .timeout_config(timeouts());
    if let Some(profile) = &settings.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(region) = &settings.region {
        loader = loader.region(Region::new(region.clone()));
    }
    let config = loader.load().await;
    // Asked for here, so that missing credentials are told from a network that fails.
    let missing = match config.credentials_provider() {
        None => AwsError::new(ErrorKind::NoCredentials, "there are no AWS credentials"),
        Some(provider) => match provider.provide_credentials().await {
            Ok(_) => return Ok(config),
            Err(error) => answer::credentials(&error),
        },
    };
    let profile = settings
        .profile
        .clone()
        .or_else(|| std::env::var("AWS_PROFILE").ok());
    Err(match (missing.kind(), profile) {
        (ErrorKind::NoCredentials, Some(profile)) => AwsError::new(
            ErrorKind::NoCredentials,
            format!("profile `{profile}` gives no AWS credentials, or does not exist"),
        ),
        _ => missing,
    })
}
