//! `import`: what lives, or what another tool made, as a catalog.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use wildmatch::WildMatch;

use crate::error::{Error, Exit};
use crate::files::{self, Readers};
use crate::import::cloudformation::{Surroundings, cloudformation};
use crate::import::terraform::terraform;
use crate::import::{Imported, Observed, Remark, Request, Selection, forget, import};
use crate::model::{CatalogName, check_tag};
use crate::output::Output;
use crate::session::files::{not_written, read_file, read_json};
use crate::session::load::tell as tell_problems;
use crate::session::workspace::read;
use crate::session::{Global, SnapshotArgs};
use crate::text::{Invocation, count, visible};

/// Arguments of `import`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = "\
Examples:
  # Write a catalog of everything that exists
  rolecall import --out catalog/imported.yaml
  # Print a catalog of some permission sets
  rolecall import --permission-set 'Read*' --snapshot organization.json")]
pub struct ImportArgs {
    /// Write to this file, which must not exist yet [default: stdout]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Only permission sets whose names match; may be repeated
    #[arg(long, value_name = "GLOB")]
    pub permission_set: Vec<String>,
    /// Import the permission sets that AWS Control Tower creates and assigns by itself, too
    #[arg(long)]
    pub include_control_tower: bool,
    /// Use the account types of this catalog [default: found by organizational units, names and tags]
    #[arg(long, value_name = "FILE")]
    pub account_types: Option<PathBuf>,
    /// The catalog's name in the ownership tag [default: default]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Where to import from; with --from-…, where the names are read.
    #[command(flatten)]
    pub organization: SnapshotArgs,
    /// Import what Terraform made: a state file, or the output of terraform show -json
    #[arg(long, value_name = "FILE", conflicts_with = "from_cloudformation")]
    pub from_terraform_state: Option<PathBuf>,
    /// Import what CloudFormation made: a template; may be repeated, and templates may import from each other
    #[arg(long, value_name = "FILE")]
    pub from_cloudformation: Vec<PathBuf>,
    /// A parameter of the templates; may be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = parameter, requires = "from_cloudformation")]
    pub parameter: Vec<(String, String)>,
}

pub fn run(args: &ImportArgs, global: &Global, output: &mut Output) -> Result<Exit, Error> {
    let catalog = catalog_name(args)?;
    if let Some(path) = args.out.as_deref().filter(|path| path.exists()) {
        return Err(exists(path));
    }
    let account_types = match &args.account_types {
        Some(file) => Some(account_types(file, global, output)?),
        None => None,
    };
    let (observed, forget) = observed(args, global, output)?;
    let request = Request {
        catalog,
        selection: Selection {
            permission_sets: args
                .permission_set
                .iter()
                .map(|glob| WildMatch::new(glob))
                .collect(),
            // What another tool made is not Control Tower's.
            control_tower: args.include_control_tower
                || args.from_terraform_state.is_some()
                || !args.from_cloudformation.is_empty(),
        },
        account_types,
        heading: heading(args),
    };
    let imported = import(&observed, &request)?;
    write(&imported.text, args, output)?;
    let invocation = output.invocation().clone();
    tell(&imported, args, &forget, &invocation, output.stderr())?;
    Ok(Exit::Done)
}

/// What is to be imported, and how the tool that made it forgets it.
fn observed(
    args: &ImportArgs,
    global: &Global,
    output: &mut Output,
) -> Result<(Observed, String), Error> {
    if let Some(file) = &args.from_terraform_state {
        let foreign = terraform(&shown(file), &read_json(file)?)?;
        // What the file names itself nobody needs to be asked for.
        let names = match foreign.is_complete() && !is_told_where(args, global) {
            true => None,
            false => Some(args.organization.snapshot(global, output)?),
        };
        return Ok((
            foreign.observed(names.as_ref())?,
            forget::terraform(&foreign),
        ));
    }
    if !args.from_cloudformation.is_empty() {
        let mut files = Vec::new();
        for file in &args.from_cloudformation {
            files.push((shown(file), read_file(file)?));
        }
        let parameters: BTreeMap<String, String> = args.parameter.iter().cloned().collect();
        // Templates know principals and accounts by their ids alone.
        let names = args.organization.snapshot(global, output)?;
        let surroundings = Surroundings::of_snapshot(&names);
        let foreign = cloudformation(&files, &parameters, &surroundings)?;
        return Ok((
            foreign.observed(Some(&names))?,
            forget::cloudformation(&foreign),
        ));
    }
    let snapshot = args.organization.snapshot(global, output)?;
    Ok((Observed::of_snapshot(&snapshot), String::new()))
}

/// Whether the command line says whom to ask for names.
fn is_told_where(args: &ImportArgs, global: &Global) -> bool {
    args.organization.snapshot.is_some()
        || global.sandbox.is_some()
        || global.profile.is_some()
        || global.instance_arn.is_some()
}

