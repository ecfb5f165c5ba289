//! Where the organization is read, and reading it.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Global;
use super::connection::with_connection;
use super::files::read_json;
use super::workspace::Workspace;
use crate::aws::Needs;
use crate::desired;
use crate::error::Error;
use crate::model::{Directory, Partition, Snapshot};
use crate::output::Output;

/// Options of commands that answer from the catalog alone unless one of them is given.
#[derive(Debug, Clone, Default, Args)]
pub struct OrganizationArgs {
    /// Read the organization, the groups and users and what exists in AWS from this snapshot
    #[arg(long, value_name = "FILE", conflicts_with_all = ["sandbox", "live"], help_heading = "Organization")]
    pub snapshot: Option<PathBuf>,
    /// Read the organization, the groups and users and what exists from AWS; --sandbox reads them from the sandbox
    #[arg(long, help_heading = "Organization")]
    pub live: bool,
}

/// Options of commands that ask AWS unless it is given.
#[derive(Debug, Clone, Default, Args)]
pub struct SnapshotArgs {
    /// Read from this snapshot, without AWS
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "sandbox",
        help_heading = "Organization"
    )]
    pub snapshot: Option<PathBuf>,
}

/// Where the organization, the identity store and what exists in IAM Identity Center are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrganizationSource {
    /// Nowhere: what the catalog itself says is all that is known.
    Catalog,
    /// A snapshot in a file.
    Snapshot(PathBuf),
    /// The sandbox with its state in a file.
    Sandbox(PathBuf),
    /// AWS.
    Aws,
}

impl OrganizationArgs {
    /// Returns the source that the command line names.
    pub fn source(&self, global: &Global) -> OrganizationSource {
        OrganizationSource::named(self.snapshot.as_ref(), global).unwrap_or(match self.live {
            true => OrganizationSource::Aws,
            false => OrganizationSource::Catalog,
        })
    }
}

impl SnapshotArgs {
    /// Returns the source that the command line names, else AWS.
    pub fn source(&self, global: &Global) -> OrganizationSource {
        OrganizationSource::named(self.snapshot.as_ref(), global).unwrap_or(OrganizationSource::Aws)
    }

    /// Reads everything that exists.
    ///
    /// # Errors
    /// Those of [`OrganizationSource::read`].
    pub fn snapshot(&self, global: &Global, output: &mut Output) -> Result<Snapshot, Error> {
        let existing = self.source(global).existing(global, output)?;
        Ok(existing
            .expect("the catalog is none of these sources")
            .snapshot)
    }
}

/// What was read of an organization.
#[derive(Debug)]
pub struct Organization {
    /// The accounts; and groups and users, where they were read.
    pub directory: Directory,
    /// The partition of the instance.
    pub partition: Option<Partition>,
}

/// What exists, all of it, and how people call its place.
#[derive(Debug)]
pub struct Existing {
    /// The instance, and the file that keeps it.
    pub name: String,
    /// Organization, identity store, permission sets and assignments.
    pub snapshot: Snapshot,
}

impl Existing {
    /// Returns the accounts, groups and users, with the catalog's policies written for the partition.
    ///
    /// # Errors
    /// The catalog does not fit the partition.
    pub fn directory(
        &self,
        workspace: Option<&mut Workspace>,
        output: &mut Output,
    ) -> Result<Directory, Error> {
        if let Some((workspace, partition)) = workspace.zip(self.snapshot.partition()) {
            workspace.move_to(&partition, output)?;
        }
        Ok(self.snapshot.directory())
    }
}

impl OrganizationSource {
    /// Returns the source that a file or the sandbox names.
    fn named(snapshot: Option<&PathBuf>, global: &Global) -> Option<Self> {
        let of_snapshot = snapshot.map(|file| Self::Snapshot(file.clone()));
        of_snapshot.or_else(|| global.sandbox.clone().map(Self::Sandbox))
    }

