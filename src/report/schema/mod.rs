//! The JSON Schemas of what `plan`, `diff` and `access` print as JSON.
//!
//! They are strict, so that a field which is added to the output and not here fails a test. Whoever reads the output
//! should not be: fields are added within one version.

mod changes;
mod facts;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value, json};

use super::Summary;
use crate::plan::RuleTopic;

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of `plan --format json` and `show --format json`.
pub fn plan_schema() -> Value {
    let mut schema = object(&[
        ("version", version()),
        (
            "catalog",
            described("The catalog's name in the ownership tag"),
        ),
        (
            "instance_arn",
            described("The instance of IAM Identity Center"),
        ),
        (
            "rules",
            meaning("Changes of the catalog other than access", list(rule())),
        ),
        ("environment", environment()),
        (
            "changes",
            meaning("The changes, in the order of an apply", changes()),
        ),
        ("summary", summary(&[])),
        ("notes", notes()),
        (
            "overridden_limits",
            meaning(
                "The options of this run that override a safety limit",
                list(json!({ "type": "string" })),
            ),
        ),
        (
            "refusals",
            meaning("The safety limits that refuse the plan", list(refusal())),
        ),
        ("errors", errors()),
    ]);
    head(&mut schema, "A plan of rolecall");
    schema["$defs"] = json!({ "change": changes::any(false) });
    schema
}

/// The schema of `diff --format json`.
pub fn diff_schema() -> Value {
    let selector = list(json!({ "type": "object" }));
    let account_type = object(&[
        ("account_type", described("The name of the account type")),
        (
            "before",
            meaning("The clauses of its selector before", selector.clone()),
        ),
        (
            "after",
            meaning("The clauses of its selector after", selector),
        ),
        ("source", described("The place in the catalog, file:line")),
    ]);
    let mut schema = object(&[
        ("version", version()),
        ("base", described("The catalog before")),
        ("head", described("The catalog after")),
        ("environment", environment()),
        ("catalog", described("The name of the catalog after")),
        (
            "rules",
            meaning("Changes of the catalog other than access", list(rule())),
        ),
        ("changes", meaning("The changes of access", changes())),
        (
            "account_types",
            meaning(
                "Account types whose selector has changed, where their accounts are not known",
                list(account_type),
            ),
        ),
        ("summary", summary(&super::diff_json::LEFT_OUT)),
        ("notes", notes()),
        ("errors", errors()),
    ]);
    head(&mut schema, "A difference of two catalogs of rolecall");
    schema["$defs"] = json!({ "change": changes::any(true) });
    schema
}

/// The version, which says which fields there are.
fn version() -> Value {
    json!({ "const": 1, "description": "The version of the document's form" })
}

fn changes() -> Value {
    list(json!({ "$ref": "#/$defs/change" }))
}

fn notes() -> Value {
    meaning("Remarks for people", list(json!({ "type": "string" })))
}

fn errors() -> Value {
    meaning(
        "The errors; if there are any, the rest of the document is incomplete",
        list(error()),
    )
}

fn environment() -> Value {
    json!({
        "type": "object",
        "description": "The environment variables that the catalog was read with, and their values",
        "additionalProperties": { "type": "string" },
    })
}

/// The schema of `access --format json`.
pub fn access_schema() -> Value {
    let mut row = object(&[
        ("account_id", changes::account_id()),
        ("account", described("The name of the account")),
        ("principal_type", changes::principal_type()),
        ("principal", described("The name of the group or user")),
        ("permission_set", described("The permission set")),
        (
            "source",
            described("The place in the catalog that asks for it, file:line; empty if it does not"),
        ),
    ]);
    facts::add(&mut row);
    let yes_or_no = |text: &str| json!({ "type": "boolean", "description": text });
    let optional = [
        (
            "account_type",
            described("The account type that stands for its accounts, which are not known"),
        ),
        (
            "in_catalog",
            yes_or_no("Whether the catalog asks for it; absent without a catalog"),
        ),
        (
            "in_aws",
            yes_or_no("Whether it exists; absent where AWS was not read"),
        ),
        (
            "managed",
            yes_or_no(
                "Whether the catalog manages the permission set; absent where AWS was not read",
            ),
        ),
        (
            "via",
            described(
                "By person: the group through which the user has it; absent where the user has it directly",
            ),
        ),
        (
            "user_enabled",
            yes_or_no(
                "By person: whether the user may sign in; absent where the identity store does not say",
            ),
        ),
    ];
    for (name, field) in optional {
        row["properties"][name] = field;
    }
    let mut schema = object(&[
        ("version", version()),
        (
            "catalog",
            or_null("The catalog's file; null if there is none"),
        ),
        (
            "aws",
            or_null("Where the live state was read from; null if it was not read"),
        ),
        (
            "assignments",
            meaning("The assignments, one for each account", list(row)),
        ),
    ]);
    head(
        &mut schema,
        "Who has what where, by a catalog of rolecall and as it exists in AWS",
    );
    schema
}

