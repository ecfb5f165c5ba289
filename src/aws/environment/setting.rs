//! One setting: where its value comes from, and what it may be.

use std::fmt;

use super::super::error::{AwsError, ErrorKind};
use super::files::Value;

/// A value, and where it was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Setting {
    pub(super) value: String,
    pub(super) source: Source,
}

/// Where a value was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    /// A flag of the command line.
    Flag(&'static str),
    /// A variable of the environment.
    Variable(String),
    /// A key of a section in a file.
    Key {
        key: String,
        section: String,
        place: String,
    },
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) => f.write_str(name),
            Self::Variable(name) => f.write_str(name),
            Self::Key {
                key,
                section,
                place,
            } => write!(f, "`{key}` of {section} ({place})"),
        }
    }
}

impl Setting {
    pub(super) fn flag(name: &'static str, value: &str) -> Self {
        Self {
            value: value.trim().to_owned(),
            source: Source::Flag(name),
        }
    }

    pub(super) fn variable(name: &str, value: &str) -> Self {
        Self {
            value: value.to_owned(),
            source: Source::Variable(name.to_owned()),
        }
    }

    /// The value of a key; `None` for an empty one, which is unset.
    pub(super) fn key(section: &str, key: &str, value: &Value) -> Option<Self> {
        (!value.text.is_empty()).then(|| Self {
            value: value.text.clone(),
            source: Source::Key {
                key: key.to_owned(),
                section: section.to_owned(),
                place: format!("{}:{}", value.file.display(), value.line),
            },
        })
    }

    fn refuse(&self, what: &str, help: impl Into<String>) -> AwsError {
        let Self { value, source } = self;
        AwsError::new(
            ErrorKind::Configuration,
            format!("{source} is not {what}: `{value}`"),
        )
        .with_help(help)
    }

    /// The name of a region, in its form: whether the region exists, AWS knows.
    pub(super) fn region(&self) -> Result<String, AwsError> {
        let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let value = &self.value;
        let edge = value.starts_with('-') || value.ends_with('-');
        if value.is_empty() || value.len() > 63 || edge || !value.chars().all(good) {
            return Err(self.refuse(
                "the name of a region",
                "name the region of IAM Identity Center, such as eu-west-1",
            ));
        }
        Ok(value.clone())
    }

    pub(super) fn boolean(&self) -> Result<bool, AwsError> {
        match self.value.to_ascii_lowercase().as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(self.refuse("true or false", "set it to true or false, or leave it out")),
        }
    }

    /// The address of a service: `http` or `https`, a host, and a port that exists.
    pub(super) fn url(&self) -> Result<String, AwsError> {
        let uri: Option<hyper::Uri> = self.value.parse().ok();
        let good = uri.as_ref().is_some_and(|uri| {
            let port = uri.authority().is_some_and(|authority| {
                let after_host = authority.as_str().rsplit_once(':');
                match after_host {
                    Some((_, port)) if !port.ends_with(']') => authority.port_u16().is_some(),
                    _ => true,
                }
            });
            matches!(uri.scheme_str(), Some("http" | "https"))
                && uri.host().is_some_and(|host| !host.is_empty())
                && uri.query().is_none()
                && port
        });
        if good {
            return Ok(self.value.clone());
        }
        let host = self
            .value
            .split(['/', ' ', '\t'])
            .next()
            .unwrap_or_default();
        let with_scheme = Self {
            value: format!("http://{host}"),
            source: self.source.clone(),
        };
        let help = match self.value.contains("://") || host.is_empty() || !host.contains(':') {
            false if with_scheme.url().is_ok() => {
                format!("write the scheme, too: http://{host}")
            }
            _ => "write a URL such as https://sts.eu-west-1.amazonaws.com, or leave it out"
                .to_owned(),
        };
        Err(self.refuse("the URL of a service", help))
    }

    /// A number of seconds that AWS takes for the session of a role.
    pub(super) fn session_seconds(&self) -> Result<u64, AwsError> {
        match self.value.parse() {
            Ok(seconds @ 900..=43_200) => Ok(seconds),
            _ => Err(self.refuse(
                "a number of seconds from 900 to 43200",
                "AWS accepts 15 minutes to 12 hours for the session of a role",
            )),
        }
    }

    /// Text that can be sent in a request: visible ASCII; the id of a key is one word. The value of a secret is not
    /// repeated.
    pub(super) fn sendable(&self) -> Result<(), AwsError> {
        let name = match &self.source {
            Source::Flag(name) => name,
            Source::Variable(name) | Source::Key { key: name, .. } => name.as_str(),
        };
        let is_id = name.eq_ignore_ascii_case("aws_access_key_id");
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if self
            .value
            .chars()
            .all(|c| c.is_ascii_graphic() && (!is_id || word(c)))
        {
            return Ok(());
        }
        let message = format!("{} holds characters that no such value has", self.source);
        Err(AwsError::new(ErrorKind::Configuration, message)
            .with_help("set it again as AWS gave it"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: &str) -> Setting {
        Setting::variable("AWS_X", value)
    }

    #[test]
    fn regions_have_the_form_of_regions() {
        for good in ["us-east-1", "us-gov-west-1", "eusc-de-east-1"] {
            assert!(of(good).region().is_ok(), "{good}");
        }
        for bad in [
            "",
            "us east 1",
            "-x",
            "US-EAST-1",
            "é",
            "us-east-1.amazonaws.com",
        ] {
            let error = of(bad).region().unwrap_err().to_string();
            assert!(
                error.starts_with("AWS_X is not the name of a region"),
                "{error}"
            );
        }
        assert!(of(&"x".repeat(64)).region().is_err());
    }

    #[test]
    fn addresses_have_a_scheme_a_host_and_a_port_that_exists() {
        for good in [
            "http://127.0.0.1:4566",
            "https://sts.eu-west-1.amazonaws.com",
            "http://[::1]:4566/base",
            "http://[::1]",
        ] {
            assert!(of(good).url().is_ok(), "{good}");
        }
        for bad in [
            "localhost:4566",
            "abc",
            "http://",
            "https:///x",
            "ftp://x",
            "http://a b",
            "http://x:99999",
            "http://x:",
            "http://x?y=z",
            "://",
            "0",
            "-1",
        ] {
            assert!(of(bad).url().is_err(), "{bad}");
        }
        let help = of("localhost:4566").url().unwrap_err().help().unwrap();
        assert_eq!(help, "write the scheme, too: http://localhost:4566");
    }

    #[test]
    fn other_values_are_refused_with_their_source() {
        assert!(of("TRUE").boolean().unwrap());
        assert_eq!(
            of("yes").boolean().unwrap_err().to_string(),
            "AWS_X is not true or false: `yes`"
        );
        assert_eq!(of("3600").session_seconds().unwrap(), 3600);
        for bad in ["0", "-1", "99999999999999999999", "1h", "43201"] {
            assert!(of(bad).session_seconds().is_err(), "{bad}");
        }
        let error = of("se cret").sendable().unwrap_err().to_string();
        assert!(!error.contains("cret"), "{error}");
    }
}
