//! The limit that keeps somebody in charge of the management account.

use std::collections::{BTreeMap, BTreeSet};

use super::after::sets_after;
use super::{Circumstances, Refusal};
use crate::model::{
    AccountAssignment, AccountId, AssignmentRef, Assignments, PermissionSet, PermissionSetName,
};
use crate::plan::{Change, Plan};
use crate::risk::is_administrator;

/// Whether the plan takes the last administrator from the management account: by revoking, or by making less of the
/// sets. Only what this catalog governs is seen, so it counts only if there was one to lose. Who is in a group is not
/// asked; a principal that no longer exists administers nothing.
pub(super) fn check(plan: &Plan, circumstances: &Circumstances<'_>) -> Option<Refusal> {
    let management = circumstances.management_account?;
    let live = &circumstances.live.state;
    let administers = administrators(&live.permission_sets);
    let before: Vec<AccountAssignment> = in_account(
        live_in(&live.assignments, management),
        management,
        &administers,
    );
    let account = before.first()?.account.clone();
    let revoked: BTreeSet<&AccountAssignment> = plan
        .changes
        .iter()
        .filter_map(|planned| match &planned.change {
            Change::DeleteAssignment { assignment, .. } => Some(assignment),
            _ => None,
        })
        .collect();
    let granted = plan
        .changes
        .iter()
        .filter_map(|planned| match &planned.change {
            Change::CreateAssignment(assignment) => Some(assignment.clone()),
            _ => None,
        });
    let kept =
        live_in(&live.assignments, management).filter(|assignment| !revoked.contains(assignment));
    let after = administrators(&sets_after(plan, circumstances));
    let left = in_account(kept.chain(granted), management, &after);
    if !left.is_empty() {
        return None;
    }
    Some(Refusal::NoAdministrator { account, before })
}

fn administrators(
    sets: &BTreeMap<PermissionSetName, PermissionSet>,
) -> BTreeSet<PermissionSetName> {
    let administrators = sets.values().filter(|set| is_administrator(set));
    administrators.map(|set| set.name.clone()).collect()
}

fn live_in(
    assignments: &Assignments,
    account: AccountId,
) -> impl Iterator<Item = AccountAssignment> {
    assignments
        .in_account(account)
        .map(AssignmentRef::to_assignment)
}

fn in_account(
    assignments: impl Iterator<Item = AccountAssignment>,
    account: AccountId,
    sets: &BTreeSet<PermissionSetName>,
) -> Vec<AccountAssignment> {
    assignments
        .filter(|assignment| {
            assignment.account.id == Some(account)
                && !assignment.principal.is_orphan()
                && sets.contains(&assignment.permission_set)
        })
        .collect()
}
