//! A world from a state file, with every reference checked.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Display;
use std::hash::Hash;
use std::sync::Arc;

use super::id::AccountId;
use super::identity_store::{Group, IdentityStore, Membership, User};
use super::moment::Moment;
use super::operation::Operations;
use super::organization::{Account, Organization, Unit};
use super::permission_set::{PermissionSet, Principal, PrincipalType, Provisioned, Template};
use super::{Mint, World};
use crate::sandbox::options::Options;
use crate::sandbox::pattern;
use crate::sandbox::snapshot::{self, Caller, Contradiction, Snapshot};

type Checked<T> = Result<T, Contradiction>;

impl World {
    /// The world that a state file describes.
    ///
    /// # Errors
    /// The first value that has the wrong shape, refers to nothing, or stands twice.
    pub fn load(file: Snapshot, options: Options) -> Checked<Self> {
        let organization = file.organization.map(organization).transpose()?;
        let management = organization
            .as_ref()
            .map(|organization| organization.management_account);
        instances(&file.instances, management)?;
        let owner = management.or_else(|| {
            file.instances
                .first()
                .map(|instance| instance.owner_account)
        });
        let mut world = Self {
            caller: file.caller.unwrap_or_else(|| default_caller(owner)),
            organization,
            instances: file.instances,
            identity_store: identity_store(file.identity_store)?,
            operations: Operations::default(),
            mint: Mint::new(options.seed),
            options,
            sets: BTreeMap::new(),
            by_principal: HashMap::new(),
            access: Vec::new(),
        };
        world.load_sets(file.permission_sets)?;
        Ok(world)
    }

