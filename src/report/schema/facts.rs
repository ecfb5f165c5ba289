//! The schema of what an assignment has only in some answers: the facts of its entry, and what each side says of it.

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
    let flag = |description: &str| json!({ "type": "boolean", "description": description });
    let answers = [
        (
            "account_type",
            described("The account type, if its accounts are not known"),
        ),
        (
            "in_catalog",
            flag("Whether the catalog asks for it; absent without a catalog"),
        ),
        (
            "in_aws",
            flag("Whether it exists in AWS; absent if AWS was not read"),
        ),
        (
            "managed",
            flag("Whether a catalog manages the permission set; absent if AWS was not read"),
        ),
        (
            "via",
            described("With `--people`, the group through which the user has it"),
        ),
        (
            "user_enabled",
            flag("With `--people`, whether the user may sign in; absent if it is not known"),
        ),
    ];
    for (name, schema) in fields.into_iter().chain(answers) {
        row["properties"][name] = schema;
    }
}
