//! Permission sets for the tests of what policies allow.

use serde_json::{Value, json};

use crate::model::{ManagedPolicy, PermissionSet, PermissionSetName, PolicyDocument};

/// A statement that allows actions on resources.
pub fn allow(action: Value, resource: Value) -> Value {
    json!({"Effect": "Allow", "Action": action, "Resource": resource})
}

/// The permission set `Team` with AWS managed policies and an inline policy of these statements.
pub fn with(policies: &[&str], statements: &[Value]) -> PermissionSet {
    let mut set = PermissionSet::new(PermissionSetName::parse("Team").unwrap());
    let managed = policies
        .iter()
        .map(|name| ManagedPolicy::parse(name).unwrap());
    set.managed_policies.extend(managed);
    if !statements.is_empty() {
        let document = json!({"Version": "2012-10-17", "Statement": statements});
        set.inline_policy = Some(PolicyDocument::from_value(document).unwrap());
    }
    set
}
