//! What GitHub makes of a comment, by a reader of its Markdown that is not ours.

use comrak::nodes::NodeValue;
use comrak::{Arena, Options, parse_document};

/// GitHub's dialect, and what other sites add to it.
fn options() -> Options<'static> {
    let mut options = Options::default();
    let extension = &mut options.extension;
    extension.strikethrough = true;
    extension.table = true;
    extension.autolink = true;
    extension.tasklist = true;
    extension.footnotes = true;
    extension.inline_footnotes = true;
    extension.alerts = true;
    extension.math_dollars = true;
    extension.math_code = true;
    extension.shortcodes = true;
    extension.superscript = true;
    extension.description_lists = true;
    extension.multiline_block_quotes = true;
    options.parse.relaxed_autolinks = true;
    options
}

/// What a document is made of, in lines: every element, and every text that is not code.
pub(super) fn shape(markdown: &str) -> Vec<String> {
    read(markdown, |code| {
        let _ = code;
        String::new()
    })
}

/// The texts of the code in a document, in their order.
pub(super) fn codes(markdown: &str) -> Vec<String> {
    let mut codes = Vec::new();
    read(markdown, |code| {
        codes.push(code.to_owned());
        String::new()
    });
    codes
}

fn read(markdown: &str, mut code: impl FnMut(&str) -> String) -> Vec<String> {
    let arena = Arena::new();
    let root = parse_document(&arena, markdown, &options());
    let mut lines = Vec::new();
    for node in root.descendants() {
        let line = match &node.data.borrow().value {
            NodeValue::Code(span) => format!("code{}", code(&span.literal)),
            NodeValue::CodeBlock(block) => {
                format!("block {}{}", block.info, code(&block.literal))
            }
            NodeValue::HtmlBlock(block) => {
                format!("html {}", without_code(&block.literal, &mut code))
            }
            // Accounts have numbers by the order of their names.
            NodeValue::Text(text) => {
                format!("{:?}", text.replace(|c: char| c.is_ascii_digit(), "#"))
            }
            other => format!("{other:?}"),
        };
        lines.push(line);
    }
    lines
}

/// HTML with its `<code>` emptied.
fn without_code(html: &str, code: &mut impl FnMut(&str) -> String) -> String {
    let mut pieces = html.split("<code>");
    let mut rest = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (inside, after) = piece.split_once("</code>").unwrap();
        let inside = inside
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&amp;", "&");
        rest.push_str(&code(&inside));
        rest.push_str(after);
    }
    rest
}
