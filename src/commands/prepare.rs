//! From a catalog and a target to a plan.

use crate::aws::{Connection, Groups, LiveScope, Needs};
use crate::cli::{ScanArg, Scoping};
use crate::error::Error;
use crate::model::{
    Account, Desired, Directory, Live, PermissionSetName, PrincipalType, Scan, Snapshot,
};
use crate::output::Output;
use crate::plan::{Only, Plan, Scope};
use crate::report::{Folding, Header};

use super::workspace::{Workspace, tell};
use super::only;

/// A plan and what is needed to show it.
pub(super) struct Prepared {
    pub plan: Plan,
    pub header: Header,
    pub folding: Folding,
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
    let scan = scan(scoping.scan);
    let live = reader
        .live(&LiveScope {
            catalog: desired.catalog.clone(),
            names: names(&desired),
            scan,
            directory: &directory,
        })
        .await?;
    let instance = connection.instance();
    let out_of_reach = connection
        .is_delegated_administrator()
        .then(|| connection.management_account())
        .flatten()
        .map(|id| directory.name_account(id));
    let place = instance.region.clone();
    let arn = instance.arn.clone();
    finish(workspace, &directory, desired, live, only, scoping.adopt, out_of_reach, (&arn, &place))
}

/// Plans against a snapshot, without AWS.
pub(super) fn from_snapshot(
    snapshot: &Snapshot,
    workspace: &mut Workspace,
    scoping: &Scoping,
    output: &mut Output,
) -> Result<Prepared, Error> {
    let only = only::parse(&scoping.only)?;
    workspace.move_to(&snapshot.partition(), output)?;
    let mut directory = snapshot.directory();
    let desired = workspace.resolve(&mut directory, output)?;
    let live = snapshot.live(&desired.catalog, &names(&desired), scan(scoping.scan), &directory);
    let place = (snapshot.instance_arn(), "snapshot");
    finish(workspace, &directory, desired, live, only, scoping.adopt, None, place)
}

#[expect(clippy::too_many_arguments, reason = "the last step of two ways to the same plan")]
fn finish(
    workspace: &Workspace,
    directory: &Directory,
    desired: Desired,
    live: Live,
    mut only: Only,
    adopt: bool,
    out_of_reach: Option<Account>,
    (instance, place): (&str, &str),
) -> Result<Prepared, Error> {
    only::check(&mut only, directory, &desired, &live)?;
    let scope = Scope {
        only,
        adopt,
        out_of_reach,
    };
    let management = directory.management_account.map(|id| directory.name_account(id));
    Ok(Prepared {
        plan: Plan::between(&live, &desired, &scope),
        header: Header::new(&workspace.file(), &desired, instance, place, management),
        folding: Folding::new(&desired.account_types),
    })
}

/// What the catalog asks about the organization and the identity store.
pub(super) fn needs(workspace: &Workspace) -> Needs {
    let catalog = &workspace.catalog;
    let selectors = || catalog.account_types.values().map(|account_type| &account_type.selector);
    Needs {
        organizational_units: selectors().any(|selector| selector.needs_organizational_units()),
        organizational_unit_names: selectors().any(|selector| selector.needs_organizational_unit_names()),
        tags: selectors().any(|selector| selector.needs_tags()),
        groups: Groups::All,
        users: catalog.principals(PrincipalType::User),
    }
}

/// Sets that the catalog names: as they are called now, and as they were called before.
fn names(desired: &Desired) -> std::collections::BTreeSet<PermissionSetName> {
    let before = desired.renames.values().map(|name| name.value.clone());
    desired.state.permission_sets.keys().cloned().chain(before).collect()
}

fn scan(scan: ScanArg) -> Scan {
    match scan {
        ScanArg::Groups => Scan::Groups,
        ScanArg::Full => Scan::Full,
    }
}
