//! The catalog of a run: read, lowered, its problems told.

use std::path::{Path, PathBuf};

use super::Global;
use crate::aws::Needs;
use crate::catalog::{self, Loaded};
use crate::desired::{self, SymbolicTypes};
use crate::diagnostic::Diagnostics;
use crate::error::Error;
use crate::model::{Catalog, Date, Desired, Directory, Partition, PrincipalType, Rule};
use crate::output::Output;
use crate::plan::Only;
use crate::source::Sources;
use crate::text::visible;

use super::base::{Base, Held};
use super::load::{DEFAULT_CATALOGS, Lowered, environment_variable, load, tell};
use super::side::Side;
use super::today::today;

/// What was found when a catalog was read.
pub struct Reading {
    pub sources: Sources,
    pub diagnostics: Diagnostics,
    pub lowered: Option<Lowered>,
    pub file: PathBuf,
    pub today: Date,
    /// Where it was read; the files of a revision are there as long as this is.
    pub place: Side,
}

/// Reads and lowers the catalog that the command line names as it was in a git revision, or as it is.
pub fn read_at(at: Option<&str>, global: &Global) -> Result<Reading, Error> {
    match at {
        Some(name) => read_revision(name, global),
        None => read(global),
    }
}

/// Reads and lowers the catalog that the command line names, and tells nobody of its problems.
pub fn read(global: &Global) -> Result<Reading, Error> {
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
    let lowered = load(&input, None, today, &mut sources, &mut diagnostics);
    Ok(Reading {
        sources,
        diagnostics,
        lowered,
        file,
        today,
        place: Side::WorkingTree,
    })
}

/// Reads and lowers the catalog as it was in a revision: on the day of its commit, unless another one is named.
pub fn read_revision(name: &str, global: &Global) -> Result<Reading, Error> {
    let named = global.catalog.as_deref();
    let near = named.unwrap_or(Path::new(DEFAULT_CATALOGS[0]));
    let (place, committed) = Side::of_revision(name, near)?;
    let today = match (&global.today, committed) {
        (None, Some(day)) => day,
        _ => today(global)?,
    };
    let file = place.catalog(named)?.ok_or_else(|| {
        Error::usage(
            format!("the revision `{}` has no catalog", visible(name)),
            "name it as it was called there: --catalog FILE",
        )
    })?;
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let input = place.input(&file, global)?;
    let lowered = load(&input, None, today, &mut sources, &mut diagnostics);
    place.call_by_revision(&mut sources, &mut diagnostics);
    Ok(Reading {
        file: PathBuf::from(sources.ids().next().map_or("", |first| sources.name(first))),
        sources,
        diagnostics,
        lowered,
        today,
        place,
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
pub struct Workspace {
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
    _place: Side,
}

impl Workspace {
    /// Reads the catalog and draws its problems.
    ///
    /// # Errors
    /// [`Error::Diagnostics`] if one of them is an error.
    pub fn open(global: &Global, output: &mut Output) -> Result<Self, Error> {
        Self::of(read(global)?, output)
    }

    /// Draws the problems of a catalog that was read.
    ///
    /// # Errors
    /// [`Error::Diagnostics`] if one of them is an error.
    pub fn of(reading: Reading, output: &mut Output) -> Result<Self, Error> {
        let Reading {
            sources,
            diagnostics,
            lowered,
            file,
            today,
            place,
        } = reading;
        tell(&diagnostics, &sources, output)?;
        let lowered = lowered
            .filter(|_| !diagnostics.has_errors())
            .ok_or(Error::Diagnostics)?;
        Ok(Self {
            sources,
            catalog: lowered.catalog,
            expired: lowered.expired,
            today,
            base: None,
            loaded: lowered.loaded,
            file,
            _place: place,
        })
    }

    /// The catalog's file as the user named it.
    pub fn file(&self) -> String {
        self.file.display().to_string()
    }

    /// Writes policies out for another partition than the one that the catalog was read for: which one is
    /// known only when AWS has answered.
    pub fn move_to(&mut self, partition: &Partition, output: &mut Output) -> Result<(), Error> {
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
    pub fn resolve(
        &self,
        directory: &mut Directory,
        output: &mut Output,
    ) -> Result<Desired, Error> {
        self.resolve_within(&Only::default(), directory, output)
    }

    /// Resolves the catalog as far as its accounts are known: an account type that needs the organization stands as one
    /// account for all of its accounts.
    pub fn resolve_as_known(
        &self,
        directory: &mut Directory,
        output: &mut Output,
    ) -> Result<(Desired, SymbolicTypes), Error> {
        let mut diagnostics = Diagnostics::default();
        desired::apply_account_map(directory, &self.catalog, &mut diagnostics);
        let symbolic = SymbolicTypes::of([(&self.catalog, &*directory)].into_iter());
        let desired = symbolic.resolve(&self.catalog, directory, &mut diagnostics);
        tell(&diagnostics, &self.sources, output)?;
        let desired = desired
            .filter(|_| !diagnostics.has_errors())
            .ok_or(Error::Diagnostics)?;
        Ok((desired, symbolic))
    }

    /// The same for a limited run, which what is wrong with other principals does not stop.
    pub fn resolve_within(
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
    /// Returns what the catalog asks about the organization and the identity store.
    pub fn needs(&self) -> Needs {
        let catalog = &self.catalog;
        let selectors = || {
            catalog
                .account_types
                .values()
                .map(|account_type| &account_type.selector)
        };
        Needs {
            without_accounts: false,
            organizational_units: selectors().any(|selector| selector.needs_organizational_units()),
            organizational_unit_names: selectors()
                .any(|selector| selector.needs_organizational_unit_names()),
            tags: selectors().any(|selector| selector.needs_tags()),
            groups: true,
            users: catalog.principals(PrincipalType::User),
        }
    }

    /// Resolves the catalog as [`Workspace::resolve_within`] does, and holds it to the base.
    pub fn resolve_and_hold(
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
