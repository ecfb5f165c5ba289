//! What became of a plan: the account that an apply gives at its end.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::Summary;
use crate::model::{PermissionSetName, SessionDuration};
use crate::plan::{Change, Plan, RevocationReason};
use crate::text::visible;
use crate::text::{Invocation, count};

/// How an apply ended, as far as a reader is concerned.
#[derive(Debug, Clone, Default)]
pub struct Ending {
    /// Indices of the changes that are done.
    pub done: Vec<usize>,
    /// What failed.
    pub failed: Vec<FailedChange>,
    /// What was not tried, and what was missing for it, in words.
    pub skipped: Vec<(usize, String)>,
    /// What was not begun.
    pub remaining: Vec<usize>,
    /// What was begun and not waited for.
    pub unfinished: Vec<UnfinishedChange>,
    /// Whether the user wished to stop.
    pub interrupted: bool,
    /// Provisionings that are done, by their index, and the accounts that AWS still lists with an older version.
    pub unconfirmed: Vec<(usize, Vec<String>)>,
    /// Provisionings, by their index, and the account in which each left a role that nobody is assigned to.
    pub roles_left: Vec<(usize, String)>,
    /// The session durations of the permission sets that had assignments before the apply.
    pub session_durations: BTreeMap<PermissionSetName, SessionDuration>,
    /// Whether a saved plan was applied, which does not hold any more once something of it is done.
    pub of_saved_plan: bool,
    /// How long it took, in words: "4.1 s".
    pub duration: String,
    /// The requests that were made, in words: "61 requests, none throttled".
    pub requests: String,
}

/// A change that failed.
#[derive(Debug, Clone)]
pub struct FailedChange {
    /// Its index in the plan.
    pub change: usize,
    /// The account, where the change takes one operation for each.
    pub account: Option<String>,
    /// What AWS said, verbatim.
    pub message: String,
    /// The id under which AWS knows the request.
    pub request_id: Option<String>,
    /// Whether AWS may have carried it out all the same.
    pub uncertain: bool,
    /// What AWS means by it, where that is known.
    pub explanation: Option<String>,
    /// What to do.
    pub help: Option<String>,
}

/// A change whose operation is in progress, or of which the answer did not arrive.
#[derive(Debug, Clone)]
pub struct UnfinishedChange {
    /// Its index in the plan.
    pub change: usize,
    /// The account, where the change takes one operation for each.
    pub account: Option<String>,
    /// The id under which AWS knows the operation; `None` where its answer did not arrive.
    pub request_id: Option<String>,
}

impl Ending {
    /// Whether every change is done.
    pub fn is_complete(&self) -> bool {
        self.failed.is_empty()
            && self.skipped.is_empty()
            && self.remaining.is_empty()
            && self.unfinished.is_empty()
    }
}

/// Writes what was done.
pub fn done(plan: &Plan, ending: &Ending, out: &mut dyn Write) -> io::Result<()> {
    let changes = ending
        .done
        .iter()
        .filter_map(|index| plan.changes.get(*index));
    let summary = Summary::of_changes(changes.map(|planned| &planned.change));
    let bold = anstyle::Style::new().bold();
    writeln!(
        out,
        "{bold}Done:{bold:#} {}, in {} ({}).",
        summary.words(),
        ending.duration,
        ending.requests,
    )
}

/// What to run after an apply that is not complete.
#[derive(Debug, Clone)]
pub struct NextCommands {
    /// Plans what is left.
    pub plan: Invocation,
    /// Applies what is left.
    pub apply: Invocation,
}

