//! The resources of all stacks, each with its logical id.

use std::collections::HashSet;

use super::limits::check_tags;
use super::logical_id;
use crate::model::{
    Account, AccountId, PermissionSet, PermissionSetName, Principal, PrincipalType,
};
use crate::render::subject::{account_id, principal_id};
use crate::render::{RenderError, Subject};

/// Stacks hold places in the lists of resources.
pub(super) const OWN_RESOURCE: &str = "a stack holds places of the resources that were divided";

/// Everything that is rendered.
pub(super) struct Resources<'a> {
    pub groups: Vec<Group<'a>>,
    pub sets: Vec<Set<'a>>,
    pub assignments: Vec<Assignment<'a>>,
}

/// A group that the catalog creates.
pub(super) struct Group<'a> {
    pub id: String,
    pub name: &'a str,
}

/// A permission set.
pub(super) struct Set<'a> {
    pub id: String,
    pub set: &'a PermissionSet,
}

/// An assignment.
pub(super) struct Assignment<'a> {
    pub id: String,
    pub account: &'a Account,
    pub account_id: AccountId,
    pub principal: &'a Principal,
    pub set: &'a PermissionSetName,
}

impl<'a> Resources<'a> {
    /// The resources of a subject.
    ///
    /// # Errors
    /// An id is not known, or two resources would have one logical id.
    pub(super) fn new(subject: &Subject<'a>) -> Result<Self, RenderError> {
        for set in subject.desired.state.permission_sets.values() {
            check_tags(set)?;
        }
        let created = subject.created_groups();
        let groups = created.iter().map(|name| Group {
            id: logical_id::of_group(name),
            name,
        });
        let sets = subject
            .desired
            .state
            .permission_sets
            .values()
            .map(|set| Set {
                id: logical_id::of_set(&set.name),
                set,
            });
        let assignments = subject.assignments().into_iter().map(|one| {
            let (principal, permission_set) = (one.principal(), one.permission_set());
            let account = one.account();
            if !Subject::creates(&created, principal) {
                principal_id(principal)?;
            }
            let account_id = account_id(account)?;
            Ok(Assignment {
                id: logical_id::of_assignment(account_id, principal, permission_set),
                account,
                account_id,
                principal,
                set: permission_set,
            })
        });
        let resources = Self {
            groups: groups.collect(),
            sets: sets.collect(),
            assignments: assignments.collect::<Result<_, RenderError>>()?,
        };
        resources.check()?;
        Ok(resources)
    }

    /// The resource of a principal that the catalog creates.
    pub(super) fn group(&self, principal: &Principal) -> Option<&Group<'a>> {
        let of_name = |group: &Group<'_>| group.name.cmp(&principal.name);
        let index = self.groups.binary_search_by(of_name).ok()?;
        let group = principal.kind == PrincipalType::Group;
        self.groups.get(index).filter(|_| group)
    }

    /// The resource of a permission set.
    pub(super) fn set(&self, name: &PermissionSetName) -> Option<&Set<'a>> {
        let index = self
            .sets
            .binary_search_by(|set| set.set.name.cmp(name))
            .ok()?;
        self.sets.get(index)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.groups.len() + self.sets.len() + self.assignments.len()
    }

    fn check(&self) -> Result<(), RenderError> {
        let groups = self.groups.iter().map(|group| &group.id);
        let sets = self.sets.iter().map(|set| &set.id);
        let assignments = self.assignments.iter().map(|assignment| &assignment.id);
        let mut seen = HashSet::with_capacity(self.len());
        for id in groups.chain(sets).chain(assignments) {
            if !seen.insert(id) {
                return Err(RenderError::Collision {
                    what: "resources",
                    name: id.clone(),
                });
            }
        }
        Ok(())
    }
}
