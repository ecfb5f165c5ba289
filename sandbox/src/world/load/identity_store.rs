//! The identity store of a state file.

use super::{Checked, twice, wrong, wrong_again};
use crate::snapshot;
use crate::world::Attributes;
use crate::world::identity_store::{Group, IdentityStore, Membership, User};
use crate::world::moment::Moment;

/// Checks ids, names and what memberships refer to.
pub fn identity_store(file: snapshot::IdentityStore) -> Checked<IdentityStore> {
    let mut store = IdentityStore::default();
    for group in file.groups {
        let id = group.id;
        let loaded = Group {
            id,
            display_name: group.display_name,
            description: group.description,
            external_ids: group.external_ids,
            created: Moment::INITIAL,
            updated: Moment::INITIAL,
            visible_from: Moment::INITIAL,
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
            attributes: Attributes::load(&user),
            user_name: user.user_name,
            display_name: user.display_name,
            external_ids: user.external_ids,
            status: user.status,
            created: Moment::INITIAL,
            updated: Moment::INITIAL,
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
            created: Moment::INITIAL,
        };
        store
            .add_membership(Moment::INITIAL, loaded)
            .map_err(|refusal| wrong(id, refusal.message))?;
    }
    Ok(store)
}