/// Writes what is done and needs a look all the same; nothing where there is no such thing.
pub fn remarks(
    plan: &Plan,
    ending: &Ending,
    plan_again: &Invocation,
    out: &mut dyn Write,
) -> io::Result<()> {
    let set = |index: usize| {
        let change = plan.changes.get(index).map(|planned| &planned.change);
        let name = change.and_then(Change::permission_set);
        name.map_or("", |name| name.as_str())
    };
    if let Some(sentence) = open_sessions(plan, ending) {
        writeln!(out, "note: {sentence}")?;
    }
    for (change, accounts) in &ending.unconfirmed {
        writeln!(
            out,
            "note: AWS reports that {} was provisioned, but still lists these accounts with an older version of it: {}. \
             The list may be late; `{plan_again}` shows whether an account has to be provisioned again.",
            set(*change),
            visible(&accounts.join(", "))
        )?;
    }
    for (change, account) in &ending.roles_left {
        writeln!(
            out,
            "note: {} is provisioned in {}, where nobody is assigned to it: the last assignment was deleted while it \
             was provisioned. AWS has no call that removes the role; remove the permission set from the account in the \
             console of IAM Identity Center.",
            set(*change),
            visible(account)
        )?;
    }
    Ok(())
}

/// How long sessions that are open may outlast the revocations that are done; `None` where nobody lost access.
///
/// AWS does not end a session when its assignment is deleted: it lasts until the session duration is over.
fn open_sessions(plan: &Plan, ending: &Ending) -> Option<String> {
    let done = ending.done.iter();
    let done = done.filter_map(|index| plan.changes.get(*index));
    let revoked = done.filter_map(|planned| match &planned.change {
        Change::DeleteAssignment {
            reason: RevocationReason::PermissionSetRenamed(_),
            ..
        } => None,
        Change::DeleteAssignment { assignment, .. } => Some(&assignment.permission_set),
        _ => None,
    });
    let durations = revoked.map(|set| (ending.session_durations.get(set).copied(), set));
    // Of several with the longest duration the first by name: the text does not depend on the order of an apply.
    let longest = durations.max_by(|(one, a), (other, b)| one.cmp(other).then(b.cmp(a)));
    let (duration, set) = longest?;
    Some(match duration {
        Some(duration) => format!(
            "sessions that are already open are not ended by a revocation: they last up to {duration}, the session duration of {set}."
        ),
        None => "sessions that are already open are not ended by a revocation: they last up to the session duration of their permission set.".to_owned(),
    })
}

/// Writes what is not done and why; nothing where all is.
pub fn not_done(
    plan: &Plan,
    ending: &Ending,
    next: &NextCommands,
    out: &mut dyn Write,
) -> io::Result<()> {
    if ending.is_complete() {
        return Ok(());
    }
    let words = |index: usize| {
        let planned = plan.changes.get(index);
        visible(&planned.map_or_else(String::new, |planned| planned.change.words())).into_owned()
    };
    let red = anstyle::AnsiColor::Red.on_default().bold();
    let headline = headline(plan, ending);
    writeln!(out, "\n{red}error{red:#}: {headline}\n")?;
    for failed in &ending.failed {
        let account = failed
            .account
            .as_ref()
            .map_or(String::new(), |name| format!(" in {}", visible(name)));
        writeln!(out, "- {}{account}", words(failed.change))?;
        let request = failed
            .request_id
            .as_ref()
            .map_or(String::new(), |id| format!("  (request {id})"));
        writeln!(out, "    AWS: {}{request}", visible(&failed.message))?;
        if failed.uncertain {
            writeln!(out, "    it may be done all the same: plan again to see")?;
        }
        if let Some(explanation) = &failed.explanation {
            writeln!(out, "    {explanation}")?;
        }
        if let Some(help) = &failed.help {
            writeln!(out, "    help: {help}")?;
        }
    }
    if !ending.unfinished.is_empty() {
        writeln!(
            out,
            "\nnot waited for; AWS may carry these out or may have done so:"
        )?;
        for unfinished in &ending.unfinished {
            let account = unfinished
                .account
                .as_ref()
                .map_or(String::new(), |name| format!(" in {}", visible(name)));
            let request = match &unfinished.request_id {
                Some(id) => format!("request {id}"),
                None => "sent, not answered yet".to_owned(),
            };
            writeln!(out, "- {}{account}  ({request})", words(unfinished.change))?;
        }
    }
    if !ending.skipped.is_empty() {
        writeln!(out, "\nnot tried, because of what failed:")?;
        for (change, missing) in &ending.skipped {
            writeln!(out, "- {}  ({})", words(*change), visible(missing))?;
        }
    }
    if !ending.remaining.is_empty() {
        writeln!(out, "\nnot begun:")?;
        for change in &ending.remaining {
            writeln!(out, "- {}", words(*change))?;
        }
    }
    let NextCommands { plan, apply } = next;
    let next = if ending.of_saved_plan {
        format!("What is done stays done. Make a plan of the rest: {plan}")
    } else if !ending.unfinished.is_empty() {
        format!(
            "Run `{plan}` to see how these ended, then `{apply}` to continue: what is done stays done."
        )
    } else if ending.failed.is_empty() {
        format!("Run `{apply}` again to continue: what is done stays done.")
    } else {
        format!("Fix the cause, then run `{apply}` again: what is done stays done.")
    };
    let next = visible(&next);
    writeln!(out, "\n{next}")
}

