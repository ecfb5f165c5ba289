//! A policy's statements in one line each, for a set that is new: "allow s3:GetObject on arn:…".

use serde_json::Value;

use crate::model::PolicyDocument;

/// One line for each statement.
pub(super) fn lines(policy: &PolicyDocument) -> Vec<String> {
    let statements = match policy.value().get("Statement") {
        Some(Value::Array(statements)) => statements.iter().collect(),
        Some(single) => vec![single],
        None => Vec::new(),
    };
    statements.into_iter().map(line).collect()
}

fn line(statement: &Value) -> String {
    let effect = statement
        .get("Effect")
        .and_then(Value::as_str)
        .unwrap_or("?")
        .to_lowercase();
    let what = either(statement, "Action", "", "NotAction", "everything but ");
    let whereon = either(statement, "Resource", "", "NotResource", "everything but ");
    let condition = match statement.get("Condition") {
        Some(Value::Object(operators)) => {
            let keys: Vec<String> = operators
                .iter()
                .flat_map(|(operator, keys)| match keys {
                    Value::Object(keys) => keys
                        .iter()
                        .map(|(key, value)| format!("{key} {operator} {}", words(value)))
                        .collect(),
                    _ => Vec::new(),
                })
                .collect();
            format!(" if {}", keys.join(" and "))
        }
        _ => String::new(),
    };
    format!("{effect} {what} on {whereon}{condition}")
}

fn either(statement: &Value, key: &str, before: &str, other: &str, before_other: &str) -> String {
    match (statement.get(key), statement.get(other)) {
        (Some(value), _) => format!("{before}{}", words(value)),
        (None, Some(value)) => format!("{before_other}{}", words(value)),
        (None, None) => "nothing".to_owned(),
    }
}

fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(words).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
