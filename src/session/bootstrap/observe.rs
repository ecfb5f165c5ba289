//! Asking, one step after the other, for as long as the answers allow the next question.

use crate::aws::{Connection, Reader, Settings, Survey};
use crate::bootstrap::{
    Accounts, CatalogSeen, Creation, Idp, Observed, Planned, may_create_groups, missing_groups,
};
use crate::desired;
use crate::diagnostic::{Diagnostics, Severity};
use crate::error::Error;
use crate::model::snapshot::{Group, groups_by_name};
use crate::model::{AccountState, Directory};
use crate::output::Output;
use crate::plan::PlanOptions;
use crate::report::Summary;
use crate::text::count;

use super::{Requested, wait};
use crate::session::load::tell;
use crate::session::planning::{directory, from_aws};
use crate::session::workspace::Workspace;

/// Fills in what can be observed, and does what the arguments ask for on the way: creates groups, waits for them.
///
/// # Errors
/// Those of the terminal. What AWS refuses is part of what was observed.
pub async fn observe(
    mut observed: Observed,
    settings: &Settings,
    workspace: Option<&mut Workspace>,
    args: &Requested,
    output: &mut Output,
) -> Result<Observed, Error> {
    if !ground(&mut observed, settings).await {
        return Ok(observed);
    }
    // The same questions once more, and a connection that readers and writers share.
    let connection = match Connection::open(settings).await {
        Ok(connection) => connection,
        Err(error) => {
            observed.instance = Some(Err(error));
            return Ok(observed);
        }
    };
    observed.instance = Some(Ok(connection.instance().clone()));
    let reader = connection.reader();
    groups(&mut observed, &connection, args, output).await?;
    let Some(workspace) = workspace else {
        if let Ok(directory) = reader.directory(&Default::default()).await {
            name_accounts(&mut observed, &directory);
        }
        return Ok(observed);
    };
    accounts(&mut observed, &connection, &reader, workspace, output).await?;
    plan(&mut observed, &connection, workspace, output).await?;
    Ok(observed)
}

/// Caller, organization and instance; whether there is an instance to go on with.
async fn ground(observed: &mut Observed, settings: &Settings) -> bool {
    let survey = match Survey::new(settings).await {
        Ok(survey) => survey,
        Err(error) => {
            observed.caller = Some(Err(error));
            return false;
        }
    };
    observed.region = Some(survey.region().to_owned());
    let caller = survey.caller().await;
    observed.caller = Some(caller.clone());
    let Ok(caller) = caller else {
        return false;
    };
    let organization = survey.organization().await;
    observed.organization = Some(organization.clone());
    let Ok(organization) = organization else {
        return false;
    };
    if organization.as_ref().is_some_and(|one| !one.all_features) {
        return false;
    }
    let management = organization.map(|one| one.management_account);
    let wanted = settings.instance_arn.as_deref();
    match survey.instance(&caller, management, wanted).await {
        Ok(_) => true,
        Err(error) => {
            observed.instance = Some(Err(error));
            false
        }
    }
}

/// The groups that are there, after those were created and waited for that are to be.
async fn groups(
    observed: &mut Observed,
    connection: &Connection,
    args: &Requested,
    output: &mut Output,
) -> Result<(), Error> {
    let reader = connection.reader();
    let mut groups = reader.groups().await;
    let required = required(observed);
    if args.create_groups
        && let Ok(known) = &groups
    {
        let creation = match &observed.catalog {
            CatalogSeen::Valid(_) => create(&required, known, observed.idp, connection).await,
            _ => Creation::Refused("there is no valid catalog that asks for groups".to_owned()),
        };
        if matches!(&creation, Creation::Done(names) if !names.is_empty()) {
            groups = reader.groups().await;
        }
        observed.creation = Some(creation);
    }
    if let (Some(longest), Ok(known)) = (args.wait, &groups) {
        groups = wait::for_groups(&required, known.clone(), &reader, longest, output).await?;
    }
    if let Ok(groups) = &groups {
        observed.principals = groups_by_name(groups);
    }
    observed.groups = Some(groups);
    Ok(())
}

fn required(observed: &Observed) -> Vec<(String, Option<String>)> {
    match &observed.catalog {
        CatalogSeen::Valid(facts) => facts.required.clone(),
        CatalogSeen::Missing { groups, .. } => {
            groups.iter().map(|name| (name.clone(), None)).collect()
        }
        CatalogSeen::Broken { .. } => Vec::new(),
    }
}