fn head(schema: &mut Value, title: &str) {
    schema["$schema"] = DRAFT.into();
    schema["title"] = title.into();
}

/// The numbers of a summary, as its type has them.
fn summary(left_out: &[&str]) -> Value {
    let numbers = serde_json::to_value(Summary::default()).unwrap_or_default();
    let names = numbers.as_object().into_iter().flat_map(Map::keys);
    let fields: Vec<(&str, Value)> = names
        .filter(|name| !left_out.contains(&name.as_str()))
        .map(|name| (name.as_str(), number(name)))
        .collect();
    meaning("How many changes of each kind there are", object(&fields))
}

/// One number of a summary. A number that is missing here has no description, which a test forbids.
fn number(name: &str) -> Value {
    let number = json!({ "type": "integer", "minimum": 0 });
    let description = match name {
        "grants" => "Assignments to create",
        "revocations" => "Assignments to delete",
        "groups_created" => "Groups to create",
        "permission_sets_created" => "Permission sets to create",
        "permission_sets_adopted" => "Permission sets to take over",
        "permission_sets_changed" => "Permission sets to edit",
        "permission_sets_deleted" => "Permission sets to delete",
        "provisionings" => "Accounts in which a permission set's role is updated, added up",
        "operations" => "API calls that an apply makes to carry out the changes",
        "dangers" => "Dangers; the same danger in several accounts is one",
        "rules_changed" => "Rules and limits of the catalog that have changed",
        "rules_loosened" => "Rules and limits that are removed or loosened",
        "account_names_changed" => "Account names that mean another account than before",
        _ => return number,
    };
    meaning(description, number)
}

/// A change of the catalog besides access.
fn rule() -> Value {
    object(&[
        (
            "topic",
            meaning(
                "What the change is about",
                json!({ "enum": RuleTopic::ALL }),
            ),
        ),
        ("subject", described("Which rule, group, entry or account")),
        ("before", or_null("What it was; null where it is new")),
        ("after", or_null("What it is; null where it is removed")),
        (
            "before_source",
            or_null("The place in the catalog before, file:line"),
        ),
        (
            "source",
            or_null("The place in the catalog after, file:line"),
        ),
        (
            "loosened",
            json!({ "type": "boolean", "description": "Whether less is checked, limited or protected" }),
        ),
        ("message", described("The change as a sentence")),
    ])
}

/// An error: with one, there is no plan, or a plan that leaves out what the error concerns.
fn error() -> Value {
    object(&[
        (
            "code",
            described("The diagnostic code; `error` for other errors"),
        ),
        (
            "place",
            json!({ "type": ["string", "null"], "description": "The place in the catalog, file:line" }),
        ),
        ("text", described("The problem as a sentence")),
        (
            "help",
            meaning("What to do", list(json!({ "type": "string" }))),
        ),
    ])
}

fn refusal() -> Value {
    object(&[
        ("rule", described("The safety limit")),
        ("message", described("What the limit found, as a sentence")),
        ("flag", described("The option that allows it")),
    ])
}

/// An object with exactly these fields.
fn object(fields: &[(&str, Value)]) -> Value {
    let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    let properties: Map<String, Value> = fields
        .iter()
        .map(|(name, schema)| ((*name).to_owned(), schema.clone()))
        .collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": names,
        "additionalProperties": false,
    })
}

fn list(items: Value) -> Value {
    json!({ "type": "array", "items": items })
}

/// The schema with a description.
fn meaning(description: &str, mut schema: Value) -> Value {
    schema["description"] = description.into();
    schema
}

fn or_null(description: &str) -> Value {
    json!({ "type": ["string", "null"], "description": description })
}

fn described(description: &str) -> Value {
    json!({ "type": "string", "description": description })
}
