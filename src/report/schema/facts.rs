//! The schema of what an entry says of itself, where it says it.

use serde_json::{Value, json};

use super::described;

/// Adds the fields, none of them required.
pub(super) fn add(row: &mut Value) {
    let day = |description: &str| {
        json!({
            "type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
            "description": description,
        })
    };
    let fields = [
        (
            "owner",
            described("The person or team responsible for the access"),
        ),
        ("reason", described("Why the access is granted")),
        (
            "ticket",
            described("The request or decision behind the access"),
        ),
        ("expires", day("The last day of the access")),
        (
            "review_by",
            day("The day by which the access is to be reviewed"),
        ),
    ];
    for (name, schema) in fields {
        row["properties"][name] = schema;
    }
}
