//! `bootstrap`: how far an account is set up, what to do next, and, when asked, doing it.

mod command_line;
mod observe;
mod wait;

use crate::bootstrap::{Applied, CatalogFacts, CatalogSeen, Idp, Observed, Report};
use crate::catalog;
use crate::cli::{self, Allowed, Apply, Global, IdentityProvider, ScanArg, Scoping, StepFormat};
use crate::diagnostic::Severity;
use crate::error::{Error, Exit};
use crate::model::{Catalog, PrincipalType};
use crate::output::Output;

use super::target::with_settings;
use super::workspace::{Reading, Workspace, read, tell};

/// What is planned and applied: the whole catalog, and nothing that a safety limit refuses.
const SCOPING: Scoping = Scoping {
    scan: ScanArg::Groups,
    adopt: false,
    create_groups: false,
    only: Vec::new(),
};
const ALLOWED: Allowed = Allowed {
    max_removals: None,
    max_expired: None,
    allow_total_loss: false,
    allow_self_lockout: false,
    allow_no_administrator: false,
    allow_protected_removal: false,
};

pub(super) fn run(
    args: &cli::Bootstrap,
    global: &Global,
    output: &mut Output,
) -> Result<Exit, Error> {
    let (mut workspace, catalog) = open_catalog(global, output)?;
    let idp = args.idp.map(idp);
    let mut observed = with_settings(global, async |settings| {
        let observed = Observed {
            options: command_line::options(global, None),
            idp,
            catalog,
            ..Observed::default()
        };
        observe::observe(observed, &settings, workspace.as_mut(), args, output).await
    })?;
    if let Some(region) = observed.region_of_instance() {
        observed.options = command_line::options(global, Some(region.to_owned()));
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
                error.write(output.stderr())?;
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
    if reading.found.is_none() || reading.diagnostics.has_errors() {
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
    let apply = Apply {
        scoping: SCOPING,
        compared: cli::Compared::default(),
        allowed: ALLOWED,
        plan: None,
        auto_approve: true,
        journal: None,
    };
    match format {
        StepFormat::Text => {
            writeln!(output.stdout())?;
            super::apply::run(&apply, global, output)
        }
        // The product is the document: what happens on the way to it is conversation.
        StepFormat::Json => output.aside(|output| super::apply::run(&apply, global, output)),
    }
}

fn idp(provider: IdentityProvider) -> Idp {
    match provider {
        IdentityProvider::Okta => Idp::Okta,
        IdentityProvider::Jumpcloud => Idp::JumpCloud,
        IdentityProvider::Entra => Idp::Entra,
        IdentityProvider::Google => Idp::Google,
        IdentityProvider::Other => Idp::Other,
        IdentityProvider::IdentityCenter => Idp::IdentityCenter,
    }
}