/// Creates the groups that are missing; one that is there in other case is a mistake and not missing.
async fn create(
    required: &[(String, Option<String>)],
    groups: &[Group],
    idp: Option<Idp>,
    connection: &Connection,
) -> Creation {
    let missing = missing_groups(required, &groups_by_name(groups));
    if missing.is_empty() {
        return Creation::Done(Vec::new());
    }
    if let Err(reason) = may_create_groups(idp, groups) {
        return Creation::Refused(reason);
    }
    let writer = connection.writer(Default::default());
    let mut created = Vec::new();
    for group in missing.into_iter().filter(|group| group.can_be_created) {
        if let Err(error) = writer.create_group(&group.name).await {
            return Creation::Failed(format!("{}: {error}", group.name));
        }
        created.push(group.name);
    }
    Creation::Done(created)
}

/// The catalog against the accounts there are; groups are a step of their own, so their names are taken on trust.
async fn accounts(
    observed: &mut Observed,
    connection: &Connection,
    reader: &Reader,
    workspace: &mut Workspace,
    output: &mut Output,
) -> Result<(), Error> {
    let moved = workspace.move_to(&connection.instance().partition, output);
    if let Err(Error::Diagnostics) = moved {
        observed.accounts = Some(Err("the catalog does not fit the partition".to_owned()));
        return Ok(());
    }
    moved?;
    let mut directory = match directory(reader, workspace, output).await {
        Ok(directory) => directory,
        Err(Error::Aws(error)) => {
            observed.accounts = Some(Err(error.to_string()));
            return Ok(());
        }
        Err(error) => return Err(error),
    };
    name_accounts(observed, &directory);
    directory.principals = None;
    let mut found = Diagnostics::default();
    desired::apply_account_map(&mut directory, &workspace.catalog, &mut found);
    let desired = desired::resolve(&workspace.catalog, &directory, &mut found);
    let Some(desired) = desired.filter(|_| !found.has_errors()) else {
        tell(&found, &workspace.sources, output)?;
        let errors = count(found.count(Severity::Error), "error");
        observed.accounts = Some(Err(format!(
            "the catalog does not fit the organization: {errors}"
        )));
        return Ok(());
    };
    observed.accounts = Some(Ok(Accounts {
        governed: desired.state.assignments.accounts().len(),
        untyped: desired
            .untyped_accounts
            .iter()
            .map(|account| account.name.to_string())
            .collect(),
        inactive: desired
            .inactive_accounts
            .iter()
            .map(|(account, state): (_, &AccountState)| (account.name.to_string(), state.words()))
            .collect(),
    }));
    Ok(())
}

fn name_accounts(observed: &mut Observed, directory: &Directory) {
    observed.account_count = Some(directory.accounts.len());
    observed.management_name = directory
        .management_account
        .and_then(|id| directory.account(id))
        .map(|entry| entry.account.name.to_string());
}

/// What an apply would do, once nothing that it needs is missing.
async fn plan(
    observed: &mut Observed,
    connection: &Connection,
    workspace: &mut Workspace,
    output: &mut Output,
) -> Result<(), Error> {
    let groups_missing = !missing_groups(&required(observed), &observed.principals).is_empty();
    if groups_missing || !matches!(observed.groups, Some(Ok(_))) {
        return Ok(());
    }
    if !matches!(observed.accounts, Some(Ok(_))) {
        return Ok(());
    }
    let prepared = from_aws(connection, workspace, &PlanOptions::default(), output)
        .await
        .map(|(prepared, _)| prepared);
    let prepared = match prepared.and_then(|prepared| {
        prepared.check(workspace, output)?;
        Ok(prepared)
    }) {
        Ok(prepared) => prepared,
        Err(Error::Diagnostics) => {
            observed.plan = Some(Err("it has the problems that are shown above".to_owned()));
            return Ok(());
        }
        Err(Error::Aws(error)) => {
            observed.plan = Some(Err(error.to_string()));
            return Ok(());
        }
        Err(error) => return Err(error),
    };
    observed.plan = Some(Ok(Planned {
        words: Summary::of(&prepared.plan).words(),
        operations: prepared.plan.operations(),
        refused: !prepared.refusals.is_empty(),
    }));
    Ok(())
}
