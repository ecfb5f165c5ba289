//! `bootstrap`: how far an account is set up, what to do next, and, when asked, doing it.

use std::time::Duration;

use clap::{Args, ValueEnum};

use super::apply::{self, ApplyArgs};
use crate::bootstrap::{Applied, CatalogFacts, CatalogSeen, Idp, Observed, Report};
use crate::catalog;
use crate::diagnostic::Severity;
use crate::error::{Error, Exit};
use crate::model::{Catalog, PrincipalType};
use crate::output::Output;
use crate::session::bootstrap::{Requested, observe};
use crate::session::connection::with_settings;
use crate::session::load::tell;
use crate::session::workspace::{Reading, Workspace, read};
use crate::session::{Global, PlanOptionArgs};

/// Arguments of `bootstrap`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = "\
Examples:
  # Show what is done and what comes next
  rolecall bootstrap
  # Show it for one identity provider, as JSON
  rolecall bootstrap --idp okta --format json")]
pub struct BootstrapArgs {
    /// The identity provider: its own steps are shown where something is to be done there
    #[arg(long, value_name = "PROVIDER")]
    pub idp: Option<Idp>,
    /// Wait this long for the groups that are missing, such as 45m
    #[arg(long, value_name = "DURATION", value_parser = humantime::parse_duration)]
    pub wait: Option<Duration>,
    /// Create the groups that are missing, where no identity provider synchronizes groups
    #[arg(long)]
    pub create_groups: bool,
    /// Go on through plan and apply without asking
    #[arg(long)]
    pub yes: bool,
    /// How to show the steps
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: StepFormat,
}

/// How to show steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StepFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

pub fn run(args: &BootstrapArgs, global: &Global, output: &mut Output) -> Result<Exit, Error> {
    let (mut workspace, catalog) = open_catalog(global, output)?;
    let idp = args.idp;
    let requested = Requested {
        create_groups: args.create_groups,
        wait: args.wait,
    };
    let mut observed = with_settings(global, async |settings| {
        let observed = Observed {
            options: global.invocation().places(),
            idp,
            catalog,
            ..Observed::default()
        };
        observe(observed, &settings, workspace.as_mut(), &requested, output).await
    })?;
    if let Some(region) = observed.region_of_instance() {
        let there = Global {
            region: Some(region.to_owned()),
            ..global.clone()
        };
        observed.options = there.invocation().places();
    }
    if args.format == StepFormat::Text {
        // The steps come first: the plan and the apply that may follow are long.
        Report::new(&observed).text(output.stdout())?;
    }
    let pending = matches!(&observed.plan, Some(Ok(planned)) if planned.operations > 0);
    let mut exit = None;
    if args.yes && pending && Report::new(&observed).is_clear() {
        let ended = match carry_out(global, args.format, output) {
            // The document says how it ended, whatever that was.
            Err(error) if args.format == StepFormat::Json => {
                error.print(output)?;
                Exit::Failed
            }
            ended => ended?,
        };
        observed.applied = Some(match ended {
            Exit::Done => Applied::Done,
            Exit::Refused => Applied::Refused,
            Exit::Failed | Exit::Changes => Applied::Failed,
        });
        exit = Some(ended);
    }
    let report = Report::new(&observed);
    match args.format {
        StepFormat::Json => report.json(output.stdout())?,
        StepFormat::Text if report.is_done() && exit.is_some() => {
            writeln!(output.stdout(), "\nEverything is set up.")?;
        }
        StepFormat::Text => {}
    }
    Ok(exit.unwrap_or(match report.is_clear() {
        true => Exit::Done,
        false => Exit::Failed,
    }))
}

/// The catalog, where there is one: bootstrap begins before that.
fn open_catalog(
    global: &Global,
    output: &mut Output,
) -> Result<(Option<Workspace>, CatalogSeen), Error> {
    let reading = match read(global) {
        Ok(reading) => reading,
        Err(Error::Usage { message, .. }) => {
            let groups = catalog::starter_groups();
            let reason = message;
            return Ok((None, CatalogSeen::Missing { reason, groups }));
        }
        Err(error) => return Err(error),
    };
    let file = reading.file.display().to_string();
    if reading.lowered.is_none() || reading.diagnostics.has_errors() {
        let Reading {
            diagnostics,
            sources,
            ..
        } = &reading;
        tell(diagnostics, sources, output)?;
        let errors = diagnostics.count(Severity::Error);
        return Ok((None, CatalogSeen::Broken { file, errors }));
    }
    let workspace = Workspace::of(reading, output)?;
    let facts = facts(file, &workspace.catalog);
    Ok((Some(workspace), CatalogSeen::Valid(facts)))
}

fn facts(file: String, catalog: &Catalog) -> CatalogFacts {
    let created: Vec<String> = catalog
        .groups
        .iter()
        .map(|group| group.value.to_string())
        .collect();
    let external_id = |name: &str| {
        let facts = catalog.group_facts.get(name)?;
        Some(facts.external_id.as_ref()?.value.to_string())
    };
    // In the order in which the catalog requires them; then those that its assignments name alone.
    let listed = catalog.required_groups.iter().map(|group| &group.value);
    let named = catalog.principals(PrincipalType::Group);
    let mut required: Vec<(String, Option<String>)> = Vec::new();
    for name in listed.chain(&named) {
        let known = required.iter().any(|(known, _)| **known == **name);
        if !known && !created.iter().any(|created| **created == **name) {
            required.push((name.to_string(), external_id(name)));
        }
    }
    CatalogFacts {
        file,
        permission_sets: catalog.permission_sets.len(),
        account_types: catalog.account_types.len(),
        rules: catalog.rules.len(),
        required,
        created_by_apply: created,
    }
}

/// Goes on as `rolecall apply` would: with the same plan, the same limits and the same ending.
fn carry_out(global: &Global, format: StepFormat, output: &mut Output) -> Result<Exit, Error> {
    let args = ApplyArgs {
        options: PlanOptionArgs::default(),
        plan: None,
        auto_approve: true,
        journal: None,
    };
    match format {
        StepFormat::Text => {
            writeln!(output.stdout())?;
            apply::run(&args, global, output)
        }
        // The product is the document: what happens on the way to it is conversation.
        StepFormat::Json => output.aside(|output| apply::run(&args, global, output)),
    }
}
