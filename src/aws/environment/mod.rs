//! What the environment and the AWS configuration files say, checked before the SDK reads any of it.
//!
//! The SDK panics on some values, ignores others with a message that is not shown, and does not read all files that
//! the AWS CLI reads. So everything is read here; the SDK is given an environment and a configuration file that hold
//! what it needs and nothing else. Settings without a meaning for rolecall (retries, compression, checksums, the
//! output of the AWS CLI) are not read, whatever their values are.

mod chain;
mod endpoints;
mod files;
mod ini;
mod setting;
mod variables;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use super::error::{AwsError, ErrorKind};
use super::http::Network;
use super::settings::Settings;

pub(super) use chain::{Chain, Role};
use files::{Files, Keys};
use setting::Setting;
use variables::Variables;

/// The settings for reaching AWS, each of them checked.
#[derive(Debug, Clone)]
pub(super) struct Environment {
    /// What the SDK is given as its environment.
    pub(super) variables: BTreeMap<String, String>,
    /// The profile that credentials come from. `None` where the environment has them, or nothing has.
    pub(super) chain: Option<Chain>,
    /// The profile that was chosen, by a flag, a variable, or because it is called `default`.
    pub(super) profile: Option<String>,
    pub(super) region: Option<String>,
    pub(super) fips: bool,
    pub(super) dual_stack: bool,
    pub(super) network: Network,
}

impl Environment {
    /// Reads the variables of this process and the files that they name.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub(super) fn of_process(settings: &Settings) -> Result<Self, AwsError> {
        Self::read(settings, std::env::vars_os())
    }

    /// Reads variables and the files that they name.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] for a value that cannot be used, with the variable, or the key and its file.
    fn read(
        settings: &Settings,
        variables: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Result<Self, AwsError> {
        let variables = Variables::new(variables)?;
        let files = Files::read(&variables)?;
        let chosen = chosen_profile(settings, &variables)?;
        let name = chosen
            .as_ref()
            .map_or("default", |setting| setting.value.as_str());
        let keys = files.profiles.get(name);
        if let (Some(chosen), None) = (&chosen, keys) {
            return Err(missing_profile(chosen, &files));
        }
        let none = Keys::new();
        let profile = Profile {
            name,
            keys: keys.unwrap_or(&none),
        };
        let region = region(settings, &variables, &profile)?;
        let flag = |variable, key| -> Result<bool, AwsError> {
            let setting = profile.setting(&variables, variable, key);
            Ok(setting
                .map(|one| one.boolean())
                .transpose()?
                .unwrap_or(false))
        };
        let fips = flag("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint")?;
        let dual_stack = flag("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")?;
        let ignored = flag(
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
            "ignore_configured_endpoint_urls",
        )?;
        let mut given = match ignored {
            true => BTreeMap::new(),
            false => endpoints::endpoints(&variables, &profile, &files)?,
        };
        endpoints::exclude(&given, fips, dual_stack, &variables, &profile)?;
        metadata_service(&variables, &profile, &mut given)?;
        // A profile that is named on the command line goes before credentials in the environment, as for the AWS CLI:
        // otherwise another organization than the named one would be asked.
        let own = match settings.profile.as_deref().map(str::trim) {
            None | Some("") => credentials(&variables, &mut given)?,
            Some(_) => false,
        };
        let chain = match own || keys.is_none() {
            true => None,
            false => Some(Chain::of(name, &files)?),
        };
        if !own {
            other_sources(&variables, chain.as_ref(), &mut given)?;
        }
        if let Some(home) = variables.home().and_then(|home| home.to_str()) {
            given.insert("HOME".to_owned(), home.to_owned());
            given.insert("USERPROFILE".to_owned(), home.to_owned());
        }
        Ok(Self {
            variables: given,
            chain,
            profile: keys.map(|_| name.to_owned()),
            region,
            fips,
            dual_stack,
            network: network(&variables, &profile),
        })
    }
}

/// The chosen profile, with its keys.
pub(super) struct Profile<'a> {
    name: &'a str,
    keys: &'a Keys,
}

impl Profile<'_> {
    fn section(&self) -> String {
        format!("profile `{}`", self.name)
    }

    /// The value of a key.
    fn key(&self, key: &str) -> Option<Setting> {
        Setting::key(&self.section(), key, self.keys.get(key)?)
    }

    /// The value of a variable, else of a key.
    fn setting(&self, variables: &Variables, variable: &str, key: &str) -> Option<Setting> {
        match variables.get(variable) {
            Some(value) => Some(Setting::variable(variable, value)),
            None => self.key(key),
        }
    }
}

