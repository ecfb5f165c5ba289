//! The changes of permission sets and account types: a line for each, the rest folded behind it.

use std::collections::{BTreeMap, BTreeSet};

use super::access::brief;
use super::{Comment, Detail, SHORT, danger, shortened};
use crate::diff::SelectorChange;
use crate::model::Folding;
use crate::model::PermissionSetName;
use crate::plan::{Change, PlannedChange};
use crate::report::moves::warnings;
use crate::report::permission_sets::{drawn, value_difference};
use crate::risk::Danger;
use crate::text::table::without_colour;
use crate::text::{Document, Markdown, code, counted, md};

/// What happens to one permission set.
pub(super) struct SetChanges<'a> {
    pub(super) name: &'a PermissionSetName,
    changes: Vec<&'a PlannedChange>,
}

impl Comment<'_> {
    /// The permission sets that change, by name.
    pub(super) fn changed_sets(&self) -> Vec<SetChanges<'_>> {
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
        let sets = sets.into_iter();
        sets.map(|(name, changes)| SetChanges { name, changes })
            .collect()
    }

    pub(super) fn sets(&self, detail: Detail, text: &mut Document) {
        let mut others = Vec::new();
        for set in self.changed_sets() {
            // What is dangerous, or gone, is said in any case.
            if detail >= Detail::Counted && !set.is_important() {
                others.push(code(set.name.as_str()));
                continue;
            }
            let words = set.words(self.folding);
            let dangers = set.dangers(danger);
            let line = md!["<b>", code(set.name.as_str()), "</b>: ", words, dangers];
            match detail {
                Detail::Full => {
                    let changes = set.changes.iter().map(|planned| &planned.change);
                    text.details(&line, "diff", &drawn(changes, self.folding));
                }
                _ => text.entry(&line),
            }
        }
        if !others.is_empty() {
            let others = Markdown::join(others, ", ");
            text.paragraph(&md!["Permission sets changed besides: ", others]);
        }
    }

    pub(super) fn changed_types(&self) -> &[SelectorChange] {
        self.comparison.map_or(&[], |both| &both.selectors)
    }

    pub(super) fn selectors(&self, detail: Detail, text: &mut Document) {
        for change in self.changed_types() {
            let line = selected_otherwise(&change.name);
            if detail == Detail::Full {
                let mut body = Vec::new();
                // Writing to memory cannot fail.
                let _ = value_difference(&change.before, &change.after, &mut body);
                text.details(&line, "diff", &without_colour(&body));
            } else {
                text.entry(&line);
            }
        }
    }
}

pub(super) fn selected_otherwise(name: &str) -> Markdown {
    md![
        "account type <b>",
        shortened(name, 10 * SHORT),
        "</b> selects otherwise: who has access by it changes"
    ]
}

impl SetChanges<'_> {
    /// Whether the set is deleted, or something about it is dangerous.
    pub(super) fn is_important(&self) -> bool {
        self.is_deleted() || self.is_dangerous()
    }

    /// Whether something about the set is dangerous.
    pub(super) fn is_dangerous(&self) -> bool {
        self.changes
            .iter()
            .any(|planned| warnings(planned).next().is_some())
    }

    fn is_deleted(&self) -> bool {
        let deleted = |change: &Change| matches!(change, Change::DeletePermissionSet { .. });
        self.changes.iter().any(|planned| deleted(&planned.change))
    }

    /// The set with its dangers, in one short line.
    pub(super) fn in_brief(&self) -> Markdown {
        let deleted = if self.is_deleted() { " is deleted" } else { "" };
        let name = code(self.name.as_str());
        md!["permission set ", name, deleted, self.dangers(brief)]
    }

    fn dangers(&self, words: fn(&Danger) -> Markdown) -> Markdown {
        let dangers = self.changes.iter().flat_map(|planned| warnings(planned));
        let dangers: BTreeSet<&Danger> = dangers.collect();
        let dangers = dangers.into_iter().map(|found| md![" ", words(found)]);
        Markdown::join(dangers, "")
    }

    /// What happens to the set, in a few words: "session duration PT1H → PT4H, inline policy (+1 −1)".
    fn words(&self, folding: &Folding) -> Markdown {
        let changes = self.changes.iter();
        let mut words: Vec<Markdown> = changes
            .filter_map(|planned| in_words(&planned.change, folding))
            .collect();
        words.dedup();
        Markdown::join(words, ", ")
    }
}

fn in_words(change: &Change, folding: &Folding) -> Option<Markdown> {
    Some(match change {
        Change::CreatePermissionSet {
            previously: Some(before),
            ..
        } => md!["created, takes the place of ", code(before.as_str())],
        Change::CreatePermissionSet { .. } => md!["created"],
        Change::AdoptPermissionSet { from: None, .. } => md!["adopted"],
        Change::AdoptPermissionSet {
            from: Some(from), ..
        } => md!["retagged, ", code(from.as_str()), " until now"],
        Change::DeletePermissionSet { .. } => md!["<b>deleted</b>"],
        Change::UpdatePermissionSet { before, after, .. } => {
            let mut parts = Vec::new();
            if before.session_duration != after.session_duration {
                let (before, after) = (before.session_duration, after.session_duration);
                parts.push(md!["session duration ", before, " → ", after]);
            }
            if before.description != after.description {
                parts.push(md!["description"]);
            }
            if before.relay_state != after.relay_state {
                parts.push(match &after.relay_state {
                    Some(after) => md!["relay state ", shortened(after, SHORT)],
                    None => md!["relay state removed"],
                });
            }
            Markdown::join(parts, ", ")
        }
        Change::TagPermissionSet { .. } | Change::UntagPermissionSet { .. } => md!["tags"],
        Change::AttachManagedPolicy { policy, .. } => md!["+ ", code(&policy.to_string())],
        Change::DetachManagedPolicy { policy, .. } => md!["− ", code(&policy.to_string())],
        Change::AttachCustomerManagedPolicy { policy, .. } => md!["+ ", code(&policy.to_string())],
        Change::DetachCustomerManagedPolicy { policy, .. } => md!["− ", code(&policy.to_string())],
        Change::PutInlinePolicy { before: None, .. } => md!["inline policy set"],
        Change::PutInlinePolicy {
            before: Some(before),
            after,
            ..
        } => {
            let (gone, come) = lines_changed(&before.pretty(), &after.pretty());
            md!["inline policy (+", come, " −", gone, ")"]
        }
        Change::DeleteInlinePolicy { .. } => md!["inline policy removed"],
        Change::PutPermissionsBoundary { after, .. } => md!["boundary ", code(&after.to_string())],
        Change::DeletePermissionsBoundary { .. } => md!["<b>boundary removed</b>"],
        Change::ProvisionPermissionSet { accounts, .. } => match folding.number(accounts)? {
            0 => md!["provisioned everywhere"],
            many => md!["provisioned to ", counted(many, "account")],
        },
        Change::CreateGroup { .. }
        | Change::CreateAssignment(_)
        | Change::DeleteAssignment { .. } => return None,
    })
}

fn lines_changed(before: &str, after: &str) -> (usize, usize) {
    let diff = crate::report::line_difference(before, after);
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
