//! The identity store: groups, users and who is a member of what.

use std::collections::{BTreeMap, HashMap};

use super::attributes::Attributes;
use super::moment::Moment;
use super::refusal::{Answer, Refusal};
use crate::id::PrincipalId;
use crate::snapshot::ExternalId;

/// Groups, users and memberships of one identity store.
#[derive(Clone, Debug, Default)]
pub struct IdentityStore {
    pub groups: BTreeMap<PrincipalId, Group>,
    pub users: BTreeMap<PrincipalId, User>,
    pub memberships: BTreeMap<PrincipalId, Membership>,
    groups_by_name: HashMap<String, PrincipalId>,
    users_by_name: HashMap<String, PrincipalId>,
    members: BTreeMap<PrincipalId, BTreeMap<PrincipalId, PrincipalId>>,
    groups_of: BTreeMap<PrincipalId, BTreeMap<PrincipalId, PrincipalId>>,
}

/// A group.
#[derive(Clone, Debug)]
pub struct Group {
    pub id: PrincipalId,
    pub display_name: Option<String>,
    pub description: Option<String>,
    pub external_ids: Vec<ExternalId>,
    pub created: Moment,
    pub updated: Moment,
    /// Until then the group is not found: the identity store is eventually consistent.
    pub visible_from: Moment,
}

/// A user.
#[derive(Clone, Debug)]
pub struct User {
    pub id: PrincipalId,
    pub user_name: String,
    pub display_name: Option<String>,
    /// Name, emails, title and all that is kept as it was given.
    pub attributes: Attributes,
    pub external_ids: Vec<ExternalId>,
    /// As the file has it; a user without it is enabled.
    pub status: Option<String>,
    pub created: Moment,
    pub updated: Moment,
}

/// A user's membership in a group.
#[derive(Clone, Copy, Debug)]
pub struct Membership {
    pub id: PrincipalId,
    pub group: PrincipalId,
    pub user: PrincipalId,
    pub created: Moment,
}

impl IdentityStore {
    /// Returns the group with this id, if it is to be seen yet.
    pub fn group(&self, now: Moment, id: PrincipalId) -> Answer<&Group> {
        self.groups
            .get(&id)
            .filter(|group| group.visible_from <= now)
            .ok_or_else(|| missing("GROUP", Some(id)))
    }

    /// Returns the user with this id.
    pub fn user(&self, id: PrincipalId) -> Answer<&User> {
        self.users.get(&id).ok_or_else(|| missing("USER", Some(id)))
    }

    /// Returns the group with this display name, matched exactly.
    pub fn group_named(&self, now: Moment, name: &str) -> Option<&Group> {
        let id = self.groups_by_name.get(name)?;
        self.group(now, *id).ok()
    }

    /// Returns the user with this user name, matched exactly.
    pub fn user_named(&self, name: &str) -> Option<&User> {
        self.users.get(self.users_by_name.get(name)?)
    }

    /// Creates a group; its name must be free and not one of the two that AWS reserves.
    pub fn create_group(&mut self, group: Group) -> Answer<()> {
        not_reserved(group.display_name.as_deref())?;
        self.add_group(group)
    }

    /// Adds a group; its name must be free.
    pub fn add_group(&mut self, group: Group) -> Answer<()> {
        if let Some(name) = &group.display_name {
            self.group_name_is_free(name)?;
            self.groups_by_name.insert(name.clone(), group.id);
        }
        self.groups.insert(group.id, group);
        Ok(())
    }

    /// Deletes a group and its memberships. Its account assignments stay, as orphans.
    pub fn delete_group(&mut self, now: Moment, id: PrincipalId) -> Answer<()> {
        if let Some(name) = self.group(now, id)?.display_name.clone() {
            self.groups_by_name.remove(&name);
        }
        self.groups.remove(&id);
        for membership in self.members.remove(&id).unwrap_or_default().into_values() {
            self.remove_membership(membership);
        }
        Ok(())
    }

    /// Changes a group by a copy: nothing changes when `change` refuses.
    pub fn update_group(
        &mut self,
        now: Moment,
        id: PrincipalId,
        change: impl FnOnce(&mut Group) -> Answer<()>,
    ) -> Answer<()> {
        let before = self.group(now, id)?.clone();
        let mut group = before.clone();
        change(&mut group)?;
        group.updated = now;
        if group.display_name != before.display_name {
            not_reserved(group.display_name.as_deref())?;
            if let Some(name) = &group.display_name {
                self.group_name_is_free(name)?;
                self.groups_by_name.insert(name.clone(), id);
            }
            if let Some(name) = &before.display_name {
                self.groups_by_name.remove(name);
            }
        }
        self.groups.insert(id, group);
        Ok(())
    }

