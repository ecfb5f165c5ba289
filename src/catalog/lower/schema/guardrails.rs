//! The schema of `guardrails`.

use serde_json::{Value, json};

use super::parts::{list, nullable, object, reference, table, text};
use crate::catalog::lower::safety::{DENY, RULES, WHERE};

/// A mapping of rules, or a list of such mappings.
pub(super) fn guardrails() -> Value {
    let rules = object(RULES, |key| match key {
        "deny" => json!({ "anyOf": [deny(), list(deny())] }),
        "max_session_duration" => {
            let duration = reference("session_duration");
            json!({ "anyOf": [duration.clone(), table(duration)] })
        }
        "require_boundary" | "no_direct_users" => json!({
            "anyOf": [{ "enum": [true, false, "true", "false"] }, object(WHERE, patterns)],
        }),
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
        "except" => "Whom the guardrail spares: a name or a glob",
        _ => "A name or a glob",
    });
    let mut several = list(what.clone());
    several["minItems"] = 1.into();
    json!({ "anyOf": [what, several] })
}
