//! Permission sets that allowed something and come to allow nothing.

use std::collections::{BTreeSet, HashSet};

use crate::model::{
    AccountAssignment, AssignmentRef, Desired, Live, PermissionSet, PermissionSetName,
    PermissionsBoundary,
};
use crate::plan::{Change, PlannedChange, ProvisionReason};
use crate::risk::{Danger, Rule, allows_nothing, denies_all};

/// A danger for each set that comes to allow nothing, with the index of the change that does it.
pub(super) fn emptied(
    changes: &[PlannedChange],
    live: &Live,
    desired: &Desired,
) -> Vec<(usize, Danger)> {
    let before = &live.state.permission_sets;
    let after = &desired.state.permission_sets;
    let had_something =
        |name: &PermissionSetName| before.get(name).is_some_and(|set| !allows_nothing(set));
    let mut found = Vec::new();
    let mut marked: BTreeSet<&PermissionSetName> = BTreeSet::new();
    let mut causes: Vec<(usize, &PlannedChange)> = changes.iter().enumerate().collect();
    // Of the edits of one set that which takes something away explains best.
    causes.sort_by_key(|(_, planned)| !takes_away(&planned.change));
    for (at, planned) in causes {
        let name = match &planned.change {
            change if change.edits_permission_set() => change.permission_set(),
            Change::ProvisionPermissionSet {
                permission_set,
                reason: ProvisionReason::Outdated,
                ..
            } => Some(permission_set),
            _ => None,
        };
        let Some((name, set)) = name.and_then(|name| after.get_key_value(name)) else {
            continue;
        };
        if !allows_nothing(set) || marked.contains(name) {
            continue;
        }
        let lost: Vec<AccountAssignment> = match &planned.change {
            // What the older version in these accounts allows is not known.
            Change::ProvisionPermissionSet { accounts, .. } => of_set(live, name)
                .filter(|one| accounts.contains(&one.account))
                .collect(),
            Change::CreatePermissionSet {
                previously: Some(old),
                ..
            } if had_something(old) => granted(changes, name),
            Change::CreatePermissionSet { .. } => continue,
            _ if had_something(name) => of_set(live, name).collect(),
            _ => continue,
        };
        let revoked = revoked(changes);
        let lost: Vec<&AccountAssignment> = lost
            .iter()
            .filter(|one| {
                !one.principal.is_orphan()
                    && !desired.inactive_accounts.contains_key(&one.account)
                    && !revoked.contains(one)
            })
            .collect();
        marked.insert(name);
        found.push((at, Danger::new(Rule::AllowsNothing, detail(&lost))));
    }
    found
}

fn of_set(live: &Live, name: &PermissionSetName) -> impl Iterator<Item = AccountAssignment> {
    let assignments = live.state.assignments.of_permission_set(name);
    assignments.map(AssignmentRef::to_assignment)
}

fn granted(changes: &[PlannedChange], name: &PermissionSetName) -> Vec<AccountAssignment> {
    let granted = changes.iter().filter_map(|planned| match &planned.change {
        Change::CreateAssignment(one) if one.permission_set == *name => Some(one.clone()),
        _ => None,
    });
    granted.collect()
}

fn revoked(changes: &[PlannedChange]) -> HashSet<&AccountAssignment> {
    let revoked = changes.iter().filter_map(|planned| match &planned.change {
        Change::DeleteAssignment { assignment, .. } => Some(assignment),
        _ => None,
    });
    revoked.collect()
}

fn takes_away(change: &Change) -> bool {
    match change {
        Change::AttachManagedPolicy { policy, .. } => denies_all(policy),
        Change::PutPermissionsBoundary { after, .. } => {
            matches!(after, PermissionsBoundary::Managed(policy) if denies_all(policy))
        }
        Change::PutInlinePolicy {
            permission_set,
            after,
            ..
        } => {
            let mut alone = PermissionSet::new(permission_set.clone());
            alone.inline_policy = Some(after.clone());
            allows_nothing(&alone)
        }
        Change::DetachManagedPolicy { .. }
        | Change::DetachCustomerManagedPolicy { .. }
        | Change::DeleteInlinePolicy { .. } => true,
        _ => false,
    }
}

/// How much is lost. Between two catalogs an account may stand for a type, whose accounts are not known.
fn detail(lost: &[&AccountAssignment]) -> String {
    let accounts: BTreeSet<_> = lost.iter().map(|one| &one.account).collect();
    let several = |number: usize, one: &str| match number {
        1 => format!("1 {one}"),
        number => format!("{number} {one}s"),
    };
    let lose = if lost.len() == 1 { "loses" } else { "lose" };
    match lost.len() {
        0 => String::new(),
        _ if accounts.iter().any(|account| account.id.is_none()) => {
            "all of its assignments lose all access".to_owned()
        }
        number => format!(
            "{} in {} {lose} all access",
            several(number, "assignment"),
            several(accounts.len(), "account"),
        ),
    }
}