    fn group_name_is_free(&self, name: &str) -> Answer<()> {
        if self.groups_by_name.contains_key(name) {
            return Err(duplicate("Duplicate GroupDisplayName"));
        }
        Ok(())
    }

    /// Adds a user; the name must be free.
    pub fn add_user(&mut self, user: User) -> Answer<()> {
        if self.users_by_name.contains_key(&user.user_name) {
            return Err(duplicate("Duplicate UserName"));
        }
        self.users_by_name.insert(user.user_name.clone(), user.id);
        self.users.insert(user.id, user);
        Ok(())
    }

    /// Deletes a user and the user's memberships. The account assignments stay, as orphans.
    pub fn delete_user(&mut self, id: PrincipalId) -> Answer<()> {
        let name = self.user(id)?.user_name.clone();
        self.users_by_name.remove(&name);
        self.users.remove(&id);
        for membership in self.groups_of.remove(&id).unwrap_or_default().into_values() {
            self.remove_membership(membership);
        }
        Ok(())
    }

    /// Changes a user by a copy: nothing changes when `change` refuses.
    pub fn update_user(
        &mut self,
        now: Moment,
        id: PrincipalId,
        change: impl FnOnce(&mut User) -> Answer<()>,
    ) -> Answer<()> {
        let before = self.user(id)?.clone();
        let mut user = before.clone();
        change(&mut user)?;
        user.updated = now;
        if user.user_name != before.user_name {
            if self.users_by_name.contains_key(&user.user_name) {
                return Err(duplicate("Duplicate UserName"));
            }
            self.users_by_name.remove(&before.user_name);
            self.users_by_name.insert(user.user_name.clone(), id);
        }
        self.users.insert(id, user);
        Ok(())
    }

    /// Makes a user a member of a group.
    pub fn add_membership(&mut self, now: Moment, membership: Membership) -> Answer<()> {
        self.group(now, membership.group)?;
        self.user(membership.user)?;
        if self
            .membership_between(membership.group, membership.user)
            .is_some()
        {
            return Err(duplicate("Member and Group relationship already exists."));
        }
        self.members
            .entry(membership.group)
            .or_default()
            .insert(membership.user, membership.id);
        self.groups_of
            .entry(membership.user)
            .or_default()
            .insert(membership.group, membership.id);
        self.memberships.insert(membership.id, membership);
        Ok(())
    }

    /// Returns the membership with this id.
    pub fn membership(&self, id: PrincipalId) -> Answer<&Membership> {
        self.memberships
            .get(&id)
            .ok_or_else(|| missing("GROUP_MEMBERSHIP", Some(id)))
    }

    /// Returns the membership of this user in this group.
    pub fn membership_between(&self, group: PrincipalId, user: PrincipalId) -> Option<&Membership> {
        self.memberships.get(self.members.get(&group)?.get(&user)?)
    }

    /// Returns the members of a group by user id, with the membership.
    pub fn members(&self, group: PrincipalId) -> Option<&BTreeMap<PrincipalId, PrincipalId>> {
        self.members.get(&group)
    }

    /// Returns the groups of a user by group id, with the membership.
    pub fn groups_of(&self, user: PrincipalId) -> Option<&BTreeMap<PrincipalId, PrincipalId>> {
        self.groups_of.get(&user)
    }

    /// Ends a membership.
    pub fn delete_membership(&mut self, id: PrincipalId) -> Answer<()> {
        self.membership(id)?;
        self.remove_membership(id);
        Ok(())
    }

    fn remove_membership(&mut self, id: PrincipalId) {
        let Some(membership) = self.memberships.remove(&id) else {
            return;
        };
        for (index, key, value) in [
            (&mut self.members, membership.group, membership.user),
            (&mut self.groups_of, membership.user, membership.group),
        ] {
            if let Some(entries) = index.get_mut(&key) {
                entries.remove(&value);
                if entries.is_empty() {
                    index.remove(&key);
                }
            }
        }
    }
}

/// Returns the refusal for a resource of the identity store that does not exist; with its id where the request named one.
pub fn missing(kind: &'static str, id: Option<PrincipalId>) -> Refusal {
    let refusal = Refusal::not_found(format!("{kind} not found.")).with("ResourceType", kind);
    match id {
        Some(id) => refusal.with("ResourceId", id.to_string()),
        None => refusal,
    }
}

/// Refuses the names that the API reference of CreateGroup reserves. A store that is synchronized may have them.
fn not_reserved(name: Option<&str>) -> Answer<()> {
    match name {
        Some(name @ ("Administrator" | "AWSAdministrators")) => Err(Refusal::validation(format!(
            "The group name {name} is reserved and cannot be used."
        ))),
        _ => Ok(()),
    }
}

fn duplicate(message: &'static str) -> Refusal {
    Refusal::conflict(message).with("Reason", "UNIQUENESS_CONSTRAINT_VIOLATION")
}
