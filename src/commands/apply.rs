//! `apply`: makes the live state match the catalog.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use clap::Args;

use crate::apply::{Event, Interrupt, Interrupter, Journal, Outcome, apply};
use crate::aws::{Connection, Requests};
use crate::error::{Error, Exit, exit_codes};
use crate::files::{self, Readers};
use crate::model::{AccountId, Directory};
use crate::output::Output;
use crate::plan::{Plan, PlanOptions, Saved};
use crate::report::{
    Ending, Estimate, FailedChange, NextCommands, UnfinishedChange, done, duration, not_done,
    plan_text, remarks, stale,
};
use crate::session::base::Base;
use crate::session::connection::{pace, with_connection};
use crate::session::files::not_written;
use crate::session::interrupt::Signals;
use crate::session::planning::{Prepared, from_aws};
use crate::session::progress::Progress;
use crate::session::saved::read_saved;
use crate::session::workspace::Workspace;
use crate::session::{Global, PlanOptionArgs};
use crate::text::{Invocation, count, visible};

/// Arguments of `apply`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = concat!(exit_codes!(), "

Examples:
  # Apply to a simulated organization
  rolecall apply --sandbox --auto-approve
  # Apply a saved plan
  rolecall apply --plan plan.json
  # Apply without asking, and keep a journal
  rolecall apply --auto-approve --journal journal.jsonl"))]
pub struct ApplyArgs {
    /// Apply exactly the plan in FILE, under the conditions under which it was made; refused if anything that it
    /// touches is not as it was. The catalog must be there, and be the one that was planned. The file overrides no
    /// safety limit: give the flags again
    #[arg(long, value_name = "FILE", conflicts_with_all = ["scan", "adopt", "create_groups", "only"])]
    pub plan: Option<PathBuf>,
    /// Do not ask
    #[arg(long)]
    pub auto_approve: bool,
    /// Append every operation to this file, one JSON object a line: before it is sent, when AWS has taken it, and its end
    #[arg(long, value_name = "FILE")]
    pub journal: Option<PathBuf>,
    /// What the plan contains.
    #[command(flatten)]
    pub options: PlanOptionArgs,
}

pub fn run(args: &ApplyArgs, global: &Global, output: &mut Output) -> Result<Exit, Error> {
    let reviewed = args.plan.as_deref().map(read_saved).transpose()?;
    let options = match &reviewed {
        None => args.options.options(),
        // Anyone who writes the file could write what it allows, too.
        Some(saved) => PlanOptions {
            limits: args.options.limits.limits(),
            ..saved.conditions.clone()
        },
    };
    if let (Some(saved), Some(path)) = (&reviewed, &args.plan) {
        warn_of_overridden(saved, &options, path, output)?;
    }
    let mut workspace = Workspace::open(global, output)?;
    workspace.base = Base::of(&args.options.base, global);
    with_connection(global, output, async |connection, output| {
        let (prepared, _) = from_aws(connection, &mut workspace, &options, output).await?;
        let Prepared {
            plan,
            header,
            folding,
            ..
        } = &prepared;
        let pace = pace(global);
        plan_text(
            plan,
            header,
            folding,
            &workspace.sources,
            &pace,
            output.stdout(),
        )?;
        prepared.check(&workspace, output)?;
        if let (Some(saved), Some(path)) = (&reviewed, &args.plan) {
            let differences = saved.differences(&prepared.saved(&workspace));
            if !differences.is_empty() {
                output.flush()?;
                let again = output.invocation().command("plan");
                let again = again.option("--out", path.display().to_string());
                let again = args.options.base.repeat(saved.conditions.repeat(again));
                stale(
                    &path.display().to_string(),
                    &differences,
                    &again,
                    output.stderr(),
                )?;
                return Ok(Exit::Refused);
            }
        }
        if prepared.is_refused(command(args, output), output)? {
            return Ok(Exit::Refused);
        }
        if plan.is_empty() {
            return Ok(Exit::Done);
        }
        let estimate = Estimate::of(plan, &pace);
        if let Some(note) = expires_first(connection.credentials_expire(), &estimate) {
            output.flush()?;
            writeln!(output.stderr(), "{note}")?;
        }
        if !agreed(args, plan, output)? {
            writeln!(output.stderr(), "Nothing was changed.")?;
            return Ok(Exit::Failed);
        }
        let instance = header.instance_name();
        let operations = count(plan.operations(), "operation");
        writeln!(output.stdout(), "\nApplying {operations} to {instance}")?;
        output.flush()?;
        let (outcome, took) = carry_out(plan, estimate, connection, args, output).await?;
        let ending = Ending {
            of_saved_plan: reviewed.is_some(),
            session_durations: prepared.session_durations(),
            ..ending(
                plan,
                outcome,
                &prepared.directory,
                took,
                &connection.requests(),
            )
        };
        done(plan, &ending, output.stdout())?;
        output.flush()?;
        let next = next(args, reviewed.as_ref(), output);
        remarks(plan, &ending, &next.plan, output.stderr())?;
        not_done(plan, &ending, &next, output.stderr())?;
        Ok(match ending.is_complete() {
            true => Exit::Done,
            false => Exit::Failed,
        })
    })
}