fn chosen_profile(settings: &Settings, variables: &Variables) -> Result<Option<Setting>, AwsError> {
    if let Some(name) = &settings.profile {
        let named = Setting::flag("--profile", name);
        if !named.value.is_empty() {
            return Ok(Some(named));
        }
    }
    let of = |name| {
        variables
            .get(name)
            .map(|value| Setting::variable(name, value))
    };
    match (of("AWS_PROFILE"), of("AWS_DEFAULT_PROFILE")) {
        // The AWS CLI takes the one, the SDKs take the other: which organization is meant is not guessed.
        (Some(one), Some(other)) if one.value != other.value => Err(AwsError::new(
            ErrorKind::Configuration,
            format!(
                "AWS_PROFILE is `{}` and AWS_DEFAULT_PROFILE is `{}`",
                one.value, other.value
            ),
        )
        .with_help("unset one of them, or name the profile: --profile")),
        (Some(one), _) | (None, Some(one)) => Ok(Some(one)),
        (None, None) => Ok(None),
    }
}

fn missing_profile(chosen: &Setting, files: &Files) -> AwsError {
    let Setting { value, source } = chosen;
    let looked_at: Vec<String> = files
        .looked_at
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    let message = match looked_at.is_empty() {
        true => {
            format!("{source}: profile `{value}` does not exist: no configuration file was found")
        }
        false => format!(
            "{source}: profile `{value}` does not exist in {}",
            looked_at.join(" or ")
        ),
    };
    let known: Vec<String> = files
        .profiles
        .keys()
        .take(10)
        .map(|name| format!("`{name}`"))
        .collect();
    let help = match known.is_empty() {
        true => "create it with `aws configure sso`, or name the files with AWS_CONFIG_FILE and \
                 AWS_SHARED_CREDENTIALS_FILE"
            .to_owned(),
        false => format!("profiles that exist: {}", known.join(", ")),
    };
    AwsError::new(ErrorKind::Configuration, message).with_help(help)
}

fn region(
    settings: &Settings,
    variables: &Variables,
    profile: &Profile<'_>,
) -> Result<Option<String>, AwsError> {
    let flag = settings
        .region
        .as_deref()
        .map(|region| Setting::flag("--region", region));
    let setting = flag.or_else(|| {
        ["AWS_REGION", "AWS_DEFAULT_REGION"]
            .into_iter()
            .find_map(|name| {
                variables
                    .get(name)
                    .map(|value| Setting::variable(name, value))
            })
            .or_else(|| profile.key("region"))
    });
    setting.map(|setting| setting.region()).transpose()
}

/// How AWS is reached.
fn network(variables: &Variables, profile: &Profile<'_>) -> Network {
    Network {
        ca_bundle: profile
            .setting(variables, "AWS_CA_BUNDLE", "ca_bundle")
            .map(|setting| {
                (
                    setting.source.to_string(),
                    home_expanded(&setting.value, variables),
                )
            }),
        proxy: variables.get("HTTPS_PROXY").map(str::to_owned),
        no_proxy: variables.get("NO_PROXY").map(str::to_owned),
    }
}

/// Hands on the credentials of the environment, and says whether there are any.
fn credentials(
    variables: &Variables,
    given: &mut BTreeMap<String, String>,
) -> Result<bool, AwsError> {
    const KEYS: [&str; 2] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];
    let set = KEYS.map(|name| variables.get(name).is_some());
    match set {
        [false, false] => return Ok(false),
        [true, true] => {}
        [id, _] => {
            let [there, missing] = if id { KEYS } else { [KEYS[1], KEYS[0]] };
            return Err(AwsError::new(
                ErrorKind::Configuration,
                format!("{there} is set, but {missing} is not"),
            )
            .with_help("set both, or unset both"));
        }
    }
    for name in [KEYS[0], KEYS[1], "AWS_SESSION_TOKEN", "AWS_ACCOUNT_ID"] {
        if let Some(value) = variables.get(name) {
            Setting::variable(name, value).sendable()?;
            given.insert(name.to_owned(), value.to_owned());
        }
    }
    Ok(true)
}

