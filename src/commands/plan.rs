//! `plan`: what apply would change.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::error::{Error, Exit, exit_codes};
use crate::output::Output;
use crate::session::base::Base;
use crate::session::connection::with_connection;
use crate::session::drawing::Drawing;
use crate::session::failed::{self, Asked};
use crate::session::planning::{Prepared, from_aws, from_snapshot};
use crate::session::saved::{picture, write_saved};
use crate::session::stats::stats;
use crate::session::workspace::Workspace;
use crate::session::{Global, OrganizationSource, PlanFormat, PlanOptionArgs, SnapshotArgs};
use crate::text::{Invocation, visible};

/// Arguments of `plan`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = concat!(exit_codes!(), "

Examples:
  # Plan on a simulated organization
  rolecall plan --sandbox
  # Plan, and save the plan for apply --plan
  rolecall plan --out plan.json
  # Plan the changes in one account only
  rolecall plan --only account=plat-dev"))]
pub struct PlanArgs {
    /// Save the plan to FILE, for apply --plan; a plan that is refused is not saved
    #[arg(long, value_name = "FILE", conflicts_with = "snapshot")]
    pub out: Option<PathBuf>,
    /// Format of the plan
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: PlanFormat,
    /// Exit with 2 if there are changes
    #[arg(long)]
    pub detailed_exitcode: bool,
    /// Show which requests were made, and what another way to read would have cost
    #[arg(long)]
    pub stats: bool,
    /// What the plan contains.
    #[command(flatten)]
    pub options: PlanOptionArgs,
    /// Where the live state is read.
    #[command(flatten)]
    pub organization: SnapshotArgs,
}

/// Plans and draws the plan; where that fails, draws why in the format that was asked for.
///
/// # Errors
/// The catalog has errors, or the live state cannot be read.
pub fn run(args: &PlanArgs, global: &Global, output: &mut Output) -> Result<Exit, Error> {
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
    let options = args.options.options();
    let mut workspace = Workspace::open(global, output)?;
    workspace.base = Base::of(&args.options.base, global);
    let (prepared, cost) = match args.organization.source(global) {
        OrganizationSource::Snapshot(path) => {
            let prepared = from_snapshot(&path, &mut workspace, &options, output)?;
            (prepared, None)
        }
        _ => with_connection(global, output, async |connection, output| {
            let (prepared, reading) =
                from_aws(connection, &mut workspace, &options, output).await?;
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
    if prepared.is_refused(allowing(args, output), output)? {
        return Ok(Exit::Refused);
    }
    if let Some(path) = &args.out {
        let mut saved = prepared.saved(&workspace);
        saved.picture = picture(&prepared, &workspace);
        write_saved(path, &saved)?;
    }
    if args.format == PlanFormat::Text && !plan.is_empty() && args.organization.snapshot.is_none() {
        let next = next(args, output);
        writeln!(output.stdout(), "\n{next}")?;
    }
    Ok(match plan.is_empty() {
        false if args.detailed_exitcode => Exit::Changes,
        _ => Exit::Done,
    })
}

/// Returns the command to which the flags are added that allow a refused plan: the apply, or the plan again where it is
/// saved or made of a snapshot.
fn allowing(args: &PlanArgs, output: &Output) -> Invocation {
    match (&args.out, &args.organization.snapshot) {
        (Some(path), _) => {
            let line = output.invocation().command("plan");
            args.options.repeat(line.option("--out", shown(path)))
        }
        (None, Some(path)) => {
            let line = output.invocation().command("plan");
            args.options.repeat(line.option("--snapshot", shown(path)))
        }
        (None, None) => args.options.repeat(output.invocation().command("apply")),
    }
}

/// Returns what to do after a plan that may be applied.
fn next(args: &PlanArgs, output: &Output) -> String {
    let apply = |path: &str| {
        let line = output.invocation().command("apply").option("--plan", path);
        args.options.repeat_for_saved(line)
    };
    match &args.out {
        Some(path) => {
            let path = shown(path);
            let text = format!("Saved as {path}. To apply exactly this: {}", apply(&path));
            visible(&text).into_owned()
        }
        None => {
            let plan = output
                .invocation()
                .command("plan")
                .option("--out", "plan.json");
            let text = format!(
                "To apply exactly this: {}, then {}",
                args.options.repeat(plan),
                apply("plan.json")
            );
            visible(&text).into_owned()
        }
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
