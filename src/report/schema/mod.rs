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
        ("version", json!({ "const": 1 })),
        (
            "catalog",
            described("The catalog's name in the ownership tag"),
        ),
        (
            "instance_arn",
            described("The instance of IAM Identity Center"),
        ),
        ("rules", list(rule())),
        ("environment", environment()),
        ("changes", list(json!({ "$ref": "#/$defs/change" }))),
        ("summary", summary(&[])),
        ("notes", list(json!({ "type": "string" }))),
        (
            "overridden_limits",
            list(described(
                "A flag that overrides a safety limit of this run",
            )),
        ),
        ("refusals", list(refusal())),
        ("errors", list(error())),
    ]);
    head(&mut schema, "A plan of rolecall");
    schema["$defs"] = json!({ "change": changes::any(false) });
    schema
}

/// The schema of `diff --format json`.
pub fn diff_schema() -> Value {
    let selector = list(json!({ "type": "object" }));
    let account_type = object(&[
        ("account_type", json!({ "type": "string" })),
        ("before", selector.clone()),
        ("after", selector),
        ("source", json!({ "type": "string" })),
    ]);
    let mut schema = object(&[
        ("version", json!({ "const": 1 })),
        ("base", described("The catalog before")),
        ("head", described("The catalog after")),
        ("environment", environment()),
        ("catalog", described("The name of the catalog after")),
        ("rules", list(rule())),
        ("changes", list(json!({ "$ref": "#/$defs/change" }))),
        ("account_types", list(account_type)),
        ("summary", summary(&super::diff_json::LEFT_OUT)),
        ("notes", list(json!({ "type": "string" }))),
        ("errors", list(error())),
    ]);
    head(&mut schema, "A difference of two catalogs of rolecall");
    schema["$defs"] = json!({ "change": changes::any(true) });
    schema
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
        ("account", json!({ "type": "string" })),
        ("principal_type", changes::principal_type()),
        ("principal", json!({ "type": "string" })),
        ("permission_set", json!({ "type": "string" })),
        (
            "source",
            described(
                "The place that asks for it, file:line; empty where the catalog does not ask for it",
            ),
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
    let name = |text: &str| json!({ "type": ["string", "null"], "description": text });
    let mut schema = object(&[
        ("version", json!({ "const": 1 })),
        (
            "catalog",
            name("The catalog's file; null where there is none"),
        ),
        (
            "aws",
            name(
                "What was read beside the catalog: the instance, and the file that keeps it; null where nothing was",
            ),
        ),
        ("assignments", list(row)),
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
    let number = json!({ "type": "integer", "minimum": 0 });
    let fields: Vec<(&str, Value)> = names
        .filter(|name| !left_out.contains(&name.as_str()))
        .map(|name| (name.as_str(), number.clone()))
        .collect();
    object(&fields)
}

/// A change of the catalog besides access.
fn rule() -> Value {
    let or_null = |description: &str| {
        json!({
            "type": ["string", "null"],
            "description": description,
        })
    };
    object(&[
        ("topic", json!({ "enum": RuleTopic::ALL })),
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
        ("message", described("All of it in words")),
    ])
}

/// An error: with one, there is no plan, or a plan that leaves out what the error concerns.
fn error() -> Value {
    object(&[
        (
            "code",
            described("The kind of problem, as diagnostics name it; `error` for others"),
        ),
        (
            "place",
            json!({ "type": ["string", "null"], "description": "file:line" }),
        ),
        ("text", described("What is wrong")),
        ("help", list(described("What to do"))),
    ])
}

fn refusal() -> Value {
    object(&[
        ("rule", described("The safety limit")),
        ("message", json!({ "type": "string" })),
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

fn described(description: &str) -> Value {
    json!({ "type": "string", "description": description })
}
