//! A plan in numbers.

use serde::Serialize;

use crate::plan::{Change, Plan, RuleTopic};
use crate::text::count;

/// How many changes of each kind a plan has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Assignments to create.
    pub grants: usize,
    /// Assignments to delete.
    pub revocations: usize,
    /// Groups to create.
    pub groups_created: usize,
    /// Permission sets to create.
    pub permission_sets_created: usize,
    /// Permission sets to take over.
    pub permission_sets_adopted: usize,
    /// Permission sets to edit.
    pub permission_sets_changed: usize,
    /// Permission sets to delete.
    pub permission_sets_deleted: usize,
    /// Pairs of permission set and account that get the latest version.
    pub provisionings: usize,
    /// Operations that AWS is asked for.
    pub operations: usize,
    /// Dangers, as they are marked: several accounts are one.
    pub dangers: usize,
    /// Rules and limits of the catalog that change, where the catalog before is known.
    pub rules_changed: usize,
    /// Those of them that are removed or loosened; each is a danger, too.
    pub rules_loosened: usize,
    /// Account names that mean another account than before; they are among the rules, too.
    pub account_names_changed: usize,
}

impl Summary {
    /// Counts a plan's changes.
    pub fn of(plan: &Plan) -> Self {
        let changes = plan.changes.iter().map(|planned| &planned.change);
        Self {
            dangers: plan.dangers_by_rule().values().sum(),
            rules_changed: plan.rules.len(),
            rules_loosened: plan.rules.iter().filter(|rule| rule.loosens).count(),
            account_names_changed: plan
                .rules
                .iter()
                .filter(|rule| rule.topic == RuleTopic::AccountName)
                .count(),
            ..Self::of_changes(changes)
        }
    }

    /// Counts changes, whose dangers are not looked at; a set that is edited in several ways counts once.
    pub fn of_changes<'a>(changes: impl Iterator<Item = &'a Change>) -> Self {
        let mut summary = Self::default();
        let (mut created, mut changed) = (
            std::collections::BTreeSet::new(),
            std::collections::BTreeSet::new(),
        );
        for change in changes {
            summary.operations += change.operations();
            match change {
                Change::CreateAssignment(_) => summary.grants += 1,
                Change::DeleteAssignment { .. } => summary.revocations += 1,
                Change::CreateGroup { .. } => summary.groups_created += 1,
                Change::AdoptPermissionSet { .. } => summary.permission_sets_adopted += 1,
                Change::DeletePermissionSet { .. } => summary.permission_sets_deleted += 1,
                Change::ProvisionPermissionSet { accounts, .. } => {
                    summary.provisionings += accounts.len();
                }
                Change::CreatePermissionSet { permission_set, .. } => {
                    created.insert(permission_set.clone());
                }
                edit => changed.extend(edit.permission_set().cloned()),
            }
        }
        summary.permission_sets_changed = changed.difference(&created).count();
        summary.permission_sets_created = created.len();
        summary
    }

    /// The numbers that are not zero, in words: "8 grants, 1 revocation, 1 permission set changed".
    pub fn words(&self) -> String {
        self.words_if_any().unwrap_or_else(|| "nothing".to_owned())
    }

    /// The same, if any number is not zero.
    pub fn words_if_any(&self) -> Option<String> {
        let counts = self.counts();
        let parts: Vec<String> = counts
            .map(|(number, one, what)| format!("{}{what}", count(number, one)))
            .collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    /// The numbers that are not zero, each with what is counted and what happens to it.
    pub fn counts(&self) -> impl Iterator<Item = (usize, &'static str, &'static str)> {
        let all = [
            (self.grants, "grant", ""),
            (self.revocations, "revocation", ""),
            (self.groups_created, "group", " created"),
            (self.permission_sets_created, "permission set", " created"),
            (self.permission_sets_adopted, "permission set", " adopted"),
            (self.permission_sets_changed, "permission set", " changed"),
            (self.permission_sets_deleted, "permission set", " deleted"),
            (self.provisionings, "account", " provisioned"),
            (self.rules_changed, "rule", " changed"),
        ];
        all.into_iter().filter(|(number, ..)| *number > 0)
    }
}
