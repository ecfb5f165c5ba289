//! From what is dangerous about permission sets to what is dangerous about changes.

use std::collections::{BTreeMap, BTreeSet};

use super::emptied::emptied;
use crate::model::{Account, AccountAssignment, Desired, Live, PermissionSet, PermissionSetName};
use crate::plan::{Change, PlannedChange};
use crate::risk::{Cause, Danger, Finding, Rule, findings};

/// Marks every change with its dangers.
pub(in crate::plan) fn assess(
    changes: &mut [PlannedChange],
    live: &Live,
    desired: &Desired,
    management_account: Option<&Account>,
) {
    let sets = Sets::of(changes, live, desired);
    for planned in changes.iter_mut() {
        planned.dangers = match &planned.change {
            Change::CreateAssignment(assignment) => sets.grant(assignment, management_account),
            Change::DeleteAssignment { .. } | Change::DeletePermissionSet { .. } => {
                vec![Danger::new(Rule::Removal, "")]
            }
            _ => Vec::new(),
        };
    }
    let emptied = emptied(changes, live, desired);
    for (at, danger) in sets.edits(changes).into_iter().chain(emptied) {
        if let Some(planned) = changes.get_mut(at) {
            planned.dangers.push(danger);
        }
    }
    for planned in changes {
        planned.dangers.sort();
        planned.dangers.dedup();
    }
}

/// What is dangerous about each permission set that a change concerns: before the plan, and after it.
struct Sets {
    before: BTreeMap<PermissionSetName, BTreeSet<Finding>>,
    after: BTreeMap<PermissionSetName, BTreeSet<Finding>>,
}

impl Sets {
    fn of(changes: &[PlannedChange], live: &Live, desired: &Desired) -> Self {
        let concerned: BTreeSet<&PermissionSetName> = changes
            .iter()
            .filter_map(|planned| planned.change.permission_set())
            .collect();
        let found = |state: &BTreeMap<PermissionSetName, PermissionSet>| {
            concerned
                .iter()
                .filter_map(|name| Some(((*name).clone(), findings(state.get(*name)?))))
                .collect()
        };
        Self {
            before: found(&live.state.permission_sets),
            after: found(&desired.state.permission_sets),
        }
    }

    /// A grant gives what the set is: what is merely wide about it stands at the set.
    fn grant(
        &self,
        assignment: &AccountAssignment,
        management_account: Option<&Account>,
    ) -> Vec<Danger> {
        let name = &assignment.permission_set;
        let grave = self.after.get(name).into_iter().flatten();
        let mut dangers: Vec<Danger> = grave
            .map(|finding| finding.danger.rule)
            .filter(|rule| {
                matches!(
                    rule,
                    Rule::AdministratorEquivalent | Rule::PrivilegeEscalation
                )
            })
            .map(|rule| Danger::new(rule, name.as_str()))
            .collect();
        let account = &assignment.account;
        if management_account.is_some_and(|management| management.id == account.id) {
            dangers.push(Danger::new(Rule::ManagementAccount, &*account.name));
        }
        dangers
    }

    /// What edits add, each at the change that adds it.
    fn edits(&self, changes: &[PlannedChange]) -> Vec<(usize, Danger)> {
        let mut edits: BTreeMap<&PermissionSetName, Vec<(usize, &Change)>> = BTreeMap::new();
        for (at, planned) in changes.iter().enumerate() {
            if let Some(name) = planned.change.permission_set()
                && planned.change.edits_permission_set()
            {
                edits.entry(name).or_default().push((at, &planned.change));
            }
        }
        let nothing = BTreeSet::new();
        let mut found = Vec::new();
        for (name, edits) in edits {
            let before = self.before.get(name).unwrap_or(&nothing);
            let known: BTreeSet<&Danger> = before.iter().map(|finding| &finding.danger).collect();
            let after = self.after.get(name).into_iter().flatten();
            for finding in after.filter(|finding| !known.contains(&finding.danger)) {
                let by = |(_, change): &&(usize, &Change)| adds(change, &finding.cause);
                // A limit that is taken off lets something in that was there already.
                let limit = |(_, change): &&(usize, &Change)| lifts_a_limit(change);
                let at = edits.iter().find(by).or_else(|| edits.iter().find(limit));
                if let Some((at, _)) = at.or_else(|| edits.first()) {
                    found.push((*at, finding.danger.clone()));
                }
            }
        }
        found
    }
}

fn adds(change: &Change, cause: &Cause) -> bool {
    match (change, cause) {
        (Change::AttachManagedPolicy { policy, .. }, Cause::Managed(managed)) => policy == managed,
        (Change::AttachCustomerManagedPolicy { policy, .. }, Cause::CustomerManaged(attached)) => {
            policy == attached
        }
        (
            Change::CreatePermissionSet { .. } | Change::UpdatePermissionSet { .. },
            Cause::RelayState,
        ) => true,
        (Change::PutInlinePolicy { .. }, Cause::Inline) => true,
        _ => false,
    }
}

fn lifts_a_limit(change: &Change) -> bool {
    matches!(
        change,
        Change::PutPermissionsBoundary { .. }
            | Change::DeletePermissionsBoundary { .. }
            | Change::PutInlinePolicy { .. }
            | Change::DeleteInlinePolicy { .. }
    )
}
