//! `apply`: makes the live state match the catalog.

use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use crate::apply::{Event, Interrupt, Interrupter, Journal, Outcome, apply};
use crate::aws::{Connection, Requests};
use crate::cli::{Apply, Global};
use crate::error::{Error, Exit};
use crate::files::{self, Readers};
use crate::model::{AccountId, Directory};
use crate::output::Output;
use crate::plan::{Conditions, Plan, Saved};
use crate::report::{
    Ending, Estimate, FailedChange, UnfinishedChange, done, duration, not_done, plan_text, remarks,
    stale,
};
use crate::text::count;
use crate::text::visible;

use super::base::Base;
use super::conditions::{conditions, limits};
use super::interrupt::Signals;
use super::out::not_written;
use super::prepare::{Prepared, from_aws};
use super::progress::Progress;
use super::saved::read_saved;
use super::target::{pace, with_connection};
use super::workspace::Workspace;

pub(super) fn run(args: &Apply, global: &Global, output: &mut Output) -> Result<Exit, Error> {
    let reviewed = args.plan.as_deref().map(read_saved).transpose()?;
    let conditions = match &reviewed {
        None => conditions(&args.scoping, &args.allowed)?,
        // Anyone who writes the file could write what it allows, too.
        Some(saved) => Conditions {
            limits: limits(&args.allowed)?,
            ..saved.conditions.clone()
        },
    };
    if let (Some(saved), Some(path)) = (&reviewed, &args.plan) {
        warn_of_overridden(saved, &conditions, path, output)?;
    }
    let mut workspace = Workspace::open(global, output)?;
    workspace.base = Base::of(&args.compared, global);
    with_connection(global, output, async |connection, output| {
        let (prepared, _) = from_aws(connection, &mut workspace, &conditions, output).await?;
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
                stale(&path.display().to_string(), &differences, output.stderr())?;
                return Ok(Exit::Refused);
            }
        }
        if prepared.is_refused(&command(args), output)? {
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
        remarks(plan, &ending, output.stderr())?;
        not_done(plan, &ending, output.stderr())?;
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
    conditions: &Conditions,
    path: &Path,
    output: &mut Output,
) -> Result<(), Error> {
    let given = conditions.limits.overridden();
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

/// The command as it was given, as far as a safety limit is concerned.
fn command(args: &Apply) -> String {
    match &args.plan {
        Some(path) => format!("rolecall apply --plan {}", path.display()),
        None => "rolecall apply".to_owned(),
    }
}

/// Whether the plan may be carried out: told so by the command line, or by a person who was asked.
fn agreed(args: &Apply, plan: &Plan, output: &mut Output) -> Result<bool, Error> {
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
    args: &Apply,
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
        error.write(output.stderr())?;
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
