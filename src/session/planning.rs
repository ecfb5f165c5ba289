//! From a catalog and a target to a plan.

use std::collections::BTreeMap;
use std::path::Path;

use crate::aws::{AssignmentListing, Connection, ErrorKind, Needs, Reader, Spread};
use crate::desired;
use crate::diagnostic::Code;
use crate::error::Error;
use crate::model::Folding;
use crate::model::{
    Account, Desired, Directory, Live, LiveScope, PermissionSetName, PrincipalType, Scan,
    SessionDuration,
};
use crate::output::Output;
use crate::page;
use crate::plan::{
    Before, Caller, Circumstances, Note, Only, Plan, PlanOptions, Refusal, Saved, Scope, Side,
};
use crate::report::{Header, refused};
use crate::text::{Invocation, visible};

use super::base::Held;
use super::load::tell;
use super::only;
use super::organization::read_snapshot;
use super::workspace::Workspace;

/// A plan and what is needed to show, to refuse and to save it.
pub struct Prepared {
    pub plan: Plan,
    pub header: Header,
    pub folding: Folding,
    pub directory: Directory,
    /// The safety limits that the plan oversteps.
    pub refusals: Vec<Refusal>,
    /// What the plan removes although the base protects it.
    protected_by_base: Vec<String>,
    options: PlanOptions,
    desired: Desired,
    live: Live,
}

impl Prepared {
    /// Draws what may not be planned; such a plan goes no further.
    pub fn check(&self, workspace: &Workspace, output: &mut Output) -> Result<(), Error> {
        if self.plan.problems.is_empty() {
            return Ok(());
        }
        tell(&self.plan.problems, &workspace.sources, output)?;
        Err(Error::Diagnostics)
    }

    /// Draws why there is no plan where it would be too large: it has no assignments then, and must not be shown.
    fn check_size(&self, workspace: &Workspace, output: &mut Output) -> Result<(), Error> {
        let problems = self.plan.problems.sorted();
        match problems
            .iter()
            .any(|problem| problem.code == Code::TooLarge)
        {
            true => self.check(workspace, output),
            false => Ok(()),
        }
    }

    /// Says which safety limits the plan oversteps, and whether it does. `command` is what was run.
    pub fn is_refused(&self, command: Invocation, output: &mut Output) -> Result<bool, Error> {
        if self.refusals.is_empty() {
            return Ok(false);
        }
        output.flush()?;
        refused(&self.refusals, &self.folding, command, output.stderr())?;
        for broken in &self.protected_by_base {
            writeln!(output.stderr(), "note: {}", visible(broken))?;
        }
        Ok(true)
    }

    /// The plan as the tables of a page, among what stays as it is.
    pub fn page(&self, workspace: &Workspace) -> page::Data {
        let mut data = page::PlanPage {
            plan: &self.plan,
            shows: page::Shows::Plan,
            catalog: &self.header.catalog,
            before: self.header.instance_name(),
            directory: &self.directory,
            account_types: &self.desired.account_types,
            around: Some(page::Around {
                desired: &self.desired,
                live: Some(&self.live),
            }),
            sources: &workspace.sources,
        }
        .data();
        data.note_overridden(&self.header);
        data
    }

    /// How long sessions of the permission sets last that exist in AWS, as far as they were read.
    pub fn session_durations(&self) -> BTreeMap<PermissionSetName, SessionDuration> {
        let sets = self.live.state.permission_sets.iter();
        sets.map(|(name, set)| (name.clone(), set.session_duration))
            .collect()
    }

    /// The plan as it is saved.
    pub fn saved(&self, workspace: &Workspace) -> Saved {
        Saved::new(
            &self.plan,
            &self.header,
            &self.desired.account_types,
            self.options.clone(),
            &self.live,
            &workspace.sources,
        )
    }
}

/// Reads what is needed from AWS, and plans; tells how it was read.
pub async fn from_aws(
    connection: &Connection,
    workspace: &mut Workspace,
    options: &PlanOptions,
    output: &mut Output,
) -> Result<(Prepared, AssignmentListing), Error> {
    let only = Only::of(&options.only);
    workspace.move_to(&connection.instance().partition, output)?;
    let reader = connection.reader();
    // A catalog that cannot be resolved is told of before permission sets that cannot be read.
    let (mut directory, outlines) =
        tokio::try_join!(directory(&reader, workspace, output), async {
            Ok(reader.outlines().await)
        })?;
    let (desired, held) = workspace.resolve_and_hold(&only, &mut directory, output)?;
    let scope = live_scope(workspace, &desired, options.scan, &directory);
    let expected = Spread::expected(&desired.state.assignments);
    let (live, reading) = reader.live_of(outlines?, &scope, expected).await?;
    let instance = connection.instance();
    let out_of_reach = connection
        .is_delegated_administrator()
        .then(|| connection.management_account())
        .flatten()
        .map(|id| directory.name_account(id));
    let found = Found {
        directory,
        desired,
        held,
        live,
        only,
        out_of_reach,
        caller: Caller::of_arn(&connection.caller().arn),
        instance: instance.arn.clone(),
        place: instance.region.clone(),
    };
    let prepared = finish(workspace, options, found)?;
    prepared.check_size(workspace, output)?;
    Ok((prepared, reading))
}