/// Names the safety limits that a saved plan overrode when it was made and that this command does not: what it was
/// allowed then counts for nothing now.
fn warn_of_overridden(
    saved: &Saved,
    options: &PlanOptions,
    path: &Path,
    output: &mut Output,
) -> Result<(), Error> {
    let given = options.limits.overridden();
    let mut planned = saved.conditions.limits.overridden();
    planned.retain(|flag| !given.contains(flag));
    if !planned.is_empty() {
        let path = path.display().to_string();
        let flags = planned.join(", ");
        writeln!(
            output.stderr(),
            "note: {} was planned with {}; an apply overrides only the limits that its own flags name",
            visible(&path),
            visible(&flags),
        )?;
    }
    Ok(())
}

/// Returns the command as it was given.
fn command(args: &ApplyArgs, output: &Output) -> Invocation {
    let line = output.invocation().command("apply");
    match &args.plan {
        Some(path) => {
            let line = line.option("--plan", path.display().to_string());
            args.options.repeat_for_saved(line)
        }
        None => args.options.repeat(line),
    }
}

/// Returns how to go on after an apply that is not complete.
fn next(args: &ApplyArgs, reviewed: Option<&Saved>, output: &Output) -> NextCommands {
    let plan = output.invocation().command("plan");
    let plan = match reviewed {
        Some(saved) => {
            let plan = plan.option("--out", "plan.json");
            args.options.base.repeat(saved.conditions.repeat(plan))
        }
        None => args.options.repeat(plan),
    };
    let apply = command(args, output);
    NextCommands { plan, apply }
}

/// Whether the plan may be carried out: told so by the command line, or by a person who was asked.
fn agreed(args: &ApplyArgs, plan: &Plan, output: &mut Output) -> Result<bool, Error> {
    // A saved plan was agreed to when it was reviewed.
    if args.auto_approve || args.plan.is_some() {
        return Ok(true);
    }
    if !output.is_interactive() {
        output.flush()?;
        return Err(Error::usage(
            "nobody can be asked here whether to apply this plan",
            "agree beforehand with --auto-approve, or apply a plan that was reviewed: --plan plan.json",
        ));
    }
    let question = format!(
        "\nCarry out {}? Only `yes` is taken as an agreement:",
        count(plan.operations(), "operation")
    );
    Ok(output.confirm(&question)?)
}

/// What is said where the credentials expire before the apply has probably ended.
fn expires_first(expire: Option<SystemTime>, estimate: &Estimate) -> Option<String> {
    // What has expired already is an error of the first request.
    let left = expire?.duration_since(SystemTime::now()).ok()?;
    let takes = estimate.time();
    (left < takes).then(|| {
        format!(
            "warning: the credentials expire in {}, and this apply takes {}: it would stop on the way\n\
             help: start with credentials that last longer, or run apply again with new ones to go on: what is done \
             stays done",
            duration(left),
            estimate.words()
        )
    })
}

