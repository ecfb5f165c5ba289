//! A document before its aliases are followed: items in one vector that refer to each other by index.
//!
//! An alias costs one item here, however much it repeats; what it would cost is known before it is paid.

use std::borrow::Cow;

/// The index of an item in its [`Graph`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ItemId(u32);

/// A stretch of bytes in the document's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bytes {
    pub(super) start: u32,
    pub(super) end: u32,
}

/// One value as it is written.
#[derive(Debug)]
pub(super) struct Item<'t> {
    pub(super) content: Content<'t>,
    pub(super) bytes: Bytes,
    pub(super) tag: Option<Box<WrittenTag>>,
}

/// A tag as it is written before a value.
#[derive(Debug)]
pub(super) struct WrittenTag {
    /// The spelling, `!env` or `!!str`.
    pub(super) name: String,
    /// The name in YAML's own namespace: `str` for `!!str`, `""` for the bare `!`.
    pub(super) core: Option<String>,
    pub(super) bytes: Bytes,
}

#[derive(Debug)]
pub(super) enum Content<'t> {
    /// Text; `plain` is without quotes and not a block, so that its spelling decides its type.
    Scalar {
        text: Cow<'t, str>,
        plain: bool,
    },
    List(Vec<ItemId>),
    Map(Vec<(ItemId, ItemId)>),
    /// A second place of another item.
    Alias(ItemId),
    /// Not known yet, or already refused.
    Nothing,
}

/// All items of one document.
#[derive(Debug, Default)]
pub(super) struct Graph<'t> {
    items: Vec<Item<'t>>,
}

impl<'t> Graph<'t> {
    pub(super) fn add(&mut self, item: Item<'t>) -> ItemId {
        let id = u32::try_from(self.items.len()).expect("a document has at most MAX_NODES items");
        let id = ItemId(id);
        self.items.push(item);
        id
    }

    pub(super) fn get(&self, id: ItemId) -> Option<&Item<'t>> {
        self.items.get(id.0 as usize)
    }

    /// Gives a collection, whose place was kept when it began, its content and its end.
    pub(super) fn finish(&mut self, id: ItemId, content: Content<'t>, end: Option<u32>) {
        if let Some(item) = self.items.get_mut(id.0 as usize) {
            item.content = content;
            if let Some(end) = end {
                item.bytes.end = end.max(item.bytes.start);
            }
        }
    }

    /// The item itself, or what its alias stands for.
    pub(super) fn target(&self, id: ItemId) -> Option<&Item<'t>> {
        match self.get(id)?.content {
            // An alias names an anchor, and an anchor stands on a value, never on an alias.
            Content::Alias(target) => self.get(target),
            _ => self.get(id),
        }
    }
}
