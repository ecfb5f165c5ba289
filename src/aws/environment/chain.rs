//! The profile that credentials come from, and the profiles that it takes them from in turn.

use std::collections::BTreeMap;
use std::time::Duration;

use super::super::error::{AwsError, ErrorKind};
use super::files::{Files, Keys};
use super::setting::Setting;

/// The keys that credentials depend on. Others are not handed on.
const KEYS: &[&str] = &[
    "role_arn",
    "credential_source",
    "external_id",
    "role_session_name",
    "web_identity_token_file",
    "credential_process",
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token",
    "aws_account_id",
    "sso_account_id",
    "sso_region",
    "sso_role_name",
    "sso_start_url",
    "login_session",
];

/// A profile and those that it depends on, as a configuration file for the SDK.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Chain {
    /// The text of the configuration file.
    pub(in super::super) config: String,
    /// The profile in it that the SDK takes.
    pub(in super::super) profile: String,
    /// A role to assume with what the profile gives, where the SDK's own way cannot say for how long.
    pub(in super::super) role: Option<Role>,
    /// Whether any of the profiles says where credentials come from.
    pub(super) has_credentials: bool,
    /// Where `mfa_serial` is set.
    pub(in super::super) mfa_serial: Option<String>,
    /// Where `login_session` is set.
    pub(in super::super) login_session: Option<String>,
}

/// A role with the duration of its session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Role {
    pub(in super::super) arn: String,
    pub(in super::super) external_id: Option<String>,
    pub(in super::super) session_name: Option<String>,
    pub(in super::super) duration: Duration,
}

impl Chain {
    /// Follows `source_profile` from a profile on. What the SDK refuses by itself, with a message that names the
    /// profile, is left to it.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] for a value that cannot be used.
    pub(super) fn of(name: &str, files: &Files) -> Result<Self, AwsError> {
        let names = followed(name, files);
        if let Some(refusal) = without_end(&names, files) {
            return Err(refusal);
        }
        let none = Keys::new();
        let keys = files.profiles.get(name).unwrap_or(&none);
        let get = |key: &str| text(keys, key);
        let assumes = get("role_arn").is_some() && get("web_identity_token_file").is_none();
        let section = format!("profile `{name}`");
        let duration = keys
            .get("duration_seconds")
            .and_then(|value| Setting::key(&section, "duration_seconds", value))
            .map(|setting| setting.session_seconds())
            .transpose()?;
        let has_source = get("source_profile").is_some() != get("credential_source").is_some();
        let role = match (assumes && has_source, duration, get("role_arn")) {
            (true, Some(seconds), Some(arn)) => Some(Role {
                arn: arn.to_owned(),
                external_id: get("external_id").map(str::to_owned),
                session_name: get("role_session_name").map(str::to_owned),
                duration: Duration::from_secs(seconds),
            }),
            _ => None,
        };
        let mut chain = Self {
            config: String::new(),
            profile: escaped(name),
            role,
            has_credentials: false,
            mfa_serial: None,
            login_session: None,
        };
        let mut sessions = BTreeMap::new();
        for (index, name) in names.iter().enumerate() {
            let keys = files.profiles.get(*name).unwrap_or(&none);
            let assumed_here = index == 0 && chain.role.is_some();
            chain.add(name, keys, assumed_here)?;
            if let Some(session) = text(keys, "sso_session")
                && let Some(keys) = files.sso_sessions.get(session)
            {
                sessions.insert(session, keys);
            }
        }
        if chain.role.is_some() {
            let source = get("source_profile").filter(|source| *source != name);
            chain.profile = escaped(source.unwrap_or(name));
        }
        for (name, keys) in sessions {
            chain.config += &format!("[sso-session {}]\n", escaped(name));
            for key in ["sso_region", "sso_start_url", "sso_registration_scopes"] {
                if let Some(value) = text(keys, key) {
                    chain.config += &format!("{key} = {value}\n");
                }
            }
        }
        Ok(chain)
    }

