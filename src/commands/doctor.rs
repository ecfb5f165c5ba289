//! `doctor`: what will bite later.

use clap::{Args, ValueEnum};

use crate::doctor::{LookedAt, Report, Severity, examine};
use crate::error::{Error, Exit};
use crate::model::Snapshot;
use crate::output::Output;
use crate::session::workspace::{Workspace, read};
use crate::session::{Global, SnapshotArgs};
use crate::text::count;

/// Arguments of `doctor`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = "\
Examples:
  # Check AWS
  rolecall doctor
  # Check a snapshot and report as Markdown
  rolecall doctor --snapshot organization.json --format markdown")]
pub struct DoctorArgs {
    /// How to show what was found
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: FindingFormat,
    /// Where to look.
    #[command(flatten)]
    pub organization: SnapshotArgs,
}

/// How to show findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FindingFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// For pull requests and wikis
    Markdown,
}

pub fn run(args: &DoctorArgs, global: &Global, output: &mut Output) -> Result<Exit, Error> {
    let (workspace, broken) = catalog(global, output)?;
    let snapshot = args.organization.snapshot(global, output)?;
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
