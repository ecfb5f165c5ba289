//! A [`Graph`] to the located tree: aliases followed, merge keys merged, tags given their meaning.
//!
//! Every item is visited once at its own place and again for every alias that repeats it; what is wrong with
//! it is reported at the first visit only. The recursion is bounded by the limit on depth.

use super::graph::{Bytes, Content, Graph, Item, ItemId, WrittenTag};
use super::keys::Keys;
use super::limits::offset;
use super::scalar;
use super::tag;
use crate::catalog::node::{Key, Map, Node, Reason, Unresolved, Value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{SourceId, Span};

/// How much of a function's argument is kept as its text.
const FUNCTION_TEXT: usize = 200;

/// Builds the tree below one item.
pub(super) struct Builder<'g, 't> {
    pub(super) source: SourceId,
    pub(super) text: &'t str,
    pub(super) graph: &'g Graph<'t>,
    pub(super) diagnostics: &'g mut Diagnostics,
}

impl<'g, 't> Builder<'g, 't> {
    /// The node of an item. `used` is the outermost alias on the way to it.
    pub(super) fn node(&mut self, id: ItemId, used: Option<Span>) -> Node {
        let graph = self.graph;
        let Some(item) = graph.get(id) else {
            return self.nothing();
        };
        if let Content::Alias(target) = item.content {
            let used = used.or(Some(self.span(item.bytes)));
            return self.node(target, used);
        }
        let written = self.written(item);
        let value = match &item.tag {
            None => self.untagged(item, used),
            Some(tag) => self.tagged(item, tag, used),
        };
        Node {
            value,
            span: used.unwrap_or(written),
            defined: used.map(|_| written),
        }
    }

    fn untagged(&mut self, item: &'g Item<'t>, used: Option<Span>) -> Value {
        match &item.content {
            Content::Scalar { text, plain: true } => scalar::resolve(text),
            Content::Scalar { text, plain: false } => Value::String(text.to_string()),
            Content::List(items) => {
                Value::List(items.iter().map(|item| self.node(*item, used)).collect())
            }
            Content::Map(pairs) => match self.template(item, pairs) {
                Some(text) => Value::Unresolved(Unresolved {
                    what: "Go template".to_owned(),
                    text,
                    argument: None,
                    reason: Reason::default(),
                }),
                None => Value::Map(self.map(pairs, used)),
            },
            Content::Alias(_) | Content::Nothing => Value::Null,
        }
    }

    fn tagged(&mut self, item: &'g Item<'t>, tag: &WrittenTag, used: Option<Span>) -> Value {
        if tag::is_atmos_function(&tag.name) {
            return self.function(item, tag, used);
        }
        let value = match (tag.core.as_deref(), &item.content) {
            (Some("" | "str"), Content::Scalar { text, .. }) => {
                return Value::String(text.to_string());
            }
            (Some("null" | "bool" | "int" | "float"), Content::Scalar { text, .. }) => {
                scalar::resolve(text)
            }
            (Some("" | "seq" | "map"), _) => self.untagged(item, used),
            (Some("str" | "null" | "bool" | "int" | "float"), _) => Value::Null,
            _ => {
                self.report(used, || unknown_tag(tag), tag.bytes);
                return self.function(item, tag, used);
            }
        };
        let fits = match tag.core.as_deref() {
            Some("null") => matches!(item.content, Content::Scalar { .. }) && value == Value::Null,
            Some("bool") => matches!(value, Value::Bool(_)),
            Some("int" | "float") => matches!(value, Value::Number(_)),
            Some("seq") => matches!(value, Value::List(_)),
            Some("map") => matches!(value, Value::Map(_)),
            Some("str") => false,
            _ => true,
        };
        if !fits {
            let misfit = || {
                Diagnostic::error(
                    Code::WrongType,
                    format!("the value is not what its tag `{}` says", tag.name),
                )
                .help("leave the tag out, or write a value of its type")
            };
            self.report(used, misfit, item.bytes);
        }
        value
    }

    fn function(&mut self, item: &'g Item<'t>, tag: &WrittenTag, used: Option<Span>) -> Value {
        let (text, argument) = match &item.content {
            Content::Scalar { text, .. } => (text.to_string(), None),
            _ => {
                let span = self.span(item.bytes);
                let argument = Node {
                    value: self.untagged(item, used),
                    span: used.unwrap_or(span),
                    defined: used.map(|_| span),
                };
                let written = self.slice(item.bytes).chars().take(FUNCTION_TEXT);
                (written.collect(), Some(Box::new(argument)))
            }
        };
        Value::Unresolved(Unresolved {
            what: tag.name.clone(),
            text,
            argument,
            reason: Reason::default(),
        })
    }

    /// The text of a mapping that is a Go template without quotes: `{{ .vars.stage }}` is to YAML a mapping
    /// whose only key is a mapping.
    fn template(&self, item: &Item<'t>, pairs: &[(ItemId, ItemId)]) -> Option<String> {
        let [(key, _)] = pairs else {
            return None;
        };
        let inner = self.graph.get(*key)?;
        let written = self.slice(item.bytes);
        let looks = matches!(inner.content, Content::Map(_))
            && written.starts_with("{{")
            && written.ends_with("}}");
        looks.then(|| written.to_owned())
    }

    fn map(&mut self, pairs: &'g [(ItemId, ItemId)], used: Option<Span>) -> Map {
        let mut entries: Vec<(Key, Node)> = Vec::with_capacity(pairs.len());
        let mut keys = Keys::default();
        let mut merge: Option<(ItemId, Span)> = None;
        for (key, value) in pairs {
            if self.is_merge_key(*key) {
                let span = self.place(*key);
                match merge {
                    None => merge = Some((*value, span)),
                    Some((_, first)) => self.report_twice("<<", span, first, used),
                }
                continue;
            }
            let Some(key) = self.key(*key, used) else {
                continue;
            };
            match keys.insert(&entries, &key) {
                None => {
                    let node = self.node(*value, used);
                    entries.push((key, node));
                }
                Some(first) => self.report_twice(&key.name, key.span, first, used),
            }
        }
        if let Some((value, _)) = merge {
            self.merge(value, used, &mut keys, &mut entries);
        }
        Map::from_entries(entries)
    }

    /// Adds the entries behind a merge key. A key that is already there wins: an explicit one over a merged
    /// one, an earlier mapping of a list over a later one (<https://yaml.org/type/merge.html>).
    fn merge(
        &mut self,
        id: ItemId,
        used: Option<Span>,
        keys: &mut Keys,
        entries: &mut Vec<(Key, Node)>,
    ) {
        let graph = self.graph;
        let (Some(item), Some(target)) = (graph.get(id), graph.target(id)) else {
            return;
        };
        let inner = match item.content {
            Content::Alias(_) => used.or(Some(self.span(item.bytes))),
            _ => used,
        };
        match &target.content {
            Content::Map(pairs) => {
                for (key, node) in self.map(pairs, inner).into_entries() {
                    if keys.insert(entries, &key).is_none() {
                        entries.push((key, node));
                    }
                }
            }
            Content::List(items) => {
                for one in items {
                    match graph.target(*one).map(|target| &target.content) {
                        Some(Content::Map(_)) => self.merge(*one, inner, keys, entries),
                        _ => self.report_merge(*one, used),
                    }
                }
            }
            // An alias without an anchor, which is already reported.
            Content::Nothing => {}
            Content::Scalar { .. } | Content::Alias(_) => self.report_merge(id, used),
        }
    }

    fn key(&mut self, id: ItemId, used: Option<Span>) -> Option<Key> {
        let graph = self.graph;
        let item = graph.target(id)?;
        let span = self.place(id);
        match &item.content {
            Content::Scalar { text, plain: true } if text.is_empty() => {
                let empty = || {
                    Diagnostic::error(Code::InvalidYaml, "an entry has no key")
                        .help("write the key before `:`")
                };
                self.report(used, empty, item.bytes);
                None
            }
            Content::Scalar { text, .. } => Some(Key {
                name: text.to_string(),
                span,
            }),
            Content::Map(pairs) if self.template(item, pairs).is_some() => Some(Key {
                name: self.slice(item.bytes).to_owned(),
                span,
            }),
            Content::Map(_) | Content::List(_) => {
                let complex = || {
                    Diagnostic::error(Code::InvalidYaml, "a key must be a text")
                        .help("put the key in quotes")
                };
                self.report(used, complex, item.bytes);
                None
            }
            Content::Alias(_) | Content::Nothing => None,
        }
    }

    fn is_merge_key(&self, id: ItemId) -> bool {
        let Some(Item { content, tag, .. }) = self.graph.get(id) else {
            return false;
        };
        // In quotes it is a key like any other.
        let core = tag.as_ref().map(|tag| tag.core.as_deref());
        matches!(content, Content::Scalar { text, plain: true } if text == "<<")
            && matches!(core, None | Some(Some("merge")))
    }

    fn report_merge(&mut self, id: ItemId, used: Option<Span>) {
        let Some(item) = self.graph.get(id) else {
            return;
        };
        if matches!(item.content, Content::Nothing) {
            return;
        }
        let empty = matches!(
            self.graph.target(id).map(|target| &target.content),
            Some(Content::Scalar { text, .. }) if text.is_empty()
        );
        let wrong = || {
            let problem = Diagnostic::error(
                Code::WrongType,
                "`<<` takes a mapping or a list of mappings",
            );
            match empty {
                true => problem
                    .note("an anchor without a value under it stands for nothing")
                    .help("remove the line, or give the anchor a mapping"),
                false => problem.help("write `<<: *anchor` or `<<: [*one, *other]`"),
            }
        };
        self.report(used, wrong, item.bytes);
    }

    fn report_twice(&mut self, name: &str, second: Span, first: Span, used: Option<Span>) {
        if used.is_some() {
            return;
        }
        let help = match name {
            "<<" => "merge several mappings by a list: `<<: [*one, *other]`",
            _ => "keep one of them; what both should say goes into one mapping",
        };
        self.diagnostics.push(
            Diagnostic::error(
                Code::DuplicateKey,
                format!("the key `{name}` is given twice"),
            )
            .primary(second, "again here")
            .secondary(first, "first here")
            .help(help),
        );
    }

    /// Reports at an item's own place, not where an alias repeats it.
    fn report(&mut self, used: Option<Span>, problem: impl FnOnce() -> Diagnostic, bytes: Bytes) {
        if used.is_none() {
            let span = self.span(bytes);
            self.diagnostics.push(problem().primary(span, ""));
        }
    }

    fn place(&self, id: ItemId) -> Span {
        self.graph
            .get(id)
            .map_or(Span::new(self.source, 0, 0), |item| self.written(item))
    }

    /// The place of an item with its tag.
    fn written(&self, item: &Item<'t>) -> Span {
        let start = match &item.tag {
            Some(tag) => tag.bytes.start.min(item.bytes.start),
            None => item.bytes.start,
        };
        let end = start
            + trimmed(self.slice(Bytes {
                start,
                ..item.bytes
            }));
        Span::new(self.source, start, end)
    }

    fn nothing(&self) -> Node {
        Node {
            value: Value::Null,
            span: Span::new(self.source, 0, 0),
            defined: None,
        }
    }

    fn span(&self, bytes: Bytes) -> Span {
        Span::new(self.source, bytes.start, bytes.end)
    }

    fn slice(&self, bytes: Bytes) -> &'t str {
        self.text
            .get(bytes.start as usize..bytes.end as usize)
            .unwrap_or("")
    }
}

/// The length without the line breaks at the end, which the place of a block of text includes.
fn trimmed(text: &str) -> u32 {
    offset(text.trim_end().len())
}

fn unknown_tag(tag: &WrittenTag) -> Diagnostic {
    Diagnostic::error(
        Code::UnsupportedAtmosFunction,
        format!("unknown function `{}`", tag.name),
    )
    .note("a tag before a value calls a function of Atmos, such as `!env` or `!include`")
    .help(match tag::similar_function(&tag.name) {
        Some(similar) => format!("did you mean `{similar}`?"),
        None => "put a text that starts with `!` in quotes".to_owned(),
    })
}
