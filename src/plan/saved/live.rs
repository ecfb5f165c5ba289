//! What lives of the permission sets that a plan touches.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::sha256;
use crate::model::{Live, LivePermissionSet, PermissionSet, PermissionSetName, PolicyDocument};
use crate::plan::{Attributes, Plan};

/// A digest for each permission set that lives and that a change concerns, be it by an assignment. Two things with
/// the same digest are the same object, with the same content and under the same catalog; in which accounts it is
/// out of date is left aside, because that mends itself.
pub(super) fn digests(plan: &Plan, live: &Live) -> BTreeMap<PermissionSetName, String> {
    let touched: BTreeSet<&PermissionSetName> = plan
        .changes
        .iter()
        .filter_map(|planned| planned.change.permission_set())
        .collect();
    touched
        .into_iter()
        .filter_map(|name| {
            let known = live.permission_sets.get(name)?;
            let content = live.state.permission_sets.get(name);
            Some((name.clone(), digest(known, content)))
        })
        .collect()
}

fn digest(known: &LivePermissionSet, content: Option<&PermissionSet>) -> String {
    let content = content.map(|set| {
        json!({
            "attributes": Attributes::of(set),
            "tags": set.tags,
            "managed_policies": set.managed_policies,
            "customer_managed_policies": set.customer_managed_policies,
            // As AWS spells it makes no difference.
            "inline_policy": set.inline_policy.as_ref().map(PolicyDocument::canonical),
            "permissions_boundary": set.permissions_boundary,
        })
    });
    let object = json!({
        "arn": known.arn,
        "governed_by": known.governed_by,
        "content": content,
    });
    sha256(&object.to_string())
}