    fn load_sets(&mut self, sets: Vec<snapshot::PermissionSet>) -> Checked<()> {
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
                .filter(|id| pattern::is_set_arn(&set.arn) && self.set_arn(*id) == set.arn)
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
                .find(|arn| !pattern::is_managed_policy_arn(arn))
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
                created: Moment::BEFORE,
                visible_from: Moment::BEFORE,
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

fn default_caller(account: Option<AccountId>) -> Caller {
    let account = account.unwrap_or(AccountId::EXAMPLE);
    Caller {
        account,
        arn: format!("arn:aws:iam::{account}:user/newcomer"),
    }
}

fn organization(file: snapshot::Organization) -> Checked<Organization> {
    if !pattern::is_organization_id(&file.id) {
        return Err(wrong(
            &file.id,
            "an organization id is `o-` and 10 to 32 lower-case letters and digits",
        ));
    }
    if !pattern::is_root_id(&file.root) {
        return Err(wrong(
            &file.root,
            "a root id is `r-` and 4 to 32 lower-case letters and digits",
        ));
    }
    let mut units = BTreeMap::new();
    for unit in file.organizational_units {
        if !pattern::is_unit_id(&unit.id) {
            return Err(wrong(
                &unit.id,
                "an organizational unit's id looks like `ou-ab12-11111111`",
            ));
        }
        let loaded = Unit {
            id: unit.id.clone(),
            name: unit.name,
            parent: unit.parent,
            tags: unit.tags,
        };
        if units.insert(unit.id.clone(), loaded).is_some() {
            return Err(twice(&unit.id, "organizational unit"));
        }
    }
    for unit in units.values() {
        let mut above = unit;
        // A chain longer than there are units goes in a circle.
        for _ in 0..=units.len() {
            if above.parent == file.root {
                break;
            }
            above = units
                .get(&above.parent)
                .ok_or_else(|| wrong(&above.parent, "no organizational unit has this id"))?;
        }
        if above.parent != file.root {
            return Err(wrong(&unit.id, "an organizational unit lies in itself"));
        }
    }
    let mut accounts = BTreeMap::new();
    for account in file.accounts {
        let parent = account.parent.unwrap_or_else(|| file.root.clone());
        if parent != file.root && !units.contains_key(&parent) {
            return Err(wrong(&parent, "no organizational unit has this id"));
        }
        let id = account.id;
        let loaded = Account {
            id,
            name: account.name,
            email: account.email,
            state: account.state,
            parent,
            tags: account.tags,
            joined: Moment::BEFORE,
        };
        if accounts.insert(id, loaded).is_some() {
            return Err(twice(id, "account"));
        }
    }
    for id in std::iter::once(&file.management_account).chain(&file.delegated_administrators) {
        if !accounts.contains_key(id) {
            return Err(wrong(id, "the organization has no account with this id"));
        }
    }
    Ok(Organization {
        id: file.id,
        root: file.root,
        management_account: file.management_account,
        units,
        accounts,
        delegated: file.delegated_administrators.into_iter().collect(),
        creations: BTreeMap::new(),
    })
}

fn instances(instances: &[snapshot::Instance], management: Option<AccountId>) -> Checked<()> {
    let mut arns = HashSet::new();
    for instance in instances {
        if !pattern::is_instance_arn(&instance.arn) {
            return Err(wrong(
                &instance.arn,
                "an instance ARN looks like `arn:aws:sso:::instance/ssoins-7223a4b5c6d7e8f9`",
            ));
        }
        if !pattern::is_identity_store_id(&instance.identity_store_id) {
            return Err(wrong(
                &instance.identity_store_id,
                "an identity store id looks like `d-9067642ac7`",
            ));
        }
        if !pattern::is_region(&instance.region) {
            return Err(wrong(
                &instance.region,
                "this is not the name of an AWS region",
            ));
        }
        unique(&mut arns, &instance.arn, "instance")?;
    }
    let mut of_organization = instances
        .iter()
        .filter(|instance| Some(instance.owner_account) == management);
    match of_organization.nth(1) {
        Some(second) => Err(wrong(
            &second.arn,
            "the management account owns a second instance",
        )),
        None => Ok(()),
    }
}

fn identity_store(file: snapshot::IdentityStore) -> Checked<IdentityStore> {
    let mut store = IdentityStore::default();
    for group in file.groups {
        let id = group.id;
        let loaded = Group {
            id,
            display_name: group.display_name,
            description: group.description,
            external_ids: group.external_ids,
            created: Moment::BEFORE,
            updated: Moment::BEFORE,
            visible_from: Moment::BEFORE,
        };
        if store.groups.contains_key(&id) {
            return Err(twice(id, "group"));
        }
        let name = loaded.display_name.clone().unwrap_or_default();
        store
            .add_group(loaded)
            .map_err(|refusal| wrong_again(name, refusal.message))?;
    }
    for user in file.users {
        let id = user.id;
        let loaded = User {
            id,
            user_name: user.user_name,
            display_name: user.display_name,
            given_name: user.given_name,
            family_name: user.family_name,
            emails: user.emails,
            phone_numbers: user.phone_numbers,
            external_ids: user.external_ids,
            created: Moment::BEFORE,
            updated: Moment::BEFORE,
        };
        if store.users.contains_key(&id) {
            return Err(twice(id, "user"));
        }
        let name = loaded.user_name.clone();
        store
            .add_user(loaded)
            .map_err(|refusal| wrong_again(name, refusal.message))?;
    }
    for membership in file.memberships {
        let snapshot::Membership { id, group, user } = membership;
        if !store.groups.contains_key(&group) {
            return Err(wrong(
                group,
                "a membership refers to a group that does not exist",
            ));
        }
        if !store.users.contains_key(&user) {
            return Err(wrong(
                user,
                "a membership refers to a user that does not exist",
            ));
        }
        if store.memberships.contains_key(&id) {
            return Err(twice(id, "membership"));
        }
        let loaded = Membership {
            id,
            group,
            user,
            created: Moment::BEFORE,
        };
        store
            .add_membership(Moment::BEFORE, loaded)
            .map_err(|refusal| wrong(id, refusal.message))?;
    }
    Ok(store)
}

fn unique<T: Hash + Eq + Clone + Display>(
    seen: &mut HashSet<T>,
    value: &T,
    what: &str,
) -> Checked<()> {
    if seen.insert(value.clone()) {
        Ok(())
    } else {
        Err(twice(value, what))
    }
}

fn twice(value: impl Display, what: &str) -> Contradiction {
    Contradiction {
        reason: format!("{what} `{value}` stands twice"),
        value: value.to_string(),
        occurrence: 1,
    }
}

fn wrong(value: impl Display, reason: impl Display) -> Contradiction {
    Contradiction {
        reason: format!("`{value}`: {reason}"),
        value: value.to_string(),
        occurrence: 0,
    }
}

fn wrong_again(value: String, reason: String) -> Contradiction {
    Contradiction {
        occurrence: 1,
        ..wrong(value, reason)
    }
}
