//! What access must be: plain maps of the organization, the identity store and the live state, and what each command
//! may make of them.

use std::collections::{BTreeMap, BTreeSet};

use super::catalog::{CREATED, Catalog, Definition};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub unit: &'static str,
    pub is_active: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    /// The catalog in its tag.
    pub owner: Option<&'static str>,
    pub definition: Definition,
}

/// Account, permission set, id of the principal.
pub type Tuple = (String, String, String);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct World {
    pub accounts: BTreeMap<String, Account>,
    /// The ids of groups by name.
    pub groups: BTreeMap<String, String>,
    pub sets: BTreeMap<String, Set>,
    pub access: BTreeSet<Tuple>,
}

/// What a run may touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit<'a> {
    None,
    Set(&'a str),
    Account(&'a str),
    Group(&'a str),
}

/// What must become of the world, and how much access that takes away.
pub struct Expected {
    pub world: World,
    /// Assignments removed from somebody who exists, renames left out.
    pub losses: usize,
    /// Assignments that the catalog governs, of somebody who exists.
    pub governed: usize,
}

/// The id that a group will have that is yet to be created.
pub fn id_to_be(group: &str) -> String {
    format!("of {group}, to be created")
}

impl World {
    fn is_active(&self, account: &str) -> bool {
        self.accounts.get(account).is_some_and(|one| one.is_active)
    }

    fn id(&self, group: &str) -> String {
        self.groups
            .get(group)
            .cloned()
            .unwrap_or_else(|| id_to_be(group))
    }

    /// The access that a catalog asks for.
    fn asked_for(&self, catalog: &Catalog) -> BTreeSet<Tuple> {
        let mut asked = BTreeSet::new();
        for ((of, group), sets) in &catalog.grants {
            let of = &catalog.types[of];
            for (name, account) in &self.accounts {
                if account.is_active
                    && (of.units.contains(&account.unit) || of.names.contains(name))
                {
                    let tuple = |set: &&str| (name.clone(), (*set).to_owned(), self.id(group));
                    asked.extend(sets.iter().map(tuple));
                }
            }
        }
        asked
    }

    /// What an apply makes of the world; `None` where it must refuse to plan.
    pub fn applied(&self, catalog: &Catalog, limit: Limit<'_>, adopt: bool) -> Option<Expected> {
        let granted = catalog.grants.iter().filter(|(_, sets)| !sets.is_empty());
        let mut groups = granted.map(|((_, group), _)| *group);
        // A run for one group has nothing to do with another that is missing.
        let concerns = |group: &str| !matches!(limit, Limit::Group(only) if only != group);
        let is_missing =
            |group: &str| !self.groups.contains_key(group) && !CREATED.contains(&group);
        if groups.any(|group| concerns(group) && is_missing(group)) {
            return None;
        }
        let named: BTreeSet<&str> = catalog
            .sets
            .keys()
            .chain(catalog.renamed.values())
            .copied()
            .collect();
        let may_take = |set: &Set| set.owner == Some("default") || (adopt && set.owner.is_none());
        for name in &named {
            let concerned = !matches!(limit, Limit::Set(only) if only != *name);
            if concerned && self.sets.get(*name).is_some_and(|set| !may_take(set)) {
                return None;
            }
        }
        let governs = |name: &str| {
            self.sets.get(name).is_some_and(|set| {
                set.owner == Some("default") || (named.contains(name) && may_take(set))
            })
        };
        let within = |(account, set, principal): &Tuple| match limit {
            Limit::None => true,
            Limit::Set(only) => set == only,
            Limit::Account(only) => account == only,
            Limit::Group(only) => *principal == self.id(only),
        };
        let asked = self.asked_for(catalog);
        let mut world = self.clone();
        world.access.retain(|tuple| {
            let free = governs(&tuple.1) && self.is_active(&tuple.0) && within(tuple);
            !free || asked.contains(tuple)
        });
        let added: Vec<&Tuple> = asked.iter().filter(|tuple| within(tuple)).collect();
        world.access.extend(added.iter().copied().cloned());

        // Sets: created where they are needed, edited and deleted by runs that may reach all who have them.
        for (name, definition) in &catalog.sets {
            let set = || Set {
                owner: Some("default"),
                definition: definition.clone(),
            };
            let may_edit = match limit {
                Limit::None => true,
                Limit::Set(only) => only == *name,
                Limit::Account(_) | Limit::Group(_) => false,
            };
            let is_needed = added.iter().any(|(_, other, _)| other == name);
            if may_edit || (is_needed && !self.sets.contains_key(*name)) {
                world.sets.insert((*name).to_owned(), set());
            }
        }
        for name in self.sets.keys() {
            let wanted = catalog.sets.contains_key(name.as_str());
            let is_held = world.access.iter().any(|(_, set, _)| set == name);
            let may_delete = match limit {
                Limit::None => true,
                Limit::Set(only) => only == name,
                Limit::Account(_) | Limit::Group(_) => false,
            };
            if may_delete && governs(name) && !wanted && !is_held {
                world.sets.remove(name);
            }
        }
        for group in CREATED {
            let id = id_to_be(group);
            let is_needed = added.iter().any(|(_, _, principal)| *principal == id);
            if limit == Limit::None || is_needed {
                world.groups.entry(group.to_owned()).or_insert(id);
            }
        }
        let exists = |tuple: &&Tuple| self.groups.values().any(|id| *id == tuple.2);
        // A set without a policy allows nothing; one that had some takes them from all who have it.
        let is_emptied = |before: &str, after: &str| {
            let allows = |sets: &BTreeMap<String, Set>, name: &str| {
                let set = sets.get(name);
                set.is_some_and(|set| !set.definition.policies.is_empty())
            };
            allows(&self.sets, before) && !allows(&world.sets, after)
        };
        let is_kept = |(account, set, principal): &Tuple| {
            let has = |set: &str| {
                let tuple = (account.clone(), set.to_owned(), principal.clone());
                world.access.contains(&tuple)
            };
            if has(set) {
                return !self.is_active(account) || !is_emptied(set, set);
            }
            let mut renamed = catalog.renamed.iter();
            renamed.any(|(now, before)| before == set && has(now) && !is_emptied(set, now))
        };
        let adopted = |set: &str| catalog.sets.contains_key(set) && governs(set);
        let ours = |set: &str| self.sets[set].owner == Some("default") || adopted(set);
        Some(Expected {
            losses: self
                .access
                .iter()
                .filter(exists)
                .filter(|tuple| !is_kept(tuple))
                .count(),
            governed: self
                .access
                .iter()
                .filter(exists)
                .filter(|(_, set, _)| ours(set))
                .count(),
            world,
        })
    }
}
