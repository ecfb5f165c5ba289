//! Assignments by person: what users have directly and through the groups of which they are members.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::entry::{Entry, Person};
use crate::model::{AccessFilter, PrincipalId, PrincipalType, Snapshot};

/// The members of groups, as far as an identity store says.
pub struct Members<'a> {
    by_group: BTreeMap<Arc<str>, BTreeSet<Person<'a>>>,
    by_user: BTreeMap<&'a str, Person<'a>>,
}

impl<'a> Members<'a> {
    /// Reads the users and memberships of a snapshot.
    pub fn of(snapshot: &'a Snapshot) -> Self {
        let store = &snapshot.identity_store;
        let users: BTreeMap<&PrincipalId, Person<'_>> = store
            .users
            .iter()
            .map(|user| {
                let person = Person {
                    name: &user.user_name,
                    enabled: match user.status.as_deref() {
                        Some("ENABLED") => Some(true),
                        Some("DISABLED") => Some(false),
                        _ => None,
                    },
                    via: None,
                };
                (&user.id, person)
            })
            .collect();
        let groups: BTreeMap<&PrincipalId, Arc<str>> = store
            .groups
            .iter()
            .map(|group| (&group.id, group.name()))
            .collect();
        let mut by_group: BTreeMap<Arc<str>, BTreeSet<Person<'_>>> = BTreeMap::new();
        for membership in &store.memberships {
            if let (Some(group), Some(user)) =
                (groups.get(&membership.group), users.get(&membership.user))
            {
                by_group.entry(Arc::clone(group)).or_default().insert(*user);
            }
        }
        let by_user = users.values().map(|person| (person.name, *person));
        Self {
            by_group,
            by_user: by_user.collect(),
        }
    }

    /// Returns the groups of a user.
    pub fn groups_of(&self, user: &str) -> BTreeSet<Arc<str>> {
        let groups = self.by_group.iter();
        groups
            .filter(|(_, members)| members.iter().any(|member| member.name == user))
            .map(|(group, _)| Arc::clone(group))
            .collect()
    }

    /// Returns the entries of persons: those whom the filter names, or everybody. An assignment of a user or group that no
    /// longer exists is nobody's.
    pub fn expand(&self, entries: &[Entry<'a>], filter: &AccessFilter) -> Vec<Entry<'a>> {
        let wanted = |person: &&Person<'_>| {
            filter.users.is_empty() || filter.users.iter().any(|name| name == person.name)
        };
        let in_groups = |name: &str| {
            filter.groups.is_empty() || filter.groups.iter().any(|group| group == name)
        };
        let mut found = Vec::new();
        for entry in entries {
            let name = &*entry.assignment.principal().name;
            let persons: Vec<Person<'_>> = match entry.assignment.principal().kind {
                PrincipalType::Group if in_groups(name) => {
                    let members = self.by_group.get(name).into_iter().flatten();
                    let via = Some(name);
                    let members = members.filter(wanted);
                    members.map(|person| Person { via, ..*person }).collect()
                }
                PrincipalType::User if filter.groups.is_empty() => {
                    // A user whom the identity store does not have may exist in the catalog only.
                    let known = self.by_user.get(name).copied().unwrap_or(Person {
                        name,
                        enabled: None,
                        via: None,
                    });
                    [known].iter().filter(wanted).copied().collect()
                }
                _ => Vec::new(),
            };
            found.extend(persons.into_iter().map(|person| Entry {
                person: Some(person),
                ..*entry
            }));
        }
        found.sort_by_key(|entry| {
            let one = entry.assignment;
            (entry.person, one.permission_set(), one.account())
        });
        found
    }
}