    /// Writes a profile. Of a role that is assumed here, what the SDK would assume it by is left out.
    fn add(&mut self, name: &str, keys: &Keys, assumed_here: bool) -> Result<(), AwsError> {
        let section = format!("profile `{name}`");
        self.config += &format!("[profile {}]\n", escaped(name));
        for (key, value) in keys {
            let Some(setting) = Setting::key(&section, key, value) else {
                continue;
            };
            let source = || Some(setting.source.to_string());
            match key.as_str() {
                "mfa_serial" => self.mfa_serial = self.mfa_serial.take().or_else(source),
                "login_session" => self.login_session = self.login_session.take().or_else(source),
                "aws_access_key_id"
                | "aws_secret_access_key"
                | "aws_session_token"
                | "aws_account_id" => setting.sendable()?,
                "sso_region" => {
                    setting.region()?;
                }
                _ => {}
            }
            let written = match key.as_str() {
                "role_arn" | "external_id" | "role_session_name" if assumed_here => continue,
                "source_profile" if assumed_here => continue,
                "source_profile" | "sso_session" => escaped(&setting.value),
                known if KEYS.contains(&known) => setting.value.replace('\n', " "),
                _ => continue,
            };
            self.has_credentials = true;
            self.config += &format!("{key} = {written}\n");
        }
        Ok(())
    }
}

/// The profile, and those behind it. A profile that is missing or comes a second time ends the way.
fn followed<'a>(name: &'a str, files: &'a Files) -> Vec<&'a str> {
    let mut names = vec![name];
    let mut next = name;
    while let Some(keys) = files.profiles.get(next) {
        match (text(keys, "role_arn"), text(keys, "source_profile")) {
            (Some(_), Some(source)) if !names.contains(&source) => {
                if files.profiles.contains_key(source) {
                    names.push(source);
                }
                next = source;
            }
            _ => break,
        }
    }
    names
}

/// The refusal of a chain whose last profile takes its credentials from one that does not exist, or that takes them
/// from it.
fn without_end(names: &[&str], files: &Files) -> Option<AwsError> {
    let last = *names.last()?;
    let keys = files.profiles.get(last)?;
    text(keys, "role_arn")?;
    let value = keys.get("source_profile")?;
    let setting = Setting::key(&format!("profile `{last}`"), "source_profile", value)?;
    let source = setting.value.as_str();
    if !files.profiles.contains_key(source) {
        let message = format!(
            "{} names a profile that does not exist: `{source}`",
            setting.source
        );
        return Some(
            AwsError::new(ErrorKind::Configuration, message)
                .with_help("correct the name, or create the profile with `aws configure`"),
        );
    }
    // A profile can be its own source: it then has a key of its own. So can one with a key in a circle.
    let has_key = files
        .profiles
        .get(source)
        .is_some_and(|keys| keys.contains_key("aws_access_key_id"));
    (source != last && names.contains(&source) && !has_key).then(|| {
        let circle: Vec<String> = names
            .iter()
            .chain([&source])
            .map(|name| format!("`{name}`"))
            .collect();
        AwsError::new(
            ErrorKind::Configuration,
            format!(
                "{}: profiles take their credentials from each other: {}",
                setting.source,
                circle.join(", ")
            ),
        )
        .with_help("let the last one take its credentials from elsewhere")
    })
}

fn text<'a>(keys: &'a Keys, key: &str) -> Option<&'a str> {
    let text = keys.get(key)?.text.as_str();
    (!text.is_empty()).then_some(text)
}

/// A name in the characters that the SDK takes: others by their numbers, as in a URL.
fn escaped(name: &str) -> String {
    let mut escaped = String::new();
    for byte in name.bytes() {
        let kept = byte.is_ascii_alphanumeric() || b"_-/.@:+".contains(&byte);
        match kept {
            true => escaped.push(char::from(byte)),
            false => escaped += &format!("%{byte:02X}"),
        }
    }
    escaped
}
