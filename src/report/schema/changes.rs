//! The schema of one change: a form for each kind.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{described, list, meaning, object};
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
    let constant = json!({ "const": kind, "description": "The kind of change" });
    let mut all = vec![("kind", constant)];
    all.extend(fields.iter().cloned());
    all.push(("source", source));
    all.push((
        "dangers",
        meaning("What is dangerous about the change", list(danger())),
    ));
    if kind.ends_with("_assignment") {
        all.push(("why", why()));
    }
    if on_account_type {
        all.retain(|(name, _)| *name != "account");
        let account = meaning(
            "Null: the change is on every account of the type",
            json!({ "type": "null" }),
        );
        all.push(("account", account));
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
        (
            "rule",
            meaning("The rule, see dangers.md", json!({ "enum": rules })),
        ),
        (
            "level",
            meaning("How serious the rule is", json!({ "enum": levels })),
        ),
        ("detail", described("What the rule found")),
        ("message", described("Rule and detail as a sentence")),
    ])
}

/// Every kind of change with its fields, in the order of an apply.
fn kinds() -> Vec<(&'static str, Vec<(&'static str, Value)>)> {
    let set = || ("permission_set", described("The permission set"));
    let managed = || ("policy", described("Name or ARN of the AWS managed policy"));
    let customer = || {
        (
            "policy",
            meaning("The customer managed policy", customer_managed()),
        )
    };
    let before = |schema: Value| ("before", meaning("The value before the change", schema));
    let after = |schema: Value| ("after", meaning("The value after the change", schema));
    vec![
        (
            "create_group",
            vec![("group", described("The name of the group"))],
        ),
        (
            "create_permission_set",
            vec![
                set(),
                after(attributes()),
                ("tags", meaning("The tags of the permission set", tags())),
                (
                    "previously",
                    named_or_null("The name before, if the permission set is renamed"),
                ),
            ],
        ),
        (
            "adopt_permission_set",
            vec![
                set(),
                (
                    "from",
                    named_or_null("The catalog in its ownership tag, if it has one"),
                ),
            ],
        ),
        (
            "update_permission_set",
            vec![set(), before(attributes()), after(attributes())],
        ),
        (
            "tag_permission_set",
            vec![set(), before(tags()), after(tags())],
        ),
        ("untag_permission_set", vec![set(), before(tags())]),
        ("detach_managed_policy", vec![set(), managed()]),
        ("detach_customer_managed_policy", vec![set(), customer()]),
        ("attach_managed_policy", vec![set(), managed()]),
        ("attach_customer_managed_policy", vec![set(), customer()]),
        (
            "put_inline_policy",
            vec![set(), before(or_null(policy())), after(policy())],
        ),
        ("delete_inline_policy", vec![set(), before(policy())]),
        (
            "put_permissions_boundary",
            vec![set(), before(or_null(boundary())), after(boundary())],
        ),
        (
            "delete_permissions_boundary",
            vec![set(), before(boundary())],
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
        ("account", described("The name of the account")),
        ("account_id", account_id()),
    ]);
    vec![
        set,
        (
            "accounts",
            meaning(
                "The accounts where the role has to be updated",
                list(account),
            ),
        ),
        (
            "target",
            meaning(
                "Whether one operation updates every account or one operation each of those listed",
                json!({ "enum": ["all_provisioned_accounts", "listed_accounts"] }),
            ),
        ),
        (
            "reason",
            meaning(
                "Whether this plan edits the permission set, or AWS reports the role as outdated",
                json!({ "enum": ["edited", "outdated"] }),
            ),
        ),
    ]
}

fn assignment() -> Vec<(&'static str, Value)> {
    vec![
        ("account_id", account_id()),
        ("account", described("The name of the account")),
        ("principal_type", principal_type()),
        ("principal", described("The name of the group or user")),
        (
            "principal_id",
            meaning(
                "The id in the identity store; null if it is not known",
                json!({ "type": ["string", "null"] }),
            ),
        ),
        ("permission_set", described("The permission set")),
    ]
}

/// Why something is revoked; for a rename, with the name from now on, and for an expiry, with the last day.
fn reason() -> Value {
    let plain =
        json!({ "enum": ["not_in_catalog", "permission_set_deleted", "principal_deleted"] });
    let renamed = object(&[(
        "permission_set_renamed",
        described("The permission set's new name"),
    )]);
    let expired = object(&[(
        "expired",
        described("The last day of the catalog's entry, such as 2026-12-31"),
    )]);
    meaning(
        "Why the assignment is removed",
        json!({ "oneOf": [plain, renamed, expired] }),
    )
}

/// Why an assignment is granted or revoked: a code with what it names, and the same in words.
fn why() -> Value {
    let optional = [
        ("account_type", described("The account type")),
        (
            "left",
            meaning(
                "Account types that do not select the account, or no longer",
                list(json!({ "type": "string" })),
            ),
        ),
        (
            "now",
            meaning(
                "Account types that select the account now",
                list(json!({ "type": "string" })),
            ),
        ),
        (
            "organizational_unit",
            json!({
                "type": ["string", "null"],
                "description": "The path of the account's organizational unit; empty for an account in none",
            }),
        ),
        (
            "since",
            json!({ "type": "boolean", "description": "Whether this differs from the catalog before" }),
        ),
        ("permission_set", described("The permission set")),
        ("principal_type", principal_type()),
        (
            "last_day",
            described("The last day of the catalog's entry, such as 2026-12-31"),
        ),
    ];
    let mut why = object(&[
        (
            "code",
            meaning("The cause", json!({ "enum": Cause::CODES })),
        ),
        ("message", described("The cause as a sentence")),
    ]);
    for (name, schema) in optional {
        why["properties"][name] = schema;
    }
    meaning(
        "Why the assignment is granted or revoked; null for a grant of which only the entry is known",
        or_null(why),
    )
}

fn attributes() -> Value {
    object(&[
        ("description", named_or_null("The description")),
        (
            "session_duration",
            described("The session duration in ISO 8601 form, such as PT8H"),
        ),
        (
            "relay_state",
            named_or_null("The URL at which a session in the console begins"),
        ),
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
        ("name", described("The name of the policy")),
        ("path", described("The path of the policy, such as /")),
    ])
}

fn boundary() -> Value {
    let managed = object(&[(
        "managed_policy",
        described("Name or ARN of the AWS managed policy"),
    )]);
    let customer = object(&[(
        "customer_managed_policy",
        meaning("The customer managed policy", customer_managed()),
    )]);
    json!({ "oneOf": [managed, customer] })
}

pub(super) fn account_id() -> Value {
    json!({
        "type": ["string", "null"],
        "pattern": "^[0-9]{12}$",
        "description": "The id of the account; null if it is not known",
    })
}

pub(super) fn principal_type() -> Value {
    json!({ "enum": ["GROUP", "USER"], "description": "Whether the principal is a group or a user" })
}

fn or_null(schema: Value) -> Value {
    json!({ "oneOf": [schema, { "type": "null" }] })
}

fn named_or_null(description: &str) -> Value {
    json!({ "type": ["string", "null"], "description": description })
}
