//! `access`: who has what where.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::access::{Access, CatalogSide, LiveSide, Question};
use crate::desired;
use crate::doctor::{Finding, examine};
use crate::error::{Error, Exit};
use crate::model::{CatalogName, Desired, Directory, Live, LiveScope, PermissionSetName, Scan};
use crate::output::Output;
use crate::page::{self, AccessPage};
use crate::session::files::write_to;
use crate::session::load::DEFAULT_CATALOGS;
use crate::session::workspace::{Workspace, read_at};
use crate::session::{Existing, FilterArgs, Global, OrganizationArgs};

/// Arguments of `access`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = "\
Examples:
  # List the access of one group
  rolecall access --group Developers --live
  # Write what exists in AWS as a spreadsheet
  rolecall access --live --format csv --out access.csv
  # Write one HTML page with everything
  rolecall access --sandbox --format html --out access.html")]
pub struct AccessArgs {
    /// Format of the list
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: AccessFormat,
    /// Write to FILE instead of stdout
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Read the catalog as of this git revision, and expiry dates as of its commit or --today
    #[arg(long, value_name = "REVISION")]
    pub at: Option<String>,
    /// List one row for each person, permission set and account, with the group through which the person has it
    #[arg(long)]
    pub people: bool,
    /// List only what the catalog and AWS say differently
    #[arg(long)]
    pub differs: bool,
    /// Exit with 2 if the catalog and AWS say different things
    #[arg(long)]
    pub detailed_exitcode: bool,
    /// Add the findings of doctor to the page (--format html)
    #[arg(long)]
    pub findings: bool,
    /// Which assignments.
    #[command(flatten)]
    pub filter: FilterArgs,
    /// Where the organization is read.
    #[command(flatten)]
    pub organization: OrganizationArgs,
}

/// Formats of a list of access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AccessFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// For spreadsheets
    Csv,
    /// For pull requests and wikis
    Markdown,
    /// One file with a matrix, filters and a page for each principal, account and permission set
    Html,
}

/// Lists the assignments of the catalog, beside what exists where the command line names a source of it; or, where there
/// is no catalog, only what exists.
///
/// # Errors
/// The catalog has errors, a source cannot be read, or a filter names something unknown.
pub fn run(args: &AccessArgs, global: &Global, output: &mut Output) -> Result<Exit, Error> {
    let existing = args.organization.source(global).existing(global, output)?;
    check(args, existing.is_some())?;
    let mut workspace = catalog(args.at.as_deref(), global, existing.is_some(), output)?;
    let mut directory = directory(workspace.as_mut(), existing.as_ref(), output)?;
    let desired = match &workspace {
        Some(workspace) => Some(workspace.resolve_as_known(&mut directory, output)?),
        None => None,
    };
    let (desired, symbolic) = desired.unzip();
    let symbolic = symbolic.unwrap_or_default();
    let live = match &existing {
        Some(existing) => Some(live(existing, args, desired.as_ref(), &directory)?),
        None => None,
    };
    let file = workspace.as_ref().map(Workspace::file).unwrap_or_default();
    let catalog = workspace.as_ref().zip(desired.as_ref());
    let catalog = catalog.map(|(workspace, desired)| CatalogSide {
        file: &file,
        catalog: &workspace.catalog,
        desired,
        sources: &workspace.sources,
    });
    let live = existing.as_ref().zip(live.as_ref());
    let live = live.map(|(existing, live)| LiveSide {
        name: &existing.name,
        live,
        snapshot: &existing.snapshot,
    });
    let filter = args.filter.checked(catalog, live, &directory)?;
    let question = Question {
        filter: &filter,
        by_person: args.people,
        differs: args.differs,
        all_accounts: directory.accounts.len(),
        unresolved: &symbolic,
    };
    let answer = Access::new(catalog, live, question);
    let findings = args
        .findings
        .then(|| findings(existing.as_ref(), workspace.as_ref()));
    write_to(args.out.as_deref(), output, |out| match args.format {
        AccessFormat::Text => answer.text(out),
        AccessFormat::Json => answer.json(out),
        AccessFormat::Csv => answer.csv(out),
        AccessFormat::Markdown => answer.markdown(out),
        AccessFormat::Html => {
            let page = AccessPage {
                catalog,
                live,
                directory: &directory,
                filter: &filter,
                findings: findings.as_deref(),
            };
            page::write(&page.data(), out)
        }
    })?;
    Ok(match args.detailed_exitcode && answer.differs() {
        true => Exit::Changes,
        false => Exit::Done,
    })
}

