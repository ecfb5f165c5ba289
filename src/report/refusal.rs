//! Why a plan is refused: what stands below it, and what would allow it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde_json::{Value, json};

use crate::model::Folding;
use crate::model::{AccountAssignment, PermissionSetName, Principal};
use crate::plan::{Loser, MaxRemovals, Refusal};
use crate::text::{Invocation, count, thousands, visible};

/// How many lines a refusal lists at most; the plan above it has them all.
const LISTED: usize = 10;

/// Writes why a plan is refused. `command_given` is the command that was given, to which the flags are added that allow it.
pub fn refused(
    refusals: &[Refusal],
    folding: &Folding,
    command_given: Invocation,
    out: &mut dyn Write,
) -> io::Result<()> {
    let red = anstyle::AnsiColor::Red.on_default().bold();
    let bold = anstyle::Style::new().bold();
    for refusal in refusals {
        let message = message(refusal);
        writeln!(out, "\n{red}refused{red:#}{bold}: {message}{bold:#}\n")?;
        for line in shortened(details(refusal, folding)) {
            writeln!(out, "  {line}")?;
        }
    }
    let command = refusals.iter().map(Refusal::flag);
    let command = command.fold(command_given, |command, flag| command.with(&flag));
    writeln!(
        out,
        "\nhelp: if that is meant, allow it for this run: {}",
        visible(&command.to_string())
    )
}

/// The refusals for programs.
pub fn refusals_json(refusals: &[Refusal]) -> Value {
    let each = |refusal: &Refusal| {
        json!({
            "rule": refusal.rule(),
            "message": message(refusal),
            "flag": refusal.flag(),
        })
    };
    refusals.iter().map(each).collect()
}

/// The refusals, a line for each, with what would allow them.
pub(super) fn lines(refusals: &[Refusal]) -> Vec<String> {
    let line = |refusal: &Refusal| format!("{}; {} allows it", message(refusal), refusal.flag());
    refusals.iter().map(line).collect()
}

fn message(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Removals {
            removed,
            governed,
            limit,
            emptied,
            ..
        } => format!(
            "this plan {} {} of the {} ({}); the limit is {}",
            match emptied.is_empty() {
                true => "revokes",
                false => "revokes, or leaves without any rights,",
            },
            thousands(*removed),
            count(*governed, "governed assignment"),
            percent(*removed, *governed),
            words(*limit),
        ),
        Refusal::Expired {
            removed,
            governed,
            limit,
            ..
        } => format!(
            "this plan revokes {} of the {} ({}) because their entries have expired; the limit is {}",
            thousands(*removed),
            count(*governed, "governed assignment"),
            percent(*removed, *governed),
            words(*limit),
        ),
        Refusal::TotalLoss {
            principals,
            accounts,
        } => {
            let all = "all access that this catalog governs";
            match (principals.len(), accounts.len()) {
                (some, 0) => format!("this plan takes {all} from {}", count(some, "principal")),
                (0, some) => format!("this plan takes {all} in {}", count(some, "account")),
                (some, accounts) => format!(
                    "this plan takes {all} from {} and leaves {} without any",
                    count(some, "principal"),
                    count(accounts, "account")
                ),
            }
        }
        Refusal::SelfLockout {
            caller, account, ..
        } => format!(
            "this plan may take away the access with which you run it: {} in {}",
            caller.permission_set,
            visible(&account.name)
        ),
        Refusal::NoAdministrator { account, .. } => format!(
            "after this plan nobody administers the management account {}",
            visible(&account.name)
        ),
        Refusal::Protected {
            assignments,
            permission_sets,
        } => {
            let removed = match (assignments.len(), permission_sets.len()) {
                (some, 0) => count(some, "assignment"),
                (0, some) => count(some, "permission set"),
                (some, sets) => format!(
                    "{} and {}",
                    count(some, "assignment"),
                    count(sets, "permission set")
                ),
            };
            format!("this plan removes {removed} that the catalog protects")
        }
    }
}

fn words(limit: MaxRemovals) -> String {
    match limit {
        MaxRemovals::Count(most) => thousands(most),
        MaxRemovals::Percent(percent) => format!("{percent} %"),
        MaxRemovals::AtMost { percent, most } => {
            format!("{percent} % and at most {}", thousands(most))
        }
        MaxRemovals::AtLeast { percent, least } => {
            format!("{}, or {percent} % if that is more", thousands(least))
        }
    }
}

