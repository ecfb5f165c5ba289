//! The parser's events to a [`Graph`].
//!
//! The composer keeps its own stack, so nesting costs memory, not the thread's stack, and it weighs what
//! every alias would repeat before anything is repeated.

use std::borrow::Cow;

use granit_parser::{Event, Parser, ScalarStyle, StructureStyle, Tag, options};

use super::anchors::Anchors;
use super::graph::{Bytes, Content, Graph, Item, ItemId, WrittenTag};
use super::limits::{MAX_DEPTH, offset};
use super::syntax;
use super::weight::Weight;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{SourceId, Span};

/// A document's items and the one that holds all others. `root` is `None` for an empty document.
pub(super) struct Composed<'t> {
    pub(super) graph: Graph<'t>,
    pub(super) root: Option<ItemId>,
}

/// Reads all events of `text`.
///
/// Returns `None` after a problem that leaves nothing to go on with; every problem is in `diagnostics`.
pub(super) fn compose<'t>(
    source: SourceId,
    text: &'t str,
    diagnostics: &mut Diagnostics,
) -> Option<Composed<'t>> {
    let mut composer = Composer {
        source,
        graph: Graph::default(),
        open: Vec::new(),
        root: None,
        anchors: Anchors::default(),
        total: Weight::default(),
        documents: 0,
    };
    let composed = composer.run(text, diagnostics);
    composer.anchors.report_undefined(diagnostics);
    composed.then_some(Composed {
        graph: composer.graph,
        root: composer.root,
    })
}

struct Composer<'t> {
    source: SourceId,
    graph: Graph<'t>,
    open: Vec<Open>,
    root: Option<ItemId>,
    anchors: Anchors<'t>,
    /// The weight of everything so far, aliases followed.
    total: Weight,
    documents: usize,
}

/// A collection whose end was not yet seen.
struct Open {
    id: ItemId,
    anchor: usize,
    flow: bool,
    weight: Weight,
    /// Where the last value inside ends: a block has no closing mark of its own.
    end: u32,
    children: Children,
}

enum Children {
    List(Vec<ItemId>),
    Map {
        pairs: Vec<(ItemId, ItemId)>,
        key: Option<ItemId>,
    },
}

/// The document cannot be read further; why is in the diagnostics.
struct Stop;

impl<'t> Composer<'t> {
    fn run(&mut self, text: &'t str, diagnostics: &mut Diagnostics) -> bool {
        let options = options! {
            emit_comments: false,
            emit_unresolved_aliases: true,
            emit_anchor_events: true,
            flow_nesting_limit: MAX_DEPTH as usize,
            block_nesting_limit: MAX_DEPTH as usize,
        };
        let mut parser = Parser::new_from_str_with_options(text, options);
        loop {
            match parser.next_event() {
                None => return true,
                Some(Err(error)) => {
                    diagnostics.push(syntax::explain(&error, self.source, text));
                    return false;
                }
                Some(Ok((event, span))) => {
                    if self.event(event, &span, diagnostics).is_err() {
                        return false;
                    }
                }
            }
        }
    }

