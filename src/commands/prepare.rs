//! From a catalog and a target to a plan.

use std::path::Path;

use crate::aws::{Connection, Groups, Needs};
use crate::cli::{ScanArg, Scoping};
use crate::error::Error;
use crate::model::{
    Account, Desired, Directory, Live, LiveScope, Partition, PrincipalType, Scan, Snapshot,
};
use crate::output::Output;
use crate::plan::{Only, Plan, Scope};
use crate::report::{Folding, Header};

use super::only;
use super::workspace::{Workspace, read_file, tell};

/// A plan and what is needed to show it.
pub(super) struct Prepared {
    pub plan: Plan,
    pub header: Header,
    pub folding: Folding,
    pub directory: Directory,
}

impl Prepared {
    /// Draws what may not be planned; such a plan goes no further.
    pub(super) fn check(&self, workspace: &Workspace, output: &mut Output) -> Result<(), Error> {
        if self.plan.problems.is_empty() {
            return Ok(());
        }
        tell(&self.plan.problems, &workspace.sources, output)?;
        Err(Error::Diagnostics)
    }
}

/// Reads what is needed from AWS, and plans.
pub(super) async fn from_aws(
    connection: &Connection,
    workspace: &mut Workspace,
    scoping: &Scoping,
    output: &mut Output,
) -> Result<Prepared, Error> {
    let only = only::parse(&scoping.only)?;
    workspace.move_to(&connection.instance().partition, output)?;
    let reader = connection.reader();
    let mut directory = reader.directory(&needs(workspace)).await?;
    let desired = workspace.resolve(&mut directory, output)?;
    let live = reader
        .live(&live_scope(workspace, &desired, scan(scoping), &directory))
        .await?;
    let instance = connection.instance();
    let out_of_reach = connection
        .is_delegated_administrator()
        .then(|| connection.management_account())
        .flatten()
        .map(|id| directory.name_account(id));
    let place = instance.region.clone();
    let arn = instance.arn.clone();
    finish(
        workspace,
        directory,
        desired,
        live,
        only,
        scoping.adopt,
        out_of_reach,
        (&arn, &place),
    )
}

/// Plans against a snapshot, without AWS.
pub(super) fn from_snapshot(
    path: &Path,
    workspace: &mut Workspace,
    scoping: &Scoping,
    output: &mut Output,
) -> Result<Prepared, Error> {
    let only = only::parse(&scoping.only)?;
    let snapshot = read_snapshot(path)?;
    let instance = snapshot.organization_instance();
    if let Some(partition) = instance.and_then(|instance| Partition::of_arn(&instance.arn)) {
        workspace.move_to(&partition, output)?;
    }
    let mut directory = snapshot.directory();
    let desired = workspace.resolve(&mut directory, output)?;
    let live = snapshot
        .live(&live_scope(workspace, &desired, scan(scoping), &directory))
        .map_err(|source| Error::Snapshot {
            path: path.to_owned(),
            source,
        })?;
    let place = (
        instance.map_or("none", |instance| &instance.arn),
        "snapshot",
    );
    finish(
        workspace,
        directory,
        desired,
        live,
        only,
        scoping.adopt,
        None,
        place,
    )
}

#[expect(
    clippy::too_many_arguments,
    reason = "the last step of two ways to the same plan"
)]
fn finish(
    workspace: &Workspace,
    directory: Directory,
    desired: Desired,
    live: Live,
    mut only: Only,
    adopt: bool,
    out_of_reach: Option<Account>,
    (instance, place): (&str, &str),
) -> Result<Prepared, Error> {
    only::check(&mut only, &directory, &desired, &live)?;
    let scope = Scope {
        only,
        adopt,
        out_of_reach,
    };
    let management = directory
        .management_account
        .map(|id| directory.name_account(id));
    Ok(Prepared {
        plan: Plan::between(&live, &desired, &scope),
        header: Header::new(&workspace.file(), &desired, instance, place, management),
        folding: Folding::new(&desired.account_types),
        directory,
    })
}

/// What the catalog asks about the organization and the identity store.
pub(super) fn needs(workspace: &Workspace) -> Needs {
    let catalog = &workspace.catalog;
    let selectors = || {
        catalog
            .account_types
            .values()
            .map(|account_type| &account_type.selector)
    };
    Needs {
        organizational_units: selectors().any(|selector| selector.needs_organizational_units()),
        organizational_unit_names: selectors()
            .any(|selector| selector.needs_organizational_unit_names()),
        tags: selectors().any(|selector| selector.needs_tags()),
        groups: Groups::All,
        users: catalog.principals(PrincipalType::User),
    }
}

/// A snapshot from its file.
pub(super) fn read_snapshot(path: &Path) -> Result<Snapshot, Error> {
    Snapshot::parse(&read_file(path)?).map_err(|source| Error::Snapshot {
        path: path.to_owned(),
        source,
    })
}

/// What is read of the live state.
pub(super) fn live_scope<'a>(
    workspace: &Workspace,
    desired: &Desired,
    scan: Scan,
    directory: &'a Directory,
) -> LiveScope<'a> {
    LiveScope {
        catalog: desired.catalog.clone(),
        names: desired.state.permission_sets.keys().cloned().collect(),
        previously: desired
            .renames
            .values()
            .map(|name| name.value.clone())
            .collect(),
        users: workspace.catalog.principals(PrincipalType::User),
        scan,
        directory,
    }
}

fn scan(scoping: &Scoping) -> Scan {
    match scoping.scan {
        ScanArg::Groups => Scan::Groups,
        ScanArg::Full => Scan::Full,
    }
}
