//! What `plan` and `diff` print where they end with an error before anything is drawn.

use std::path::Path;

use super::load::DEFAULT_CATALOGS;
use super::{Global, PlanFormat};
use crate::diagnostic::Failure;
use crate::error::Error;
use crate::output::Output;
use crate::page::{self, Data, Shows};
use crate::report::{
    DiffHeader, failed_diff_json, failed_markdown, failed_plan_json, failure_annotations,
};

/// What was asked for.
#[derive(Debug, Clone, Copy)]
pub enum Asked<'a> {
    /// A plan.
    Plan,
    /// The difference from this base.
    Diff {
        /// The catalog before.
        base: &'a str,
        /// The catalog after.
        head: &'a str,
    },
}

/// Draws the errors of a run that has no product, in the format of the product. For people they are drawn already.
pub fn draw(
    asked: Asked<'_>,
    error: &Error,
    format: PlanFormat,
    global: &Global,
    output: &mut Output,
) -> Result<(), Error> {
    let kept = output.failures().iter().cloned();
    let errors: Vec<Failure> = kept.chain(error.failure()).collect();
    let catalog = global.catalog.as_deref();
    let catalog = catalog.unwrap_or(Path::new(DEFAULT_CATALOGS[0]));
    let catalog = catalog.display().to_string();
    let out = output.stdout();
    match format {
        PlanFormat::Text => {}
        PlanFormat::Json => {
            let document = match asked {
                Asked::Plan => failed_plan_json(&errors),
                Asked::Diff { base, head } => {
                    let header = DiffHeader {
                        base: base.to_owned(),
                        head: head.to_owned(),
                        accounts: String::new(),
                        environment: Default::default(),
                    };
                    failed_diff_json(&header, &errors)
                }
            };
            writeln!(out, "{}", crate::text::json(&format!("{document:#}")))?;
        }
        PlanFormat::Markdown => {
            let (command, suffix) = match asked {
                Asked::Plan => (format!("rolecall plan of {catalog}"), ""),
                Asked::Diff { base, .. } => {
                    (format!("rolecall diff of {catalog} with {base}"), ":diff")
                }
            };
            write!(out, "{}", failed_markdown(&command, suffix, &errors))?;
        }
        PlanFormat::Github => failure_annotations(&errors, &catalog, out)?,
        PlanFormat::Html => {
            let shows = match asked {
                Asked::Plan => Shows::Plan,
                Asked::Diff { .. } => Shows::Change,
            };
            page::write(&Data::failed(shows, &catalog, &errors), out)?;
        }
    }
    Ok(())
}
