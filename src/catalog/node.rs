//! A document as a tree that remembers where everything was written.

use std::sync::OnceLock;

use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// A value of a document, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What is written there.
    pub value: Value,
    /// The place of use: for an alias or a merged key, where it is used.
    pub span: Span,
    /// The place of definition, where that is another one: behind an alias or a merge key.
    pub defined: Option<Span>,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`, unquoted.
    Bool(bool),
    /// An unquoted number, spelled as in the source: `012345678901` keeps its zero.
    Number(String),
    /// Any other scalar.
    String(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping.
    Map(Map),
    /// A value that rolecall cannot know: a function or a template of Atmos. It is an error only if something
    /// that is used depends on it.
    Unresolved(Unresolved),
}

/// A value that only Atmos can work out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unresolved {
    /// As it is called: `!terraform.state`, `Go template`.
    pub what: String,
    /// The text as written.
    pub text: String,
    /// The list or mapping that the function was given, if it was one: `!append [a, b]`.
    pub argument: Option<Box<Node>>,
    /// Why the value is not known.
    pub reason: Reason,
}

/// Why a value is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reason {
    /// Only Atmos evaluates it.
    #[default]
    OnlyAtmos,
    /// It is an environment variable that the run may not read.
    NotAllowed,
    /// It is an environment variable that is not set, and no default is given.
    NotSet,
    /// It is an environment variable that by its name holds a secret.
    Secret,
}

/// A key with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The key; keys that are not strings in YAML (numbers, booleans) as they are spelled.
    pub name: String,
    /// Where it is written.
    pub span: Span,
}

/// A mapping in the order in which it was written; no key occurs twice.
#[derive(Debug, Clone, Default)]
pub struct Map {
    entries: Vec<(Key, Node)>,
    /// The positions of the entries by key, made when a large mapping is asked for one: a stack may have
    /// thousands of vars, and a definition may ask for each.
    order: OnceLock<Box<[u32]>>,
}

impl PartialEq for Map {
    fn eq(&self, other: &Self) -> bool {
        self.entries == other.entries
    }
}

impl Eq for Map {}

/// Entries that are searched one by one.
const FEW: usize = 16;

impl Map {
    /// Takes entries whose keys are known to differ.
    pub fn from_entries(entries: Vec<(Key, Node)>) -> Self {
        Self {
            entries,
            order: OnceLock::new(),
        }
    }

    /// The node under a key.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.entry(name).map(|(_, node)| node)
    }

    /// The node under a key, to be changed in place.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Node> {
        let at = self.position(name)?;
        self.entries.get_mut(at).map(|(_, node)| node)
    }

    /// Key and node under a key.
    pub fn entry(&self, name: &str) -> Option<(&Key, &Node)> {
        let entry = self.entries.get(self.position(name)?);
        entry.map(|(key, node)| (key, node))
    }

    fn position(&self, name: &str) -> Option<usize> {
        let few = self.entries.len() <= FEW;
        // More entries than a number of four bytes counts are refused long before.
        let (false, Ok(count)) = (few, u32::try_from(self.entries.len())) else {
            return self.entries.iter().position(|(key, _)| key.name == name);
        };
        let name_at = |at: &u32| {
            let entry = self.entries.get(*at as usize);
            entry.map_or("", |(key, _)| key.name.as_str())
        };
        let order = self.order.get_or_init(|| {
            let mut order: Box<[u32]> = (0..count).collect();
            order.sort_by_key(name_at);
            order
        });
        let found = order.binary_search_by_key(&name, name_at).ok()?;
        order.get(found).map(|at| *at as usize)
    }

    /// All entries in order.
    pub fn iter(&self) -> impl Iterator<Item = (&Key, &Node)> {
        self.entries.iter().map(|(key, node)| (key, node))
    }

    /// All nodes in order, to be changed in place.
    pub fn nodes_mut(&mut self) -> impl Iterator<Item = &mut Node> {
        self.entries.iter_mut().map(|(_, node)| node)
    }

    /// Gives up the entries.
    pub fn into_entries(self) -> Vec<(Key, Node)> {
        self.entries
    }

    /// Number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl Node {
    /// The node's kind for a sentence: "a list", "the text `x`".
    pub fn describe(&self) -> String {
        match &self.value {
            Value::Null => "nothing".to_owned(),
            Value::Bool(value) => format!("the boolean `{value}`"),
            Value::Number(text) => format!("the number `{text}`"),
            Value::String(text) if text.chars().count() <= 40 => format!("the text `{text}`"),
            Value::String(_) => "a text".to_owned(),
            Value::List(_) => "a list".to_owned(),
            Value::Map(_) => "a mapping".to_owned(),
            Value::Unresolved(unresolved) if unresolved.what.starts_with('!') => {
                format!("the function `{}`", unresolved.what)
            }
            Value::Unresolved(unresolved) => format!("a {}", unresolved.what),
        }
    }

    /// The mapping, if it is one.
    pub fn as_map(&self) -> Option<&Map> {
        match &self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The elements, if it is a list.
    pub fn as_list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(nodes) => Some(nodes),
            _ => None,
        }
    }

    /// The text of a string, or the spelling of a number.
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) | Value::Number(text) => Some(text),
            _ => None,
        }
    }

    /// Where the node is written: behind an alias the place of definition, else the place of use.
    pub fn written(&self) -> Span {
        self.defined.unwrap_or(self.span)
    }

    /// Names this node as what is wrong: the place where it is written and, behind an alias or a merge key,
    /// the place where it is used.
    #[must_use]
    pub fn blame(&self, diagnostic: Diagnostic, text: impl Into<String>) -> Diagnostic {
        let blamed = diagnostic.primary(self.written(), text);
        match self.defined {
            Some(_) => blamed.secondary(self.span, "used here"),
            None => blamed,
        }
    }

    /// Whether nothing is written.
    pub fn is_null(&self) -> bool {
        self.value == Value::Null
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    #[test]
    fn a_key_is_found_in_a_mapping_of_any_size() {
        let span = Span::new(Sources::default().add("x", ""), 0, 0);
        for size in [0, 1, FEW, FEW + 1, 1000] {
            let entries = (0..size).rev().map(|number| {
                let key = Key {
                    name: format!("k{number}"),
                    span,
                };
                let node = Node {
                    value: Value::Number(number.to_string()),
                    span,
                    defined: None,
                };
                (key, node)
            });
            let map = Map::from_entries(entries.collect());
            for number in 0..size {
                let node = map.get(&format!("k{number}"));
                assert_eq!(node.and_then(Node::as_text), Some(&*number.to_string()));
            }
            assert!(map.get("k").is_none() && map.get(&format!("k{size}")).is_none());
        }
    }
}
