//! The schema of `guardrails`.

use serde_json::{Value, json};

use super::parts::{boolean, described, list, nullable, object, reference, table, text};
use crate::catalog::lower::safety::{DENY, RULES, WHERE};

/// A mapping of rules, or a list of such mappings.
pub(super) fn guardrails() -> Value {
    let rules = object(RULES, |key| match key {
        "deny" => described(
            "Access that the catalog must not grant; all keys of an entry must match",
            json!({ "anyOf": [deny(), list(deny())] }),
        ),
        "max_session_duration" => {
            let duration = reference("session_duration");
            described(
                "The longest session duration, for every permission set or by account type",
                json!({ "anyOf": [duration.clone(), table(duration)] }),
            )
        }
        "require_boundary" => described(
            "Every permission set must have a permissions boundary",
            json!({ "anyOf": [boolean(), object(WHERE, patterns)] }),
        ),
        "no_direct_users" => described(
            "Access must be granted to groups, not to users",
            json!({ "anyOf": [boolean(), object(WHERE, patterns)] }),
        ),
        _ => true.into(),
    });
    nullable(json!({ "anyOf": [rules.clone(), list(rules)] }))
}

fn deny() -> Value {
    let mut deny = object(DENY, patterns);
    deny["minProperties"] = 1.into();
    deny
}

/// One name or glob, or several.
fn patterns(key: &str) -> Value {
    let what = text(match key {
        "account_types" => "An account type",
        "accounts" => "An account's name or id, or a glob over names",
        "except" => "What the guardrail does not apply to: a name or a glob",
        "permission_sets" => "A permission set's name, or a glob",
        "groups" => "A group's name, or a glob",
        "users" => "A user's name, or a glob",
        _ => "A name or a glob",
    });
    let mut several = list(what.clone());
    several["minItems"] = 1.into();
    json!({ "anyOf": [what, several] })
}
