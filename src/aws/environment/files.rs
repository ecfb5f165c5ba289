//! The AWS configuration files: which they are, and the profiles in them.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::super::error::{AwsError, ErrorKind};
use super::ini::{self, Entry, Section};
use super::variables::Variables;

/// A value with the place that it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) text: String,
    pub(super) file: PathBuf,
    pub(super) line: usize,
    /// Keys below it, as in a `[services]` section.
    pub(super) nested: BTreeMap<String, Value>,
}

/// The keys of a profile or of another section.
pub(super) type Keys = BTreeMap<String, Value>;

/// What the files hold.
#[derive(Debug, Clone, Default)]
pub(super) struct Files {
    pub(super) profiles: BTreeMap<String, Keys>,
    pub(super) sso_sessions: BTreeMap<String, Keys>,
    pub(super) services: BTreeMap<String, Keys>,
    /// The files that were looked for, whether they exist or not.
    pub(super) looked_at: Vec<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Config,
    Credentials,
}

impl Kind {
    fn variable(self) -> &'static str {
        match self {
            Self::Config => "AWS_CONFIG_FILE",
            Self::Credentials => "AWS_SHARED_CREDENTIALS_FILE",
        }
    }

    fn default_name(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::Credentials => "credentials",
        }
    }
}

impl Files {
    /// Reads both files. A file that does not exist is empty, as the AWS CLI takes it.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] for a file that cannot be read or is not in the format, with file and line.
    pub(super) fn read(variables: &Variables) -> Result<Self, AwsError> {
        let mut files = Self::default();
        for kind in [Kind::Config, Kind::Credentials] {
            let named = variables.get(kind.variable());
            let path = match (named, variables.home()) {
                (Some(path), home) => expanded(path, home),
                (None, Some(home)) => home.join(".aws").join(kind.default_name()),
                (None, None) => continue,
            };
            let text = text(&path, named.is_some().then(|| kind.variable()))?;
            let sections = ini::parse(&text).map_err(|malformed| {
                AwsError::new(
                    ErrorKind::Configuration,
                    format!(
                        "{} is not an AWS configuration file: line {}: expected {}",
                        path.display(),
                        malformed.line,
                        malformed.expected
                    ),
                )
                .with_help("correct the line; the AWS CLI does not read such a file either")
            })?;
            for section in sections {
                files.add(kind, &path, section);
            }
            files.looked_at.push(path);
        }
        Ok(files)
    }

    fn add(&mut self, kind: Kind, path: &Path, section: Section) {
        let Some((group, name)) = named(kind, &section.header) else {
            return;
        };
        let group = match group {
            Group::Profile => &mut self.profiles,
            Group::SsoSession => &mut self.sso_sessions,
            Group::Services => &mut self.services,
        };
        let keys = group.entry(name).or_default();
        for entry in section.entries {
            keys.insert(entry.key.clone(), value(path, entry));
        }
    }
}

enum Group {
    Profile,
    SsoSession,
    Services,
}

/// What a section is: in the configuration file profiles have a prefix, except `default`; in the credentials file the
/// whole header is the name of a profile.
fn named(kind: Kind, header: &str) -> Option<(Group, String)> {
    if kind == Kind::Credentials {
        return Some((Group::Profile, header.to_owned()));
    }
    let words = ini::words(header);
    match words.as_slice() {
        [name] if name == "default" => Some((Group::Profile, name.clone())),
        [prefix, name] => {
            let group = match prefix.as_str() {
                "profile" => Group::Profile,
                "sso-session" => Group::SsoSession,
                "services" => Group::Services,
                _ => return None,
            };
            Some((group, name.clone()))
        }
        _ => None,
    }
}

fn value(path: &Path, entry: Entry) -> Value {
    Value {
        text: entry.value,
        file: path.to_owned(),
        line: entry.line,
        nested: entry
            .nested
            .into_iter()
            .map(|below| (below.key.clone(), value(path, below)))
            .collect(),
    }
}

fn expanded(path: &str, home: Option<&PathBuf>) -> PathBuf {
    let below = path
        .strip_prefix("~/")
        .or_else(|| path.strip_prefix("~\\").filter(|_| cfg!(windows)));
    match (below, home) {
        (Some(below), Some(home)) => home.join(below),
        _ => PathBuf::from(path),
    }
}

fn text(path: &Path, variable: Option<&str>) -> Result<String, AwsError> {
    let refuse = |reason: String| {
        let name = variable.map_or(String::new(), |name| format!("{name}: "));
        let message = format!("{name}cannot read {}: {reason}", path.display());
        let help = match variable {
            Some(name) => format!("name a file, or unset {name}"),
            None => "mend the file, or name another with AWS_CONFIG_FILE".to_owned(),
        };
        AwsError::new(ErrorKind::Configuration, message).with_help(help)
    };
    match fs::read(path) {
        Ok(bytes) => String::from_utf8(bytes).map_err(|error| {
            let before = error.as_bytes().get(..error.utf8_error().valid_up_to());
            let line = before.map_or(1, |before| {
                before.iter().filter(|byte| **byte == b'\n').count() + 1
            });
            refuse(format!("line {line} is not valid UTF-8"))
        }),
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            Ok(String::new())
        }
        Err(error) => Err(refuse(error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(config: &[u8], credentials: &str) -> Result<Files, AwsError> {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join(".aws");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("config"), config).unwrap();
        fs::write(folder.join("credentials"), credentials).unwrap();
        Files::read(&Variables::new([("HOME".into(), home.path().into())]).unwrap())
    }

    #[test]
    fn profiles_come_from_both_files_and_the_credentials_file_goes_before() {
        let files = read(
            b"[profile \"a b\"]\nregion = x\naws_access_key_id = low\n[profile c d]\nregion = ignored\n[preview]\nx = y\n",
            "[a b]\naws_access_key_id = high\n",
        )
        .unwrap();
        assert_eq!(files.profiles.keys().collect::<Vec<_>>(), ["a b"]);
        let keys = &files.profiles["a b"];
        assert_eq!(keys["region"].text, "x");
        assert_eq!(keys["aws_access_key_id"].text, "high");
    }

    #[test]
    fn a_file_that_is_not_text_is_named_with_the_line() {
        let error = read(b"[default]\nregion = \xff\n", "").unwrap_err();
        assert!(
            error
                .to_string()
                .ends_with("config: line 2 is not valid UTF-8"),
            "{error}"
        );
        let error = read(b"region = x\n", "").unwrap_err();
        assert!(error.to_string().contains("line 1"), "{error}");
    }

    #[test]
    fn a_named_file_that_does_not_exist_is_empty_and_a_folder_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let of = |path: &Path| {
            Files::read(&Variables::new([("AWS_CONFIG_FILE".into(), path.into())]).unwrap())
        };
        assert!(of(&folder.path().join("missing")).is_ok());
        let error = of(folder.path()).unwrap_err();
        assert!(
            error.to_string().starts_with("AWS_CONFIG_FILE: "),
            "{error}"
        );
    }
}
