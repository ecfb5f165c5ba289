//! Names of groups and users.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::catalog::lower::expressions::Scope;
use crate::catalog::lower::fields::Fields;
use crate::catalog::node::Node;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::PrincipalType;
use crate::source::{Located, Span};
use crate::text::is_format;

/// A list of names, each once. `what` is the subject of the sentence; null is an empty list.
pub fn principal_names<'a>(
    fields: &mut Fields<'a>,
    node: &'a Node,
    what: &str,
    kind: PrincipalType,
) -> Vec<Located<Arc<str>>> {
    let mut names: Vec<Located<Arc<str>>> = Vec::new();
    let mut seen = BTreeSet::new();
    if node.is_null() {
        return names;
    }
    for element in fields
        .list(node, what, Scope::default())
        .unwrap_or_default()
    {
        let name = principal_name(fields, element, kind);
        if let Some(name) = name
            && seen.insert(Arc::clone(&name.value))
        {
            names.push(name);
        }
    }
    names
}

pub fn principal_name(
    fields: &mut Fields<'_>,
    node: &Node,
    kind: PrincipalType,
) -> Option<Located<Arc<str>>> {
    let what = format!("the name of a {kind}");
    let name = fields.text(node, &what, Scope::default())?;
    check_principal(&name, kind, node.span, &mut fields.diagnostics)?;
    Some(Located::new(name.into(), node.span))
}

/// Checks a name against the identity store's model: a group's display name has 1 to 1,024 characters, a
/// user name 1 to 128 without spaces, neither has control characters or marks of direction.
pub fn check_principal(
    name: &str,
    kind: PrincipalType,
    span: Span,
    diagnostics: &mut Diagnostics,
) -> Option<()> {
    let limit = longest_name(kind);
    let length = name.chars().count();
    let refused = |c: &char| match kind {
        PrincipalType::Group if matches!(c, '\t' | '\n' | '\r' | ' ' | '\u{a0}' | '\u{3000}') => {
            false
        }
        PrincipalType::Group | PrincipalType::User => {
            c.is_control() || is_format(*c) || c.is_whitespace()
        }
    };
    let reason = if name.trim().is_empty() {
        "the name is empty".to_owned()
    } else if length > limit {
        format!("the name has {length} characters; AWS allows {limit}")
    } else if let Some(c) = name.chars().find(refused) {
        format!("the name contains {c:?}, which AWS does not allow in the name of a {kind}")
    } else {
        return Some(());
    };
    let shown: String = name.chars().take(40).collect();
    let message = format!("`{}` cannot be the name of a {kind}", shown.escape_debug());
    diagnostics.push(Diagnostic::error(Code::BadName, message).primary(span, reason));
    None
}

/// How many characters a name has at most: a group's display name 1,024, a user name 128.
pub fn longest_name(kind: PrincipalType) -> usize {
    match kind {
        PrincipalType::Group => 1024,
        PrincipalType::User => 128,
    }
}
