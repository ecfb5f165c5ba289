//! Permission sets as the templates see them.

use minijinja::context;
use minijinja::value::Value;

use super::address::Address;
use super::label;
use crate::model::PermissionSet;
use crate::render::{Subject, sets};

pub(super) const SET: &str = "aws_ssoadmin_permission_set";
pub(super) const MANAGED: &str = "aws_ssoadmin_managed_policy_attachment";
pub(super) const CUSTOMER_MANAGED: &str = "aws_ssoadmin_customer_managed_policy_attachment";
pub(super) const INLINE: &str = "aws_ssoadmin_permission_set_inline_policy";
pub(super) const BOUNDARY: &str = "aws_ssoadmin_permissions_boundary_attachment";

/// The catalog's permission sets; the fields are documented at the head of `permission_sets.tf.j2`.
pub(super) fn contexts(subject: &Subject<'_>) -> Vec<Value> {
    let sets = subject.desired.state.permission_sets.values();
    sets.map(|set| context(subject, set)).collect()
}

fn context(subject: &Subject<'_>, set: &PermissionSet) -> Value {
    context!(
        label => label::of_name(set.name.as_str()),
        protected => subject.protects_set(&set.name),
        ..sets::context(subject, set)
    )
}

/// The resources that attach something to a permission set.
pub(super) fn attachments(set: &PermissionSet) -> Vec<Address> {
    let label = label::of_name(set.name.as_str());
    [
        (MANAGED, !set.managed_policies.is_empty()),
        (CUSTOMER_MANAGED, !set.customer_managed_policies.is_empty()),
        (INLINE, set.inline_policy.is_some()),
        (BOUNDARY, set.permissions_boundary.is_some()),
    ]
    .into_iter()
    .filter(|(_, there)| *there)
    .map(|(kind, _)| Address::new(&[kind, &label]))
    .collect()
}
