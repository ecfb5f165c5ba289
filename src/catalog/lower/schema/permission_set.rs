//! The part about one permission set.

use serde_json::{Value, json};

use super::parts::{list, nullable, object, or_expression, reference, scalar, table, text};
use crate::catalog::lower::{permission_sets, policies};

pub(super) fn definition() -> Value {
    object(permission_sets::KEYS, |key| {
        let (description, takes) = match key {
            "description" => (
                "What people read when they choose the set; at most 700 characters of Latin-1",
                json!({ "type": ["string", "number"], "maxLength": 700 }),
            ),
            "session_duration" => ("PT1H to PT12H", reference("session_duration")),
            "relay_state" => (
                "The URL that a session starts at",
                json!({ "type": "string", "maxLength": 240 }),
            ),
            "tags" => ("Tags beside those of the catalog", table(scalar())),
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
                "The name until now, for a rename without a gap",
                reference("permission_set_name"),
            ),
            "requires" => ("Vars without which there is no such set", list(text(""))),
            "expects" => ("Vars without which the set is incomplete", list(text(""))),
            "with" => (
                "Names for the expressions of this definition",
                or_expression(json!({ "type": "object" })),
            ),
            "for_each" => (
                "A var, or entries: one set for each",
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
        "name" | "path" => nullable(text("")),
        _ => true.into(),
    });
    named["required"] = json!(["name"]);
    json!({ "anyOf": [{ "type": "string" }, named] })
}

fn boundary() -> Value {
    let mut one = object(policies::BOUNDARY_KEYS, |key| match key {
        "policy" => nullable(reference("managed_policy")),
        "customer_managed_policy" => nullable(reference("customer_managed_policy")),
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
        "Statement" => json!({ "anyOf": [statement.clone(), list(statement.clone())] }),
        "Version" => json!({ "type": ["string", "number"] }),
        "Id" => json!({ "type": "string" }),
        _ => true.into(),
    });
    policy["required"] = json!(["Statement"]);
    policy
}

pub(super) fn statement() -> Value {
    let many = || json!({ "anyOf": [{ "type": "string" }, list(json!({ "type": "string" }))] });
    let keys: Vec<&str> = policies::STATEMENT_KEYS
        .iter()
        .copied()
        .chain(["when"])
        .collect();
    let mut statement = object(&keys, |key| match key {
        "Sid" => json!({ "type": ["string", "number"] }),
        "Effect" => json!({ "anyOf": [{ "enum": ["Allow", "Deny"] }, reference("expression")] }),
        "Action" | "NotAction" | "Resource" | "NotResource" => many(),
        "Condition" => or_expression(json!({ "type": "object" })),
        "when" => json!({
            "description": "The statement is left out unless this var is given",
            "type": "string",
        }),
        _ => true.into(),
    });
    statement["required"] = json!(["Effect"]);
    statement
}