/// The organization and the identity store. A caller that may not read the organization is served by the
/// catalog's account map, if that says enough.
pub async fn directory(
    reader: &Reader,
    workspace: &Workspace,
    output: &mut Output,
) -> Result<Directory, Error> {
    let needs = workspace.needs();
    let denied = match reader.directory(&needs).await {
        Ok(directory) => return Ok(directory),
        Err(error) => error,
    };
    let catalog = &workspace.catalog;
    let enough = catalog.account_map.is_some() && !desired::needs_organization(catalog);
    let hidden = matches!(denied.kind(), ErrorKind::AccessDenied { iam_action } if iam_action.starts_with("organizations:"));
    if !(enough && hidden) {
        return Err(denied.into());
    }
    writeln!(
        output.stderr(),
        "note: {denied}\nnote: the catalog's account map is taken at its word: its names are not compared with those that AWS shows, and nothing is known of suspended accounts"
    )?;
    let known = Needs {
        without_accounts: true,
        ..needs
    };
    let read = reader.directory(&known).await?;
    let mapped = desired::directory_of_catalog(catalog);
    Ok(Directory {
        management_account: read.management_account.or(mapped.management_account),
        principals: read.principals,
        ..mapped
    })
}

/// Plans against a snapshot, without AWS.
pub fn from_snapshot(
    path: &Path,
    workspace: &mut Workspace,
    options: &PlanOptions,
    output: &mut Output,
) -> Result<Prepared, Error> {
    let only = Only::of(&options.only);
    let snapshot = read_snapshot(path)?;
    if let Some(partition) = snapshot.partition() {
        workspace.move_to(&partition, output)?;
    }
    let mut directory = snapshot.directory();
    let (desired, held) = workspace.resolve_and_hold(&only, &mut directory, output)?;
    let live = snapshot
        .live(&live_scope(workspace, &desired, options.scan, &directory))
        .map_err(|source| Error::Snapshot {
            path: path.to_owned(),
            source,
        })?;
    let left_out = match options.scan {
        Scan::Full => None,
        Scan::Groups => {
            let full = live_scope(workspace, &desired, Scan::Full, &directory);
            let full = snapshot.live(&full).map_err(|source| Error::Snapshot {
                path: path.to_owned(),
                source,
            })?;
            let all = full.state.assignments.len();
            Some(all.saturating_sub(live.state.assignments.len()))
        }
    };
    let found = Found {
        directory,
        desired,
        held,
        live,
        only,
        out_of_reach: None,
        caller: snapshot
            .caller
            .as_ref()
            .and_then(|caller| Caller::of_arn(&caller.arn)),
        instance: snapshot
            .organization_instance()
            .map_or_else(|| "none".to_owned(), |instance| instance.arn.to_string()),
        place: "snapshot".to_owned(),
    };
    let mut prepared = finish(workspace, options, found)?;
    for note in &mut prepared.plan.notes {
        if let Note::NotLookedFor { found, .. } = note {
            *found = left_out;
        }
    }
    prepared.check_size(workspace, output)?;
    Ok(prepared)
}

/// What both ways to a plan find.
struct Found {
    directory: Directory,
    desired: Desired,
    held: Held,
    live: Live,
    only: Only,
    out_of_reach: Option<Account>,
    caller: Option<Caller>,
    instance: String,
    place: String,
}

fn finish(workspace: &Workspace, options: &PlanOptions, found: Found) -> Result<Prepared, Error> {
    let Found {
        directory,
        desired,
        held,
        live,
        mut only,
        out_of_reach,
        caller,
        instance,
        place,
    } = found;
    only::check(&mut only, &directory, &desired, &live)?;
    let management = directory
        .management_account
        .map(|id| directory.name_account(id));
    let scope = Scope {
        only,
        adopt: options.adopt,
        today: Some(workspace.today),
        management_account: management.clone(),
        out_of_reach,
    };
    let mut plan = Plan::between(&live, &desired, &scope);
    let after = Side {
        catalog: &workspace.catalog,
        desired: &desired,
        directory: &directory,
    };
    plan.explain(Before::Live(&live), after);
    if !options.create_groups {
        plan.refuse_twins(directory.principals.as_ref());
    }
    let protected = held.with(&workspace.catalog.protected);
    let circumstances = Circumstances {
        live: &live,
        desired: &desired,
        protected: &protected,
        management_account: directory.management_account,
        caller: caller.as_ref(),
    };
    let refusals = options.limits.refusals(&plan, &circumstances);
    let protected_by_base = held.broken(&plan, &workspace.sources);
    plan.rules = held.rules;
    let mut header = Header::new(&workspace.file(), &desired, &instance, &place, management)
        .with_environment(&workspace.catalog.environment);
    header.overridden = options.limits.overridden();
    Ok(Prepared {
        refusals,
        protected_by_base,
        plan,
        header,
        folding: Folding::new(&desired.account_types),
        directory,
        options: options.clone(),
        desired,
        live,
    })
}

/// What is read of the live state.
pub fn live_scope<'a>(
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
