//! Permission sets as the templates see them.

use minijinja::context;
use minijinja::value::Value;

use super::address::Address;
use super::label;
use crate::model::{CustomerManagedPolicy, PermissionSet, PermissionsBoundary};
use crate::render::Subject;
use crate::render::filters::Document;

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
    let partition = &subject.catalog.partition;
    let managed = set.managed_policies.iter();
    let customer = set.customer_managed_policies.iter();
    let inline = set.inline_policy.as_ref();
    let boundary = set.permissions_boundary.as_ref();
    context!(
        name => set.name.as_str(),
        label => label::of_name(set.name.as_str()),
        description => set.description.as_deref(),
        session_duration => set.session_duration.to_string(),
        relay_state => set.relay_state.as_deref(),
        tags => set.tags.clone(),
        managed_policies => managed.map(|policy| policy.arn(partition)).collect::<Vec<_>>(),
        customer_managed_policies => customer.map(customer_managed).collect::<Vec<_>>(),
        inline_policy => inline.map(|policy| Value::from_object(Document(policy.value().clone()))),
        permissions_boundary => boundary.map(|boundary| match boundary {
            PermissionsBoundary::Managed(policy) => context!(arn => policy.arn(partition)),
            PermissionsBoundary::CustomerManaged(policy) => {
                context!(arn => Value::from(()), name => policy.name(), path => policy.path())
            }
        }),
        protected => subject.protects_set(&set.name),
    )
}

fn customer_managed(policy: &CustomerManagedPolicy) -> Value {
    context!(key => policy.to_string(), name => policy.name(), path => policy.path())
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
