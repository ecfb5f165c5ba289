//! What a rendering is made of: the catalog, and what is known of the organization.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::connection::with_connection;
use super::planning::{directory, live_scope};
use super::workspace::Workspace;
use super::{Global, read_snapshot};
use crate::desired;
use crate::error::Error;
use crate::model::{
    AccountId, AccountSource, Desired, Directory, Live, Partition, PrincipalId, Scan,
};
use crate::output::Output;
use crate::render::{Instance, Subject};

/// What must be known beside the accounts.
#[derive(Clone, Copy)]
pub struct RenderNeeds {
    /// The ids of groups and users.
    pub ids: bool,
    /// What exists already.
    pub live: bool,
}

/// The catalog and what is known about the organization.
pub struct RenderSource {
    /// The catalog.
    pub workspace: Workspace,
    desired: Desired,
    management_account: Option<AccountId>,
    instance: Option<Instance>,
    live: Option<(Live, BTreeMap<Arc<str>, PrincipalId>)>,
}

impl RenderSource {
    /// Reads the catalog, and whatever else is needed from the snapshot, the sandbox or AWS; from none of them where the
    /// catalog itself gives the account ids and nothing else is needs.
    pub fn read(
        snapshot: Option<&Path>,
        needs: RenderNeeds,
        global: &Global,
        output: &mut Output,
    ) -> Result<Self, Error> {
        let workspace = Workspace::open(global, output)?;
        if let Some(path) = snapshot {
            return Self::from_snapshot(path, workspace, needs, global, output);
        }
        let offline = !needs.ids && !needs.live && global.sandbox.is_none();
        match offline.then(|| directory_of_catalog(&workspace)).flatten() {
            Some(directory) => Self::from_catalog(directory, workspace, output),
            None => Self::from_aws(workspace, needs, global, output),
        }
    }

    fn from_catalog(
        mut directory: Directory,
        workspace: Workspace,
        output: &mut Output,
    ) -> Result<Self, Error> {
        Ok(Self {
            desired: workspace.resolve(&mut directory, output)?,
            management_account: directory.management_account,
            workspace,
            instance: None,
            live: None,
        })
    }

    fn from_snapshot(
        path: &Path,
        mut workspace: Workspace,
        needs: RenderNeeds,
        global: &Global,
        output: &mut Output,
    ) -> Result<Self, Error> {
        let snapshot = read_snapshot(path)?;
        let instance = match &global.instance_arn {
            Some(arn) => snapshot.instances.iter().find(|one| one.arn == *arn),
            None => snapshot.organization_instance(),
        };
        if let Some(partition) = instance.and_then(|one| Partition::of_arn(&one.arn)) {
            workspace.move_to(&partition, output)?;
        }
        let mut directory = snapshot.directory();
        let desired = workspace.resolve(&mut directory, output)?;
        let live = match needs.live {
            true => {
                let scope = live_scope(&workspace, &desired, Scan::Groups, &directory);
                let live = snapshot.live(&scope).map_err(|source| Error::Snapshot {
                    path: path.to_owned(),
                    source,
                })?;
                Some((live, groups(&directory)))
            }
            false => None,
        };
        let instance = instance.map(|instance| Instance {
            arn: instance.arn.clone(),
            identity_store_id: Some(instance.identity_store_id.clone()),
        });
        Ok(Self {
            workspace,
            desired,
            management_account: directory.management_account,
            instance,
            live,
        })
    }

    fn from_aws(
        mut workspace: Workspace,
        needs: RenderNeeds,
        global: &Global,
        output: &mut Output,
    ) -> Result<Self, Error> {
        with_connection(global, output, async |connection, output| {
            let instance = connection.instance();
            workspace.move_to(&instance.partition, output)?;
            let reader = connection.reader();
            let mut directory = directory(&reader, &workspace, output).await?;
            let desired = workspace.resolve(&mut directory, output)?;
            let live = match needs.live {
                true => {
                    let scan = Scan::Groups;
                    let scope = live_scope(&workspace, &desired, scan, &directory);
                    Some((reader.live(&scope).await?, groups(&directory)))
                }
                false => None,
            };
            let instance = Instance {
                arn: instance.arn.clone(),
                identity_store_id: Some(instance.identity_store_id.clone()),
            };
            Ok(Self {
                workspace,
                desired,
                management_account: directory.management_account,
                instance: Some(instance),
                live,
            })
        })
    }

    /// Returns what the templates are given; `file` and `command` stand in the head of each artifact.
    pub fn subject<'a>(&'a self, file: &'a str, command: &'a str) -> Subject<'a> {
        Subject {
            catalog: &self.workspace.catalog,
            desired: &self.desired,
            file,
            command,
            management_account: self.management_account,
            instance: self.instance.as_ref(),
            live: self.live.as_ref().map(|(live, groups)| (live, groups)),
        }
    }
}

/// The accounts that the catalog itself gives, if these are all that it asks for, with their ids.
fn directory_of_catalog(workspace: &Workspace) -> Option<Directory> {
    let catalog = &workspace.catalog;
    let directory = desired::directory_of_catalog(catalog);
    let globs = || {
        let mut types = catalog.used_account_types();
        types.any(|(_, one)| one.selector.has_globs())
    };
    let complete = directory.accounts_from == AccountSource::AccountMap || !globs();
    let known = directory
        .accounts
        .iter()
        .all(|entry| entry.account.id.is_some());
    (complete && known && !desired::needs_organization(catalog)).then_some(directory)
}

fn groups(directory: &Directory) -> BTreeMap<Arc<str>, PrincipalId> {
    let principals = directory.principals.as_ref();
    principals.map_or_else(BTreeMap::new, |principals| principals.groups.clone())
}
