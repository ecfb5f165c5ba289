//! The keys that a mapping already has.

use std::collections::HashMap;

use crate::catalog::node::{Key, Node};
use crate::source::Span;

/// Below this many keys a look along the entries is faster than a table.
const FEW: usize = 16;

/// Finds a key that is given twice: in small mappings by looking, in large ones by a table.
#[derive(Debug, Default)]
pub(super) struct Keys {
    table: HashMap<String, Span>,
}

impl Keys {
    /// Notes `key`, which is about to join `entries`; returns the place of the same key if it is there already.
    pub(super) fn insert(&mut self, entries: &[(Key, Node)], key: &Key) -> Option<Span> {
        if entries.len() < FEW {
            let known = entries.iter().find(|(known, _)| known.name == key.name);
            return known.map(|(known, _)| known.span);
        }
        if self.table.is_empty() {
            let known = entries.iter();
            self.table = known.map(|(key, _)| (key.name.clone(), key.span)).collect();
        }
        if let Some(first) = self.table.get(&key.name) {
            return Some(*first);
        }
        self.table.insert(key.name.clone(), key.span);
        None
    }
}
