//! The SDK's configuration: its usual sources, or the sandbox.

use std::time::{Duration, SystemTime};

#[allow(
    deprecated,
    reason = "the only names under which aws-config exports the types"
)]
use aws_config::profile::profile_file::{ProfileFileKind, ProfileFiles};
use aws_config::sts::AssumeRoleProvider;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::future;
use aws_sdk_sts::config::{Credentials, ProvideCredentials, SharedCredentialsProvider};
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::os_shim_internal::Env;

use super::answer;
use super::environment::{Chain, Environment, Role};
use super::error::{AwsError, ErrorKind};
use super::http;
use super::settings::Settings;

/// No answer of these services takes this long; a request that hangs is made again.
fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(5))
        .read_timeout(Duration::from_secs(30))
        .operation_attempt_timeout(Duration::from_secs(40))
        .build()
}

/// The configuration of every client, for the sandbox or for AWS.
///
/// # Errors
/// [`ErrorKind::Configuration`] for a setting that cannot be used, and those of missing credentials.
pub(super) async fn load(settings: &Settings) -> Result<SdkConfig, AwsError> {
    let config = match &settings.endpoint_url {
        Some(url) => loopback(
            url,
            settings.region.as_deref(),
            settings.sandbox_key.as_deref(),
        ),
        None => usual(settings).await?,
    };
    // A lane makes requests again, by the operation and by what AWS said; the SDK's own retries would be neither paced
    // nor counted. Credentials, whose provider has its own configuration, are asked for with them.
    Ok(config
        .into_builder()
        .retry_config(RetryConfig::disabled())
        .build())
}

/// The configuration for the sandbox. Built by hand, so that no profile and no variable can lead a rehearsal to AWS.
fn loopback(url: &str, region: Option<&str>, key: Option<&str>) -> SdkConfig {
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
async fn usual(settings: &Settings) -> Result<SdkConfig, AwsError> {
    let environment = Environment::of_process(settings)?;
    let variables: Vec<(&str, &str)> = environment
        .variables
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let chain = environment.chain.as_ref();
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .env(Env::from_slice(&variables))
        .profile_files(profile_files(chain))
        .profile_name(chain.map_or("default", |chain| chain.profile.as_str()))
        .retry_config(RetryConfig::standard())
        .use_fips(environment.fips)
        .use_dual_stack(environment.dual_stack)
        .http_client(http::secure(&environment.network)?)
        .timeout_config(timeouts());
    if let Some(region) = &environment.region {
        loader = loader.region(Region::new(region.clone()));
    }
    let config = loader.load().await;
    let Some(provider) = config.credentials_provider() else {
        return Err(unavailable(
            AwsError::new(ErrorKind::NoCredentials, "there are no AWS credentials"),
            &environment,
        ));
    };
    let provider = match chain.and_then(|chain| chain.role.as_ref()) {
        Some(role) => SharedCredentialsProvider::new(assumed(role, &config, provider).await),
        None => provider,
    };
    let kept = SharedCredentialsProvider::new(Kept::new(provider));
    // Asked for here, so that missing credentials are told from a network that fails.
    match kept.provide_credentials().await {
        Ok(_) => Ok(config.into_builder().credentials_provider(kept).build()),
        Err(error) => Err(unavailable(answer::credentials(&error), &environment)),
    }
}

/// The configuration file for the SDK, and no other file.
#[allow(
    deprecated,
    reason = "the only name under which aws-config exports the type"
)]
fn profile_files(chain: Option<&Chain>) -> ProfileFiles {
    let text = chain.map_or(String::new(), |chain| chain.config.clone());
    ProfileFiles::builder()
        .with_contents(ProfileFileKind::Config, text)
        .build()
}

/// Assumes a role with the credentials of a profile, for as long as the profile says.
async fn assumed(
    role: &Role,
    config: &SdkConfig,
    source: SharedCredentialsProvider,
) -> AssumeRoleProvider {
    let mut builder = AssumeRoleProvider::builder(&role.arn)
        .configure(config)
        .session_length(role.duration)
        .session_name(role.session_name.as_deref().unwrap_or("rolecall"));
    if let Some(id) = &role.external_id {
        builder = builder.external_id(id);
    }
    builder.build_from_provider(source).await
}