    /// Returns the source as a phrase: `of the snapshot FILE`, `of AWS`.
    pub fn words(&self) -> Option<String> {
        match self {
            Self::Catalog => None,
            Self::Snapshot(file) => Some(format!("of the snapshot {}", file.display())),
            Self::Sandbox(_) => Some("of the sandbox".to_owned()),
            Self::Aws => Some("of AWS".to_owned()),
        }
    }

    /// Reads the organization; `None` where only the catalog is asked.
    ///
    /// # Errors
    /// The snapshot cannot be read, or AWS refuses.
    pub fn read(
        &self,
        needs: &Needs,
        global: &Global,
        output: &mut Output,
    ) -> Result<Option<Organization>, Error> {
        match self {
            Self::Catalog => Ok(None),
            Self::Snapshot(file) => {
                let snapshot = read_snapshot(file)?;
                Ok(Some(Organization {
                    directory: snapshot.directory(),
                    partition: snapshot.partition(),
                }))
            }
            Self::Sandbox(_) | Self::Aws => {
                with_connection(global, output, async |connection, _| {
                    Ok(Some(Organization {
                        directory: connection.reader().directory(needs).await?,
                        partition: Some(connection.instance().partition.clone()),
                    }))
                })
            }
        }
    }

    /// Reads the accounts for a catalog, whose policies are written for the partition; the catalog's own accounts where
    /// only the catalog is asked.
    ///
    /// # Errors
    /// Those of [`OrganizationSource::read`], and a catalog that does not fit the partition.
    pub fn directory(
        &self,
        workspace: &mut Workspace,
        global: &Global,
        output: &mut Output,
    ) -> Result<Directory, Error> {
        let needs = workspace.needs();
        Ok(match self.read(&needs, global, output)? {
            None => desired::directory_of_catalog(&workspace.catalog),
            Some(organization) => {
                if let Some(partition) = &organization.partition {
                    workspace.move_to(partition, output)?;
                }
                organization.directory
            }
        })
    }

    /// Reads everything that exists; `None` where only the catalog is asked.
    ///
    /// # Errors
    /// Those of [`OrganizationSource::read`].
    pub fn existing(
        &self,
        global: &Global,
        output: &mut Output,
    ) -> Result<Option<Existing>, Error> {
        let (snapshot, file) = match self {
            Self::Catalog => return Ok(None),
            Self::Snapshot(file) => (read_snapshot(file)?, Some(file)),
            Self::Sandbox(_) | Self::Aws => {
                let snapshot = with_connection(global, output, async |connection, _| {
                    Ok(connection.reader().snapshot().await?)
                })?;
                let file = match self {
                    Self::Sandbox(file) => Some(file),
                    _ => None,
                };
                (snapshot, file)
            }
        };
        let name = name(&snapshot, file.map(PathBuf::as_path));
        Ok(Some(Existing { name, snapshot }))
    }
}

/// Returns the needs of a command that does not know yet what its catalogs ask about the organization.
pub fn everything_about_accounts() -> Needs {
    Needs {
        without_accounts: false,
        organizational_units: true,
        organizational_unit_names: true,
        tags: true,
        groups: true,
        users: Default::default(),
    }
}

/// Reads a snapshot from its file.
///
/// # Errors
/// The file cannot be read, or is no snapshot.
pub fn read_snapshot(path: &Path) -> Result<Snapshot, Error> {
    Snapshot::parse(&read_json(path)?).map_err(|source| Error::Snapshot {
        path: path.to_owned(),
        source,
    })
}

/// Returns how people call what exists: the instance, and the file where it is kept.
fn name(snapshot: &Snapshot, place: Option<&Path>) -> String {
    let instance = snapshot.organization_instance();
    let instance = instance.map(|one| one.arn.rsplit('/').next().unwrap_or(&one.arn));
    match (instance, place) {
        (Some(instance), Some(place)) => format!("{instance} in {}", place.display()),
        (Some(instance), None) => instance.to_owned(),
        (None, place) => place
            .map(|path| path.display().to_string())
            .unwrap_or_default(),
    }
}
