//! The schema of what an entry says of itself.

use serde_json::{Value, json};

/// What one of the keys takes; an unknown one takes anything, which a test forbids.
pub(super) fn fact(key: &str) -> Value {
    match key {
        "owner" => remark("The person or team responsible for the access"),
        "reason" => remark("Why the access is granted, in one line"),
        "ticket" => remark("The request or decision behind the access"),
        "expires" => day("The last day of the access, such as 2026-12-31"),
        "review_by" => day("The day by which the access is to be reviewed, such as 2026-12-31"),
        _ => true.into(),
    }
}

fn remark(description: &str) -> Value {
    json!({
        "type": ["string", "number", "null"],
        "pattern": r"\S",
        "description": description,
    })
}

fn day(description: &str) -> Value {
    json!({
        "type": ["string", "null"],
        "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$|\{\{",
        "description": description,
    })
}
