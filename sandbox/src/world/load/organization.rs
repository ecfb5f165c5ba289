//! The organization of a state file.

use std::collections::BTreeMap;

use super::{Checked, twice, wrong};
use crate::service_model::organizations::{ORGANIZATION_ID, ORGANIZATIONAL_UNIT_ID, ROOT_ID};
use crate::snapshot;
use crate::world::moment::Moment;
use crate::world::organization::{Account, DEPTH, Organization, Unit};

/// Checks ids, parents and duplicates.
pub fn organization(file: snapshot::Organization) -> Checked<Organization> {
    if !ORGANIZATION_ID.accepts(&file.id) {
        return Err(wrong(
            &file.id,
            "an organization id is `o-` and 10 to 32 lower-case letters and digits",
        ));
    }
    if !ROOT_ID.accepts(&file.root) {
        return Err(wrong(
            &file.root,
            "a root id is `r-` and 4 to 32 lower-case letters and digits",
        ));
    }
    let mut units = BTreeMap::new();
    for unit in file.organizational_units {
        if !ORGANIZATIONAL_UNIT_ID.accepts(&unit.id) {
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
        let mut parent = &unit.parent;
        // A circle is endless, so it is deeper than AWS allows.
        for _ in 0..DEPTH {
            if *parent == file.root {
                break;
            }
            let above = units.get(parent);
            parent = &above
                .ok_or_else(|| wrong(parent, "no organizational unit has this id"))?
                .parent;
        }
        if *parent != file.root {
            return Err(wrong(
                &unit.id,
                "this organizational unit lies in itself, or too deep",
            ));
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
            joined: Moment::INITIAL,
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
        feature_set: file.feature_set,
        root_tags: file.root_tags,
        units,
        accounts,
        delegated: file.delegated_administrators.into_iter().collect(),
        creations: BTreeMap::new(),
        closures: BTreeMap::new(),
    })
}
