//! The changes of a plan by what they concern.

use std::collections::HashMap;
use std::sync::Arc;

use crate::model::{Account, AccountAssignment, PermissionSetName, Principal, PrincipalType};
use crate::plan::{Change, Phase, Plan, RevocationReason};

use super::Prerequisites;

/// Who has something where, as far as it matters to a revocation: a group by its name, since one that is created
/// anew has another id.
type Holder<'a> = (PrincipalType, &'a str, &'a Account);

fn holder<'a>(principal: &'a Principal, account: &'a Account) -> Holder<'a> {
    (principal.kind, &principal.name, account)
}

/// Changes by what they concern.
#[derive(Default)]
pub(super) struct Index<'a> {
    groups: HashMap<&'a str, usize>,
    /// Edits in their order.
    edits: HashMap<&'a PermissionSetName, Vec<usize>>,
    grants_of: HashMap<Holder<'a>, Vec<usize>>,
    grants_in: HashMap<(&'a PermissionSetName, &'a Account), Vec<usize>>,
    /// The grants in accounts where the plan keeps no assignment.
    only_grants: HashMap<&'a Account, Arc<[usize]>>,
    /// The name that a renamed set has from now on, by the name until now.
    renamed: HashMap<&'a PermissionSetName, &'a PermissionSetName>,
    pub(super) revocations: HashMap<&'a PermissionSetName, Vec<usize>>,
}

impl<'a> Index<'a> {
    pub(super) fn of(plan: &'a Plan) -> Self {
        let mut index = Self::default();
        let mut grants: HashMap<&Account, Vec<usize>> = HashMap::new();
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
                    grants.entry(&grant.account).or_default().push(at);
                }
                Change::DeleteAssignment { assignment, reason } => {
                    let set = &assignment.permission_set;
                    index.revocations.entry(set).or_default().push(at);
                    if let RevocationReason::PermissionSetRenamed(after) = reason {
                        index.renamed.insert(set, after);
                    }
                }
                change if change.phase() == Phase::PermissionSets => {
                    if let Some(set) = change.permission_set() {
                        index.edits.entry(set).or_default().push(at);
                    }
                    if let Change::CreatePermissionSet {
                        permission_set: after,
                        previously: Some(before),
                        ..
                    } = change
                    {
                        index.renamed.insert(before, after);
                    }
                }
                _ => {}
            }
        }
        grants.retain(|account, _| !plan.keeps_access_to(account));
        index.only_grants = grants
            .into_iter()
            .map(|(account, grants)| (account, grants.into()))
            .collect();
        index
    }

    /// The edits of a set, in their order.
    pub(super) fn edits(&self, set: &PermissionSetName) -> &[usize] {
        self.edits.get(set).map_or(&[], Vec::as_slice)
    }

    pub(super) fn grant_needs(&self, grant: &AccountAssignment) -> Vec<usize> {
        let mut needs = self.edits(&grant.permission_set).to_vec();
        // A group that is created in this plan has no id yet.
        if grant.principal.kind == PrincipalType::Group && grant.principal.id.is_none() {
            needs.extend(self.groups.get(&*grant.principal.name));
        }
        needs
    }

    pub(super) fn revocation_needs(&self, revoked: &AccountAssignment) -> Prerequisites {
        let (account, set) = (&revoked.account, &revoked.permission_set);
        let to_principal = self.grants_of.get(&holder(&revoked.principal, account));
        let of_set = self.grants_in.get(&(set, account));
        let renamed = self.renamed.get(set);
        let of_successor = renamed.and_then(|after| self.grants_in.get(&(*after, account)));
        let all = [to_principal, of_set, of_successor].into_iter().flatten();
        Prerequisites {
            all: all.flatten().copied().collect(),
            any: self.only_grants.get(account).cloned().unwrap_or_default(),
        }
    }
}
