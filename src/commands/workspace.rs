//! The catalog of a run: read, lowered, its problems told.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::catalog::{self, Loaded};
use crate::cli::Global;
use crate::desired;
use crate::diagnostic::{Appearance, Diagnostics, failures, text};
use crate::error::Error;
use crate::files;
use crate::model::{Catalog, Date, Desired, Directory, Partition, PrincipalType, Rule};
use crate::output::Output;
use crate::plan::Only;
use crate::source::Sources;
use crate::text::visible;

use super::base::{Base, Held};
use super::side::{Place, read_revision};
use super::today::today;

/// Where a catalog is looked for.
pub(super) const DEFAULT_CATALOGS: [&str; 2] =
    ["catalog/aws-sso.yaml", "stacks/catalog/aws-sso.yaml"];

/// What was found when a catalog was read.
pub(super) struct Reading {
    pub sources: Sources,
    pub diagnostics: Diagnostics,
    pub found: Option<Found>,
    pub file: PathBuf,
    pub today: Date,
    /// Where it was read; the files of a revision are there as long as this is.
    pub place: Place,
}

/// A catalog that could be lowered.
pub(super) struct Found {
    pub loaded: Loaded,
    pub catalog: Catalog,
    /// The rules that hold no longer, and that the catalog is without.
    pub expired: Vec<Rule>,
}

/// Reads and lowers the catalog that the command line names as it was in a git revision, or as it is.
pub(super) fn read_at(at: Option<&str>, global: &Global) -> Result<Reading, Error> {
    match at {
        Some(name) => read_revision(name, global),
        None => read(global),
    }
}

/// Reads and lowers the catalog that the command line names, and tells nobody of its problems.
pub(super) fn read(global: &Global) -> Result<Reading, Error> {
    let file = match &global.catalog {
        Some(file) => file.clone(),
        None => default_catalog()?,
    };
    let input = catalog::Input {
        file: file.clone(),
        stacks: global.stacks.clone(),
        project: None,
        submodules: Vec::new(),
        component: global.component.clone(),
        env: &environment_variable,
        allowed: &global.env,
    };
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let today = today(global)?;
    let found = load(&input, None, today, &mut sources, &mut diagnostics);
    Ok(Reading {
        sources,
        diagnostics,
        found,
        file,
        today,
        place: Place::WorkingTree,
    })
}

