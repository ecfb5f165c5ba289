//! The policies of a permission set.

use serde_json::{Value, json};

use super::{Context, set, set_to_change, wrapped};
use crate::protocol::context::{Input, nothing};
use crate::snapshot::{Boundary, PolicyReference};
use crate::world::Answer;

pub fn put_inline(context: &mut Context<'_>) -> Answer<Value> {
    let id = set_to_change(context)?.id;
    context
        .world
        .put_inline_policy(id, context.input.required("InlinePolicy")?)?;
    nothing()
}

/// Without an inline policy the answer is the empty string.
pub fn get_inline(context: &mut Context<'_>) -> Answer<Value> {
    let policy = set(context)?
        .template
        .inline_policy
        .as_deref()
        .unwrap_or_default();
    Ok(wrapped("InlinePolicy", json!(policy)))
}

pub fn delete_inline(context: &mut Context<'_>) -> Answer<Value> {
    let id = set_to_change(context)?.id;
    context.world.delete_inline_policy(id)?;
    nothing()
}

pub fn attach_managed(context: &mut Context<'_>) -> Answer<Value> {
    let id = set_to_change(context)?.id;
    context
        .world
        .attach_managed_policy(id, context.input.required("ManagedPolicyArn")?)?;
    nothing()
}

pub fn detach_managed(context: &mut Context<'_>) -> Answer<Value> {
    let id = set_to_change(context)?.id;
    context
        .world
        .detach_managed_policy(id, context.input.required("ManagedPolicyArn")?)?;
    nothing()
}

pub fn list_managed(context: &mut Context<'_>) -> Answer<Value> {
    let id = set(context)?.id;
    let page = context.page(|world, after: Option<String>| {
        let policies = world
            .set_by_id(id)
            .into_iter()
            .flat_map(|set| &set.template.managed_policies);
        let beyond = policies.filter(move |arn| after.as_ref().is_none_or(|after| *arn > after));
        beyond.map(|arn| {
            let name = arn.rsplit('/').next().unwrap_or_default();
            (arn.clone(), json!({"Name": name, "Arn": arn}))
        })
    })?;
    Ok(page.into_response("AttachedManagedPolicies"))
}

fn reference(input: Input<'_>, member: &str) -> Option<PolicyReference> {
    let reference = input.structure(member)?;
    Some(PolicyReference {
        name: reference.owned("Name")?,
        path: reference.owned("Path").unwrap_or_else(|| "/".to_owned()),
    })
}

fn written(reference: &PolicyReference) -> Value {
    json!({"Name": reference.name, "Path": reference.path})
}

pub fn attach_customer(context: &mut Context<'_>) -> Answer<Value> {
    let id = set_to_change(context)?.id;
    if let Some(reference) = reference(context.input, "CustomerManagedPolicyReference") {
        context.world.attach_customer_policy(id, reference)?;
    }
    nothing()
}

pub fn detach_customer(context: &mut Context<'_>) -> Answer<Value> {
    let id = set_to_change(context)?.id;
    if let Some(reference) = reference(context.input, "CustomerManagedPolicyReference") {
        context.world.detach_customer_policy(id, &reference)?;
    }
    nothing()
}

pub fn list_customer(context: &mut Context<'_>) -> Answer<Value> {
    let id = set(context)?.id;
    let page = context.page(|world, after: Option<String>| {
        let policies = world
            .set_by_id(id)
            .into_iter()
            .flat_map(|set| &set.template.customer_managed_policies);
        // A set has one policy of a name, so the name alone is the key.
        let beyond =
            policies.filter(move |policy| after.as_ref().is_none_or(|after| policy.name > *after));
        beyond.map(|policy| (policy.name.clone(), written(policy)))
    })?;
    Ok(page.into_response("CustomerManagedPolicyReferences"))
}

pub fn put_boundary(context: &mut Context<'_>) -> Answer<Value> {
    let id = set_to_change(context)?.id;
    let boundary = context.input.structure("PermissionsBoundary");
    let boundary = Boundary {
        managed_policy: boundary.and_then(|boundary| boundary.owned("ManagedPolicyArn")),
        customer_managed_policy: boundary
            .and_then(|boundary| reference(boundary, "CustomerManagedPolicyReference")),
    };
    context.world.put_boundary(id, boundary)?;
    nothing()
}

pub fn get_boundary(context: &mut Context<'_>) -> Answer<Value> {
    let id = set(context)?.id;
    let boundary = context.world.boundary(id)?;
    let written = match (&boundary.managed_policy, &boundary.customer_managed_policy) {
        (Some(arn), _) => json!({"ManagedPolicyArn": arn}),
        (None, Some(policy)) => json!({"CustomerManagedPolicyReference": written(policy)}),
        (None, None) => json!({}),
    };
    Ok(wrapped("PermissionsBoundary", written))
}

pub fn delete_boundary(context: &mut Context<'_>) -> Answer<Value> {
    let id = set_to_change(context)?.id;
    context.world.delete_boundary(id)?;
    nothing()
}
