//! What both targets say about a permission set in the same words.

use minijinja::context;
use minijinja::value::Value;

use super::Subject;
use super::filters::Document;
use crate::model::{CustomerManagedPolicy, PermissionSet, PermissionsBoundary};

/// The fields of a permission set as the heads of the templates document them, without the target's own.
pub(super) fn context(subject: &Subject<'_>, set: &PermissionSet) -> Value {
    let partition = &subject.catalog.partition;
    let managed = set.managed_policies.iter();
    let customer = set.customer_managed_policies.iter();
    let inline = set.inline_policy.as_ref();
    let boundary = set.permissions_boundary.as_ref();
    context!(
        name => set.name.as_str(),
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
                context!(arn => (), name => policy.name(), path => policy.path())
            }
        }),
    )
}

fn customer_managed(policy: &CustomerManagedPolicy) -> Value {
    context!(key => policy.to_string(), name => policy.name(), path => policy.path())
}
