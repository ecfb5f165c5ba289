//! A generated page: compared with its file, or written to it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, parse_document};

/// The environment variable that writes the pages instead of comparing them.
const UPDATE: &str = "UPDATE_DOCS";

/// Opens every generated page.
pub const GENERATED: &str =
    "<!-- Generated. Do not edit; run: UPDATE_DOCS=1 cargo test --test integration docs -->\n\n";

/// Whether files are written instead of compared.
pub fn is_update() -> bool {
    std::env::var_os(UPDATE).is_some()
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs/reference")
        .join(name)
}

/// Compares a page with its file in `docs/reference`, or writes the file where `UPDATE_DOCS` is set.
///
/// # Panics
/// The page does not render, lacks one of `names` as code, or differs from its file.
#[track_caller]
pub fn assert_current(name: &str, body: &str, names: &BTreeSet<String>) {
    assert_renders(body, names);
    let text = format!("{GENERATED}{body}");
    let path = path(name);
    if is_update() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &text).unwrap();
        return;
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    if kept != text {
        let difference = similar::TextDiff::from_lines(&kept, &text);
        let difference = difference
            .unified_diff()
            .header("docs/reference (kept)", "from the code")
            .to_string();
        panic!(
            "docs/reference/{name} is out of date. To update it:\n  {UPDATE}=1 cargo test --test integration docs\n\n{difference}"
        );
    }
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.strikethrough = true;
    options.extension.tasklist = true;
    options
}

/// The text of a document as a reader sees it.
pub fn text_of(markdown: &str) -> String {
    let arena = Arena::new();
    let mut text = String::new();
    for node in parse_document(&arena, markdown, &options()).descendants() {
        match &node.data.borrow().value {
            NodeValue::Text(part) => text.push_str(part),
            NodeValue::Code(part) => text.push_str(&part.literal),
            NodeValue::SoftBreak => text.push(' '),
            _ => {}
        }
    }
    text
}

/// Checks that a page holds no HTML, no heading twice, no link to a heading that is not there, and every one of `names` as
/// code.
///
/// # Panics
/// It does not.
#[track_caller]
fn assert_renders(body: &str, names: &BTreeSet<String>) {
    let arena = Arena::new();
    let root = parse_document(&arena, body, &options());
    let mut headings = BTreeSet::new();
    let mut anchors = BTreeSet::new();
    let mut shown = BTreeSet::new();
    for node in root.descendants() {
        match &node.data.borrow().value {
            NodeValue::HtmlBlock(html) => panic!("HTML: {}", html.literal),
            NodeValue::HtmlInline(html) if html != "<br>" => panic!("HTML: {html}"),
            NodeValue::Heading(_) => {
                let title = text_under(node);
                assert!(
                    headings.insert(format!("#{}", title.to_lowercase().replace(' ', "-"))),
                    "`{title}` is a heading twice"
                );
            }
            NodeValue::Link(link) if link.url.starts_with('#') => {
                anchors.insert(link.url.clone());
            }
            NodeValue::Code(code) => {
                shown.insert(code.literal.clone());
            }
            _ => {}
        }
    }
    let dangling: Vec<&String> = anchors.difference(&headings).collect();
    assert!(dangling.is_empty(), "links to no heading: {dangling:?}");
    let missing: Vec<&String> = names.difference(&shown).collect();
    assert!(missing.is_empty(), "not on the page: {missing:?}");
}

fn text_under<'a>(node: &'a AstNode<'a>) -> String {
    let parts = node
        .descendants()
        .map(|node| match &node.data.borrow().value {
            NodeValue::Text(text) => text.to_string(),
            NodeValue::Code(code) => code.literal.clone(),
            _ => String::new(),
        });
    parts.collect()
}
