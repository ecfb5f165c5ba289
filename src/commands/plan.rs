//! `plan`: what apply would change.

use std::io::{self, Write};

use crate::aws::Requests;
use crate::catalog::is_built_in;
use crate::cli::{Global, PlanArgs, PlanFormat};
use crate::error::{Error, Exit};
use crate::output::Output;
use crate::report::{Dangers, Lines, annotations, plan_json, plan_markdown, plan_text};

use super::prepare::{Prepared, from_aws, from_snapshot};
use super::target::with_connection;
use super::workspace::Workspace;

pub(super) fn run(args: &PlanArgs, global: &Global, output: &mut Output) -> Result<Exit, Error> {
    let mut workspace = Workspace::open(global, output)?;
    let (prepared, requests) = match &args.snapshot {
        Some(path) => {
            let prepared = from_snapshot(path, &mut workspace, &args.scoping, output)?;
            (prepared, None)
        }
        None => with_connection(global, async |connection| {
            let prepared = from_aws(&connection, &mut workspace, &args.scoping, output).await?;
            Ok((prepared, Some(connection.requests())))
        })?,
    };
    show(&prepared, args.format, global, &workspace, output)?;
    if let Some(requests) = requests.filter(|_| args.stats) {
        stats(&requests, output.stderr())?;
    }
    prepared.check(&workspace, output)?;
    if args.format == PlanFormat::Text && !prepared.plan.is_empty() {
        writeln!(output.stdout(), "\nTo apply it: rolecall apply")?;
    }
    Ok(match prepared.plan.is_empty() {
        false if args.detailed_exitcode => Exit::Changes,
        _ => Exit::Done,
    })
}

/// The requests that the plan cost, by operation.
fn stats(requests: &Requests, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\nRequests")?;
    for (service, operation, count) in requests.iter() {
        writeln!(out, "  {:>6}  {service} {operation}", count.sent)?;
    }
    writeln!(out, "  {requests}")
}

fn show(
    prepared: &Prepared,
    format: PlanFormat,
    global: &Global,
    workspace: &Workspace,
    output: &mut Output,
) -> Result<(), Error> {
    let Prepared {
        plan,
        header,
        folding,
        ..
    } = prepared;
    let sources = &workspace.sources;
    match format {
        PlanFormat::Json => {
            let json = plan_json(plan, header, folding, sources);
            writeln!(output.stdout(), "{json:#}")?;
        }
        PlanFormat::Text => {
            let rate = global.rate();
            plan_text(plan, header, folding, sources, rate, output.stdout())?;
        }
        PlanFormat::Markdown => {
            let text = plan_markdown(plan, header, &Dangers::default(), folding, sources, &[]);
            output.stdout().write_all(text.as_bytes())?;
        }
        PlanFormat::Github => {
            let lines = Lines {
                has: &|place| !is_built_in(place.source, sources),
                file: &header.catalog,
            };
            let dangers = Dangers::default();
            annotations(plan, &dangers, folding, sources, &lines, output.stdout())?;
        }
    }
    Ok(())
}