/// Hands on where credentials come from if no profile has them: a token of the machine, a container, a machine.
fn other_sources(
    variables: &Variables,
    chain: Option<&Chain>,
    given: &mut BTreeMap<String, String>,
) -> Result<(), AwsError> {
    let used = chain.is_none_or(|chain| !chain.has_credentials);
    let get = |name| variables.get(name).filter(|_| used);
    if let Some(path) = get("AWS_WEB_IDENTITY_TOKEN_FILE") {
        check_web_identity(path, get("AWS_ROLE_ARN"))?;
    }
    for name in [
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_ROLE_ARN",
        "AWS_ROLE_SESSION_NAME",
    ] {
        if let Some(value) = get(name) {
            given.insert(name.to_owned(), value.to_owned());
        }
    }
    container(variables, given)
}

/// Refuses a token of the machine that cannot be used.
fn check_web_identity(path: &str, role: Option<&str>) -> Result<(), AwsError> {
    let refuse = |message: String| {
        AwsError::new(ErrorKind::Configuration, message).with_help(
            "in CI, let the step that assumes the role set these variables, or unset them",
        )
    };
    if role.is_none() {
        let message = "AWS_WEB_IDENTITY_TOKEN_FILE is set, but AWS_ROLE_ARN is not";
        return Err(refuse(message.to_owned()));
    }
    let token = std::fs::read_to_string(path);
    let reason = match &token {
        Ok(token) if token.trim().is_empty() => Some("it is empty".to_owned()),
        Ok(_) => None,
        Err(error) => Some(error.to_string()),
    };
    if let Some(reason) = reason {
        let message = format!("AWS_WEB_IDENTITY_TOKEN_FILE: cannot read {path}: {reason}");
        return Err(refuse(message));
    }
    Ok(())
}

/// Hands on where a container gets its credentials.
fn container(variables: &Variables, given: &mut BTreeMap<String, String>) -> Result<(), AwsError> {
    // A profile can name the container as its source, so these are handed on to every profile.
    for name in [
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    ] {
        let Some(value) = variables.get(name) else {
            continue;
        };
        let setting = Setting::variable(name, value);
        match name {
            "AWS_CONTAINER_CREDENTIALS_FULL_URI" => {
                setting.url()?;
            }
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI" if !value.starts_with('/') => {
                return Err(AwsError::new(
                    ErrorKind::Configuration,
                    format!("{name} is not a path: `{value}`"),
                )
                .with_help(format!(
                    "it begins with /; unset {name} outside of a container"
                )));
            }
            _ => {}
        }
        given.insert(name.to_owned(), value.to_owned());
    }
    Ok(())
}

/// Hands on how the machine's own metadata service is reached.
fn metadata_service(
    variables: &Variables,
    profile: &Profile<'_>,
    given: &mut BTreeMap<String, String>,
) -> Result<(), AwsError> {
    if let Some(value) = variables.get("AWS_EC2_METADATA_DISABLED") {
        let disabled = Setting::variable("AWS_EC2_METADATA_DISABLED", value).boolean()?;
        given.insert("AWS_EC2_METADATA_DISABLED".to_owned(), disabled.to_string());
    }
    let endpoint = "AWS_EC2_METADATA_SERVICE_ENDPOINT";
    if let Some(setting) = profile.setting(variables, endpoint, "ec2_metadata_service_endpoint") {
        given.insert(endpoint.to_owned(), setting.url()?);
    }
    let mode = "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE";
    if let Some(setting) = profile.setting(variables, mode, "ec2_metadata_service_endpoint_mode") {
        let known = ["IPv4", "IPv6"]
            .into_iter()
            .find(|known| known.eq_ignore_ascii_case(&setting.value))
            .ok_or_else(|| {
                AwsError::new(
                    ErrorKind::Configuration,
                    format!(
                        "{} is not IPv4 or IPv6: `{}`",
                        setting.source, setting.value
                    ),
                )
                .with_help("set it to IPv4 or IPv6, or leave it out")
            })?;
        given.insert(mode.to_owned(), known.to_owned());
    }
    let v1 = "AWS_EC2_METADATA_V1_DISABLED";
    if let Some(setting) = profile.setting(variables, v1, "ec2_metadata_v1_disabled") {
        given.insert(v1.to_owned(), setting.boolean()?.to_string());
    }
    Ok(())
}

fn home_expanded(path: &str, variables: &Variables) -> PathBuf {
    match (path.strip_prefix("~/"), variables.home()) {
        (Some(below), Some(home)) => home.join(below),
        _ => PathBuf::from(path),
    }
}

#[cfg(test)]
mod tests;
