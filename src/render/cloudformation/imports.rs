//! What lives already, for `create-change-set --change-set-type IMPORT`.
//!
//! The identifiers are the `primaryIdentifier`s in the schemas of the resource types.

use serde_json::{Value, json};

use super::resources::{OWN_RESOURCE, Resources};
use super::stack::Stack;
use crate::model::Live;
use crate::render::{Instance, RenderError, Subject};

/// What of a stack lives: the stack with that alone, and the list that the change set wants.
pub(super) struct Import {
    pub stack: Stack,
    pub list: Vec<Value>,
}

/// What of a stack lives; `None` if nothing does.
///
/// # Errors
/// The subject does not know what lives, or in which instance.
pub(super) fn of_stack(
    subject: &Subject<'_>,
    resources: &Resources<'_>,
    stack: &Stack,
) -> Result<Option<Import>, RenderError> {
    let (Some(instance), Some((live, groups))) = (subject.instance, subject.live) else {
        return Err(RenderError::NoInstance);
    };
    let mut list = Vec::new();
    let mut there = Stack {
        name: stack.name.clone(),
        ..Stack::default()
    };
    for index in &stack.groups {
        if let Some(group) = resources.groups.get(*index)
            && let (Some(id), Some(store)) = (groups.get(group.name), &instance.identity_store_id)
        {
            there.groups.push(*index);
            let identifier = json!({"GroupId": id.as_str(), "IdentityStoreId": store});
            list.push(entry("AWS::IdentityStore::Group", &group.id, identifier));
        }
    }
    for index in &stack.sets {
        if let Some(set) = resources.sets.get(*index)
            && let Some(arn) = arn(live, set.set.name.as_str())
        {
            there.sets.push(*index);
            let identifier = json!({"InstanceArn": instance.arn, "PermissionSetArn": arn});
            list.push(entry("AWS::SSO::PermissionSet", &set.id, identifier));
        }
    }
    let lives = subject.live_assignments();
    for index in &stack.assignments {
        let assignment = resources.assignments.get(*index).expect(OWN_RESOURCE);
        if let Some(arn) = arn(live, assignment.set.as_str())
            && let Some(principal) = &assignment.principal.id
            && lives.contains(&(
                assignment.account_id,
                principal.clone(),
                assignment.set.clone(),
            ))
        {
            there.assignments.push(*index);
            let identifier = identifier(instance, assignment, principal.as_str(), arn);
            list.push(entry("AWS::SSO::Assignment", &assignment.id, identifier));
        }
    }
    Ok((!list.is_empty()).then_some(Import { stack: there, list }))
}

fn identifier(
    instance: &Instance,
    assignment: &super::resources::Assignment<'_>,
    principal: &str,
    arn: &str,
) -> Value {
    json!({
        "InstanceArn": instance.arn,
        "TargetId": assignment.account_id.to_string(),
        "TargetType": "AWS_ACCOUNT",
        "PermissionSetArn": arn,
        "PrincipalType": assignment.principal.kind.api_name(),
        "PrincipalId": principal,
    })
}

fn arn<'l>(live: &'l Live, name: &str) -> Option<&'l str> {
    live.permission_sets.get(name).map(|set| &*set.arn)
}

fn entry(kind: &str, id: &str, identifier: Value) -> Value {
    json!({
        "ResourceType": kind,
        "LogicalResourceId": id,
        "ResourceIdentifier": identifier,
    })
}
