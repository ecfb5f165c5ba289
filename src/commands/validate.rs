//! `validate`: every problem of the catalog, without AWS.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::desired;
use crate::diagnostic::{self, Code, Diagnostics, Severity};
use crate::error::{Error, Exit};
use crate::model::{AccountSource, Catalog};
use crate::output::Output;
use crate::session::load::{Lowered, tell};
use crate::session::workspace::{Reading, read};
use crate::session::{Global, watched};
use crate::text::{count, nearest, visible};

/// Arguments of `validate`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = "\
Examples:
  # Check the catalog
  rolecall validate
  # Write the problems for code scanning
  rolecall validate --format sarif > problems.sarif
  # Explain a diagnostic code
  rolecall validate --explain unknown-key")]
pub struct ValidateArgs {
    /// How to show problems
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: DiagnosticFormat,
    /// Refuse files that the catalog reads outside of this folder, such as an import, a policy file or atmos.yaml; may
    /// be repeated. Name the folders that the workflow watches [default: warn outside the catalog's folder]
    #[arg(long, value_name = "DIR")]
    pub within: Vec<PathBuf>,
    /// List every file that was read (--format json always does)
    #[arg(long)]
    pub files: bool,
    /// Print what a diagnostic code means, an example, and what to do, instead of validating
    #[arg(long, value_name = "CODE", value_parser = code, conflicts_with_all = ["format", "within", "files"])]
    pub explain: Option<Code>,
}

/// How to show problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiagnosticFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// As annotations of a GitHub workflow
    Github,
    /// For code scanning: SARIF 2.1.0
    Sarif,
}

pub fn run(args: &ValidateArgs, global: &Global, output: &mut Output) -> Result<Exit, Error> {
    if let Some(code) = args.explain {
        diagnostic::explain(code, output.stdout())?;
        return Ok(Exit::Done);
    }
    let Reading {
        sources,
        mut diagnostics,
        lowered,
        file,
        ..
    } = read(global)?;
    if let Some(Lowered { catalog, .. }) = &lowered {
        resolve_offline(catalog, &mut diagnostics);
    }
    watched::check(&file, &args.within, &sources, &mut diagnostics)?;
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
            if let Some(Lowered { catalog, .. }) =
                lowered.as_ref().filter(|_| !diagnostics.has_errors())
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

/// Reads the name of a diagnostic code.
fn code(name: &str) -> Result<Code, String> {
    Code::named(name).ok_or_else(|| {
        let names = Code::ALL.iter().map(|code| code.name());
        match nearest(name, names) {
            Some(similar) => format!(
                "no diagnostic has this code; did you mean `{}`?",
                similar.name()
            ),
            None => "no diagnostic has this code".to_owned(),
        }
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
