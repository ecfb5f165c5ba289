//! `doctor`: what will bite later.

use crate::cli::{self, FindingFormat, Global};
use crate::doctor::{LookedAt, Report, Severity, examine};
use crate::error::{Error, Exit};
use crate::model::Snapshot;
use crate::output::Output;
use crate::text::count;

use super::prepare::read_snapshot;
use super::target::with_connection;
use super::workspace::{Workspace, read};

pub(super) fn run(args: &cli::Doctor, global: &Global, output: &mut Output) -> Result<Exit, Error> {
    let (workspace, broken) = catalog(global, output)?;
    let snapshot = match &args.snapshot {
        Some(path) => read_snapshot(path)?,
        None => with_connection(global, output, async |connection, _| {
            Ok(connection.reader().snapshot().await?)
        })?,
    };
    let catalog = workspace.as_ref().map(|workspace| &workspace.catalog);
    let findings = examine(&snapshot, catalog);
    let report = Report {
        findings: &findings,
        examined: &examined(&snapshot, workspace.as_ref()),
        looked_at: &LookedAt::of(&snapshot, catalog),
    };
    match args.format {
        FindingFormat::Text => report.text(output.stdout())?,
        FindingFormat::Json => report.json(output.stdout())?,
        FindingFormat::Markdown => report.markdown(output.stdout())?,
    }
    Ok(match broken || report.number(Severity::Problem) > 0 {
        true => Exit::Failed,
        false => Exit::Done,
    })
}

/// The catalog, where there is one, and whether it is broken: the instance is worth examining all the same.
fn catalog(global: &Global, output: &mut Output) -> Result<(Option<Workspace>, bool), Error> {
    let reading = match read(global) {
        Err(Error::Usage { .. }) => return Ok((None, false)),
        reading => reading?,
    };
    match Workspace::of(reading, output) {
        Ok(workspace) => Ok((Some(workspace), false)),
        Err(Error::Diagnostics) => Ok((None, true)),
        Err(error) => Err(error),
    }
}

fn examined(snapshot: &Snapshot, workspace: Option<&Workspace>) -> String {
    let store = &snapshot.identity_store;
    let accounts = snapshot.organization.iter().flat_map(|one| &one.accounts);
    let catalog = match workspace {
        Some(workspace) => format!(", and the catalog {}", workspace.file()),
        None => ", without a catalog".to_owned(),
    };
    format!(
        "Examined {}, {}, {} and {}{catalog}",
        count(store.groups.len(), "group"),
        count(store.users.len(), "user"),
        count(snapshot.permission_sets.len(), "permission set"),
        count(accounts.count(), "account"),
    )
}
