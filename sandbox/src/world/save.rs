//! A state file from a world, the same bytes for the same state.

use super::World;
use super::permission_set::{PermissionSet, Provisioned};
use crate::id::AccountId;
use crate::snapshot::{self, Snapshot, VERSION};

impl World {
    /// Returns the state file of this world. Operations in progress are not part of it: settle them before.
    pub fn save(&self) -> Snapshot {
        let mut sets: Vec<_> = self
            .all_sets()
            .values()
            .map(|set| self.saved_set(set))
            .collect();
        sets.sort_by(|one, other| one.name.cmp(&other.name));
        let mut instances = self.instances.clone();
        instances.sort_by(|one, other| one.arn.cmp(&other.arn));
        Snapshot {
            version: VERSION,
            caller: Some(self.caller.clone()),
            organization: self.organization.as_ref().map(saved_organization),
            instances,
            identity_store: self.saved_identity_store(),
            permission_sets: sets,
        }
    }

    fn saved_set(&self, set: &PermissionSet) -> snapshot::PermissionSet {
        let template = &set.template;
        let saved = |(account, provisioned): (&AccountId, &Provisioned)| {
            let saved = snapshot::Provisioned {
                groups: provisioned.groups.iter().copied().collect(),
                users: provisioned.users.iter().copied().collect(),
                outdated: set.is_outdated(provisioned),
            };
            (*account, saved)
        };
        snapshot::PermissionSet {
            arn: self.set_arn(set.id),
            name: set.name.clone(),
            description: template.description.clone(),
            session_duration: template.session_duration.clone(),
            relay_state: template.relay_state.clone(),
            tags: set.tags.clone(),
            managed_policies: template.managed_policies.iter().cloned().collect(),
            customer_managed_policies: template.customer_managed_policies.iter().cloned().collect(),
            inline_policy: template.inline_policy.clone(),
            permissions_boundary: template.boundary.clone(),
            accounts: set.accounts.iter().map(saved).collect(),
        }
    }

    fn saved_identity_store(&self) -> snapshot::IdentityStore {
        let store = &self.identity_store;
        let groups = store.groups.values().map(|group| snapshot::Group {
            id: group.id,
            display_name: group.display_name.clone(),
            description: group.description.clone(),
            external_ids: group.external_ids.clone(),
        });
        let users = store.users.values().map(|user| {
            let mut saved = snapshot::User {
                id: user.id,
                user_name: user.user_name.clone(),
                display_name: user.display_name.clone(),
                given_name: None,
                family_name: None,
                emails: Vec::new(),
                phone_numbers: Vec::new(),
                external_ids: user.external_ids.clone(),
                attributes: Default::default(),
                status: user.status.clone(),
            };
            user.attributes.save(&mut saved);
            saved
        });
        let memberships = store
            .memberships
            .values()
            .map(|membership| snapshot::Membership {
                id: membership.id,
                group: membership.group,
                user: membership.user,
            });
        snapshot::IdentityStore {
            groups: groups.collect(),
            users: users.collect(),
            memberships: memberships.collect(),
        }
    }
}

fn saved_organization(organization: &super::Organization) -> snapshot::Organization {
    let units = organization
        .units
        .values()
        .map(|unit| snapshot::OrganizationalUnit {
            id: unit.id.clone(),
            name: unit.name.clone(),
            parent: unit.parent.clone(),
            tags: unit.tags.clone(),
        });
    let accounts = organization
        .accounts
        .values()
        .map(|account| snapshot::Account {
            id: account.id,
            name: account.name.clone(),
            email: account.email.clone(),
            state: account.state,
            parent: Some(account.parent.clone()),
            tags: account.tags.clone(),
        });
    snapshot::Organization {
        id: organization.id.clone(),
        root: organization.root.clone(),
        management_account: organization.management_account,
        feature_set: organization.feature_set,
        root_tags: organization.root_tags.clone(),
        organizational_units: units.collect(),
        accounts: accounts.collect(),
        delegated_administrators: organization.delegated.iter().copied().collect(),
    }
}
