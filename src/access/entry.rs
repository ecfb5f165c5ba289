//! Assignments with what each side says of them.

use std::collections::{HashMap, HashSet};

use super::{CatalogSide, LiveSide};
use crate::model::{AssignmentRef, PrincipalType, RuleInfo};

/// What the catalog and IAM Identity Center say of an assignment; `None` where that side was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Standing {
    /// Whether the catalog asks for it.
    pub in_catalog: Option<bool>,
    /// Whether it exists.
    pub in_aws: Option<bool>,
    /// Whether the catalog manages the permission set, by its tag.
    pub managed: Option<bool>,
}

impl Standing {
    /// Returns whether both sides were read and say different things.
    pub fn differs(self) -> bool {
        matches!((self.in_catalog, self.in_aws), (Some(one), Some(other)) if one != other)
    }

    /// Returns the standing for people; `None` where there is nothing to remark.
    pub fn words(self) -> Option<&'static str> {
        match (self.in_catalog, self.in_aws, self.managed) {
            (Some(true), Some(false), _) => Some("not in AWS yet"),
            (Some(false), _, Some(true)) => Some("not in the catalog"),
            (Some(false), _, _) => Some("not in the catalog, unmanaged"),
            (None, _, Some(true)) => Some("managed by a catalog"),
            (None, _, Some(false)) => Some("unmanaged"),
            _ => None,
        }
    }
}

/// Through whom a person has an assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Person<'a> {
    /// The user.
    pub name: &'a str,
    /// Whether the user may sign in; `None` where the identity store does not say.
    pub enabled: Option<bool>,
    /// The group that has the assignment; `None` where the user has it directly.
    pub via: Option<&'a str>,
}

/// One assignment, or one person who has it.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The assignment.
    pub assignment: AssignmentRef<'a>,
    /// The catalog's rule that asks for it first.
    pub rule: Option<&'a RuleInfo>,
    /// What the sides say.
    pub standing: Standing,
    /// The person, where the answer is by person.
    pub person: Option<Person<'a>>,
}

impl<'a> Entry<'a> {
    /// Returns who has it: the person, where the answer is by person.
    pub fn who(&self) -> (PrincipalType, &'a str) {
        match self.person {
            Some(person) => (PrincipalType::User, person.name),
            None => (
                self.assignment.principal().kind,
                &*self.assignment.principal().name,
            ),
        }
    }
}

/// Principals are compared by name: a catalog knows no ids.
fn key<'a>(one: AssignmentRef<'a>) -> impl std::hash::Hash + Ord + use<'a> {
    (
        one.principal().kind,
        &*one.principal().name,
        one.permission_set(),
        one.account(),
    )
}

/// Returns the assignments of both sides, each once, ordered by principal, permission set and account.
pub fn entries<'a>(catalog: Option<CatalogSide<'a>>, live: Option<LiveSide<'a>>) -> Vec<Entry<'a>> {
    let mut entries = Vec::new();
    let existing: Option<HashSet<_>> =
        live.map(|side| side.live.state.assignments.iter().map(key).collect());
    let asked: Option<HashSet<_>> = catalog
        .filter(|_| live.is_some())
        .map(|side| side.desired.state.assignments.iter().map(key).collect());
    let managed = Managed::of(catalog, live);
    if let Some(side) = catalog {
        for assignment in side.desired.state.assignments.iter() {
            let in_aws = existing
                .as_ref()
                .map(|known| known.contains(&key(assignment)));
            entries.push(Entry {
                assignment,
                rule: side.desired.rule(assignment),
                standing: Standing {
                    in_catalog: Some(true),
                    in_aws,
                    managed: managed.of_assignment(assignment, Some(true)),
                },
                person: None,
            });
        }
    }
    let Some(side) = live else {
        return entries;
    };
    for assignment in side.live.state.assignments.iter() {
        let in_catalog = asked.as_ref().map(|known| known.contains(&key(assignment)));
        if in_catalog != Some(true) {
            entries.push(Entry {
                assignment,
                rule: None,
                standing: Standing {
                    in_catalog,
                    in_aws: Some(true),
                    managed: managed.of_assignment(assignment, None),
                },
                person: None,
            });
        }
    }
    entries.sort_by(|one, other| key(one.assignment).cmp(&key(other.assignment)));
    entries
}

/// Which permission sets the catalog manages.
struct Managed<'a>(Option<HashMap<&'a str, bool>>);

impl<'a> Managed<'a> {
    fn of(catalog: Option<CatalogSide<'a>>, live: Option<LiveSide<'a>>) -> Self {
        Self(live.map(|side| {
            let own = catalog.map(|side| side.desired.catalog.as_str());
            let sets = side.live.permission_sets.iter();
            let managed = sets.map(|(name, set)| {
                let by = set.governed_by.as_ref().map(|name| name.as_str());
                let managed = by.is_some_and(|by| own.is_none_or(|own| own == by));
                (name.as_str(), managed)
            });
            managed.collect()
        }))
    }

    /// `otherwise` is for a set that does not exist yet.
    fn of_assignment(&self, one: AssignmentRef<'_>, otherwise: Option<bool>) -> Option<bool> {
        let known = self.0.as_ref()?;
        known
            .get(one.permission_set().as_str())
            .copied()
            .or(otherwise)
    }
}