/// Refuses options that would do nothing.
fn check(args: &AccessArgs, with_existing: bool) -> Result<(), Error> {
    let is_page = args.format == AccessFormat::Html;
    let only_of_page = args.findings && !is_page;
    if only_of_page {
        return Err(Error::usage(
            "findings are part of the page only",
            "use --format html, or run rolecall doctor",
        ));
    }
    if is_page && (args.people || args.differs) {
        return Err(Error::usage(
            "the page shows people and differences by itself",
            "leave --people and --differs out, or choose another format",
        ));
    }
    let needs_existing = [
        (args.findings, "--findings"),
        (args.people, "--people"),
        (args.differs, "--differs"),
        (args.detailed_exitcode, "--detailed-exitcode"),
    ];
    match needs_existing.iter().find(|(given, _)| *given) {
        Some((_, option)) if !with_existing => Err(Error::usage(
            format!("{option} needs what exists in AWS, and no source of it is given"),
            "add --live, --snapshot FILE or --sandbox",
        )),
        _ => Ok(()),
    }
}

/// Returns every set and every assignment, managed or not: a reader of the page asks who can enter, not who manages.
fn live(
    existing: &Existing,
    args: &AccessArgs,
    desired: Option<&Desired>,
    directory: &Directory,
) -> Result<Live, Error> {
    let sets = existing.snapshot.permission_sets.iter();
    let names = sets.filter_map(|set| PermissionSetName::parse(&set.name).ok());
    let scope = LiveScope {
        catalog: desired.map_or_else(CatalogName::default, |one| one.catalog.clone()),
        names: names.collect(),
        previously: BTreeSet::new(),
        users: BTreeSet::new(),
        scan: Scan::Full,
        directory,
    };
    // Only the page shows what a permission set allows.
    let read = match args.format {
        AccessFormat::Html => existing.snapshot.live(&scope),
        _ => existing.snapshot.assigned(&scope),
    };
    read.map_err(|source| {
        let file = args.organization.snapshot.clone();
        Error::Snapshot {
            path: file.unwrap_or_else(|| existing.name.clone().into()),
            source,
        }
    })
}

/// Returns the catalog; `None` where there is none and what exists is enough.
fn catalog(
    at: Option<&str>,
    global: &Global,
    is_enough_without: bool,
    output: &mut Output,
) -> Result<Option<Workspace>, Error> {
    let mut defaults = DEFAULT_CATALOGS.iter();
    let is_named = at.is_some() || global.catalog.is_some();
    if is_enough_without && !is_named && !defaults.any(|file| Path::new(file).exists()) {
        return Ok(None);
    }
    Workspace::of(read_at(at, global)?, output).map(Some)
}

/// Returns the organization of what exists, else what the catalog itself says. Groups and users are not looked up: the
/// page shows what the catalog asks for.
fn directory(
    workspace: Option<&mut Workspace>,
    existing: Option<&Existing>,
    output: &mut Output,
) -> Result<Directory, Error> {
    let mut directory = match (existing, workspace) {
        (Some(existing), workspace) => existing.directory(workspace, output)?,
        (None, Some(workspace)) => desired::directory_of_catalog(&workspace.catalog),
        (None, None) => Directory::default(),
    };
    directory.principals = None;
    Ok(directory)
}

fn findings(existing: Option<&Existing>, workspace: Option<&Workspace>) -> Vec<Finding> {
    let catalog = workspace.map(|workspace| &workspace.catalog);
    existing.map_or_else(Vec::new, |existing| examine(&existing.snapshot, catalog))
}
