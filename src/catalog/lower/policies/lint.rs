//! What IAM would refuse in an inline policy, found before it is sent (IAM User Guide, "Grammar of the IAM
//! JSON policy language"). An error only where IAM surely refuses; a habit that misleads is a warning.

use std::collections::HashMap;

use super::elements::{check_action, check_resource};
use crate::catalog::lower::expressions::Scope;
use crate::catalog::lower::fields::{Fields, listed};
use crate::catalog::node::{Map, Node, Value};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// The elements of a policy.
pub const DOCUMENT_KEYS: &[&str] = &["Version", "Id", "Statement"];
/// The elements of a statement.
pub const STATEMENT_KEYS: &[&str] = &[
    "Sid",
    "Effect",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];
const VERSIONS: &[&str] = &["2012-10-17", "2008-10-17"];

/// Adds what is wrong with a document.
pub fn lint<'a>(fields: &mut Fields<'a>, document: &Node, scope: Scope<'a>) {
    let Some(map) = document.as_map() else { return };
    for (key, _) in map.iter() {
        if !DOCUMENT_KEYS.contains(&key.name.as_str()) {
            foreign_element(
                fields,
                &key.name,
                key.span,
                "a policy",
                DOCUMENT_KEYS,
                scope,
            );
        }
    }
    lint_version(fields, document, map.get("Version"), scope);
    let mut sids = HashMap::new();
    match map.get("Statement").map(|node| (&node.value, node)) {
        Some((Value::List(statements), node)) if statements.is_empty() => {
            bad(
                fields,
                node,
                "the policy has no statement",
                "IAM wants at least one",
                scope,
            );
        }
        Some((Value::List(statements), _)) => {
            for statement in statements {
                lint_statement(fields, statement, &mut sids, scope);
            }
        }
        Some((_, node)) => lint_statement(fields, node, &mut sids, scope),
        // A misspelt key is the more exact answer.
        None if map
            .iter()
            .any(|(key, _)| key.name.eq_ignore_ascii_case("Statement")) => {}
        None => bad(
            fields,
            document,
            "the policy has no `Statement`",
            "IAM refuses it",
            scope,
        ),
    }
}

fn lint_version<'a>(
    fields: &mut Fields<'a>,
    document: &Node,
    version: Option<&Node>,
    scope: Scope<'a>,
) {
    match version {
        None => {
            let diagnostic =
                Diagnostic::warning(Code::BadPolicyDocument, "the policy has no `Version`")
                    .note("IAM then takes 2008-10-17, in which `${aws:username}` is plain text")
                    .help("add Version: \"2012-10-17\"");
            fields.push_at(document, diagnostic, "which version?", scope);
        }
        Some(node) => match &node.value {
            Value::String(text) if VERSIONS.contains(&text.as_str()) => {}
            _ => {
                let diagnostic = Diagnostic::error(
                    Code::BadPolicyDocument,
                    format!("`Version` is {}", node.describe()),
                )
                .help("it is the version of the policy language: write Version: \"2012-10-17\"");
                fields.push_at(node, diagnostic, "IAM knows no such version", scope);
            }
        },
    }
}

fn lint_statement<'a>(
    fields: &mut Fields<'a>,
    statement: &Node,
    sids: &mut HashMap<String, Span>,
    scope: Scope<'a>,
) {
    let Some(map) = statement.as_map() else {
        let message = format!(
            "a statement must be a mapping, not {}",
            statement.describe()
        );
        return bad(fields, statement, &message, "IAM refuses it", scope);
    };
    for (key, _) in map.iter() {
        if ["Principal", "NotPrincipal"].contains(&key.name.as_str()) {
            let message = format!("`{}` has no place in an inline policy", key.name);
            let diagnostic = Diagnostic::error(Code::BadPolicyDocument, message)
                .primary(key.span, "whoever has the permission set is the principal")
                .help("remove it");
            fields.push(diagnostic, scope);
        } else if !STATEMENT_KEYS.contains(&key.name.as_str()) {
            foreign_element(
                fields,
                &key.name,
                key.span,
                "a statement",
                STATEMENT_KEYS,
                scope,
            );
        }
    }
    match map.get("Effect").map(|node| (node.as_text(), node)) {
        Some((Some("Allow" | "Deny"), _)) => {}
        Some((_, node)) => {
            let message = format!("`Effect` is {}", node.describe());
            bad(
                fields,
                node,
                &message,
                "IAM takes `Allow` or `Deny`, spelled so",
                scope,
            );
        }
        None => bad_unless_misspelt(fields, statement, map, &["Effect"], scope),
    }
    lint_sid(fields, map, sids, scope);
    lint_what(fields, statement, map, scope);
    if let Some(node) = map.get("Condition") {
        lint_condition(fields, node, scope);
    }
}

/// The elements of which a statement takes one of two.
fn lint_what<'a>(fields: &mut Fields<'a>, statement: &Node, map: &Map, scope: Scope<'a>) {
    for pair in [["Action", "NotAction"], ["Resource", "NotResource"]] {
        let [one, other] = pair.map(|name| map.get(name));
        match (one, other) {
            (Some(node), None) | (None, Some(node)) => match pair {
                ["Action", _] => lint_texts(fields, node, "an action", check_action, scope),
                _ => lint_texts(fields, node, "a resource", check_resource, scope),
            },
            (None, None) => bad_unless_misspelt(fields, statement, map, &pair, scope),
            (Some(_), Some(node)) => {
                let message = format!("a statement takes one of {}", listed(&pair));
                bad(fields, node, &message, "both are given", scope);
            }
        }
    }
}