fn headline(plan: &Plan, ending: &Ending) -> String {
    let all = plan.changes.len();
    let done = ending.done.len();
    let mut failed: Vec<usize> = ending.failed.iter().map(|failed| failed.change).collect();
    failed.sort_unstable();
    failed.dedup();
    let are_done = match done {
        0 => "none is done".to_owned(),
        1 => "1 is done".to_owned(),
        many => format!("{many} are done"),
    };
    if failed.is_empty() && ending.interrupted {
        format!("interrupted: of {}, {are_done}", count(all, "change"))
    } else {
        format!(
            "{} of {} failed; {are_done}",
            failed.len(),
            count(all, "change")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Account, AccountAssignment, Principal, PrincipalType};
    use crate::plan::PlannedChange;

    fn set(name: &str) -> PermissionSetName {
        PermissionSetName::parse(name).unwrap()
    }

    fn revoked(name: &str, reason: RevocationReason) -> PlannedChange {
        let assignment = AccountAssignment {
            principal: Principal {
                kind: PrincipalType::Group,
                name: "Ops".into(),
                id: None,
            },
            permission_set: set(name),
            account: Account {
                name: "dev".into(),
                id: None,
            },
        };
        PlannedChange::new(Change::DeleteAssignment { assignment, reason }, None)
    }

    fn told(changes: Vec<PlannedChange>, done: &[usize]) -> Option<String> {
        let plan = Plan {
            changes,
            ..Plan::default()
        };
        let durations = [("Admin", "PT1H"), ("Billing", "PT8H"), ("Read", "PT8H")];
        let durations = durations
            .map(|(name, duration)| (set(name), SessionDuration::parse(duration).unwrap()));
        let ending = Ending {
            done: done.to_vec(),
            session_durations: durations.into(),
            ..Ending::default()
        };
        open_sessions(&plan, &ending)
    }

    #[test]
    fn the_longest_session_of_what_was_revoked_is_named() {
        let all = || {
            let names = ["Admin", "Read", "Billing"];
            let changes = names.map(|name| revoked(name, RevocationReason::NotInCatalog));
            changes.to_vec()
        };
        let longest = told(all(), &[0, 1, 2]).unwrap();
        assert!(
            longest.ends_with("up to PT8H, the session duration of Billing."),
            "{longest}"
        );
        let one = told(all(), &[0]).unwrap();
        assert!(
            one.ends_with("up to PT1H, the session duration of Admin."),
            "{one}"
        );
        assert_eq!(told(all(), &[]), None);
        let renamed = RevocationReason::PermissionSetRenamed(set("Read"));
        assert_eq!(told(vec![revoked("Admin", renamed)], &[0]), None);
        let unknown = revoked("Other", RevocationReason::PermissionSetDeleted);
        assert!(
            told(vec![unknown], &[0])
                .unwrap()
                .ends_with("of their permission set.")
        );
    }
}
