//! What stands below a plan.

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::model::Folding;
use crate::model::Scan;
use crate::plan::{Note, Plan};
use crate::text::count;
use crate::text::table::heading;
use crate::text::visible;

pub(super) fn draw(plan: &Plan, folding: &Folding, out: &mut dyn Write) -> io::Result<()> {
    let notes = plan.notes.iter();
    section(notes.flat_map(|note| sentences(note, folding)), out)
}

/// What is said of a plan with errors that has changes all the same.
pub(super) const INCOMPLETE: &str =
    "The plan has errors: what they concern is left out, and what is listed here is incomplete.";

/// What is said of a plan without changes, with what was compared.
pub(super) fn nothing(plan: &Plan) -> &'static str {
    if plan.problems.has_errors() {
        return "No changes are shown: the plan has errors, and leaves out what they concern.";
    }
    let limited = |note: &Note| matches!(note, Note::Limited { .. });
    if plan.notes.iter().any(limited) {
        return "No changes within --only.";
    }
    let scan = plan.notes.iter().find_map(|note| match note {
        Note::NotLookedFor { scan, .. } => Some(*scan),
        _ => None,
    });
    match scan {
        Some(Scan::Groups) => {
            "No changes. The live state matches the catalog. Compared: its permission sets, and their assignments to groups and to the users that the catalog names."
        }
        Some(Scan::Full) => {
            "No changes. The live state matches the catalog. Compared: its permission sets and all their assignments."
        }
        None => "No changes. The live state matches the catalog.",
    }
}

/// The section of notes below a report; nothing where there is no sentence.
pub(super) fn section(
    sentences: impl IntoIterator<Item = String>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut sentences = sentences.into_iter().peekable();
    if sentences.peek().is_none() {
        return Ok(());
    }
    writeln!(out)?;
    heading(out, "Notes")?;
    for sentence in sentences {
        writeln!(out, "  {sentence}")?;
    }
    Ok(())
}

/// A note in words; none where it says nothing that a reader needs.
pub fn sentences(note: &Note, folding: &Folding) -> Vec<String> {
    let names = |accounts: &[crate::model::Account]| {
        let accounts: BTreeSet<_> = accounts.iter().cloned().collect();
        visible(&folding.line(&accounts)).into_owned()
    };
    let sentence = match note {
        Note::GroupRecreated { group, assignments } => format!(
            "Group {} was deleted and made again: {} are granted to the new one, then taken from the old id.",
            visible(group),
            count(*assignments, "assignment"),
        ),
        Note::Orphans { assignments } => format!(
            "{} of principals that no longer exist are removed.",
            count(*assignments, "assignment")
        ),
        Note::RoleChanges { before, after } => format!(
            "{before} becomes {after}: in each account the role gets another ARN (AWSReservedSSO_{after}_…); look for the former one in trust and key policies.",
        ),
        Note::ControlTowerAdopted { permission_set } => format!(
            "Warning: {permission_set} has a name of AWS Control Tower, which assigns it at each enrolment: once this catalog manages it, every apply revokes what Control Tower assigned since."
        ),
        Note::PermissionSetKept {
            permission_set,
            accounts,
        } => format!(
            "{permission_set} cannot be deleted yet: it is assigned in {}, where nothing can be revoked now.",
            names(accounts)
        ),
        Note::Unassigned {
            permission_set,
            accounts,
        } => format!(
            "{permission_set} is provisioned in {}, where nobody is assigned to it: a role that waits for an assignment. AWS has no call that removes it; remove the permission set from the account in the console of IAM Identity Center.",
            names(accounts)
        ),
        Note::DescriptionKept {
            permission_set,
            description,
        } => format!(
            "{permission_set} keeps its description in AWS, which can be replaced but not removed: \"{}\". Write one for it in the catalog to replace it.",
            visible(description),
        ),
        Note::OutsideLimit { permission_set } => format!(
            "{permission_set} differs from the catalog; changing it would reach beyond --only, so it is left."
        ),
        Note::Untyped { accounts } => match accounts.as_slice() {
            [one] => format!("{} is selected by no account type.", visible(&one.name)),
            several => format!("Selected by no account type: {}.", names(several)),
        },
        Note::Inactive {
            account,
            state,
            assignments,
        } => {
            let left = match assignments {
                0 => "nothing is assigned there".to_owned(),
                1 => "1 assignment is left alone".to_owned(),
                many => format!("{many} assignments are left alone"),
            };
            format!("{} is {}: {left}.", visible(&account.name), state.words())
        }
        Note::Ending {
            last_day,
            principal,
            permission_sets,
            accounts,
        } => {
            let sets: Vec<&str> = permission_sets.iter().map(|name| name.as_str()).collect();
            format!(
                "Ends after {last_day}: {} in {} for {}.",
                sets.join(", "),
                visible(&folding.line(accounts)),
                visible(&principal.to_string()),
            )
        }
        Note::Limited { to } => format!(
            "Limited by --only to {}: nothing else was compared.",
            visible(&to.join(", "))
        ),
        Note::NotLookedFor {
            scan: Scan::Full, ..
        } => return Vec::new(),
        Note::NotLookedFor {
            scan: Scan::Groups,
            found,
        } => {
            let found = match found {
                None => String::new(),
                Some(0) => ". The snapshot has none".to_owned(),
                Some(some) => format!(". The snapshot has {} of them", count(*some, "assignment")),
            };
            format!(
                "Not looked for: users assigned directly that the catalog does not name, and principals that no longer exist (--scan full){found}."
            )
        }
    };
    vec![sentence]
}
