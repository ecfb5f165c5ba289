//! What a document costs when all its aliases are followed: the guard against alias bombs.

use super::limits::{MAX_DEPTH, MAX_NODES, MAX_TEXT};

/// What one value costs, with everything inside it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Weight {
    pub(super) nodes: u64,
    pub(super) text: u64,
    /// Collections inside one another.
    pub(super) depth: u32,
}

impl Weight {
    /// A scalar of so many bytes.
    pub(super) fn scalar(bytes: usize) -> Self {
        Self {
            nodes: 1,
            text: bytes as u64,
            depth: 0,
        }
    }

    /// An empty collection.
    pub(super) fn collection() -> Self {
        Self {
            nodes: 1,
            text: 0,
            depth: 1,
        }
    }

    /// Adds a value that stands inside this collection.
    pub(super) fn hold(&mut self, inner: Self) {
        self.add(inner);
        self.depth = self.depth.max(inner.depth.saturating_add(1));
    }

    /// Adds a value's cost, wherever it stands.
    pub(super) fn add(&mut self, other: Self) {
        self.nodes = self.nodes.saturating_add(other.nodes);
        self.text = self.text.saturating_add(other.text);
    }

    /// Why this is too much, if it is.
    pub(super) fn excess(self) -> Option<String> {
        if self.nodes > MAX_NODES {
            Some(format!(
                "more than {} million values",
                MAX_NODES / 1_000_000
            ))
        } else if self.text > MAX_TEXT {
            Some(format!("more than {} MiB of text", MAX_TEXT >> 20))
        } else {
            None
        }
    }

    /// Whether a value of this weight may stand inside so many collections.
    pub(super) fn too_deep(self, outside: usize) -> bool {
        outside.saturating_add(self.depth as usize) > MAX_DEPTH as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_collection_weighs_itself_and_what_it_holds() {
        let mut list = Weight::collection();
        list.hold(Weight::scalar(3));
        let mut outer = Weight::collection();
        outer.hold(list);
        assert_eq!((outer.nodes, outer.text, outer.depth), (3, 3, 2));
    }
}
