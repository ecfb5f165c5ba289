//! What a change needs. If it fails, the change is not tried: nobody gets a permission set that was made by half, and
//! nobody loses access whose new access could not be granted.
//!
//! A revocation of a permission set from a principal in an account needs
//!
//! 1. every grant to that principal in the account: a principal that moves to another set has it first;
//! 2. every grant of that set in the account, and of the set that replaces it under another name: where one group
//!    takes over from another, or a recreated group from its deleted predecessor, the successor has access first;
//! 3. any one grant in the account, where the plan keeps no other assignment there: an account is not left without
//!    access because all grants in it failed.
//!
//! Everything else goes on.

mod index;

use std::collections::HashMap;
use std::sync::Arc;

use crate::plan::{Change, Phase, Plan};

use super::SkipReason;

use index::Index;

/// For every change of a plan, the changes that it needs.
#[derive(Debug)]
pub(super) struct Dependencies {
    needs: Vec<Prerequisites>,
}

/// What one change needs.
#[derive(Debug, Default)]
struct Prerequisites {
    /// Every one of these.
    all: Vec<usize>,
    /// At least one of these, where there are any.
    any: Arc<[usize]>,
}

impl Prerequisites {
    fn all(all: Vec<usize>) -> Self {
        Self {
            all,
            any: Arc::default(),
        }
    }
}

impl Dependencies {
    pub(super) fn of(plan: &Plan) -> Self {
        let index = Index::of(plan);
        let needs = |(at, change): (usize, &Change)| match change {
            Change::CreateGroup { .. } => Prerequisites::default(),
            Change::CreateAssignment(grant) => Prerequisites::all(index.grant_needs(grant)),
            Change::DeleteAssignment { assignment, .. } => index.revocation_needs(assignment),
            Change::DeletePermissionSet { permission_set } => {
                let revocations = index.revocations.get(permission_set);
                Prerequisites::all(revocations.cloned().unwrap_or_default())
            }
            Change::ProvisionPermissionSet { permission_set, .. } => {
                Prerequisites::all(index.edits(permission_set).to_vec())
            }
            change => {
                let edits = change.permission_set().map(|set| index.edits(set));
                let earlier = edits.unwrap_or_default().iter().copied();
                Prerequisites::all(earlier.filter(|other| *other < at).collect())
            }
        };
        let changes = plan.changes.iter().map(|planned| &planned.change);
        Self {
            needs: changes.enumerate().map(needs).collect(),
        }
    }

    /// The first change that `change` needs and that did not succeed, and why it is needed.
    pub(super) fn missing(
        &self,
        change: usize,
        undone: impl Fn(usize) -> bool,
    ) -> Option<(usize, SkipReason)> {
        let needs = self.needs.get(change)?;
        let missing = needs.all.iter().copied().find(|needed| undone(*needed));
        if let Some(needed) = missing {
            return Some((needed, SkipReason::Needed));
        }
        let none_is_done = needs.any.iter().all(|needed| undone(*needed));
        let first = needs.any.first().filter(|_| none_is_done);
        first.map(|needed| (*needed, SkipReason::LastAccess))
    }
}

