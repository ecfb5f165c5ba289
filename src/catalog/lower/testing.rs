//! Documents for the tests of lowering.

use crate::catalog::node::{Map, Node, Value};
use crate::catalog::yaml;
use crate::diagnostic::Diagnostics;
use crate::source::Sources;

/// A document that is read by the real reader; a test that writes a wrong one fails.
pub(in crate::catalog) fn node(text: &str) -> Node {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let id = sources.add("test.yaml", text);
    let node = yaml::read(id, &sources, &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{diagnostics:?}");
    node.unwrap()
}

/// A document that is a mapping.
pub(in crate::catalog) fn map(text: &str) -> Map {
    match node(text).value {
        Value::Map(map) => map,
        other => panic!("{text} is no mapping but {other:?}"),
    }
}
