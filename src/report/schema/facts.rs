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
        ("owner", described("Who answers for it")),
        ("reason", described("Why it is granted")),
        ("ticket", described("Where it was asked for or decided")),
        ("expires", day("The last day on which it is granted")),
        (
            "review_by",
            day("The day by which somebody looks at it again"),
        ),
    ];
    for (name, schema) in fields {
        row["properties"][name] = schema;
    }
}