/// The edits of each permission set, in the order of the plan: one set's are made one after the other.
pub(super) fn chains(plan: &Plan, phase: Phase) -> Vec<Vec<usize>> {
    let mut order: Vec<Vec<usize>> = Vec::new();
    let mut places: HashMap<Arc<str>, usize> = HashMap::new();
    for (at, planned) in plan.changes.iter().enumerate() {
        if planned.change.phase() != phase {
            continue;
        }
        let set = planned.change.permission_set().map(|set| set.as_str());
        match set.filter(|_| phase == Phase::PermissionSets) {
            None => order.push(vec![at]),
            Some(set) => {
                let next = order.len();
                let place = *places.entry(set.into()).or_insert(next);
                if place == next {
                    order.push(Vec::new());
                }
                let chain = order.get_mut(place).expect("it was pushed");
                chain.push(at);
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        Account, AccountAssignment, AccountId, PermissionSetName, Principal, PrincipalId,
        PrincipalType, SessionDuration,
    };
    use crate::plan::{
        Attributes, PlannedChange, ProvisionReason, ProvisionTarget, RevocationReason,
    };

    fn set(name: &str) -> PermissionSetName {
        PermissionSetName::parse(name).unwrap()
    }

    fn account(name: &str) -> Account {
        Account {
            name: name.into(),
            id: AccountId::parse("222222222222").ok(),
        }
    }

    fn assignment(group: (&str, Option<&str>), name: &str, place: &str) -> AccountAssignment {
        AccountAssignment {
            principal: Principal {
                kind: PrincipalType::Group,
                name: group.0.into(),
                id: group.1.map(PrincipalId::new),
            },
            permission_set: set(name),
            account: account(place),
        }
    }

    fn revoke(group: (&str, Option<&str>), name: &str, reason: RevocationReason) -> Change {
        Change::DeleteAssignment {
            assignment: assignment(group, name, "dev"),
            reason,
        }
    }

    fn create(name: &str) -> Change {
        Change::CreatePermissionSet {
            permission_set: set(name),
            attributes: Attributes {
                description: None,
                session_duration: SessionDuration::DEFAULT,
                relay_state: None,
            },
            tags: Default::default(),
            previously: None,
        }
    }

    fn adopt(name: &str) -> Change {
        Change::AdoptPermissionSet {
            permission_set: set(name),
            from: None,
        }
    }

    /// A plan that keeps an assignment in every account of these tests.
    fn plan(changes: Vec<Change>) -> Plan {
        Plan {
            kept_accounts: [account("dev"), account("prod")].into(),
            ..emptying(changes)
        }
    }

    /// A plan that keeps no assignment in any account.
    fn emptying(changes: Vec<Change>) -> Plan {
        let changes = changes.into_iter();
        Plan {
            changes: changes
                .map(|change| PlannedChange::new(change, None))
                .collect(),
            ..Plan::default()
        }
    }

    /// The changes that are missing for each when the one at `undone` is not done.
    fn stopped_by(plan: &Plan, undone: usize) -> Vec<usize> {
        let dependencies = Dependencies::of(plan);
        (0..plan.changes.len())
            .filter(|change| dependencies.missing(*change, |at| at == undone).is_some())
            .collect()
    }

    #[test]
    fn a_failed_edit_stops_the_rest_of_its_set_its_provisioning_and_its_grants() {
        let plan = plan(vec![
            create("A"),
            adopt("A"),
            create("B"),
            Change::ProvisionPermissionSet {
                permission_set: set("A"),
                accounts: [account("dev")].into(),
                target: ProvisionTarget::AllProvisionedAccounts,
                reason: ProvisionReason::Edited,
            },
            Change::CreateAssignment(assignment(("g", Some("1")), "A", "dev")),
            Change::CreateAssignment(assignment(("g", Some("1")), "B", "dev")),
        ]);
        assert_eq!(stopped_by(&plan, 0), [1, 3, 4]);
        assert_eq!(stopped_by(&plan, 1), [3, 4]);
        assert_eq!(stopped_by(&plan, 2), [5]);
    }

    #[test]
    fn grants_of_a_group_wait_for_its_creation() {
        let plan = plan(vec![
            Change::CreateGroup {
                group: "new".into(),
            },
            Change::CreateAssignment(assignment(("new", None), "A", "dev")),
            Change::CreateAssignment(assignment(("old", Some("1")), "A", "dev")),
        ]);
        assert_eq!(stopped_by(&plan, 0), [1]);
    }

    #[test]
    fn a_mover_keeps_access_until_the_new_one_is_granted() {
        let group = ("g", Some("1"));
        let plan = plan(vec![
            Change::CreateAssignment(assignment(group, "A", "dev")),
            Change::CreateAssignment(assignment(group, "A", "prod")),
            revoke(group, "B", RevocationReason::NotInCatalog),
            revoke(("h", Some("2")), "B", RevocationReason::NotInCatalog),
            Change::DeletePermissionSet {
                permission_set: set("B"),
            },
        ]);
        assert_eq!(stopped_by(&plan, 0), [2]);
        assert!(stopped_by(&plan, 1).is_empty());
        assert_eq!(stopped_by(&plan, 2), [4]);
        assert_eq!(stopped_by(&plan, 3), [4]);
    }

    #[test]
    fn a_deleted_principal_goes_only_when_its_successor_has_the_set() {
        let plan = plan(vec![
            Change::CreateAssignment(assignment(("g", Some("2")), "A", "dev")),
            revoke(("1", Some("1")), "A", RevocationReason::PrincipalDeleted),
            revoke(("1", Some("1")), "B", RevocationReason::PrincipalDeleted),
        ]);
        assert_eq!(stopped_by(&plan, 0), [1]);
    }

    #[test]
    fn a_group_that_takes_over_from_another_has_the_set_first() {
        let (before, after) = (("before", Some("1")), ("after", Some("2")));
        let plan = plan(vec![
            Change::CreateAssignment(assignment(after, "A", "dev")),
            Change::CreateAssignment(assignment(after, "A", "prod")),
            Change::CreateAssignment(assignment(after, "B", "dev")),
            revoke(before, "A", RevocationReason::NotInCatalog),
        ]);
        assert_eq!(stopped_by(&plan, 0), [3]);
        // Neither the same set in another account nor another set in the same account replaces it.
        assert!(stopped_by(&plan, 1).is_empty());
        assert!(stopped_by(&plan, 2).is_empty());
    }

    #[test]
    fn the_successor_of_a_renamed_set_is_granted_first() {
        let renamed = RevocationReason::PermissionSetRenamed(set("New"));
        let plan = plan(vec![
            Change::CreateAssignment(assignment(("g", Some("2")), "New", "dev")),
            revoke(("h", Some("3")), "Old", renamed),
        ]);
        assert_eq!(stopped_by(&plan, 0), [1]);
    }

    #[test]
    fn a_deleted_principal_of_a_renamed_set_waits_for_the_new_set() {
        let mut created = create("New");
        if let Change::CreatePermissionSet { previously, .. } = &mut created {
            *previously = Some(set("Old"));
        }
        let plan = plan(vec![
            created,
            Change::CreateAssignment(assignment(("g", Some("2")), "New", "dev")),
            revoke(("1", Some("1")), "Old", RevocationReason::PrincipalDeleted),
        ]);
        assert_eq!(stopped_by(&plan, 1), [2]);
    }

    #[test]
    fn an_account_is_not_left_without_access_because_all_its_grants_failed() {
        let changes = vec![
            Change::CreateAssignment(assignment(("g", Some("1")), "A", "dev")),
            Change::CreateAssignment(assignment(("h", Some("2")), "B", "dev")),
            Change::CreateAssignment(assignment(("h", Some("2")), "B", "prod")),
            revoke(("i", Some("3")), "C", RevocationReason::NotInCatalog),
            revoke(("j", Some("4")), "D", RevocationReason::NotInCatalog),
        ];
        let missing = |plan: &Plan, done: &[usize]| {
            let dependencies = Dependencies::of(plan);
            let missing = |change| dependencies.missing(change, |at| !done.contains(&at));
            [missing(3), missing(4)]
        };
        let last = Some((0, SkipReason::LastAccess));
        let emptied = emptying(changes.clone());
        assert_eq!(missing(&emptied, &[]), [last; 2]);
        // A grant in another account does not help this one; any grant in it does.
        assert_eq!(missing(&emptied, &[2]), [last; 2]);
        assert_eq!(missing(&emptied, &[1]), [None; 2]);
        assert_eq!(missing(&emptied, &[0]), [None; 2]);
        // Where another assignment stays, nothing is held back.
        assert_eq!(missing(&plan(changes), &[]), [None; 2]);
        // Where the plan grants nothing, everything is meant to go.
        let gone = vec![revoke(
            ("i", Some("3")),
            "C",
            RevocationReason::NotInCatalog,
        )];
        let dependencies = Dependencies::of(&emptying(gone));
        assert_eq!(dependencies.missing(0, |_| true), None);
    }

    #[test]
    fn the_edits_of_one_set_are_one_chain() {
        let plan = plan(vec![create("A"), create("B"), adopt("A"), adopt("B")]);
        assert_eq!(
            chains(&plan, Phase::PermissionSets),
            [vec![0, 2], vec![1, 3]]
        );
        assert!(chains(&plan, Phase::Grants).is_empty());
    }
}
