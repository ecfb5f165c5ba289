//! What another tool made: permission sets and assignments by the ids that the tool knows, and the names that it
//! happens to know.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::observed::Observed;
use crate::model::snapshot::{PermissionSet, Provisioned, Snapshot};
use crate::model::{
    Account, AccountId, AccountSource, Directory, OrganizationAccount, Partition, PrincipalId,
    PrincipalType, Principals,
};

/// Everything that was found in the files of another tool.
#[derive(Debug, Clone, Default)]
pub struct Foreign {
    /// The sets by the key with which the tool refers to them: an ARN, or a logical id.
    pub sets: BTreeMap<String, PermissionSet>,
    /// Who has which set where, the set by its key.
    pub assignments: BTreeSet<ForeignAssignment>,
    /// Names by id, as far as the files tell.
    pub groups: BTreeMap<PrincipalId, Arc<str>>,
    /// Names by id, as far as the files tell.
    pub users: BTreeMap<PrincipalId, Arc<str>>,
    /// Names by id, as far as the files tell.
    pub accounts: BTreeMap<AccountId, Arc<str>>,
    /// How the tool calls each thing that the catalog is to take over.
    pub addresses: BTreeSet<String>,
}

/// An assignment by ids.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ForeignAssignment {
    /// The key of the permission set.
    pub set: String,
    /// The account.
    pub account: AccountId,
    /// Group or user.
    pub kind: PrincipalType,
    /// The principal.
    pub principal: PrincipalId,
}

/// Why what another tool made cannot be imported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ForeignError {
    /// A file is not what it should be.
    #[error("{0}")]
    NotReadable(String),
    /// Parts of it cannot be understood. To leave them out would be to revoke them when the rest is adopted.
    #[error("{} cannot be understood", count(.0.len()))]
    NotUnderstood(Vec<String>),
    /// Nothing of IAM Identity Center is in it.
    #[error("{0}: no permission set and no assignment is in it")]
    Nothing(String),
    /// A set is assigned that the files do not define.
    #[error(
        "permission set `{0}` is assigned, but not defined in the file, and nobody who knows it was asked"
    )]
    UnknownSet(String),
}

fn count(parts: usize) -> String {
    match parts {
        1 => "1 part".to_owned(),
        more => format!("{more} parts"),
    }
}

impl Foreign {
    /// Whether the files alone name every principal and account, and define every set that they assign.
    pub fn is_complete(&self) -> bool {
        self.assignments.iter().all(|one| {
            let names = match one.kind {
                PrincipalType::Group => &self.groups,
                PrincipalType::User => &self.users,
            };
            names.contains_key(&one.principal)
                && self.accounts.contains_key(&one.account)
                && self.sets.contains_key(&one.set)
        })
    }

    /// What was found as something to import. Names come from the snapshot, and where there is none from the files;
    /// a set that the files only assign is taken from the snapshot as it lives.
    ///
    /// # Errors
    /// [`ForeignError::UnknownSet`].
    pub fn observed(&self, snapshot: Option<&Snapshot>) -> Result<Observed, ForeignError> {
        let mut observed = match snapshot {
            Some(snapshot) => Observed::of_snapshot(snapshot),
            None => self.alone(),
        };
        let mut sets = self.sets.clone();
        for set in sets.values_mut() {
            set.accounts.clear();
        }
        for one in &self.assignments {
            let set = match sets.get_mut(&one.set) {
                Some(set) => set,
                None => {
                    let known = observed
                        .permission_sets
                        .iter()
                        .find(|set| set.arn == one.set);
                    let mut known = known
                        .cloned()
                        .ok_or_else(|| ForeignError::UnknownSet(one.set.clone()))?;
                    known.accounts.clear();
                    sets.entry(one.set.clone()).or_insert(known)
                }
            };
            let provisioned: &mut Provisioned = set.accounts.entry(one.account).or_default();
            let table = match one.kind {
                PrincipalType::Group => &mut provisioned.groups,
                PrincipalType::User => &mut provisioned.users,
            };
            table.push(one.principal.clone());
        }
        observed.permission_sets = sets.into_values().collect();
        Ok(observed)
    }

    /// The names that the files tell. The accounts are those that they mention, which is not all that there are.
    fn alone(&self) -> Observed {
        let by_name = |table: &BTreeMap<PrincipalId, Arc<str>>| {
            let entries = table.iter();
            entries
                .map(|(id, name)| (Arc::clone(name), id.clone()))
                .collect()
        };
        let by_id = |table: &BTreeMap<PrincipalId, Arc<str>>| {
            let entries = table.iter();
            entries
                .map(|(id, name)| (id.clone(), Arc::clone(name)))
                .collect()
        };
        let mut accounts: Vec<OrganizationAccount> = self
            .accounts
            .iter()
            .map(|(id, name)| {
                OrganizationAccount::new(Account {
                    name: Arc::clone(name),
                    id: Some(*id),
                })
            })
            .collect();
        accounts.sort_by(|a, b| a.account.cmp(&b.account));
        let partition = self
            .sets
            .values()
            .find_map(|set| Partition::of_arn(&set.arn));
        Observed {
            permission_sets: Vec::new(),
            directory: Directory {
                accounts,
                management_account: None,
                principals: Some(Principals {
                    groups_by_external_id: Default::default(),
                    groups: by_name(&self.groups),
                    users: by_name(&self.users),
                }),
                accounts_from: AccountSource::Mentions,
                organizational_units: None,
            },
            groups: by_id(&self.groups),
            users: by_id(&self.users),
            partition: partition.unwrap_or_else(Partition::aws),
        }
    }
}
