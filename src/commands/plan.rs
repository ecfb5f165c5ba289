//! `plan`: what apply would change.

use std::io::{self, Write};
use std::path::Path;

use crate::catalog::is_built_in;
use crate::cli::{Global, PlanArgs, PlanFormat};
use crate::diagnostic::failures;
use crate::error::{Error, Exit};
use crate::model::Folding;
use crate::output::Output;
use crate::page;
use crate::plan::{Plan, Refusal};
use crate::report::{
    Header, Lines, annotations, failure_annotations, overridden_annotation, plan_changes,
    plan_json, plan_markdown, plan_text, refusal_annotations, refusals_json, write_with_changes,
};
use crate::source::Sources;
use crate::text::visible;

use super::base::Base;
use super::conditions::conditions;
use super::failed::{self, Asked};
use super::prepare::{Prepared, from_aws, from_snapshot};
use super::saved::{picture, write_saved};
use super::stats::stats;
use super::target::{pace, with_connection};
use super::workspace::Workspace;

pub(super) fn run(args: &PlanArgs, global: &Global, output: &mut Output) -> Result<Exit, Error> {
    let mut drawn = false;
    let result = planned(args, global, output, &mut drawn);
    if let (Err(error), false) = (&result, drawn) {
        failed::draw(Asked::Plan, error, args.format, global, output)?;
    }
    result
}

/// Plans and draws; notes whether something was drawn.
fn planned(
    args: &PlanArgs,
    global: &Global,
    output: &mut Output,
    drawn: &mut bool,
) -> Result<Exit, Error> {
    let conditions = conditions(&args.scoping, &args.allowed)?;
    let mut workspace = Workspace::open(global, output)?;
    workspace.base = Base::of(&args.compared, global);
    let (prepared, cost) = match &args.snapshot {
        Some(path) => {
            let prepared = from_snapshot(path, &mut workspace, &conditions, output)?;
            (prepared, None)
        }
        None => with_connection(global, output, async |connection, output| {
            let (prepared, reading) =
                from_aws(connection, &mut workspace, &conditions, output).await?;
            Ok((prepared, Some((connection.requests(), reading))))
        })?,
    };
    let Prepared {
        plan,
        header,
        folding,
        refusals,
        ..
    } = &prepared;
    let drawing = Drawing {
        plan,
        header,
        folding,
        refusals,
        sources: &workspace.sources,
        saved: None,
        picture: &|| prepared.page(&workspace),
    };
    *drawn = true;
    drawing.draw(args.format, global, output.stdout())?;
    if let Some((requests, reading)) = cost.filter(|_| args.stats) {
        output.flush()?;
        stats(&requests, &reading, output.stderr())?;
    }
    prepared.check(&workspace, output)?;
    let command = match &args.out {
        Some(path) => format!("rolecall plan --out {}", path.display()),
        None => "rolecall apply".to_owned(),
    };
    if prepared.is_refused(&command, output)? {
        return Ok(Exit::Refused);
    }
    if let Some(path) = &args.out {
        let mut saved = prepared.saved(&workspace);
        saved.picture = picture(&prepared, &workspace);
        write_saved(path, &saved)?;
    }
    if args.format == PlanFormat::Text && !plan.is_empty() {
        writeln!(
            output.stdout(),
            "\n{}",
            next(args.out.as_deref(), &header.overridden)
        )?;
    }
    Ok(match plan.is_empty() {
        false if args.detailed_exitcode => Exit::Changes,
        _ => Exit::Done,
    })
}

/// What to do after a plan that may be applied.
fn next(saved: Option<&Path>, overridden: &[String]) -> String {
    let flags: String = overridden.iter().map(|flag| format!(" {flag}")).collect();
    match saved {
        Some(path) => {
            let path = path.display().to_string();
            let path = visible(&path);
            format!("Saved as {path}. To apply exactly this: rolecall apply --plan {path}{flags}")
        }
        None => format!(
            "To apply exactly this: rolecall plan --out plan.json{flags}, then rolecall apply --plan plan.json{flags}"
        ),
    }
}

/// A plan with everything that a drawing of it shows.
pub(super) struct Drawing<'a> {
    pub plan: &'a Plan,
    pub header: &'a Header,
    pub folding: &'a Folding,
    pub refusals: &'a [Refusal],
    pub sources: &'a Sources,
    /// The file that keeps it, and the file's digest.
    pub saved: Option<(&'a str, &'a str)>,
    /// The tables of its page.
    pub picture: &'a dyn Fn() -> page::Data,
}

impl Drawing<'_> {
    /// Draws a plan, made now or saved before.
    pub(super) fn draw(
        &self,
        format: PlanFormat,
        global: &Global,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let Self {
            plan,
            header,
            folding,
            refusals,
            sources,
            saved,
            picture,
        } = *self;
        match format {
            PlanFormat::Json => {
                let mut json = plan_json(plan, header, folding, sources);
                json["refusals"] = refusals_json(refusals);
                write_with_changes(&json, plan_changes(plan, sources), out)?;
            }
            PlanFormat::Text => plan_text(plan, header, folding, sources, &pace(global), out)?,
            PlanFormat::Markdown => {
                let text = plan_markdown(plan, header, refusals, folding, sources, saved);
                out.write_all(text.as_bytes())?;
            }
            PlanFormat::Github => {
                let lines = Lines {
                    has: &|place| {
                        let is_own = !sources.is_aside(place.source);
                        is_own && !is_built_in(place.source, sources)
                    },
                    file: &header.catalog,
                };
                overridden_annotation(header, &header.catalog, out)?;
                let errors = failures(&plan.problems, sources);
                failure_annotations(&errors, &header.catalog, out)?;
                annotations(plan, folding, sources, &lines, out)?;
                refusal_annotations(refusals, &header.catalog, out)?;
            }
            PlanFormat::Html => page::write(&picture(), out)?,
        }
        Ok(())
    }
}
