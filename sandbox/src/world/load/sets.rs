//! The permission sets of a state file.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::{Checked, twice, unique, wrong};
use crate::service_model::sso_admin::{MANAGED_POLICY_ARN, PERMISSION_SET_ARN};
use crate::snapshot;
use crate::world::World;
use crate::world::moment::Moment;
use crate::world::permission_set::{
    PermissionSet, Principal, PrincipalType, Provisioned, Template,
};

impl World {
    /// Adds the sets and the index by principal. Accounts that left the organization are kept: their roles may be there.
    pub(super) fn load_sets(&mut self, sets: Vec<snapshot::PermissionSet>) -> Checked<()> {
        if let (Some(set), None) = (sets.first(), self.organization_instance()) {
            return Err(wrong(
                &set.arn,
                "a permission set needs an instance that the management account owns",
            ));
        }
        let mut names = HashSet::new();
        let mut index: HashMap<Principal, BTreeSet<_>> = HashMap::new();
        for set in sets {
            unique(&mut names, &set.name, "permission set name")?;
            let id = set
                .arn
                .rsplit_once("/ps-")
                .and_then(|(_, id)| id.parse().ok());
            let id = id
                .filter(|id| PERMISSION_SET_ARN.accepts(&set.arn) && self.set_arn(*id) == set.arn)
                .ok_or_else(|| {
                    wrong(
                        &set.arn,
                        "this is not the ARN of a permission set of the organization's instance",
                    )
                })?;
            let mut accounts = BTreeMap::new();
            for (account, provisioned) in set.accounts {
                for (kind, ids) in [
                    (PrincipalType::Group, &provisioned.groups),
                    (PrincipalType::User, &provisioned.users),
                ] {
                    for principal in ids {
                        index
                            .entry(Principal {
                                kind,
                                id: *principal,
                            })
                            .or_default()
                            .insert((account, id));
                    }
                }
                let provisioned = Provisioned {
                    revision: u64::from(!provisioned.outdated),
                    groups: provisioned.groups.into_iter().collect(),
                    users: provisioned.users.into_iter().collect(),
                };
                accounts.insert(account, provisioned);
            }
            if let Some(boundary) = &set.permissions_boundary
                && boundary.managed_policy.is_some() == boundary.customer_managed_policy.is_some()
            {
                return Err(wrong(
                    &set.arn,
                    "a permissions boundary is either `managed_policy` or `customer_managed_policy`",
                ));
            }
            if let Some(arn) = set
                .managed_policies
                .iter()
                .find(|arn| !MANAGED_POLICY_ARN.accepts(arn))
            {
                return Err(wrong(arn, "this is not the ARN of an AWS managed policy"));
            }
            let loaded = PermissionSet {
                id,
                name: set.name,
                tags: set.tags,
                template: Template {
                    description: set.description,
                    session_duration: set.session_duration,
                    relay_state: set.relay_state,
                    managed_policies: set.managed_policies.into_iter().collect(),
                    customer_managed_policies: set.customer_managed_policies.into_iter().collect(),
                    inline_policy: set.inline_policy,
                    boundary: set.permissions_boundary,
                },
                created: Moment::INITIAL,
                visible_from: Moment::INITIAL,
                revision: 1,
                accounts,
            };
            if self.sets.insert(id, Arc::new(loaded)).is_some() {
                return Err(twice(&set.arn, "permission set"));
            }
        }
        self.by_principal = index
            .into_iter()
            .map(|(principal, places)| (principal, Arc::new(places)))
            .collect();
        Ok(())
    }
}