fn shown(file: &Path) -> String {
    file.display().to_string()
}

fn parameter(text: &str) -> Result<(String, String), String> {
    match text.split_once('=').filter(|(key, _)| !key.is_empty()) {
        Some((key, value)) => Ok((key.to_owned(), value.to_owned())),
        None => Err("write it as KEY=VALUE".to_owned()),
    }
}

fn catalog_name(args: &ImportArgs) -> Result<CatalogName, Error> {
    let name = args.name.as_deref();
    match name.map(|name| check_tag(crate::model::OWNERSHIP_TAG, name)) {
        Some(Err(error)) => Err(Error::usage(
            format!("the catalog's name cannot stand in a tag: {error}"),
            "take letters, digits, spaces and _.:/=+-@",
        )),
        _ if name == Some("") => Err(Error::usage(
            "the catalog's name is empty",
            "leave --name out for the name `default`",
        )),
        _ => Ok(name.map(CatalogName::new).unwrap_or_default()),
    }
}

/// The account types of a catalog, whatever else it says.
fn account_types(file: &Path, global: &Global, output: &mut Output) -> Result<AccountTypes, Error> {
    let global = Global {
        catalog: Some(file.to_owned()),
        ..global.clone()
    };
    let reading = read(&global)?;
    tell_problems(&reading.diagnostics, &reading.sources, output)?;
    let catalog = reading.lowered.ok_or(Error::Diagnostics)?.catalog;
    if catalog.account_types.is_empty() {
        return Err(Error::usage(
            format!(
                "{} has no `account_types`",
                visible(&file.display().to_string())
            ),
            "leave --account-types out to have them found, or define some",
        ));
    }
    Ok(catalog.account_types)
}

type AccountTypes = std::collections::BTreeMap<std::sync::Arc<str>, crate::model::AccountType>;

fn heading(args: &ImportArgs) -> Vec<String> {
    let from = match (
        &args.from_terraform_state,
        args.from_cloudformation.is_empty(),
    ) {
        (Some(_), _) => " that Terraform made",
        (None, false) => " that CloudFormation made",
        (None, true) => "",
    };
    let only = match args.permission_set.as_slice() {
        [] => "The permission sets".to_owned(),
        globs => format!("The permission sets {}", globs.join(", ")),
    };
    vec![
        format!("{only}{from} and their assignments, as rolecall import found them."),
        String::new(),
        "  rolecall plan --adopt     shows that nothing changes but who governs the sets"
            .to_owned(),
        "  rolecall apply --adopt    takes them over".to_owned(),
    ]
}

fn write(text: &str, args: &ImportArgs, output: &mut Output) -> Result<(), Error> {
    let Some(path) = &args.out else {
        output.stdout().write_all(text.as_bytes())?;
        return Ok(output.flush()?);
    };
    match files::create(path, Readers::Default, text) {
        Ok(true) => Ok(()),
        Ok(false) => Err(exists(path)),
        Err(error) => Err(not_written(path, error)),
    }
}

fn exists(path: &Path) -> Error {
    Error::usage(
        format!("{} is there already", visible(&path.display().to_string())),
        "name another file, or move this one away: import never overwrites",
    )
}

/// What was written and what comes next.
fn tell(
    imported: &Imported,
    args: &ImportArgs,
    forget: &str,
    invocation: &Invocation,
    out: &mut dyn Write,
) -> io::Result<()> {
    for remark in &imported.remarks {
        let word = if remark.loses_access() {
            "warning"
        } else {
            "note"
        };
        writeln!(out, "{word}: {}", visible(&remark.to_string()))?;
    }
    let file = args.out.as_ref().map(|path| path.display().to_string());
    let wrote = file
        .as_deref()
        .map_or_else(String::new, |file| format!("wrote {}: ", visible(file)));
    let is_foreign = args.from_terraform_state.is_some() || !args.from_cloudformation.is_empty();
    let lost = imported.remarks.iter().any(Remark::loses_access);
    writeln!(
        out,
        "{wrote}{}, {}, {}; {}",
        count(imported.permission_sets, "permission set"),
        count(imported.assignments, "assignment"),
        count(imported.account_types, "account type"),
        match (is_foreign, lost) {
            (false, false) => "read back, it matches the imported permission sets and assignments",
            (true, false) => "read back, it means exactly what the file says",
            (_, true) => "read back, it means that but for the warnings above",
        },
    )?;
    let line = |command: &str| {
        let line = invocation.command(command).flag("--adopt");
        line.replacing("--catalog", file.as_deref().unwrap_or("FILE"))
    };
    let shows = match lost {
        false => "shows that nothing changes but who governs the sets",
        true => "shows what would be taken away, and who would govern the sets",
    };
    writeln!(
        out,
        "\nNext:\n  {}    {shows}\n  {}   takes them over",
        visible(&line("plan").to_string()),
        visible(&line("apply").to_string()),
    )?;
    write!(out, "{forget}")
}