/// Adds to a failure what the profile says about it: another tool can do what the SDK cannot.
fn unavailable(error: AwsError, environment: &Environment) -> AwsError {
    let Some(profile) = &environment.profile else {
        return error;
    };
    let chain = environment.chain.as_ref();
    if let Some(explained) = chain.and_then(|chain| another_tool(&error, chain, profile)) {
        return explained;
    }
    match error.kind() {
        ErrorKind::NoCredentials if chain.is_some() => AwsError::new(
            ErrorKind::NoCredentials,
            format!("profile `{profile}` gives no AWS credentials"),
        ),
        ErrorKind::Configuration | ErrorKind::ExpiredCredentials if chain.is_some() => {
            let help = match error.kind() {
                ErrorKind::ExpiredCredentials => Some(format!(
                    "sign in again: aws sso login --profile {}",
                    quoted(profile)
                )),
                _ => error.help(),
            };
            let named = AwsError::new(
                error.kind().clone(),
                format!("profile `{profile}`: {}", error.message()),
            );
            match help {
                Some(help) => named.with_help(help),
                None => named,
            }
        }
        _ => error,
    }
}

/// A failure of credentials that the AWS CLI can get for the profile and the SDK cannot.
fn another_tool(error: &AwsError, chain: &Chain, profile: &str) -> Option<AwsError> {
    let export = |profile: &str| {
        format!(
            "let the AWS CLI ask for it and hand the credentials over: eval \"$(aws configure export-credentials \
             --profile {} --format env)\"",
            quoted(profile)
        )
    };
    // What failed may be the network: only what the profile explains is explained by it.
    let text = error.message();
    let denied = text.contains("not authorized") || text.contains("MultiFactorAuthentication");
    let login = text.contains("login session") || text.contains("credentials-login");
    if let Some(source) = chain.login_session.as_ref().filter(|_| login) {
        let explained = AwsError::new(
            ErrorKind::NoCredentials,
            format!("{source} is a sign-in of `aws login`, which rolecall cannot use by itself"),
        )
        .with_help(export(profile));
        return Some(explained);
    }
    if let Some(source) = chain.mfa_serial.as_ref().filter(|_| denied) {
        let explained = AwsError::new(
            ErrorKind::NoCredentials,
            format!(
                "{source} asks for a code of a second factor, which rolecall cannot ask for, and without it the role \
                 cannot be assumed: {}",
                error.message()
            ),
        )
        .with_help(export(profile));
        return Some(explained);
    }
    None
}

/// A name as a word of a shell.
fn quoted(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./@:+".contains(c);
    match name.chars().all(plain) {
        true => name.to_owned(),
        false => format!("'{}'", name.replace('\'', "'\\''")),
    }
}

/// Credentials that are asked for once, and again only when they are about to expire: a `credential_process` can ask
/// for a second factor each time it runs.
#[derive(Debug)]
struct Kept {
    source: SharedCredentialsProvider,
    credentials: tokio::sync::Mutex<Option<Credentials>>,
}

impl Kept {
    /// How long before their end credentials are replaced.
    const BEFORE_EXPIRY: Duration = Duration::from_secs(10);

    fn new(source: SharedCredentialsProvider) -> Self {
        Self {
            source,
            credentials: tokio::sync::Mutex::new(None),
        }
    }

    async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        let mut kept = self.credentials.lock().await;
        if let Some(credentials) = kept.as_ref() {
            let last = SystemTime::now() + Self::BEFORE_EXPIRY;
            if credentials.expiry().is_none_or(|expiry| expiry > last) {
                return Ok(credentials.clone());
            }
        }
        let credentials = self.source.provide_credentials().await?;
        *kept = Some(credentials.clone());
        Ok(credentials)
    }
}

impl ProvideCredentials for Kept {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.credentials())
    }
}
