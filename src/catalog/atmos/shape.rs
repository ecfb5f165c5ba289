//! The forms in which a catalog's `vars` stand in a document.

use super::component::NAMES;
use crate::catalog::node::{Key, Map, Node};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// Entries by which `vars` are known to be a catalog's. Others occur in other components too.
const TELLING: &[&str] = &[
    "account_assignments",
    "account_type_assignments",
    "account_types",
    "permission_sets",
    "required_groups",
    "idp_groups",
    "account_map",
    "aws_teams_accessible",
    "identity_roles_accessible",
];

/// Where the catalog's entries stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Under `components.terraform.<name>.vars`: a manifest of Atmos.
    Components,
    /// Under `vars`: what `atmos describe component` prints, or the vars of a stack.
    Vars,
    /// At the top of the document: a bare catalog, or a `*.terraform.tfvars.json`.
    Bare,
}

/// Finds the form of a document. `None` where it has none of them.
pub(super) fn of(document: &Map) -> Option<Shape> {
    let has = |map: &Map| {
        map.iter()
            .any(|(key, _)| TELLING.contains(&key.name.as_str()))
    };
    if document.get("components").is_some() {
        return Some(Shape::Components);
    }
    if let Some(vars) = document.get("vars").and_then(Node::as_map) {
        // What was printed for another component is not taken for a catalog, whatever its vars are called.
        let own =
            ["component", "atmos_component"].map(|key| document.get(key).and_then(Node::as_text));
        let named = own.iter().flatten().any(|name| NAMES.contains(name));
        let other = own.iter().any(Option::is_some);
        return (named || !other && has(vars)).then_some(Shape::Vars);
    }
    has(document).then_some(Shape::Bare)
}

/// A diagnostic for a document that is no catalog: what it has, and what was looked for.
pub(super) fn none(document: &Node) -> Diagnostic {
    let problem = Diagnostic::error(Code::NoCatalog, "the file holds no catalog");
    let described = match document.as_map() {
        Some(map) => match map.iter().next() {
            Some((key, _)) => problem.primary(key.span, found(map, key)),
            None => problem.primary(start(document), "it is empty"),
        },
        None if document.is_null() => problem.primary(start(document), "it is empty"),
        None => problem.primary(start(document), format!("this is {}", document.describe())),
    };
    described
        .note(
            "looked for `components.terraform.aws-sso.vars`, for `vars`, and at the top for \
             `account_assignments`, `account_types`, `permission_sets` and the like",
        )
        .help("`rolecall init` writes a catalog to start from")
}

fn found(map: &Map, first: &Key) -> String {
    match map.len() {
        1 => format!("there is only `{}`", first.name),
        2 => format!("there are only `{}` and 1 other key", first.name),
        more => format!(
            "there are only `{}` and {} other keys",
            first.name,
            more - 1
        ),
    }
}

fn start(document: &Node) -> Span {
    let span = document.written();
    Span::new(span.source, span.start, span.start)
}