async fn carry_out(
    plan: &Plan,
    estimate: Estimate,
    connection: &Connection,
    args: &ApplyArgs,
    output: &mut Output,
) -> Result<(Outcome, Duration), Error> {
    let mut file = args.journal.as_deref().map(open_journal).transpose()?;
    let mut journal = file.as_mut().map(|file| Journal::new(file));
    let mut journal_error = None;
    let (interrupter, interrupt) = Interrupt::new();
    let mut progress = Progress::start(plan, estimate, output);
    let began = Instant::now();
    let mut on_event = |event: &Event| {
        // The journal first: what is shown is recorded, whenever the process dies.
        if let Some(journal) = &mut journal {
            let recorded = journal.record(plan, event, SystemTime::now());
            if let Err(error) = recorded {
                journal_error.get_or_insert(error);
                // Without a journal nothing more may happen that it would not show.
                interrupter.trigger();
            }
        }
        progress.show(event);
    };
    let writer = connection.writer(plan.catalog.clone());
    let reader = connection.reader();
    let outcome = {
        let signals = Signals::new()?;
        let applying = apply(plan, &writer, &reader, &mut on_event, interrupt);
        stoppable(applying, signals, &interrupter).await
    };
    progress.end()?;
    if let (Some(source), Some(path)) = (journal_error, &args.journal) {
        let error = Error::File {
            verb: "write",
            path: path.clone(),
            source,
        };
        output.flush()?;
        error.print(output)?;
    }
    Ok((outcome, began.elapsed()))
}

/// Waits for an apply. At the first signal it starts nothing more, at the second it ends at once.
async fn stoppable(
    applying: impl Future<Output = Outcome>,
    mut signals: Signals,
    interrupter: &Interrupter,
) -> Outcome {
    let mut applying = std::pin::pin!(applying);
    let mut asked = false;
    loop {
        tokio::select! {
            outcome = &mut applying => return outcome,
            () = signals.next() => match asked {
                false => {
                    asked = true;
                    interrupter.trigger();
                }
                true => interrupter.end(),
            },
        }
    }
}

fn open_journal(path: &Path) -> Result<File, Error> {
    files::append(path, Readers::Owner).map_err(|error| not_written(path, error))
}

fn ending(
    plan: &Plan,
    outcome: Outcome,
    directory: &Directory,
    took: Duration,
    requests: &Requests,
) -> Ending {
    let failed = outcome.failed.into_iter().map(|failure| FailedChange {
        change: failure.change,
        account: failure
            .account
            .map(|id| directory.name_account(id).name.to_string()),
        message: failure.error.message().to_owned(),
        request_id: failure.error.request_id().map(str::to_owned),
        uncertain: failure.error.is_uncertain(),
        explanation: failure.explanation,
        help: failure.help,
    });
    let name = |id: AccountId| directory.name_account(id).name.to_string();
    let unconfirmed = outcome.unconfirmed.into_iter();
    let roles_left = outcome.roles_left.iter();
    Ending {
        unconfirmed: unconfirmed
            .map(|one| (one.change, one.accounts.into_iter().map(name).collect()))
            .collect(),
        roles_left: roles_left
            .map(|role| (role.change, name(role.account)))
            .collect(),
        done: outcome.done,
        failed: failed.collect(),
        skipped: outcome
            .skipped
            .iter()
            .map(|skipped| (skipped.change, skipped.words(plan)))
            .collect(),
        remaining: outcome.remaining,
        unfinished: outcome
            .unfinished
            .into_iter()
            .map(|one| UnfinishedChange {
                change: one.change,
                account: one
                    .account
                    .map(|id| directory.name_account(id).name.to_string()),
                request_id: one.request_id,
            })
            .collect(),
        interrupted: outcome.interrupted,
        session_durations: Default::default(),
        of_saved_plan: false,
        duration: format!("{:.1} s", took.as_secs_f64()),
        requests: requests.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Change, PlannedChange};
    use crate::report::Pace;

    #[test]
    fn credentials_that_expire_on_the_way_are_told_of_before_the_start() {
        let groups = (0..1000).map(|number| Change::CreateGroup {
            group: format!("g{number}").into(),
        });
        let plan = Plan {
            changes: groups
                .map(|change| PlannedChange::new(change, None))
                .collect(),
            ..Plan::default()
        };
        // 1000 requests at one a second.
        let estimate = Estimate::of(&plan, &Pace::of_aws(1.0));
        let within = |seconds| SystemTime::now().checked_add(Duration::from_secs(seconds));
        let note = expires_first(within(600), &estimate).unwrap();
        assert!(
            note.starts_with(
                "warning: the credentials expire in 10 min, and this apply takes about 17 min at 1 requests a second"
            ),
            "{note}"
        );
        assert_eq!(expires_first(within(3600), &estimate), None);
        assert_eq!(expires_first(None, &estimate), None);
        let past = SystemTime::now().checked_sub(Duration::from_secs(60));
        assert_eq!(expires_first(past, &estimate), None);
    }
}
