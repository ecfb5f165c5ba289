//! Names that a `{{ … }}` expression, `when` and `requires` may use, and what they stand for.

use crate::catalog::node::{Map, Node, Value};
use crate::model::Partition;
use crate::source::Span;

/// One round of a `for_each`: `each.key` and `each.value`, as Terraform calls them.
#[derive(Debug, Clone, Copy)]
pub struct Each<'a> {
    /// The key of the entry; for an element of a list, the element's text.
    pub key: &'a str,
    /// The value of the entry; for an element of a list, the element.
    pub value: &'a Node,
}

/// The names of one definition on top of the catalog's vars.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scope<'a> {
    /// The round of the definition's `for_each`.
    pub each: Option<Each<'a>>,
    /// The definition's own names.
    pub with: Option<&'a Map>,
    /// Whether the definition is built in.
    pub is_built_in: bool,
    /// Who asked for a definition that is written elsewhere: the assignment of a built-in set.
    pub asked_by: Option<Span>,
}

impl<'a> Scope<'a> {
    /// The scope in which a name of `with` is evaluated: it cannot use other names of `with`, so that no
    /// chain of them can grow.
    pub fn outer(self) -> Self {
        Self { with: None, ..self }
    }
}

/// What a name stands for.
#[derive(Debug, Clone)]
pub enum Found<'a> {
    /// A text that is no node of a document: `partition`, `each.key`.
    Text(&'a str),
    /// A node, and the scope in which its own expressions are to be read.
    Node(&'a Node, Scope<'a>),
    /// Nothing.
    Absent,
}

/// Looks a dotted name up: `partition`, `each.key`, `each.value.bucket_arn`, a name of `with`, a var.
pub fn look_up<'a>(
    path: &str,
    scope: Scope<'a>,
    vars: &'a Map,
    partition: &'a Partition,
) -> Found<'a> {
    let mut parts = path.split('.');
    let first = parts.next().unwrap_or_default();
    let (node, scope) = match first {
        "partition" => return Found::Text(partition.as_str()),
        "each" => match (scope.each, parts.next()) {
            (Some(each), Some("key")) => return Found::Text(each.key),
            (Some(each), Some("value")) => (each.value, Scope::default()),
            _ => return Found::Absent,
        },
        name => match scope.with.and_then(|with| with.get(name)) {
            Some(node) => (node, scope.outer()),
            None => match vars.get(name) {
                Some(node) => (node, Scope::default()),
                None => return Found::Absent,
            },
        },
    };
    let mut node = node;
    for part in parts {
        match &node.value {
            Value::Map(map) => match map.get(part) {
                Some(inner) => node = inner,
                None => return Found::Absent,
            },
            // The whole is unknown, so the part is.
            Value::Unresolved(_) => break,
            _ => return Found::Absent,
        }
    }
    Found::Node(node, scope)
}

/// Whether a value counts as given: Terraform components say "" and null for "not given".
pub fn is_given(node: &Node) -> bool {
    match &node.value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::List(nodes) => !nodes.is_empty(),
        Value::Map(map) => !map.is_empty(),
        Value::Bool(true) | Value::Number(_) | Value::Unresolved(_) => true,
    }
}
