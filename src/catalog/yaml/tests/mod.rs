//! What people write, and what is read or said.

use super::*;
use crate::catalog::node::Map;
use crate::diagnostic::draw::{self, Appearance};

fn read_text(text: &str) -> (Option<Node>, Diagnostics, Sources) {
    let mut sources = Sources::default();
    let id = sources.add("catalog.yaml", text);
    let mut diagnostics = Diagnostics::default();
    let node = read(id, &sources, &mut diagnostics);
    (node, diagnostics, sources)
}

/// The tree of a text without problems.
fn tree(text: &str) -> (Node, Sources) {
    let (node, diagnostics, sources) = read_text(text);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    (node.unwrap(), sources)
}

/// What is said about a text, as it is drawn.
fn drawn(text: &str) -> String {
    let (_, diagnostics, sources) = read_text(text);
    let mut out = Vec::new();
    draw::text(&diagnostics, &sources, Appearance::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Every value with its place and, behind an alias, the place where it is written.
fn places(text: &str) -> String {
    let (node, sources) = tree(text);
    let mut lines = String::new();
    describe(&node, "", &sources, &mut lines);
    lines
}

fn describe(node: &Node, path: &str, sources: &Sources, lines: &mut String) {
    let at = |span| {
        let (start, end) = (sources.line_column(span), sources.end_line_column(span));
        format!("{start}-{end}")
    };
    let place = match node.defined {
        Some(defined) => format!("{} from {}", at(node.span), at(defined)),
        None => at(node.span),
    };
    lines.push_str(&format!("{path} = {} at {place}\n", node.describe()));
    for (key, inner) in node.as_map().into_iter().flat_map(Map::iter) {
        describe(inner, &format!("{path}.{}", key.name), sources, lines);
    }
    for (index, inner) in node.as_list().into_iter().flatten().enumerate() {
        describe(inner, &format!("{path}[{index}]"), sources, lines);
    }
}

mod hostile;
mod peer;
mod problems;
mod values;
