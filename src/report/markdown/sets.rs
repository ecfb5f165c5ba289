//! The changes of permission sets and account types: a line for each, the rest folded behind it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::escape::{danger, fenced, html};
use super::{Comment, Detail};
use crate::model::PermissionSetName;
use crate::plan::{Change, Danger, PlannedChange};
use crate::report::moves::warnings;
use crate::report::permission_sets::{drawn, value_difference};
use crate::report::table::without_colour;
use crate::report::{Folding, count};

impl Comment<'_> {
    pub(super) fn sets(&self, detail: Detail, text: &mut String) {
        let mut sets: BTreeMap<&PermissionSetName, Vec<&PlannedChange>> = BTreeMap::new();
        for planned in &self.plan.changes {
            let assignment = matches!(
                planned.change,
                Change::CreateAssignment(_) | Change::DeleteAssignment { .. }
            );
            if let (Some(name), false) = (planned.change.permission_set(), assignment) {
                sets.entry(name).or_default().push(planned);
            }
        }
        for (name, changes) in sets {
            let dangers: BTreeSet<&Danger> = changes
                .iter()
                .flat_map(|planned| warnings(planned))
                .collect();
            let dangers = dangers.into_iter();
            let dangers: String = dangers
                .map(|found| format!(" {}", danger(found, html)))
                .collect();
            // What is dangerous, or gone, is said in any case.
            let said = detail < Detail::Counted || !dangers.is_empty() || is_deleted(&changes);
            if !said {
                continue;
            }
            let line = format!(
                "<b>{}</b>: {}{dangers}",
                html(name.as_str()),
                words(&changes, self.folding)
            );
            if detail == Detail::Full {
                let changes = changes.iter().map(|planned| &planned.change);
                folded(&line, &drawn(changes, self.folding), text);
            } else {
                let _ = writeln!(text, "\n{line}<br>");
            }
        }
    }

    pub(super) fn selectors(&self, detail: Detail, text: &mut String) {
        let changes = self.comparison.map_or(&[][..], |both| &both.selectors);
        for change in changes {
            let line = format!(
                "account type <b>{}</b> selects otherwise: who has access by it changes",
                html(&change.name)
            );
            if detail == Detail::Full {
                let mut body = Vec::new();
                // Writing to memory cannot fail.
                let _ = value_difference(&change.before, &change.after, &mut body);
                folded(&line, &without_colour(&body), text);
            } else {
                let _ = writeln!(text, "\n{line}<br>");
            }
        }
    }
}

fn folded(line: &str, body: &str, text: &mut String) {
    let _ = match body.trim().is_empty() {
        true => writeln!(text, "\n{line}<br>"),
        false => writeln!(
            text,
            "\n<details><summary>{line}</summary>\n\n{}\n</details>",
            fenced("diff", body)
        ),
    };
}

fn is_deleted(changes: &[&PlannedChange]) -> bool {
    changes
        .iter()
        .any(|planned| matches!(planned.change, Change::DeletePermissionSet { .. }))
}

/// What happens to a set, in a few words: "session duration PT1H → PT4H, inline policy (+1 −1)".
fn words(changes: &[&PlannedChange], folding: &Folding) -> String {
    let mut words: Vec<String> = changes
        .iter()
        .filter_map(|planned| in_words(&planned.change, folding))
        .collect();
    words.dedup();
    words.join(", ")
}

fn in_words(change: &Change, folding: &Folding) -> Option<String> {
    Some(match change {
        Change::CreatePermissionSet {
            previously: Some(before),
            ..
        } => format!("created, takes the place of {}", html(before.as_str())),
        Change::CreatePermissionSet { .. } => "created".to_owned(),
        Change::AdoptPermissionSet { from: None, .. } => "adopted".to_owned(),
        Change::AdoptPermissionSet {
            from: Some(from), ..
        } => format!("retagged, {} until now", html(from.as_str())),
        Change::DeletePermissionSet { .. } => "<b>deleted</b>".to_owned(),
        Change::UpdatePermissionSet { before, after, .. } => {
            let mut parts = Vec::new();
            if before.session_duration != after.session_duration {
                parts.push(format!(
                    "session duration {} → {}",
                    before.session_duration, after.session_duration
                ));
            }
            if before.description != after.description {
                parts.push("description".to_owned());
            }
            if before.relay_state != after.relay_state {
                parts.push("relay state".to_owned());
            }
            parts.join(", ")
        }
        Change::TagPermissionSet { .. } | Change::UntagPermissionSet { .. } => "tags".to_owned(),
        Change::AttachManagedPolicy { policy, .. } => format!("+ {}", html(&policy.to_string())),
        Change::DetachManagedPolicy { policy, .. } => format!("− {}", html(&policy.to_string())),
        Change::AttachCustomerManagedPolicy { policy, .. } => {
            format!("+ {}", html(&policy.to_string()))
        }
        Change::DetachCustomerManagedPolicy { policy, .. } => {
            format!("− {}", html(&policy.to_string()))
        }
        Change::PutInlinePolicy { before: None, .. } => "inline policy set".to_owned(),
        Change::PutInlinePolicy {
            before: Some(before),
            after,
            ..
        } => {
            let (gone, come) = lines_changed(&before.pretty(), &after.pretty());
            format!("inline policy (+{come} −{gone})")
        }
        Change::DeleteInlinePolicy { .. } => "inline policy removed".to_owned(),
        Change::PutPermissionsBoundary { after, .. } => {
            format!("boundary {}", html(&after.to_string()))
        }
        Change::DeletePermissionsBoundary { .. } => "<b>boundary removed</b>".to_owned(),
        Change::ProvisionPermissionSet { accounts, .. } => match folding.number(accounts)? {
            0 => "provisioned everywhere".to_owned(),
            many => format!("provisioned to {}", count(many, "account")),
        },
        Change::CreateGroup { .. }
        | Change::CreateAssignment(_)
        | Change::DeleteAssignment { .. } => return None,
    })
}

fn lines_changed(before: &str, after: &str) -> (usize, usize) {
    let diff = similar::TextDiff::from_lines(before, after);
    let number = |tag| {
        diff.iter_all_changes()
            .filter(|change| change.tag() == tag)
            .count()
    };
    (
        number(similar::ChangeTag::Delete),
        number(similar::ChangeTag::Insert),
    )
}
