//! The variables of the process, as far as they concern AWS: without surrounding whitespace, empty ones left out.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use super::super::error::{AwsError, ErrorKind};

/// Variables that are read here or handed on to the SDK. All others that begin with `AWS_` concern other tools or
/// settings without a meaning for rolecall, whatever their values are.
const READ: &[&str] = &[
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_CA_BUNDLE",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_USE_DUALSTACK_ENDPOINT",
    "AWS_EC2_METADATA_DISABLED",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
    "AWS_EC2_METADATA_V1_DISABLED",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_ACCOUNT_ID",
    "HTTPS_PROXY",
    "NO_PROXY",
];

/// Names that exist in lowercase, too. The name in uppercase is looked at first, as curl does.
const EITHER_CASE: &[&str] = &["AWS_CA_BUNDLE", "HTTPS_PROXY", "NO_PROXY"];

/// `AWS_ENDPOINT_URL`, and before the name of a service.
pub(super) const ENDPOINT_URL: &str = "AWS_ENDPOINT_URL";

/// Variables by name.
#[derive(Debug, Clone, Default)]
pub(super) struct Variables {
    values: BTreeMap<String, String>,
    home: Option<PathBuf>,
}

impl Variables {
    /// Takes the variables that matter.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] for one of them that is not valid UTF-8.
    pub(super) fn new(
        all: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Result<Self, AwsError> {
        let mut values = BTreeMap::new();
        let mut home = BTreeMap::new();
        for (name, value) in all {
            let Some(name) = name.to_str() else { continue };
            sent_with_requests(name, &value)?;
            // Names are not case-sensitive there.
            let name = if cfg!(windows) {
                name.to_ascii_uppercase()
            } else {
                name.to_owned()
            };
            if matches!(name.as_str(), "HOME" | "USERPROFILE") && !value.is_empty() {
                home.insert(name.clone(), PathBuf::from(&value));
            }
            if !matters(&name) {
                continue;
            }
            let Some(value) = value.to_str() else {
                return Err(AwsError::new(
                    ErrorKind::Configuration,
                    format!("{name} is not valid UTF-8"),
                )
                .with_help(format!("set {name} again, or unset it")));
            };
            let value = value.trim();
            if !value.is_empty() {
                values.insert(name, value.to_owned());
            }
        }
        for name in EITHER_CASE {
            if let Some(value) = values.remove(&name.to_ascii_lowercase()) {
                values.entry((*name).to_owned()).or_insert(value);
            }
        }
        Ok(Self {
            values,
            home: home.into_values().next(),
        })
    }

    /// The value of a variable that is set to something.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// The home directory.
    pub(super) fn home(&self) -> Option<&PathBuf> {
        self.home.as_ref()
    }
}

/// Refuses the one variable that the SDK takes from the process by itself and sends along, if it cannot be sent.
fn sent_with_requests(name: &str, value: &OsString) -> Result<(), AwsError> {
    let unsendable = |text: &str| !text.chars().all(|c| (' '..='~').contains(&c));
    if name == "AWS_EXECUTION_ENV" && value.to_str().is_some_and(unsendable) {
        let message = format!("{name} holds characters that cannot be sent to AWS");
        return Err(AwsError::new(ErrorKind::Configuration, message)
            .with_help(format!("set {name} to plain text, or unset it")));
    }
    Ok(())
}

fn matters(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    READ.contains(&name)
        || EITHER_CASE.contains(&upper.as_str()) && name == name.to_ascii_lowercase()
        || name == ENDPOINT_URL
        || name.starts_with("AWS_ENDPOINT_URL_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(all: &[(&str, &str)]) -> Variables {
        let all = all.iter().map(|(name, value)| (name.into(), value.into()));
        Variables::new(all).unwrap()
    }

    #[test]
    fn an_empty_or_blank_variable_is_unset_and_a_padded_one_is_trimmed() {
        let variables = variables(&[
            ("AWS_REGION", ""),
            ("AWS_PROFILE", " \t"),
            ("AWS_ENDPOINT_URL_STS", " http://127.0.0.1:1\n"),
        ]);
        assert_eq!(variables.get("AWS_REGION"), None);
        assert_eq!(variables.get("AWS_PROFILE"), None);
        assert_eq!(
            variables.get("AWS_ENDPOINT_URL_STS"),
            Some("http://127.0.0.1:1")
        );
    }

    #[test]
    fn uppercase_goes_before_lowercase_where_both_exist() {
        let both = variables(&[("https_proxy", "low:1"), ("HTTPS_PROXY", "up:1")]);
        assert_eq!(both.get("HTTPS_PROXY"), Some("up:1"));
        let empty = variables(&[("https_proxy", "low:1"), ("HTTPS_PROXY", "")]);
        assert_eq!(empty.get("HTTPS_PROXY"), Some("low:1"));
    }

    #[cfg(unix)]
    #[test]
    fn a_variable_that_is_not_utf_8_is_named_where_it_matters() {
        use std::os::unix::ffi::OsStringExt;
        let broken = || OsString::from_vec(vec![0xff, 0xfe]);
        let error = Variables::new([("AWS_PROFILE".into(), broken())]).unwrap_err();
        assert_eq!(error.to_string(), "AWS_PROFILE is not valid UTF-8");
        assert!(Variables::new([("AWS_RETRY_MODE".into(), broken())]).is_ok());
        assert!(Variables::new([("LANG".into(), broken())]).is_ok());
    }
}