/// Loads and lowers a catalog, for a partition or the one that it names itself, and takes out what has expired.
pub(super) fn load(
    input: &catalog::Input<'_>,
    partition: Option<&Partition>,
    today: Date,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Found> {
    let loaded = catalog::load(input, sources, diagnostics)?;
    let declared = catalog::declared_partition(&loaded);
    let partition = partition.unwrap_or(&declared);
    let mut catalog = catalog::lower(&loaded, partition, sources, diagnostics)?;
    let expired = desired::expire(&mut catalog, today, diagnostics);
    desired::remind(&catalog, today, diagnostics);
    Some(Found {
        loaded,
        catalog,
        expired,
    })
}

fn default_catalog() -> Result<PathBuf, Error> {
    DEFAULT_CATALOGS
        .iter()
        .map(PathBuf::from)
        .find(|file| file.exists())
        .ok_or_else(|| {
            Error::usage(
                format!(
                    "there is no catalog here: neither {} exists",
                    DEFAULT_CATALOGS.join(" nor ")
                ),
                "name one with --catalog FILE, or write one to start from: rolecall init",
            )
        })
}

/// A catalog without errors, ready to be resolved.
pub(super) struct Workspace {
    pub sources: Sources,
    pub catalog: Catalog,
    /// The rules that hold no longer.
    pub expired: Vec<Rule>,
    /// What the catalog is held to besides.
    pub base: Option<Base>,
    /// The day of the run; what expired before is not in the catalog.
    pub today: Date,
    loaded: Loaded,
    file: PathBuf,
    // A policy may be read from its files again.
    _place: Place,
}

impl Workspace {
    /// Reads the catalog and draws its problems.
    ///
    /// # Errors
    /// [`Error::Diagnostics`] if one of them is an error.
    pub(super) fn open(global: &Global, output: &mut Output) -> Result<Self, Error> {
        Self::of(read(global)?, output)
    }

    /// Draws the problems of a catalog that was read.
    ///
    /// # Errors
    /// [`Error::Diagnostics`] if one of them is an error.
    pub(super) fn of(reading: Reading, output: &mut Output) -> Result<Self, Error> {
        let Reading {
            sources,
            diagnostics,
            found,
            file,
            today,
            place,
        } = reading;
        tell(&diagnostics, &sources, output)?;
        let found = found
            .filter(|_| !diagnostics.has_errors())
            .ok_or(Error::Diagnostics)?;
        Ok(Self {
            sources,
            catalog: found.catalog,
            expired: found.expired,
            today,
            base: None,
            loaded: found.loaded,
            file,
            _place: place,
        })
    }

    /// The catalog's file as the user named it.
    pub(super) fn file(&self) -> String {
        self.file.display().to_string()
    }

    /// Writes policies out for another partition than the one that the catalog was read for: which one is
    /// known only when AWS has answered.
    pub(super) fn move_to(
        &mut self,
        partition: &Partition,
        output: &mut Output,
    ) -> Result<(), Error> {
        if self.catalog.partition == *partition {
            return Ok(());
        }
        let mut diagnostics = Diagnostics::default();
        let lowered = catalog::lower(&self.loaded, partition, &mut self.sources, &mut diagnostics);
        match lowered {
            Some(mut catalog) => {
                // What expired was told when the catalog was read.
                desired::expire(&mut catalog, self.today, &mut Diagnostics::default());
                self.catalog = catalog;
            }
            None => {
                tell(&diagnostics, &self.sources, output)?;
                return Err(Error::Diagnostics);
            }
        }
        Ok(())
    }

    /// Calls accounts as the catalog does and resolves the catalog against a directory.
    pub(super) fn resolve(
        &self,
        directory: &mut Directory,
        output: &mut Output,
    ) -> Result<Desired, Error> {
        self.resolve_within(&Only::default(), directory, output)
    }

    /// The same for a limited run, which what is wrong with other principals does not stop.
    pub(super) fn resolve_within(
        &self,
        only: &Only,
        directory: &mut Directory,
        output: &mut Output,
    ) -> Result<Desired, Error> {
        let mut diagnostics = Diagnostics::default();
        desired::apply_account_map(directory, &self.catalog, &mut diagnostics);
        let concerns = |kind: PrincipalType, name: &str| only.concerns(kind, name);
        let desired =
            desired::resolve_within(&self.catalog, directory, &concerns, &mut diagnostics);
        tell(&diagnostics, &self.sources, output)?;
        desired
            .filter(|_| !diagnostics.has_errors())
            .ok_or(Error::Diagnostics)
    }
}

impl Workspace {
    /// Resolves the catalog as [`Workspace::resolve_within`] does, and holds it to the base.
    pub(super) fn resolve_and_hold(
        &mut self,
        only: &Only,
        directory: &mut Directory,
        output: &mut Output,
    ) -> Result<(Desired, Held), Error> {
        let of_aws = self.base.is_some().then(|| directory.clone());
        let mut desired = self.resolve_within(only, directory, output)?;
        let held = match (&self.base, of_aws) {
            (Some(base), Some(of_aws)) => {
                base.hold(&self.catalog, &of_aws, &mut self.sources, output)?
            }
            _ => Held::default(),
        };
        held.forget_newly_expired(&mut desired);
        Ok((desired, held))
    }
}

/// Draws problems where the conversation goes.
pub(super) fn tell(
    diagnostics: &Diagnostics,
    sources: &Sources,
    output: &mut Output,
) -> Result<(), Error> {
    let appearance = Appearance {
        colour: output.colour_on_stderr(),
        width: None,
    };
    output.flush()?;
    output.keep_failures(failures(diagnostics, sources));
    Ok(text(diagnostics, sources, appearance, output.stderr())?)
}

/// A variable of the environment. A value that is not UTF-8 is not taken for none: it has replacement characters.
pub(super) fn environment_variable(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}

/// A file of the user as text.
pub(super) fn read_file(path: &Path) -> Result<String, Error> {
    if let Some(link) = files::link_out(path) {
        let link = visible(&link.display().to_string()).into_owned();
        return Err(Error::usage(
            format!(
                "{link} leads by a link out of the repository or the working directory, and is not read"
            ),
            "name the file itself, or remove the link if you did not make it",
        ));
    }
    read_bounded(path).map_err(|source| Error::File {
        verb: "read",
        path: path.to_owned(),
        source,
    })
}

/// Values of a JSON file. Each takes some ten times its text in memory.
const MAX_VALUES: usize = 8_000_000;

/// A JSON file of the user as text, if it holds no more values than a large organization needs.
pub(super) fn read_json(path: &Path) -> Result<String, Error> {
    let text = read_file(path)?;
    match values(&text) > MAX_VALUES {
        true => Err(Error::File {
            verb: "read",
            path: path.to_owned(),
            source: io::Error::other(format!("it holds more than {MAX_VALUES} values")),
        }),
        false => Ok(text),
    }
}

/// The marks of JSON outside of its strings: about one for each value and each key.
fn values(text: &str) -> usize {
    let (mut count, mut quoted, mut escaped) = (0_usize, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b',' | b':' | b'[' | b'{' if !quoted => count += 1,
            _ => {}
        }
    }
    count
}

/// Bytes of a snapshot, a saved plan, a state or a template.
const MAX_FILE: u64 = 256 * 1024 * 1024;

/// A file of the user as text, if it is not longer than what rolecall writes itself: a device has no end.
pub(super) fn read_bounded(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let mut file = File::open(path)?.take(MAX_FILE + 1);
    file.read_to_string(&mut text)?;
    match text.len() as u64 > MAX_FILE {
        true => Err(io::Error::other(format!(
            "it is longer than {} MiB",
            MAX_FILE >> 20
        ))),
        false => Ok(text),
    }
}