fn lint_sid<'a>(
    fields: &mut Fields<'a>,
    map: &Map,
    sids: &mut HashMap<String, Span>,
    scope: Scope<'a>,
) {
    let Some(node) = map.get("Sid") else { return };
    let Some(sid) = node.as_text() else {
        let message = format!("`Sid` must be a text, not {}", node.describe());
        return bad(fields, node, &message, "IAM refuses it", scope);
    };
    if !sid.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        let message = format!("`{sid}` cannot be a `Sid`");
        bad(
            fields,
            node,
            &message,
            "IAM takes letters and digits only",
            scope,
        );
    }
    if let Some(first) = sids
        .insert(sid.to_owned(), node.span)
        .filter(|_| !sid.is_empty())
    {
        let diagnostic = Diagnostic::error(
            Code::BadPolicyDocument,
            format!("two statements have the `Sid` `{sid}`"),
        )
        .secondary(first, "first here")
        .help("give every statement a `Sid` of its own, or none");
        fields.push_at(
            node,
            diagnostic,
            "IAM wants it to be unique in the policy",
            scope,
        );
    }
}

/// A text, or a list of texts, each of which passes a check.
fn lint_texts<'a>(
    fields: &mut Fields<'a>,
    node: &Node,
    what: &str,
    check: fn(&str) -> Result<(), &'static str>,
    scope: Scope<'a>,
) {
    let elements = match &node.value {
        Value::List(nodes) => nodes.as_slice(),
        _ => std::slice::from_ref(node),
    };
    if elements.is_empty() {
        bad(
            fields,
            node,
            &format!("the list names not even {what}"),
            "IAM refuses it",
            scope,
        );
    }
    for element in elements {
        let Value::String(text) = &element.value else {
            let message = format!("{what} must be a text, not {}", element.describe());
            bad(fields, element, &message, "IAM refuses it", scope);
            continue;
        };
        if let Err(reason) = check(text) {
            let shown: String = text.chars().take(60).collect();
            bad(
                fields,
                element,
                &format!("`{shown}` is not {what}"),
                reason,
                scope,
            );
        }
    }
}

/// `{operator: {key: value or values}}`.
fn lint_condition<'a>(fields: &mut Fields<'a>, node: &Node, scope: Scope<'a>) {
    let Some(operators) = node.as_map() else {
        let message = format!("`Condition` must be a mapping, not {}", node.describe());
        return bad(
            fields,
            node,
            &message,
            "for example {StringEquals: {KEY: VALUE}}",
            scope,
        );
    };
    for (operator, keys) in operators.iter() {
        let Some(keys) = keys.as_map() else {
            let message = format!(
                "`{}` must be a mapping, not {}",
                operator.name,
                keys.describe()
            );
            bad(fields, keys, &message, "for example {KEY: VALUE}", scope);
            continue;
        };
        for (key, values) in keys.iter() {
            let plain = |node: &Node| {
                matches!(
                    node.value,
                    Value::String(_) | Value::Number(_) | Value::Bool(_)
                )
            };
            let fine = plain(values)
                || values
                    .as_list()
                    .is_some_and(|values| values.iter().all(plain));
            if !fine {
                let message = format!("`{}` must be a text or a list of texts", key.name);
                bad(fields, values, &message, "IAM refuses it", scope);
            }
        }
    }
}

fn foreign_element<'a>(
    fields: &mut Fields<'a>,
    name: &str,
    span: Span,
    place: &str,
    known: &[&str],
    scope: Scope<'a>,
) {
    let help = fields
        .suggest(name, known.iter().copied())
        .unwrap_or_else(|| format!("the elements of {place} are {}", listed(known)));
    let diagnostic = Diagnostic::error(
        Code::BadPolicyDocument,
        format!("`{name}` is no element of {place}"),
    )
    .primary(span, "IAM refuses it")
    .help(help);
    fields.push(diagnostic, scope);
}

fn bad_unless_misspelt<'a>(
    fields: &mut Fields<'a>,
    statement: &Node,
    map: &Map,
    names: &[&str],
    scope: Scope<'a>,
) {
    let misspelt = |name: &&str| {
        map.iter().any(|(key, _)| {
            let distance =
                strsim::damerau_levenshtein(&key.name.to_lowercase(), &name.to_lowercase());
            distance <= 2 && !STATEMENT_KEYS.contains(&key.name.as_str())
        })
    };
    if !names.iter().any(misspelt) {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        let message = format!("a statement has no {}", names.join(" and no "));
        bad(fields, statement, &message, "IAM refuses it", scope);
    }
}

fn bad<'a>(fields: &mut Fields<'a>, node: &Node, message: &str, reason: &str, scope: Scope<'a>) {
    let diagnostic = Diagnostic::error(Code::BadPolicyDocument, message);
    fields.push_at(node, diagnostic, reason, scope);
}
