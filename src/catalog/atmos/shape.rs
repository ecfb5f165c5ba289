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

/// Finds the form of a document. `None` where it has none of them. `named` is the component that the user named.
pub(super) fn of(document: &Map, named: Option<&str>) -> Option<Shape> {
    let has = |map: &Map| {
        let mut keys = map.iter().map(|(key, _)| key.name.as_str());
        keys.any(|key| TELLING.contains(&key))
    };
    if document.get("components").is_some() {
        return Some(Shape::Components);
    }
    if let Some(vars) = document.get("vars").and_then(Node::as_map) {
        // What was printed for another component is not taken for a catalog, whatever its vars are called.
        let described: Vec<&str> = described(document).filter_map(Node::as_text).collect();
        let fits = match described.as_slice() {
            [] => has(vars),
            names => names
                .iter()
                .any(|name| NAMES.contains(name) || named == Some(*name)),
        };
        return fits.then_some(Shape::Vars);
    }
    has(document).then_some(Shape::Bare)
}

/// The names under which `atmos describe component` says what it describes.
fn described(document: &Map) -> impl Iterator<Item = &Node> {
    ["atmos_component", "component"]
        .into_iter()
        .filter_map(|key| document.get(key))
}

/// A diagnostic for a document that is no catalog: what it has, and what was looked for.
pub(super) fn none(document: &Node) -> Diagnostic {
    let problem = Diagnostic::error(Code::NoCatalog, "the file holds no catalog");
    let other = document.as_map().and_then(|map| {
        map.get("vars")?;
        described(map).find_map(|node| Some((node, node.as_text()?)))
    });
    if let Some((node, name)) = other {
        return problem
            .primary(node.span, "it describes another component")
            .help(format!(
                "if that is the catalog, say so: `--component {name}`"
            ));
    }
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
