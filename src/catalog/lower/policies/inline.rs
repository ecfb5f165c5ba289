//! `inline_policy` and `inline_policy_file`: a mapping, a text of JSON, or a file of either.

use serde_json::Value as Json;

use super::documents::{Documents, policy_file, written_policy};
use super::lint::lint;
use super::statements::evaluated;
use crate::catalog::lower::expressions::Scope;
use crate::catalog::lower::fields::{Fields, given};
use crate::catalog::node::{Map, Node, Value};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{PermissionSetName, PolicyDocument};

/// Bytes of a policy without white space (IAM Identity Center quota, not raisable).
const NON_WHITESPACE_MAX: usize = 10_240;
/// Characters of a policy in all (service model).
const LENGTH_MAX: usize = 32_768;

/// The inline policy of a definition; `None` where there is none, or it is wrong and reported.
pub fn inline_policy<'a>(
    fields: &mut Fields<'a>,
    documents: &mut Documents<'_>,
    name: &PermissionSetName,
    body: &'a Map,
    scope: Scope<'a>,
) -> Option<PolicyDocument> {
    let (written, file) = (
        given(body, "inline_policy"),
        given(body, "inline_policy_file"),
    );
    let (document, place) = match (written, file) {
        (None, None) => return None,
        (Some(node), Some(file)) => {
            fields.push(
                Diagnostic::error(
                    Code::BadPolicyDocument,
                    format!("permission set `{name}` has two inline policies"),
                )
                .primary(node.span, "one here")
                .primary(file.span, "one in a file")
                .help("keep `inline_policy` or `inline_policy_file`; AWS takes one inline policy"),
                scope,
            );
            return None;
        }
        (Some(node), None) => (written_policy(fields, documents, name, node, scope)?, node),
        (None, Some(node)) => (policy_file(fields, documents, node, scope)?, node),
    };
    let some = statements(&document) > 0;
    let document = evaluated(fields, &document, scope, true)?;
    // Every statement was left out by its `when`: there is no policy.
    if some && statements(&document) == 0 {
        return None;
    }
    let before = fields.diagnostics.len();
    // What is wrong in a file, or in a text of JSON, also shows where the catalog names it.
    let elsewhere = document.span.source != place.written().source;
    let asked_by = scope.asked_by.or(elsewhere.then_some(place.span));
    lint(fields, &document, Scope { asked_by, ..scope });
    if fields.diagnostics.len() != before && fields.diagnostics.has_errors() {
        return None;
    }
    let policy = PolicyDocument::from_value(json(&document)).ok()?;
    check_size(fields, name, &policy, place, scope);
    Some(policy)
}

fn check_size<'a>(
    fields: &mut Fields<'a>,
    name: &PermissionSetName,
    policy: &PolicyDocument,
    node: &Node,
    scope: Scope<'a>,
) {
    let text = policy.text();
    if let Some(character) = text.chars().find(|c| *c > '\u{ff}') {
        let diagnostic = Diagnostic::error(
            Code::BadPolicyDocument,
            format!("the inline policy of `{name}` contains {character:?}"),
        )
        .note("AWS takes Latin-1 in an inline policy");
        fields.push_at(node, diagnostic, "AWS refuses this text", scope);
    }
    let solid = text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .count();
    let (count, limit) = match text.chars().count() {
        _ if solid > NON_WHITESPACE_MAX => (solid, NON_WHITESPACE_MAX),
        all if all > LENGTH_MAX => (all, LENGTH_MAX),
        _ => return,
    };
    let diagnostic = Diagnostic::error(
        Code::InlinePolicyTooLarge,
        format!("the inline policy of `{name}` has {count} bytes; AWS allows {limit}"),
    )
    .note("white space does not count")
    .help("shorten it with wildcards, or make it a customer managed policy in the accounts");
    fields.push_at(node, diagnostic, "too large", scope);
}

/// How many statements a document has.
fn statements(document: &Node) -> usize {
    let statement = document.as_map().and_then(|map| map.get("Statement"));
    statement.map_or(0, |node| node.as_list().map_or(1, <[Node]>::len))
}

/// The document as JSON. A number that JSON cannot spell, such as an account id with a leading zero, is text.
fn json(node: &Node) -> Json {
    match &node.value {
        Value::Null | Value::Unresolved(_) => Json::Null,
        Value::Bool(flag) => Json::Bool(*flag),
        Value::Number(text) => {
            serde_json::from_str(text).unwrap_or_else(|_| Json::String(text.clone()))
        }
        Value::String(text) => Json::String(text.clone()),
        Value::List(nodes) => Json::Array(nodes.iter().map(json).collect()),
        Value::Map(map) => map
            .iter()
            .map(|(key, node)| (key.name.clone(), json(node)))
            .collect(),
    }
}
