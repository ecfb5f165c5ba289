//! The schema of one change: a form for each kind.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{described, list, object};
use crate::plan::Cause;
use crate::risk::Rule;

/// A change of any kind. In a diff an assignment may be on an account type instead of an account.
pub(super) fn any(with_account_types: bool) -> Value {
    let mut forms: Vec<Value> = kinds()
        .into_iter()
        .map(|(kind, fields)| form(kind, &fields, false))
        .collect();
    if with_account_types {
        let on_types = kinds()
            .into_iter()
            .filter(|(kind, _)| kind.ends_with("_assignment"));
        forms.extend(on_types.map(|(kind, fields)| form(kind, &fields, true)));
    }
    json!({ "oneOf": forms })
}

fn form(kind: &str, fields: &[(&'static str, Value)], on_account_type: bool) -> Value {
    let source = json!({
        "type": ["string", "null"],
        "description": "The place in the catalog that asks for it, file:line",
    });
    let mut all = vec![("kind", json!({ "const": kind }))];
    all.extend(fields.iter().cloned());
    all.push(("source", source));
    all.push(("dangers", list(danger())));
    if kind.ends_with("_assignment") {
        all.push(("why", why()));
    }
    if on_account_type {
        all.retain(|(name, _)| *name != "account");
        all.push(("account", json!({ "type": "null" })));
        all.push((
            "account_type",
            described("The type, whose accounts are not known"),
        ));
    }
    object(&all)
}

/// What is dangerous about a change, and by which rule (docs/dangers.md).
fn danger() -> Value {
    let rules: Vec<&str> = Rule::ALL.iter().map(|rule| rule.name()).collect();
    let levels: BTreeSet<String> = Rule::ALL
        .iter()
        .filter_map(|rule| {
            serde_json::to_value(rule.level())
                .ok()?
                .as_str()
                .map(str::to_owned)
        })
        .collect();
    object(&[
        ("rule", json!({ "enum": rules })),
        ("level", json!({ "enum": levels })),
        ("detail", described("What the rule found")),
        ("message", described("Both in words")),
    ])
}

/// Every kind of change with its fields, in the order of an apply.
fn kinds() -> Vec<(&'static str, Vec<(&'static str, Value)>)> {
    let set = || ("permission_set", described("The permission set"));
    let managed = || ("policy", json!({ "type": "string" }));
    let customer = || ("policy", customer_managed());
    vec![
        ("create_group", vec![("group", json!({ "type": "string" }))]),
        (
            "create_permission_set",
            vec![
                set(),
                ("after", attributes()),
                ("tags", tags()),
                ("previously", or_null(json!({ "type": "string" }))),
            ],
        ),
        (
            "adopt_permission_set",
            vec![set(), ("from", or_null(json!({ "type": "string" })))],
        ),
        (
            "update_permission_set",
            vec![set(), ("before", attributes()), ("after", attributes())],
        ),
        (
            "tag_permission_set",
            vec![set(), ("before", tags()), ("after", tags())],
        ),
        ("untag_permission_set", vec![set(), ("before", tags())]),
        ("detach_managed_policy", vec![set(), managed()]),
        ("detach_customer_managed_policy", vec![set(), customer()]),
        ("attach_managed_policy", vec![set(), managed()]),
        ("attach_customer_managed_policy", vec![set(), customer()]),
        (
            "put_inline_policy",
            vec![set(), ("before", or_null(policy())), ("after", policy())],
        ),
        ("delete_inline_policy", vec![set(), ("before", policy())]),
        (
            "put_permissions_boundary",
            vec![
                set(),
                ("before", or_null(boundary())),
                ("after", boundary()),
            ],
        ),
        (
            "delete_permissions_boundary",
            vec![set(), ("before", boundary())],
        ),
        ("provision_permission_set", provisioning(set())),
        ("create_assignment", assignment()),
        (
            "delete_assignment",
            [assignment(), vec![("reason", reason())]].concat(),
        ),
        ("delete_permission_set", vec![set()]),
    ]
}

fn provisioning(set: (&'static str, Value)) -> Vec<(&'static str, Value)> {
    let account = object(&[
        ("account", json!({ "type": "string" })),
        ("account_id", account_id()),
    ]);
    vec![
        set,
        ("accounts", list(account)),
        (
            "target",
            json!({ "enum": ["all_provisioned_accounts", "listed_accounts"] }),
        ),
        ("reason", json!({ "enum": ["edited", "outdated"] })),
    ]
}

fn assignment() -> Vec<(&'static str, Value)> {
    vec![
        ("account_id", account_id()),
        ("account", json!({ "type": "string" })),
        ("principal_type", principal_type()),
        ("principal", described("The name of the group or user")),
        ("principal_id", json!({ "type": ["string", "null"] })),
        ("permission_set", described("The permission set")),
    ]
}

/// Why something is revoked; for a rename, with the name from now on, and for an expiry, with the last day.
fn reason() -> Value {
    let plain =
        json!({ "enum": ["not_in_catalog", "permission_set_deleted", "principal_deleted"] });
    let renamed = object(&[("permission_set_renamed", json!({ "type": "string" }))]);
    let expired = object(&[(
        "expired",
        described("The last day of the catalog's entry, such as 2026-12-31"),
    )]);
    json!({ "oneOf": [plain, renamed, expired] })
}

/// Why an assignment is granted or revoked: a code with what it names, and the same in words.
fn why() -> Value {
    let optional = [
        ("account_type", json!({ "type": "string" })),
        ("left", list(described("An account type"))),
        ("now", list(described("An account type"))),
        (
            "organizational_unit",
            json!({
                "type": ["string", "null"],
                "description": "The path of the account's organizational unit; empty for an account in none",
            }),
        ),
        (
            "since",
            json!({ "type": "boolean", "description": "Whether it was otherwise before" }),
        ),
        ("permission_set", json!({ "type": "string" })),
        ("principal_type", principal_type()),
        (
            "last_day",
            described("The last day of the catalog's entry, such as 2026-12-31"),
        ),
    ];
    let mut why = object(&[
        ("code", json!({ "enum": Cause::CODES })),
        ("message", described("The cause in words")),
    ]);
    for (name, schema) in optional {
        why["properties"][name] = schema;
    }
    why["description"] =
        "Null for a grant of which no more is known than the entry that asks for it".into();
    or_null(why)
}

fn attributes() -> Value {
    object(&[
        ("description", json!({ "type": ["string", "null"] })),
        (
            "session_duration",
            described("In ISO 8601 form, such as PT8H"),
        ),
        ("relay_state", json!({ "type": ["string", "null"] })),
    ])
}

fn tags() -> Value {
    json!({ "type": "object", "additionalProperties": { "type": "string" } })
}

fn policy() -> Value {
    json!({ "type": "object", "description": "A policy document" })
}

fn customer_managed() -> Value {
    object(&[
        ("name", json!({ "type": "string" })),
        ("path", json!({ "type": "string" })),
    ])
}

fn boundary() -> Value {
    let managed = object(&[("managed_policy", json!({ "type": "string" }))]);
    let customer = object(&[("customer_managed_policy", customer_managed())]);
    json!({ "oneOf": [managed, customer] })
}

pub(super) fn account_id() -> Value {
    json!({ "type": ["string", "null"], "pattern": "^[0-9]{12}$" })
}

pub(super) fn principal_type() -> Value {
    json!({ "enum": ["GROUP", "USER"] })
}

fn or_null(schema: Value) -> Value {
    json!({ "oneOf": [schema, { "type": "null" }] })
}
