//! The part about one permission set.

use serde_json::{Value, json};

use super::parts::{
    described, list, nullable, object, or_expression, reference, scalar, table, text, with_default,
};
use crate::catalog::lower::{permission_sets, policies};

pub(super) fn definition() -> Value {
    object(permission_sets::KEYS, |key| {
        let (description, takes) = match key {
            "description" => (
                "The description that users see; at most 700 characters of Latin-1",
                json!({ "type": ["string", "number"], "maxLength": 700 }),
            ),
            "session_duration" => (
                "How long a session lasts, PT1H to PT12H; if not given, the var `session_duration`",
                reference("session_duration"),
            ),
            "relay_state" => (
                "The URL at which a session in the console begins",
                json!({ "type": "string", "maxLength": 240 }),
            ),
            "tags" => ("Tags in addition to those of the catalog", table(scalar())),
            "policy_attachments" => (
                "AWS managed policies by name (job-function/Billing) or ARN",
                list(reference("managed_policy")),
            ),
            "customer_managed_policy_attachments" => (
                "Policies that exist in every account, by name and path",
                list(reference("customer_managed_policy")),
            ),
            "inline_policy" => (
                "A policy document, or its JSON as a text",
                json!({ "anyOf": [reference("policy"), { "type": "string" }] }),
            ),
            "inline_policy_file" => (
                "A file with the policy, relative to this one",
                json!({ "type": "string" }),
            ),
            "permissions_boundary" => ("The permissions boundary: exactly one policy", boundary()),
            "previously" => (
                "The previous name, to rename the set without interrupting access",
                reference("permission_set_name"),
            ),
            "requires" => (
                "Vars without which the set cannot be assigned",
                list(text("")),
            ),
            "expects" => (
                "Vars without which the set is assigned with a warning",
                list(text("")),
            ),
            "with" => (
                "Names for the expressions of this definition",
                or_expression(json!({ "type": "object" })),
            ),
            "for_each" => (
                "A var or a list of entries; each gives one set, with its value in `each.key` and `each.value`",
                json!({ "type": ["string", "array", "object"] }),
            ),
            _ => return true.into(),
        };
        let mut schema = nullable(takes);
        schema["description"] = description.into();
        schema
    })
}

pub(super) fn managed_policy() -> Value {
    json!({ "type": "string", "minLength": 1 })
}

pub(super) fn customer_managed_policy() -> Value {
    let mut named = object(policies::CUSTOMER_MANAGED_KEYS, |key| match key {
        "name" => nullable(text("The name of the policy")),
        "path" => with_default("/", nullable(text("The path of the policy"))),
        _ => true.into(),
    });
    named["required"] = json!(["name"]);
    json!({ "anyOf": [{ "type": "string" }, named] })
}

fn boundary() -> Value {
    let mut one = object(policies::BOUNDARY_KEYS, |key| match key {
        "policy" => described(
            "An AWS managed policy, by name or ARN",
            nullable(reference("managed_policy")),
        ),
        "customer_managed_policy" => described(
            "A customer managed policy, by name and path",
            nullable(reference("customer_managed_policy")),
        ),
        _ => true.into(),
    });
    one["minProperties"] = 1.into();
    or_expression(one)
}

/// A policy document: its elements are those of the IAM grammar
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>).
pub(super) fn policy() -> Value {
    let statement = reference("statement");
    let mut policy = object(policies::DOCUMENT_KEYS, |key| match key {
        "Statement" => described(
            "One statement, or several",
            json!({ "anyOf": [statement.clone(), list(statement.clone())] }),
        ),
        "Version" => described(
            "The version of the policy language",
            json!({ "type": ["string", "number"] }),
        ),
        "Id" => described("A name for the policy", json!({ "type": "string" })),
        _ => true.into(),
    });
    policy["required"] = json!(["Statement"]);
    policy
}

pub(super) fn statement() -> Value {
    let many = |description| {
        described(
            description,
            json!({ "anyOf": [{ "type": "string" }, list(json!({ "type": "string" }))] }),
        )
    };
    let keys: Vec<&str> = policies::STATEMENT_KEYS
        .iter()
        .copied()
        .chain(["when"])
        .collect();
    let mut statement = object(&keys, |key| match key {
        "Sid" => described(
            "A name for the statement",
            json!({ "type": ["string", "number"] }),
        ),
        "Effect" => described(
            "Whether the statement allows or denies",
            json!({ "anyOf": [{ "enum": ["Allow", "Deny"] }, reference("expression")] }),
        ),
        "Action" => many("The actions, such as `s3:GetObject`"),
        "NotAction" => many("All actions except these"),
        "Resource" => many("The resources, by ARN"),
        "NotResource" => many("All resources except these"),
        "Condition" => described(
            "When the statement applies",
            or_expression(json!({ "type": "object" })),
        ),
        "when" => json!({
            "description": "The statement is left out unless this var is given",
            "type": "string",
        }),
        _ => true.into(),
    });
    statement["required"] = json!(["Effect"]);
    statement
}