    fn event(
        &mut self,
        event: Event<'t>,
        span: &granit_parser::Span,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), Stop> {
        let bytes = bytes(span);
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    diagnostics.push(several_documents(self.span(bytes)));
                    return Err(Stop);
                }
                Ok(())
            }
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain;
                // Where nothing is written, the parser says `~`.
                let text = match plain && bytes.start == bytes.end {
                    true => Cow::Borrowed(""),
                    false => text,
                };
                let weight = Weight::scalar(text.len());
                let content = Content::Scalar { text, plain };
                let id = self.add(content, bytes, tag.as_deref(), span);
                self.anchors.define(anchor, id, Some(weight));
                self.place(id, weight, bytes, diagnostics)
            }
            Event::SequenceStart(style, anchor, tag) => {
                let children = Children::List(Vec::new());
                self.open(style, anchor, children, tag.as_deref(), span, diagnostics)
            }
            Event::MappingStart(style, anchor, tag) => {
                let children = Children::Map {
                    pairs: Vec::new(),
                    key: None,
                };
                self.open(style, anchor, children, tag.as_deref(), span, diagnostics)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                self.close(bytes);
                Ok(())
            }
            Event::Anchor(id, name) => {
                self.anchors.name(id, name);
                Ok(())
            }
            Event::Alias(anchor) => self.alias(anchor, bytes, diagnostics),
            Event::UnresolvedAlias(name) => {
                self.anchors.miss(&name, self.span(bytes));
                let id = self.add(
                    Content::Nothing,
                    bytes,
                    None,
                    &granit_parser::Span::default(),
                );
                self.place(id, Weight::scalar(0), bytes, diagnostics)
            }
            // The stream's edges say nothing; events that this version of the parser does not have are none.
            _ => Ok(()),
        }
    }

    fn add(
        &mut self,
        content: Content<'t>,
        bytes: Bytes,
        tag: Option<&Tag>,
        span: &granit_parser::Span,
    ) -> ItemId {
        let tag = tag.map(|tag| Box::new(written(tag, span, bytes)));
        self.graph.add(Item {
            content,
            bytes,
            tag,
        })
    }

    fn open(
        &mut self,
        style: StructureStyle,
        anchor: usize,
        children: Children,
        tag: Option<&Tag>,
        span: &granit_parser::Span,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), Stop> {
        let bytes = bytes(span);
        if Weight::collection().too_deep(self.open.len()) {
            diagnostics.push(syntax::too_deep(self.span(bytes)));
            return Err(Stop);
        }
        let id = self.add(Content::Nothing, bytes, tag, span);
        self.anchors.define(anchor, id, None);
        self.count(Weight::collection(), bytes, diagnostics)?;
        self.open.push(Open {
            id,
            anchor,
            flow: style == StructureStyle::Flow,
            weight: Weight::collection(),
            end: bytes.end,
            children,
        });
        Ok(())
    }

    fn close(&mut self, bytes: Bytes) {
        let Some(closed) = self.open.pop() else {
            return;
        };
        let end = if closed.flow { bytes.end } else { closed.end };
        let content = match closed.children {
            Children::List(items) => Content::List(items),
            Children::Map { pairs, .. } => Content::Map(pairs),
        };
        self.graph.finish(closed.id, content, Some(end));
        self.anchors.close(closed.anchor, closed.weight);
        self.hold(closed.id, closed.weight, end);
    }

    fn alias(
        &mut self,
        anchor: usize,
        bytes: Bytes,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), Stop> {
        let Some(found) = self.anchors.get(anchor) else {
            return Ok(());
        };
        let target = found.id;
        let Some(weight) = found.weight else {
            diagnostics.push(found.inside_itself(self.span(bytes)));
            return Err(Stop);
        };
        if weight.too_deep(self.open.len()) {
            diagnostics.push(syntax::too_deep(self.span(bytes)));
            return Err(Stop);
        }
        let none = granit_parser::Span::default();
        let id = self.add(Content::Alias(target), bytes, None, &none);
        self.place(id, weight, bytes, diagnostics)
    }

    /// Counts a value without children of its own and puts it into the collection around it.
    fn place(
        &mut self,
        id: ItemId,
        weight: Weight,
        bytes: Bytes,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), Stop> {
        self.count(weight, bytes, diagnostics)?;
        self.hold(id, weight, bytes.end);
        Ok(())
    }

    fn count(
        &mut self,
        weight: Weight,
        bytes: Bytes,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), Stop> {
        self.total.add(weight);
        match self.total.excess() {
            None => Ok(()),
            Some(excess) => {
                diagnostics.push(too_large(&excess, weight, self.span(bytes)));
                Err(Stop)
            }
        }
    }

    fn hold(&mut self, id: ItemId, weight: Weight, end: u32) {
        let Some(parent) = self.open.last_mut() else {
            self.root = Some(id);
            return;
        };
        parent.weight.hold(weight);
        parent.end = parent.end.max(end);
        match &mut parent.children {
            Children::List(items) => items.push(id),
            Children::Map { pairs, key } => match key.take() {
                None => *key = Some(id),
                Some(key) => pairs.push((key, id)),
            },
        }
    }

    fn span(&self, bytes: Bytes) -> Span {
        Span::new(self.source, bytes.start, bytes.end)
    }
}

/// The bytes of an event.
fn bytes(span: &granit_parser::Span) -> Bytes {
    let range = span
        .byte_range()
        .expect("a text parsed from a string has bytes");
    Bytes {
        start: offset(range.start),
        end: offset(range.end),
    }
}

fn written(tag: &Tag, span: &granit_parser::Span, value: Bytes) -> WrittenTag {
    let core = match tag.parts() {
        ("", "!") => Some(String::new()),
        _ => tag
            .suffix_in_namespace("tag:yaml.org,2002:")
            .map(Cow::into_owned),
    };
    WrittenTag {
        name: tag.original(),
        core,
        bytes: span.tag_span().as_ref().map_or(value, bytes),
    }
}

fn several_documents(span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::InvalidYaml,
        "the file holds more than one YAML document",
    )
    .primary(span, "a second document starts here")
    .help("keep one document in a file; others can be read with `import`")
}

fn too_large(excess: &str, weight: Weight, span: Span) -> Diagnostic {
    let label = match weight.nodes {
        0 | 1 => "the limit is reached here".to_owned(),
        nodes => format!("this repeats {nodes} values"),
    };
    Diagnostic::error(Code::TooLarge, format!("the document has {excess}"))
        .primary(span, label)
        .note("values that an alias or a merge key repeats count each time")
        .help("split the catalog into several files, or select accounts by `account_types`")
}
