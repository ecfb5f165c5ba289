//! The parts of a manifest of Atmos.

use crate::catalog::node::{Map, Node, Value};
use crate::diagnostic::{Code, Diagnostic};

/// The node at a path of keys.
pub(super) fn node_at<'m>(map: &'m Map, path: &[&str]) -> Option<&'m Node> {
    let (first, rest) = path.split_first()?;
    let node = map.get(first)?;
    match rest {
        [] => Some(node),
        _ => node_at(node.as_map()?, rest),
    }
}

/// The Terraform components of a manifest.
pub(super) fn components(manifest: &Map) -> Option<&Map> {
    node_at(manifest, &["components", "terraform"])?.as_map()
}

/// The entries that name the components behind this one: `component`, the older form, and `metadata.inherits`.
pub(super) fn bases_of(component: &Map) -> Vec<&Node> {
    let older = component.get("component").filter(|node| !node.is_null());
    let inherits = node_at(component, &["metadata", "inherits"]);
    let listed: Vec<&Node> = match inherits.map(|node| (node, &node.value)) {
        Some((_, Value::List(nodes))) => nodes.iter().collect(),
        Some((_, Value::Null)) | None => Vec::new(),
        Some((node, _)) => vec![node],
    };
    older.into_iter().chain(listed).collect()
}

/// A diagnostic for a section that is not a mapping.
pub(super) fn no_mapping(node: &Node) -> Diagnostic {
    let (code, message) = match &node.value {
        Value::Unresolved(function) => (
            Code::UnsupportedAtmosFunction,
            format!("`{}` cannot be worked out here", function.what),
        ),
        _ => (
            Code::WrongType,
            format!("a mapping is expected, not {}", node.describe()),
        ),
    };
    node.blame(Diagnostic::error(code, message), "")
        .help("write a mapping of names and values")
}
