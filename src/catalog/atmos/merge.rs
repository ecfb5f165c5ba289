//! How Atmos lays one document over another: mappings deeply, lists as the settings say, all else replaced.

use std::collections::HashMap;

use crate::catalog::node::{Key, Map, Node, Reason, Unresolved, Value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;

/// Entries that all lists of a catalog together may be extended by. Documents that import one another in diamonds
/// could double a list with every level.
const MAX_GROWTH: usize = 500_000;

/// What becomes of two lists under one key (`settings.list_merge_strategy` in `atmos.yaml`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ListStrategy {
    /// The later list stands alone.
    #[default]
    Replace,
    /// The later list follows the earlier one.
    Append,
    /// Mappings with the same index are merged; all other entries of the earlier list stay, and the later one adds
    /// none. So Atmos does it (`mergeSlicesNative` in its `pkg/merge`).
    Merge,
}

impl ListStrategy {
    /// The strategy by its name in the settings.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "replace" => Some(Self::Replace),
            "append" => Some(Self::Append),
            "merge" => Some(Self::Merge),
            _ => None,
        }
    }
}

/// Lays documents over one another.
#[derive(Debug)]
pub struct Merger {
    strategy: ListStrategy,
    /// Entries that lists may still be extended by.
    growth: usize,
    /// What cannot be laid over another.
    problems: Diagnostics,
}

impl Merger {
    /// A merger for lists that are merged like this.
    pub fn new(strategy: ListStrategy) -> Self {
        Self {
            strategy,
            growth: MAX_GROWTH,
            problems: Diagnostics::default(),
        }
    }

    /// Whether lists grew beyond any catalog, so that what was merged is not complete.
    pub fn overgrown(&self) -> bool {
        self.growth == 0
    }

    /// What was found wrong so far.
    pub fn take_problems(&mut self) -> Diagnostics {
        std::mem::take(&mut self.problems)
    }

    /// Lays `over` over `base`. Keys of `base` keep their order; those that only `over` has follow.
    ///
    /// `!unset` deletes a key and `!append` extends a list, whatever the strategy. Where there is nothing yet to
    /// delete or to extend, they stay for a document further below.
    pub fn maps(&mut self, base: Map, over: Map) -> Map {
        if base.is_empty() {
            return over;
        }
        let mut entries: Vec<Option<(Key, Node)>> =
            base.into_entries().into_iter().map(Some).collect();
        let index: HashMap<String, usize> = entries
            .iter()
            .enumerate()
            .filter_map(|(at, entry)| Some((entry.as_ref()?.0.name.clone(), at)))
            .collect();
        for (key, node) in over.into_entries() {
            match index.get(&key.name).and_then(|at| entries.get_mut(*at)) {
                Some(slot) => {
                    let below = slot.take();
                    *slot = self.entry(below, key, node);
                }
                None => entries.push(Some((key, node))),
            }
        }
        Map::from_entries(entries.into_iter().flatten().collect())
    }

    fn entry(&mut self, below: Option<(Key, Node)>, key: Key, node: Node) -> Option<(Key, Node)> {
        let Some((_, below)) = below else {
            return Some((key, node));
        };
        // What is deleted here must stay deleted when this document is laid over another one.
        if is_function(&node, "!unset") {
            return Some((key, node));
        }
        Some((key, self.nodes(below, node)))
    }

    fn nodes(&mut self, base: Node, over: Node) -> Node {
        let (span, defined) = (over.span, over.defined);
        let below = base.written();
        let value = match (base.value, over.value) {
            (Value::Map(base), Value::Map(over)) => Value::Map(self.maps(base, over)),
            (Value::List(base), Value::List(over)) => Value::List(self.lists(base, over)),
            (Value::List(base), Value::Unresolved(over)) if over.what == "!append" => {
                Value::List(self.append(base, appended(over)))
            }
            (Value::Unresolved(base), Value::Unresolved(over))
                if base.what == "!append" && over.what == "!append" =>
            {
                let list = self.append(appended(base), appended(over));
                return Node {
                    value: Value::Unresolved(append_of(list, span, defined)),
                    span,
                    defined,
                };
            }
            // Atmos refuses this too: a list that disappears is more often a mistake than a wish.
            (
                base @ Value::List(_),
                over @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)),
            ) => {
                let over = Node {
                    value: over,
                    span,
                    defined,
                };
                self.problems.push(list_replaced(&over, below));
                base
            }
            (_, over) => over,
        };
        Node {
            value,
            span,
            defined,
        }
    }

    fn lists(&mut self, base: Vec<Node>, over: Vec<Node>) -> Vec<Node> {
        match self.strategy {
            ListStrategy::Replace => over,
            ListStrategy::Append => self.append(base, over),
            ListStrategy::Merge => {
                let mut over = over.into_iter();
                let merged = base.into_iter().map(|below| match over.next() {
                    Some(node) if node.as_map().is_some() && below.as_map().is_some() => {
                        self.entry_of_list(below, node)
                    }
                    _ => below,
                });
                merged.collect()
            }
        }
    }

    /// Merges two entries of lists. Lists inside them are replaced, as Atmos does it.
    fn entry_of_list(&mut self, below: Node, node: Node) -> Node {
        let strategy = std::mem::replace(&mut self.strategy, ListStrategy::Replace);
        let merged = self.nodes(below, node);
        self.strategy = strategy;
        merged
    }

    fn append(&mut self, mut base: Vec<Node>, over: Vec<Node>) -> Vec<Node> {
        self.growth = self.growth.saturating_sub(base.len());
        if self.growth > 0 {
            base.extend(over);
        }
        base
    }
}

/// The document as it stands when nothing is left to lay it over: what was to be deleted is gone, what was to
/// extend a list is that list.
pub fn settled(map: Map) -> Map {
    let entries = map.into_entries().into_iter();
    let kept = entries.filter(|(_, node)| !is_function(node, "!unset"));
    Map::from_entries(kept.map(|(key, node)| (key, settled_node(node))).collect())
}

fn settled_node(node: Node) -> Node {
    let value = match node.value {
        Value::Map(map) => Value::Map(settled(map)),
        Value::List(nodes) => Value::List(nodes.into_iter().map(settled_node).collect()),
        Value::Unresolved(function) if function.what == "!append" => {
            Value::List(appended(function).into_iter().map(settled_node).collect())
        }
        value => value,
    };
    Node { value, ..node }
}

fn is_function(node: &Node, name: &str) -> bool {
    matches!(&node.value, Value::Unresolved(function) if function.what == name)
}

/// The entries that `!append` was given; one value alone is a list of one.
fn appended(function: Unresolved) -> Vec<Node> {
    match function.argument.map(|argument| *argument) {
        Some(Node {
            value: Value::List(nodes),
            ..
        }) => nodes,
        Some(node) => vec![node],
        None => Vec::new(),
    }
}

fn append_of(list: Vec<Node>, span: Span, defined: Option<Span>) -> Unresolved {
    Unresolved {
        what: "!append".to_owned(),
        text: String::new(),
        argument: Some(Box::new(Node {
            value: Value::List(list),
            span,
            defined,
        })),
        reason: Reason::default(),
    }
}

fn list_replaced(over: &Node, below: Span) -> Diagnostic {
    let problem = Diagnostic::error(
        Code::WrongType,
        format!("a list cannot be replaced by {}", over.describe()),
    );
    over.blame(problem, "")
        .secondary(below, "the list")
        .help("write `[]` for an empty list, or `!unset` to delete the key")
}
