//! What schemas are put together from.

use serde_json::{Map, Value, json};

/// A mapping with these keys and no others.
pub(super) fn object(keys: &[&str], of: impl Fn(&str) -> Value) -> Value {
    let properties: Map<String, Value> = keys
        .iter()
        .map(|key| ((*key).to_owned(), of(key)))
        .collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

/// A mapping with any keys, or an expression that stands for one.
pub(super) fn table(values: Value) -> Value {
    or_expression(json!({ "type": "object", "additionalProperties": values }))
}

/// A list, or an expression that stands for one.
pub(super) fn list(items: Value) -> Value {
    or_expression(json!({ "type": "array", "items": items }))
}

/// A text; numbers are taken as they are spelled.
pub(super) fn text(description: &str) -> Value {
    let mut schema = json!({ "type": ["string", "number"] });
    if !description.is_empty() {
        schema["description"] = description.into();
    }
    schema
}

/// The schema with a description.
pub(super) fn described(description: &str, mut schema: Value) -> Value {
    schema["description"] = description.into();
    schema
}

/// The schema with the value that is taken if the key is not given.
pub(super) fn with_default(default: impl Into<Value>, mut schema: Value) -> Value {
    schema["default"] = default.into();
    schema
}

/// `true` or `false`, also as a text.
pub(super) fn boolean() -> Value {
    json!({ "enum": [true, false, "true", "false"] })
}

/// The value of a tag.
pub(super) fn scalar() -> Value {
    json!({ "type": ["string", "number", "boolean", "null"] })
}

pub(super) fn reference(definition: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{definition}") })
}

/// The same, or nothing: a key without a value counts as not given.
pub(super) fn nullable(schema: Value) -> Value {
    json!({ "anyOf": [schema, { "type": "null" }] })
}

/// The same, or a text such as `{{ var }}`, which stands for what the var holds; or a function of Atmos, which editors
/// see as its text.
pub(super) fn or_expression(schema: Value) -> Value {
    json!({ "anyOf": [schema, reference("expression")] })
}

pub(super) fn expression() -> Value {
    json!({ "type": "string", "pattern": r"\{\{|^!|^$" })
}

pub(super) fn session_duration() -> Value {
    json!({
        "description": "PT1H to PT12H",
        "anyOf": [
            { "type": "string", "pattern": r"^P[0-9DHMSTW]+$|^[0-9]*$|\{\{" },
            // Seconds are converted, with a warning.
            { "type": "integer", "minimum": 3600, "maximum": 43200 },
        ],
    })
}

/// Twelve digits; without quotes, YAML makes a number of them. A stand-in is an error only where it is used.
pub(super) fn account_id() -> Value {
    json!({
        "description": "The account's id, 12 digits in quotes",
        "anyOf": [
            { "type": "string", "pattern": r"^[0-9]{12}$|^__|^<|XXXX|\{\{|^!" },
            { "type": "number", "minimum": 0, "maximum": 999_999_999_999_u64 },
        ],
    })
}

/// 1 to 32 letters, digits and `+=,.@_-`
/// (<https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreatePermissionSet.html>).
pub(super) fn permission_set_name() -> Value {
    json!({ "type": "string", "pattern": r"^[A-Za-z0-9+=,.@_-]{1,32}$|\{\{" })
}
