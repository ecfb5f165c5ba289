//! `validate`: every problem of the catalog, without AWS.

use crate::cli::{DiagnosticFormat, Global, Validate};
use crate::desired;
use crate::diagnostic::{self, Diagnostics, Severity};
use crate::error::{Error, Exit};
use crate::model::{AccountSource, Catalog};
use crate::output::Output;
use crate::text::count;
use crate::text::visible;

use super::within;
use super::workspace::{Found, Reading, read, tell};

pub(super) fn run(args: &Validate, global: &Global, output: &mut Output) -> Result<Exit, Error> {
    let Reading {
        sources,
        mut diagnostics,
        found,
        file,
        ..
    } = read(global)?;
    if let Some(Found { catalog, .. }) = &found {
        resolve_offline(catalog, &mut diagnostics);
    }
    within::check(&file, &args.within, &sources, &mut diagnostics)?;
    match args.format {
        DiagnosticFormat::Json => diagnostic::json(&diagnostics, &sources, output.stdout())?,
        DiagnosticFormat::Github => diagnostic::github(&diagnostics, &sources, output.stdout())?,
        DiagnosticFormat::Sarif => {
            let file = file.display().to_string();
            diagnostic::sarif(&diagnostics, &sources, &file, output.stdout())?;
        }
        DiagnosticFormat::Text => {
            tell(&diagnostics, &sources, output)?;
            if args.files {
                for (id, _) in sources.files() {
                    writeln!(output.stdout(), "{}", visible(sources.name(id)))?;
                }
            }
            if let Some(Found { catalog, .. }) =
                found.as_ref().filter(|_| !diagnostics.has_errors())
            {
                let verdict = match diagnostics.count(Severity::Warning) {
                    0 => "is valid",
                    _ => "is valid, with warnings",
                };
                writeln!(
                    output.stdout(),
                    "{} {verdict}: {}, {}, {}",
                    visible(&file.display().to_string()),
                    count(catalog.permission_sets.len(), "permission set"),
                    count(catalog.account_types.len(), "account type"),
                    count(catalog.rules.len(), "assignment rule"),
                )?;
            }
        }
    }
    Ok(match diagnostics.has_errors() {
        true => Exit::Failed,
        false => Exit::Done,
    })
}

/// What an account map alone can tell: accounts that nothing knows, selectors that select nothing. Without one,
/// the organization has to be asked, which is for `plan`.
fn resolve_offline(catalog: &Catalog, diagnostics: &mut Diagnostics) {
    let directory = desired::directory_of_catalog(catalog);
    if directory.accounts_from == AccountSource::AccountMap && !desired::needs_organization(catalog)
    {
        let mut found = Diagnostics::default();
        desired::resolve(catalog, &directory, &mut found);
        diagnostics.extend(found);
    } else {
        // What is certain whatever the organization is.
        desired::check_guardrails(catalog, &directory, diagnostics);
    }
}
