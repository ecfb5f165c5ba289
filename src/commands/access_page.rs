//! `access --format html`: who has what where, as a page.

use std::collections::BTreeSet;
use std::path::Path;

use crate::cli::{self, Global};
use crate::desired;
use crate::doctor::{Finding, examine};
use crate::error::{Error, Exit};
use crate::model::{
    CatalogName, Desired, Directory, Live, LiveScope, PermissionSetName, Scan, Snapshot,
};
use crate::output::Output;
use crate::page::{self, AccessPage, CatalogSide, LiveSide};

use super::access::filter;
use super::out::write_to;
use super::prepare::read_snapshot;
use super::target::with_connection;
use super::workspace::{DEFAULT_CATALOGS, Workspace, read_at};

/// The catalog alone; or beside it what lives in the snapshot, in the sandbox or in AWS, whichever the command line
/// names; or, where there is no catalog, only that.
pub(super) fn run(args: &cli::Access, global: &Global, output: &mut Output) -> Result<Exit, Error> {
    if args.roles {
        return Err(Error::usage(
            "roles are listed as text and as JSON",
            "take --format text or --format json",
        ));
    }
    let living = Living::read(args, global, output)?;
    if args.findings && living.is_none() {
        return Err(Error::usage(
            "findings are made from what lives, and nothing says where that is",
            "add --live, --sandbox or --snapshot FILE",
        ));
    }
    let mut workspace = catalog(args.at.as_deref(), global, living.is_some(), output)?;
    let mut directory = directory(workspace.as_mut(), living.as_ref(), output)?;
    let desired = match &workspace {
        Some(workspace) => Some(workspace.resolve(&mut directory, output)?),
        None => None,
    };
    let live = match &living {
        Some(living) => Some(living.live(args, desired.as_ref(), &directory)?),
        None => None,
    };
    let findings = args
        .findings
        .then(|| findings(living.as_ref(), workspace.as_ref()));
    let file = workspace.as_ref().map(Workspace::file).unwrap_or_default();
    let filter = filter(args);
    let data = AccessPage {
        catalog: workspace
            .as_ref()
            .zip(desired.as_ref())
            .map(|(workspace, desired)| CatalogSide {
                file: &file,
                catalog: &workspace.catalog,
                desired,
                sources: &workspace.sources,
            }),
        live: living
            .as_ref()
            .zip(live.as_ref())
            .map(|(living, live)| LiveSide {
                name: &living.name,
                live,
                snapshot: &living.snapshot,
            }),
        directory: &directory,
        filter: &filter,
        findings: findings.as_deref(),
    }
    .data();
    write_to(args.out.as_deref(), output, |out| page::write(&data, out))?;
    Ok(Exit::Done)
}

/// What lives, all of it.
struct Living {
    name: String,
    snapshot: Snapshot,
}

impl Living {
    fn read(
        args: &cli::Access,
        global: &Global,
        output: &mut Output,
    ) -> Result<Option<Self>, Error> {
        let (snapshot, place) = match &args.snapshot {
            Some(path) => (read_snapshot(path)?, Some(path.as_path())),
            None if args.live || global.sandbox.is_some() => {
                let read = with_connection(global, output, async |connection, _| {
                    Ok(connection.reader().snapshot().await?)
                })?;
                (read, global.sandbox.as_deref())
            }
            None => return Ok(None),
        };
        let name = name(&snapshot, place);
        Ok(Some(Self { name, snapshot }))
    }

    /// Every set and every assignment, whoever governs them: a reader of the page asks who can enter, not who manages.
    fn live(
        &self,
        args: &cli::Access,
        desired: Option<&Desired>,
        directory: &Directory,
    ) -> Result<Live, Error> {
        let sets = self.snapshot.permission_sets.iter();
        let names = sets.filter_map(|set| PermissionSetName::parse(&set.name).ok());
        let scope = LiveScope {
            catalog: desired.map_or_else(CatalogName::default, |one| one.catalog.clone()),
            names: names.collect(),
            previously: BTreeSet::new(),
            users: BTreeSet::new(),
            scan: Scan::Full,
            directory,
        };
        self.snapshot
            .live(&scope)
            .map_err(|source| Error::Snapshot {
                path: args
                    .snapshot
                    .clone()
                    .unwrap_or_else(|| self.name.clone().into()),
                source,
            })
    }
}

/// How people call what lives: the instance, and the file where it is kept.
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

/// The catalog; `None` where there is none and what lives is enough.
fn catalog(
    at: Option<&str>,
    global: &Global,
    has_living: bool,
    output: &mut Output,
) -> Result<Option<Workspace>, Error> {
    let mut usual = DEFAULT_CATALOGS.iter();
    let is_named = at.is_some() || global.catalog.is_some();
    if has_living && !is_named && !usual.any(|file| Path::new(file).exists()) {
        return Ok(None);
    }
    Workspace::of(read_at(at, global)?, output).map(Some)
}

/// The organization of what lives, else what the catalog itself says. Groups and users are taken on trust: the page
/// shows what the catalog asks for.
fn directory(
    workspace: Option<&mut Workspace>,
    living: Option<&Living>,
    output: &mut Output,
) -> Result<Directory, Error> {
    let mut directory = match (living, workspace) {
        (Some(Living { snapshot, .. }), workspace) => {
            if let Some((workspace, partition)) = workspace.zip(snapshot.partition()) {
                workspace.move_to(&partition, output)?;
            }
            snapshot.directory()
        }
        (None, Some(workspace)) => desired::directory_of_catalog(&workspace.catalog),
        (None, None) => Directory::default(),
    };
    directory.principals = None;
    Ok(directory)
}

fn findings(living: Option<&Living>, workspace: Option<&Workspace>) -> Vec<Finding> {
    let catalog = workspace.map(|workspace| &workspace.catalog);
    living.map_or_else(Vec::new, |living| examine(&living.snapshot, catalog))
}
