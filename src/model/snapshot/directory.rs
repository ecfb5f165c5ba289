//! The directory that a snapshot holds.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Group, Instance, Organization, Snapshot};
use crate::model::{
    Account, AccountSource, AccountState, Directory, OrganizationAccount, OrganizationalUnit,
    Partition, Principals,
};

impl Snapshot {
    /// The instance that has the permission sets: the one that the management account owns.
    pub fn organization_instance(&self) -> Option<&Instance> {
        let management = self.organization.as_ref().map(|one| one.management_account);
        self.instances
            .iter()
            .find(|instance| Some(instance.owner_account) == management)
            .or_else(|| self.instances.first().filter(|_| management.is_none()))
    }

    /// The partition of that instance; `None` where there is no instance.
    pub fn partition(&self) -> Option<Partition> {
        Partition::of_arn(&self.organization_instance()?.arn)
    }

    /// Accounts with their units and tags, every group and every user.
    pub fn directory(&self) -> Directory {
        let mut directory = self
            .organization
            .as_ref()
            .map(organization)
            .unwrap_or_default();
        let mut principals = groups_by_name(&self.identity_store.groups);
        for user in &self.identity_store.users {
            principals
                .users
                .insert(user.user_name.as_str().into(), user.id.clone());
        }
        directory.principals = Some(principals);
        directory
    }
}

/// Groups as a catalog is resolved against them; one without a display name cannot be named.
pub fn groups_by_name(groups: &[Group]) -> Principals {
    let mut principals = Principals::default();
    for group in groups {
        let Some(name) = group.display_name.as_deref() else {
            continue;
        };
        let name: Arc<str> = name.into();
        for external in &group.external_ids {
            let id = external.id.as_str().into();
            let known = &mut principals.groups_by_external_id;
            known.insert(id, Arc::clone(&name));
        }
        principals.groups.insert(name, group.id.clone());
    }
    principals
}

/// The accounts of an organization, in the order of a directory.
fn organization(organization: &Organization) -> Directory {
    let units: HashMap<&str, (&str, OrganizationalUnit)> = organization
        .organizational_units
        .iter()
        .map(|unit| {
            let shown = OrganizationalUnit {
                id: unit.id.as_str().into(),
                name: Some(unit.name.as_str().into()),
            };
            (unit.id.as_str(), (unit.parent.as_str(), shown))
        })
        .collect();
    let mut accounts: Vec<OrganizationAccount> = organization
        .accounts
        .iter()
        .map(|account| {
            let chain = match account.parent.as_deref() {
                Some(parent) => way(parent, &units),
                None => Vec::new(),
            };
            OrganizationAccount {
                called: None,
                account: Account {
                    name: Arc::from(account.name.as_str()),
                    id: Some(account.id),
                },
                state: AccountState::parse(&account.state),
                organizational_units: chain,
                tags: account.tags.clone(),
            }
        })
        .collect();
    accounts.sort_by(|a, b| a.account.cmp(&b.account));
    let mut ways: Vec<Vec<OrganizationalUnit>> = organization
        .organizational_units
        .iter()
        .map(|unit| way(&unit.id, &units))
        .collect();
    ways.sort();
    Directory {
        organizational_units: Some(ways),
        accounts,
        management_account: Some(organization.management_account),
        principals: None,
        accounts_from: AccountSource::Organization,
    }
}

/// The units from the root downward to the one with this id, which comes last; none for the root itself.
// A snapshot that was parsed has no circle; one that was built by hand is cut off.
fn way(id: &str, units: &HashMap<&str, (&str, OrganizationalUnit)>) -> Vec<OrganizationalUnit> {
    let mut chain = Vec::new();
    let mut next = Some(id);
    while let Some((parent, unit)) = next.and_then(|id| units.get(id))
        && chain.len() <= units.len()
    {
        chain.push(unit.clone());
        next = Some(parent);
    }
    chain.reverse();
    chain
}
