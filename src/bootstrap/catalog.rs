//! The catalog: whether it is there, whether it fits, and what an apply makes of it.

use crate::text::count;

use super::guide::listed;
use super::observed::{Applied, CatalogSeen, Observed};
use super::step::{Next, Step, StepName, StepState};

/// The catalog itself.
pub(super) fn catalog(observed: &Observed) -> Step {
    const NAME: StepName = StepName::Catalog;
    match &observed.catalog {
        CatalogSeen::Missing { reason, .. } => {
            Step::failed(NAME, reason.clone()).next(Next::here([
                "write a catalog to start from, and follow the numbers in it: rolecall init",
            ]))
        }
        CatalogSeen::Broken { file, errors } => {
            Step::failed(NAME, format!("{file} has {}", count(*errors, "error"))).next(Next::here(
                [format!(
                    "mend what is shown above; `{}` checks the file alone",
                    observed.command_line("validate")
                )],
            ))
        }
        CatalogSeen::Valid(facts) => Step::done(
            NAME,
            format!(
                "{}: {}, {}, {}",
                facts.file,
                count(facts.permission_sets, "permission set"),
                count(facts.account_types, "account type"),
                count(facts.rules, "assignment rule"),
            ),
        ),
    }
}

/// Whether the catalog names and types the accounts that there are.
pub(super) fn accounts(observed: &Observed) -> Step {
    const NAME: StepName = StepName::Accounts;
    let fit = match &observed.accounts {
        None => return Step::waiting(NAME),
        Some(Err(reason)) => {
            return Step::failed(NAME, reason.clone()).next(Next::here([
                "mend the catalog, as is shown above; the accounts of the organization are what counts",
            ]));
        }
        Some(Ok(fit)) => fit,
    };
    let mut message = format!("{} in the catalog", count(fit.governed, "account"));
    for (name, state) in &fit.inactive {
        message.push_str(&format!("; {name} is {state} and is left alone"));
    }
    if fit.untyped.is_empty() {
        return Step::done(NAME, message);
    }
    let untyped = listed(&fit.untyped);
    let are = if fit.untyped.len() == 1 { "is" } else { "are" };
    Step::attention(
        NAME,
        format!("{message}; {untyped} {are} selected by no account type"),
    )
    .next(Next::here([
        "select them in an account type of the catalog, unless nobody is to have access there",
    ]))
}

/// What an apply would do.
pub(super) fn plan(observed: &Observed) -> Step {
    const NAME: StepName = StepName::Plan;
    match &observed.plan {
        None => Step::waiting(NAME),
        Some(Err(reason)) => Step::failed(NAME, reason.clone()).next(Next::here([format!(
            "see all of it: {}",
            observed.command_line("plan")
        )])),
        Some(Ok(planned)) if planned.operations == 0 => {
            Step::done(NAME, "no changes: the live state matches the catalog")
        }
        Some(Ok(planned)) => {
            let operations = count(planned.operations, "operation");
            let message = format!("{}; {operations}", planned.words);
            match planned.refused {
                false => Step::done(NAME, message),
                true => Step::attention(NAME, format!("{message}; a safety limit refuses it"))
                    .next(Next::here([format!(
                        "see why, and what would allow it: {}",
                        observed.command_line("plan")
                    )])),
            }
        }
    }
}

/// Whether it is done.
pub(super) fn apply(observed: &Observed) -> Step {
    const NAME: StepName = StepName::Apply;
    match (&observed.plan, observed.applied) {
        (Some(Ok(planned)), _) if planned.operations == 0 => {
            Step::done(NAME, "nothing is left to do")
        }
        (Some(Ok(_)), Some(Applied::Done)) => Step::done(NAME, "done"),
        (Some(Ok(_)), Some(Applied::Refused)) => Step::failed(NAME, "refused by a safety limit")
            .next(Next::here([
                "read the plan; the refusal names the option that allows it",
            ])),
        (Some(Ok(_)), Some(Applied::Failed)) => {
            Step::failed(NAME, "not everything is done").next(Next::here([
                "mend what is shown above; what is done stays done",
            ]))
        }
        (Some(Ok(_)), None) => {
            Step::new(NAME, StepState::Waiting, "waits for you").next(Next::here([
                format!("see who would gain what: {}", observed.command_line("plan")),
                format!("carry it out: {}", observed.command_line("apply")),
            ]))
        }
        _ => Step::waiting(NAME),
    }
}