/// A share with as many digits as it takes to tell it from the limit beside it.
fn percent(part: usize, whole: usize) -> String {
    let percent = part as f64 * 100.0 / whole.max(1) as f64;
    match percent.fract() {
        rest if rest == 0.0 || percent >= 40.0 => format!("{percent:.0} %"),
        _ => format!("{percent:.1} %"),
    }
}

fn details(refusal: &Refusal, folding: &Folding) -> Vec<String> {
    match refusal {
        Refusal::Removals {
            losers, emptied, ..
        } => {
            let emptied = emptied.iter().map(|one| {
                visible(&format!(
                    "permission set {} will allow nothing: {} in {} lose all access",
                    one.permission_set,
                    count(one.assignments, "assignment"),
                    count(one.accounts.len(), "account"),
                ))
                .into_owned()
            });
            emptied.chain(losers.iter().map(loser)).collect()
        }
        Refusal::Expired { losers, .. } => losers.iter().map(loser).collect(),
        Refusal::TotalLoss {
            principals,
            accounts,
        } => {
            let principals = principals.iter().map(|one| {
                let all = all(one.assignments);
                visible(&format!("{} loses {all}", one.subject)).into_owned()
            });
            let accounts = accounts.iter().map(|one| {
                let (all, name) = (all(one.assignments), &one.subject.name);
                let are = if one.assignments == 1 { "is" } else { "are" };
                visible(&format!("no access is left in {name}: {all} {are} lost")).into_owned()
            });
            principals.chain(accounts).collect()
        }
        Refusal::SelfLockout { removed, .. } => {
            let mut lines = assignments("revoked from", removed, folding);
            lines.push(
                "whether you belong to a group is not asked: any of them may be yours".to_owned(),
            );
            lines
        }
        Refusal::NoAdministrator { before, .. } => assignments("until now", before, folding),
        Refusal::Protected {
            assignments: removed,
            permission_sets,
        } => {
            let mut lines = assignments("revoked from", removed, folding);
            let deleted = permission_sets.iter();
            lines.extend(deleted.map(|name| format!("permission set {name} is deleted")));
            lines
        }
    }
}

/// `its only assignment`, `all of 3 assignments`.
fn all(assignments: usize) -> String {
    match assignments {
        1 => "its only assignment".to_owned(),
        several => format!("all {}", count(several, "assignment")),
    }
}

fn loser(loser: &Loser) -> String {
    let of_them = match loser.removed {
        1 => "1 of them belongs".to_owned(),
        several => format!("{} of them belong", thousands(several)),
    };
    let gone = match loser.in_catalog {
        true => "",
        false => ", which is no longer in the catalog",
    };
    format!(
        "{of_them} to {}{gone}",
        visible(&loser.principal.to_string())
    )
}

/// `revoked from group Ops: AdministratorAccess in core-root`, accounts folded.
fn assignments(before: &str, assignments: &[AccountAssignment], folding: &Folding) -> Vec<String> {
    let mut found: BTreeMap<(&Principal, &PermissionSetName), BTreeSet<_>> = BTreeMap::new();
    for assignment in assignments {
        let key = (&assignment.principal, &assignment.permission_set);
        let accounts = found.entry(key).or_default();
        accounts.insert(assignment.account.clone());
    }
    let line = |((principal, set), accounts): (_, BTreeSet<_>)| {
        let principal: &Principal = principal;
        let set: &PermissionSetName = set;
        visible(&format!(
            "{before} {principal}: {set} in {}",
            folding.line(&accounts)
        ))
        .into_owned()
    };
    found.into_iter().map(line).collect()
}

fn shortened(mut lines: Vec<String>) -> Vec<String> {
    if lines.len() > LISTED {
        let more = lines.len() - (LISTED - 1);
        lines.truncate(LISTED - 1);
        lines.push(format!("and {more} more"));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_told_from_the_limit_beside_it() {
        assert_eq!(percent(18, 42), "43 %");
        assert_eq!(percent(11, 43), "25.6 %");
        assert_eq!(percent(1, 4), "25 %");
        assert_eq!(percent(0, 0), "0 %");
    }

    #[test]
    fn a_long_list_is_cut_and_says_how_much_is_left_out() {
        let lines = |number: usize| (0..number).map(|n| n.to_string()).collect();
        assert_eq!(shortened(lines(LISTED)).len(), LISTED);
        let cut = shortened(lines(LISTED + 5));
        assert_eq!(cut.len(), LISTED);
        assert_eq!(cut.last().unwrap(), "and 6 more");
    }
}
