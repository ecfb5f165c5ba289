//! Names in Markdown: whatever a name holds, it stays a name.
//!
//! A [`Markdown`] is made of our own words and of names. A text that comes from outside gets in as a name only, by
//! [`code`]: words are `&'static str`, and there is no other way, so a place that forgets about it does not compile.
//! What is written around names is the business of the [`Document`].
//!
//! A code span is the one form in which neither Markdown nor the filters behind it (mentions, issue numbers, commits,
//! addresses, e-mail, emoji) look at the text. Escaping single characters is not enough: GitHub looks for mentions and
//! addresses after entities are decoded.

mod document;

use std::borrow::Cow;
use std::fmt::Display;

use super::count;
use super::visible::visible;

pub use document::Document;

/// Text for a document in Markdown: words of ours, and names, which are never markup.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Markdown(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Words(Cow<'static, str>),
    Name(String),
}

/// Makes a [`Markdown`] of pieces: literals, names by [`code`], numbers, days, other [`Markdown`].
macro_rules! md {
    () => {
        $crate::text::Markdown::default()
    };
    ($($piece:expr),+ $(,)?) => {{
        let mut text = $crate::text::Markdown::default();
        $($crate::text::Piece::add_to($piece, &mut text);)+
        text
    }};
}
pub(crate) use md;

/// A name, a path or any other text from outside: it is shown as it is, in one line.
pub fn code(name: &str) -> Markdown {
    Markdown(vec![Part::Name(name.to_owned())])
}

/// A number of things in words: `1 grant`, `2,000 grants`.
pub fn counted(number: usize, one: &'static str) -> Markdown {
    Markdown(vec![Part::Words(count::count(number, one).into())])
}

/// A number with commas between its thousands.
pub fn thousands_in(number: usize) -> Markdown {
    Markdown(vec![Part::Words(count::thousands(number).into())])
}

impl Markdown {
    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Puts the pieces in one text, with words between them.
    pub fn join(pieces: impl IntoIterator<Item = Self>, between: &'static str) -> Self {
        let mut text = Self::default();
        for piece in pieces {
            if !text.is_empty() {
                between.add_to(&mut text);
            }
            piece.add_to(&mut text);
        }
        text
    }

    /// The text itself, for a terminal.
    pub fn plain(&self) -> String {
        self.written(|name| visible(name).into_owned())
    }

    /// For a paragraph, an item of a list, a heading.
    pub fn inline(&self) -> String {
        self.written(|name| span(&visible(name)))
    }

    /// For a cell of a table.
    pub(super) fn cell(&self) -> String {
        self.written(|name| span(&in_cell(&visible(name))))
    }

    /// For a line inside an element of HTML, where Markdown is not looked for.
    pub(super) fn html(&self) -> String {
        self.written(element)
    }

    fn written(&self, name: impl Fn(&str) -> String) -> String {
        let parts = self.0.iter().map(|part| match part {
            Part::Words(words) => Cow::Borrowed(&**words),
            Part::Name(text) => Cow::Owned(name(text)),
        });
        parts.collect()
    }
}

/// What a [`Markdown`] is made of. A text that is not `'static` is none of it.
pub trait Piece {
    /// Adds the piece to the end of a text.
    fn add_to(self, text: &mut Markdown);
}

impl Piece for &'static str {
    fn add_to(self, text: &mut Markdown) {
        text.0.push(Part::Words(self.into()));
    }
}

impl Piece for Markdown {
    fn add_to(self, text: &mut Markdown) {
        text.0.extend(self.0);
    }
}

/// What is written in our own digits and letters only, such as a date; never a text from outside.
pub trait Harmless: Display {}

impl Harmless for usize {}
impl Harmless for u32 {}

impl<T: Harmless> Piece for T {
    fn add_to(self, text: &mut Markdown) {
        text.0.push(Part::Words(self.to_string().into()));
    }
}

/// A code span around a text in one line.
fn span(text: &str) -> String {
    let fence = "`".repeat(longest_run(text) + 1);
    let blank = text.trim().is_empty();
    // A span that starts or ends with a backtick needs a space, and one that starts and ends with a space needs one
    // more: Markdown takes one away on either side.
    let is_spaced = text.starts_with(' ') && text.ends_with(' ') && !blank;
    let space = match text.starts_with('`') || text.ends_with('`') || is_spaced || text.is_empty() {
        true => " ",
        false => "",
    };
    format!("{fence}{space}{text}{space}{fence}")
}

/// A pipe ends a cell even inside a code span, unless a backslash stands before it; so no other backslash may.
fn in_cell(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        if character == '|' {
            let backslashes = safe.len() - safe.trim_end_matches('\\').len();
            safe.truncate(safe.len() - backslashes);
            safe.extend(std::iter::repeat_n(r"\u{5c}", backslashes));
            safe.push('\\');
        }
        safe.push(character);
    }
    // The pipe that closes the cell.
    if safe.ends_with('\\') {
        safe.push(' ');
    }
    safe
}

fn element(name: &str) -> String {
    let mut safe = String::from("<code>");
    for character in visible(name).chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            other => safe.push(other),
        }
    }
    safe + "</code>"
}

/// The longest run of backticks.
pub(super) fn longest_run(text: &str) -> usize {
    let (mut longest, mut run) = (0, 0);
    for character in text.chars() {
        run = if character == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_inside_its_code_span() {
        let inline = |name| code(name).inline();
        assert_eq!(inline("Developers"), "`Developers`");
        assert_eq!(
            inline("@everyone #1 https://x.y"),
            "`@everyone #1 https://x.y`"
        );
        assert_eq!(inline("a`b``c"), "```a`b``c```");
        assert_eq!(inline("`x`"), "`` `x` ``");
        assert_eq!(inline(" x "), "`  x  `");
        assert_eq!(inline(" x"), "` x`");
        assert_eq!(inline(" "), "` `");
        assert_eq!(inline("a|b"), "`a|b`");
        assert_eq!(inline("a\nb\u{202e}c"), r"`a␊b\u{202e}c`");
    }

    #[test]
    fn a_name_stays_inside_its_cell_too() {
        let cell = |name| code(name).cell();
        assert_eq!(cell("a|b"), r"`a\|b`");
        assert_eq!(cell(r"a\\|b"), r"`a\u{5c}\u{5c}\|b`");
        assert_eq!(cell(r"a\b"), r"`a\b`");
        assert_eq!(cell(r"a\"), r"`a\ `");
    }

    #[test]
    fn a_name_in_html_begins_no_element_and_ends_none() {
        assert_eq!(
            md!["<b>", code("</code><img>&\""), "</b>"].html(),
            "<b><code>&lt;/code&gt;&lt;img&gt;&amp;&quot;</code></b>"
        );
    }
}
