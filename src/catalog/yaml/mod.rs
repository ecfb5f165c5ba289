//! One YAML document (JSON is YAML) to a tree that remembers where everything is written.
//!
//! text ─► events (granit-parser) ─► graph ─► [`Node`]. Typed deserialization would stop at the first
//! problem and lose tags, the spelling of numbers and places; so the parser's events are read directly, and
//! this module is the only one that knows the parser.

mod anchors;
mod build;
mod compose;
mod graph;
mod keys;
mod limits;
mod scalar;
mod syntax;
mod tag;
mod weight;

pub use limits::{MAX_BYTES, MAX_DEPTH, MAX_NODES, MAX_TEXT};

use build::Builder;

use crate::catalog::node::{Node, Value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{SourceId, Sources, Span};

/// Reads the one document of a source.
///
/// An empty document is a node with [`Value::Null`]. Aliases are followed and merge keys are merged; what they
/// bring has the place of use as its `span` and its own place as `defined`. Functions of Atmos and unquoted Go
/// templates become [`Value::Unresolved`].
///
/// # Errors
/// Every problem is in `diagnostics`. `None` says that nothing could be read; a node may come with errors, so
/// that later checks can add theirs.
///
/// # Limits
/// [`MAX_BYTES`], [`MAX_NODES`], [`MAX_TEXT`], [`MAX_DEPTH`]. They are checked before memory is spent.
pub fn read(source: SourceId, sources: &Sources, diagnostics: &mut Diagnostics) -> Option<Node> {
    let text = sources.text(source);
    if text.len() > MAX_BYTES {
        diagnostics.push(too_many_bytes(Span::new(source, 0, 0)));
        return None;
    }
    if let Some((at, character)) = forbidden_character(text) {
        let code = u32::from(character);
        let place = syntax::character(source, text, at);
        diagnostics.push(
            Diagnostic::error(
                Code::InvalidYaml,
                format!("the control character U+{code:04X}"),
            )
            .primary(place, "not allowed in YAML")
            .help(format!(
                "remove it; in a text in double quotes it can be written `\\u{code:04X}`"
            )),
        );
        return None;
    }
    let composed = compose::compose(source, text, diagnostics)?;
    let Some(root) = composed.root else {
        return Some(Node {
            value: Value::Null,
            span: Span::new(source, 0, 0),
            defined: None,
        });
    };
    let mut builder = Builder {
        source,
        text,
        graph: &composed.graph,
        diagnostics,
    };
    Some(builder.node(root, None))
}

/// A diagnostic for a file that is longer than any catalog.
pub(crate) fn too_many_bytes(span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::TooLarge,
        format!("the file has more than {} MiB", MAX_BYTES >> 20),
    )
    .primary(span, "")
    .help("split the catalog into several files and `import` them")
}

/// The first character that YAML 1.2 does not allow in a document (production `c-printable`).
fn forbidden_character(text: &str) -> Option<(usize, char)> {
    // All of them are found by bytes that are rare in other texts, so decoding is left for the end.
    let bytes = text.as_bytes();
    let suspect = |(at, byte): (usize, &u8)| match byte {
        b'\t' | b'\n' | b'\r' => false,
        0..0x20 | 0x7F => true,
        0xC2 => matches!(bytes.get(at + 1), Some(0x80..=0x84 | 0x86..=0x9F)),
        0xEF => bytes.get(at + 1) == Some(&0xBF) && matches!(bytes.get(at + 2), Some(0xBE | 0xBF)),
        _ => false,
    };
    let at = bytes.iter().enumerate().position(suspect)?;
    let character = text.get(at..)?.chars().next()?;
    Some((at, character))
}

#[cfg(test)]
mod tests;
