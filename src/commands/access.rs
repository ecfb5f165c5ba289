//! `access`: who has what where.

use std::path::Path;

use crate::cli::{self, AccessCommand, AccessFormat, Global};
use crate::desired;
use crate::error::{Error, Exit};
use crate::model::{Desired, Directory};
use crate::output::Output;
use crate::report::{Access, AccessFilter, Roles};
use crate::text::visible;

use super::access_page;
use super::out::write_to;
use super::prepare::{self, read_snapshot};
use super::target::with_connection;
use super::workspace::{Workspace, read_at};

pub(super) fn run(args: &cli::Access, global: &Global, output: &mut Output) -> Result<Exit, Error> {
    if let Some(AccessCommand::Explain(explain)) = &args.command {
        if args.says_something() {
            return Err(Error::usage(
                "an option of the list stands before `explain`",
                "write the options of explain behind it: access explain --account A --group G",
            ));
        }
        return super::explain::run(explain, global, output);
    }
    if args.log {
        return super::history::run(args, global, output);
    }
    if args.format == AccessFormat::Html {
        return access_page::run(args, global, output);
    }
    if args.findings {
        return Err(Error::usage(
            "findings are part of the page, and of no other format",
            "take --format html, or ask rolecall doctor",
        ));
    }
    let reading = read_at(args.at.as_deref(), global)?;
    let mut workspace = Workspace::of(reading, output)?;
    let mut directory = organization(
        args.snapshot.as_deref(),
        args.live,
        global,
        &mut workspace,
        output,
    )?;
    // `access` lists what the catalog asks for: groups and users are taken on trust.
    directory.principals = None;
    let desired = workspace.resolve(&mut directory, output)?;
    let filter = filter(args);
    if args.roles {
        return roles(args, &desired, &filter, &workspace, output);
    }
    let access = Access::new(
        &desired,
        &filter,
        directory.accounts.len(),
        &workspace.sources,
    );
    write_to(args.out.as_deref(), output, |out| match args.format {
        AccessFormat::Text => access.text(out),
        AccessFormat::Json => access.json(out),
        AccessFormat::Csv => access.csv(out),
        AccessFormat::Markdown => access.markdown(out),
        // Drawn above, from more than the catalog.
        AccessFormat::Html => Ok(()),
    })?;
    Ok(Exit::Done)
}

/// The assignments that the command line asks for.
pub(super) fn filter(args: &cli::Access) -> AccessFilter {
    AccessFilter {
        groups: args.group.clone(),
        users: args.user.clone(),
        accounts: args.account.clone(),
        permission_sets: args.permission_set.clone(),
    }
}

/// The IAM roles behind the assignments.
fn roles(
    args: &cli::Access,
    desired: &Desired,
    filter: &AccessFilter,
    workspace: &Workspace,
    output: &mut Output,
) -> Result<Exit, Error> {
    let roles = Roles::new(desired, filter, &workspace.catalog.partition).map_err(|account| {
        Error::usage(
            format!("the id of account `{}` is not known", visible(&account.name)),
            "give the catalog an account map, or a snapshot: rolecall snapshot > snapshot.json, then --snapshot snapshot.json",
        )
    })?;
    match args.format {
        AccessFormat::Text => write_to(args.out.as_deref(), output, |out| roles.text(out))?,
        AccessFormat::Json => write_to(args.out.as_deref(), output, |out| roles.json(out))?,
        AccessFormat::Csv | AccessFormat::Markdown | AccessFormat::Html => {
            return Err(Error::usage(
                "roles are listed as text and as JSON",
                "take --format text or --format json",
            ));
        }
    }
    Ok(Exit::Done)
}

/// The organization: of a snapshot, of the sandbox or the `live` instance, else what the catalog itself says.
pub(super) fn organization(
    snapshot: Option<&Path>,
    live: bool,
    global: &Global,
    workspace: &mut Workspace,
    output: &mut Output,
) -> Result<Directory, Error> {
    Ok(match snapshot {
        Some(path) => {
            let snapshot = read_snapshot(path)?;
            if let Some(partition) = snapshot.partition() {
                workspace.move_to(&partition, output)?;
            }
            snapshot.directory()
        }
        None if global.sandbox.is_some() || live => {
            with_connection(global, output, async |connection, output| {
                workspace.move_to(&connection.instance().partition, output)?;
                prepare::directory(&connection.reader(), workspace, output).await
            })?
        }
        None => desired::directory_of_catalog(&workspace.catalog),
    })
}
