//! The difference between two permission sets of one name.

use std::collections::BTreeMap;

use super::{Attributes, Change};
use crate::model::{PermissionSet, PermissionSetName};

impl Attributes {
    /// The attributes of a set.
    pub fn of(set: &PermissionSet) -> Self {
        Self {
            description: set.description.clone(),
            session_duration: set.session_duration,
            relay_state: set.relay_state.clone(),
        }
    }
}

/// What creates a set that does not live yet, its policies included.
pub(super) fn create(after: &PermissionSet, previously: Option<PermissionSetName>) -> Vec<Change> {
    let mut bare = PermissionSet::new(after.name.clone());
    bare.description.clone_from(&after.description);
    bare.relay_state.clone_from(&after.relay_state);
    bare.session_duration = after.session_duration;
    bare.tags.clone_from(&after.tags);
    let mut changes = vec![Change::CreatePermissionSet {
        permission_set: after.name.clone(),
        attributes: Attributes::of(after),
        tags: after.tags.clone(),
        previously,
    }];
    changes.extend(edit(&bare, after));
    changes
}

/// Whether `after` has no description although `before` has one. AWS can replace a description, not remove it: one
/// that is left out of `UpdatePermissionSet` stays, and an empty one is refused.
pub(super) fn keeps_description(before: &PermissionSet, after: &PermissionSet) -> bool {
    before.description.is_some() && after.description.is_none()
}

/// What turns the set `before` into `after`, in the order in which it is applied. Detaching comes before
/// attaching, so that a set with 20 policies can change one of them; no account sees what is between, because
/// nothing reaches an account before the set is provisioned.
///
/// A description that AWS does not remove is no difference. It is sent along when another attribute changes.
pub(super) fn edit(before: &PermissionSet, after: &PermissionSet) -> Vec<Change> {
    let permission_set = || after.name.clone();
    let mut changes = Vec::new();
    let mut attributes = Attributes::of(after);
    if keeps_description(before, after) {
        attributes.description.clone_from(&before.description);
    }
    if Attributes::of(before) != attributes {
        changes.push(Change::UpdatePermissionSet {
            permission_set: permission_set(),
            before: Attributes::of(before),
            after: attributes,
        });
    }
    changes.extend(tags(before, after));
    let detached = before.managed_policies.difference(&after.managed_policies);
    changes.extend(detached.map(|policy| Change::DetachManagedPolicy {
        permission_set: permission_set(),
        policy: policy.clone(),
    }));
    let detached = before
        .customer_managed_policies
        .difference(&after.customer_managed_policies);
    changes.extend(detached.map(|policy| Change::DetachCustomerManagedPolicy {
        permission_set: permission_set(),
        policy: policy.clone(),
    }));
    let attached = after.managed_policies.difference(&before.managed_policies);
    changes.extend(attached.map(|policy| Change::AttachManagedPolicy {
        permission_set: permission_set(),
        policy: policy.clone(),
    }));
    let attached = after
        .customer_managed_policies
        .difference(&before.customer_managed_policies);
    changes.extend(attached.map(|policy| Change::AttachCustomerManagedPolicy {
        permission_set: permission_set(),
        policy: policy.clone(),
    }));
    if before.inline_policy != after.inline_policy {
        changes.extend(match (&before.inline_policy, &after.inline_policy) {
            (before, Some(after)) => Some(Change::PutInlinePolicy {
                permission_set: permission_set(),
                before: before.clone(),
                after: after.clone(),
            }),
            (Some(before), None) => Some(Change::DeleteInlinePolicy {
                permission_set: permission_set(),
                before: before.clone(),
            }),
            (None, None) => None,
        });
    }
    if before.permissions_boundary != after.permissions_boundary {
        changes.extend(
            match (&before.permissions_boundary, &after.permissions_boundary) {
                (before, Some(after)) => Some(Change::PutPermissionsBoundary {
                    permission_set: permission_set(),
                    before: before.clone(),
                    after: after.clone(),
                }),
                (Some(before), None) => Some(Change::DeletePermissionsBoundary {
                    permission_set: permission_set(),
                    before: before.clone(),
                }),
                (None, None) => None,
            },
        );
    }
    changes
}

fn tags(before: &PermissionSet, after: &PermissionSet) -> Vec<Change> {
    let set: BTreeMap<String, String> = after
        .tags
        .iter()
        .filter(|(key, value)| before.tags.get(*key) != Some(value))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let removed: BTreeMap<String, String> = before
        .tags
        .iter()
        .filter(|(key, _)| !after.tags.contains_key(*key))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let mut changes = Vec::new();
    if !set.is_empty() {
        let replaced = before.tags.iter().filter(|(key, _)| set.contains_key(*key));
        changes.push(Change::TagPermissionSet {
            permission_set: after.name.clone(),
            before: replaced
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect(),
            after: set,
        });
    }
    if !removed.is_empty() {
        changes.push(Change::UntagPermissionSet {
            permission_set: after.name.clone(),
            before: removed,
        });
    }
    changes
}
