//! What a change needs. If it fails, the change is not tried: nobody gets a permission set that was made by half, and
//! nobody loses access whose new access could not be granted.

use std::collections::HashMap;
use std::sync::Arc;

use crate::model::{Account, AccountAssignment, PermissionSetName, Principal, PrincipalType};
use crate::plan::{Change, Phase, Plan, RevocationReason};

/// For every change of a plan, the changes that it needs.
#[derive(Debug)]
pub(super) struct Dependencies {
    needs: Vec<Vec<usize>>,
}

/// Who has something where, as far as it matters to a revocation: a group by its name, since one that is created
/// anew has another id.
type Holder<'a> = (PrincipalType, &'a str, &'a Account);

fn holder<'a>(principal: &'a Principal, account: &'a Account) -> Holder<'a> {
    (principal.kind, &principal.name, account)
}

/// Changes by what they concern.
#[derive(Default)]
struct Index<'a> {
    groups: HashMap<&'a str, usize>,
    /// Edits in their order.
    edits: HashMap<&'a PermissionSetName, Vec<usize>>,
    grants_of: HashMap<Holder<'a>, Vec<usize>>,
    grants_in: HashMap<(&'a PermissionSetName, &'a Account), Vec<usize>>,
    revocations: HashMap<&'a PermissionSetName, Vec<usize>>,
}

impl<'a> Index<'a> {
    fn of(plan: &'a Plan) -> Self {
        let mut index = Self::default();
        for (at, planned) in plan.changes.iter().enumerate() {
            match &planned.change {
                Change::CreateGroup { group } => {
                    index.groups.insert(group, at);
                }
                Change::CreateAssignment(grant) => {
                    let holder = holder(&grant.principal, &grant.account);
                    index.grants_of.entry(holder).or_default().push(at);
                    let place = (&grant.permission_set, &grant.account);
                    index.grants_in.entry(place).or_default().push(at);
                }
                Change::DeleteAssignment { assignment, .. } => {
                    let set = &assignment.permission_set;
                    index.revocations.entry(set).or_default().push(at);
                }
                change if change.phase() == Phase::PermissionSets => {
                    if let Some(set) = change.permission_set() {
                        index.edits.entry(set).or_default().push(at);
                    }
                }
                _ => {}
            }
        }
        index
    }

    fn edits(&self, set: &PermissionSetName) -> &[usize] {
        self.edits.get(set).map_or(&[], Vec::as_slice)
    }

    fn grant_needs(&self, grant: &AccountAssignment) -> Vec<usize> {
        let mut needs = self.edits(&grant.permission_set).to_vec();
        // A group that is created in this plan has no id yet.
        if grant.principal.kind == PrincipalType::Group && grant.principal.id.is_none() {
            needs.extend(self.groups.get(&*grant.principal.name));
        }
        needs
    }

    fn revocation_needs(
        &self,
        revoked: &AccountAssignment,
        reason: &RevocationReason,
    ) -> Vec<usize> {
        let account = &revoked.account;
        let found = |grants: Option<&Vec<usize>>| grants.cloned().unwrap_or_default();
        // Whoever moves from one set to another in an account must have the other first.
        let mut needs = found(self.grants_of.get(&holder(&revoked.principal, account)));
        // A principal that was deleted and made again has a new id, perhaps a new name: whatever replaces it has
        // the same set in the same account.
        if *reason == RevocationReason::PrincipalDeleted {
            needs.extend(found(
                self.grants_in.get(&(&revoked.permission_set, account)),
            ));
        }
        if let RevocationReason::PermissionSetRenamed(name) = reason {
            needs.extend(found(self.grants_in.get(&(name, account))));
        }
        needs
    }
}

impl Dependencies {
    pub(super) fn of(plan: &Plan) -> Self {
        let index = Index::of(plan);
        let needs = |(at, change): (usize, &Change)| match change {
            Change::CreateGroup { .. } => Vec::new(),
            Change::CreateAssignment(grant) => index.grant_needs(grant),
            Change::DeleteAssignment { assignment, reason } => {
                index.revocation_needs(assignment, reason)
            }
            Change::DeletePermissionSet { permission_set } => {
                let revocations = index.revocations.get(permission_set);
                revocations.cloned().unwrap_or_default()
            }
            Change::ProvisionPermissionSet { permission_set, .. } => {
                index.edits(permission_set).to_vec()
            }
            change => {
                let edits = change.permission_set().map(|set| index.edits(set));
                let earlier = edits.unwrap_or_default().iter().copied();
                earlier.filter(|other| *other < at).collect()
            }
        };
        let changes = plan.changes.iter().map(|planned| &planned.change);
        Self {
            needs: changes.enumerate().map(needs).collect(),
        }
    }

    /// The first change that `change` needs and that did not succeed.
    pub(super) fn missing(&self, change: usize, undone: impl Fn(usize) -> bool) -> Option<usize> {
        let needs = self.needs.get(change)?;
        needs.iter().copied().find(|needed| undone(*needed))
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
                match order.get_mut(place) {
                    Some(chain) => chain.push(at),
                    None => order.push(vec![at]),
                }
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AccountId, PrincipalId, SessionDuration};
    use crate::plan::{Attributes, PlannedChange, ProvisionReason, ProvisionTarget};

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

    fn plan(changes: Vec<Change>) -> Plan {
        Plan {
            catalog: Default::default(),
            changes: changes
                .into_iter()
                .map(|change| PlannedChange::new(change, None))
                .collect(),
            arns: Default::default(),
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
    fn orphans_and_renamed_sets_go_only_when_their_successors_are_there() {
        let plan = plan(vec![
            Change::CreateAssignment(assignment(("g", Some("2")), "A", "dev")),
            revoke(("1", Some("1")), "A", RevocationReason::PrincipalDeleted),
            revoke(("1", Some("1")), "B", RevocationReason::PrincipalDeleted),
            revoke(
                ("h", Some("3")),
                "Old",
                RevocationReason::PermissionSetRenamed(set("A")),
            ),
        ]);
        assert_eq!(stopped_by(&plan, 0), [1, 3]);
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
