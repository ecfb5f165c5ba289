//! Text from outside made safe to print: nothing in it moves the cursor, changes a colour or turns the direction
//! of writing around, and nothing in it is there without being seen.
//!
//! This is the one place that decides how such a character is shown: as `\u{200b}`, a control character of ASCII by its
//! picture.

mod characters;
mod letters;

use std::borrow::Cow;
use std::fmt::Write as _;

pub use characters::{is_format, is_unsafe};
use letters::Letters;

/// The text with every character that a terminal would obey, that has no ink of its own, or that stands in for a Latin
/// letter, shown by its code point. Line breaks become symbols too. A text that went through this once does not change
/// by going through it again.
pub fn visible(text: &str) -> Cow<'_, str> {
    // Most texts; no character of them takes a second look.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let letters = Letters::of(text);
    let hidden = |at: usize, c: char| is_unsafe(c) || letters.stands_in(at);
    if !text.char_indices().any(|(at, c)| hidden(at, c)) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        match hidden(at, character) {
            true => show(character, &mut shown),
            false => shown.push(character),
        }
    }
    Cow::Owned(shown)
}

/// The same, with line breaks kept.
pub fn visible_lines(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(visible).collect();
    lines.join("\n")
}

/// Where the byte `at` of a text is in its visible form.
pub fn visible_offset(text: &str, at: usize) -> usize {
    let at = text.floor_char_boundary(at);
    let letters = Letters::of(text);
    let mut shown = String::new();
    for (start, character) in text.char_indices().take_while(|(start, _)| *start < at) {
        match is_unsafe(character) || letters.stands_in(start) {
            true => show(character, &mut shown),
            false => shown.push(character),
        }
    }
    shown.len()
}

/// A character by its code point, such as `U+200B`.
pub fn code_point(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}

fn show(character: char, shown: &mut String) {
    match character {
        // The control pictures of Unicode stand in the order of ASCII.
        '\u{0}'..='\u{1F}' => {
            shown.push(char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{FFFD}'))
        }
        '\u{7F}' => shown.push('\u{2421}'),
        // Writing to a string cannot fail.
        other => {
            let _ = write!(shown, "\\u{{{:x}}}", u32::from(other));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::json;
    use super::*;

    #[test]
    fn escape_sequences_and_marks_of_direction_become_symbols() {
        assert_eq!(visible("a\u{1b}[31mb"), "a␛[31mb");
        assert_eq!(visible("a\u{9b}31m\u{7f}"), r"a\u{9b}31m␡");
        assert_eq!(visible("a\u{202e}b\u{200b}c\nd"), r"a\u{202e}b\u{200b}c␊d");
        assert_eq!(visible_lines("a\u{7}\r\nb"), "a␇\nb");
    }

    #[test]
    fn json_is_harmless_and_means_the_same() {
        let value = serde_json::json!({"a\u{9b}b": "\u{1b}[7m\u{202e}\u{e0041}\u{7f}\n", "b": 1});
        let text = format!("{value:#}");
        let safe = json(&text);
        assert!(!safe.contains(|c| c != '\n' && is_unsafe(c)), "{safe}");
        assert!(safe.contains("\\udb40\\udc41"), "{safe}");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&safe).unwrap(),
            value
        );
        assert!(matches!(json("{\n}"), Cow::Borrowed(_)));
    }

    #[test]
    fn what_has_no_ink_is_shown_by_its_code_point() {
        for hidden in [
            '\u{34f}',
            '\u{3164}',
            '\u{fe0f}',
            '\u{2800}',
            '\u{a0}',
            '\u{115f}',
            '\u{17b4}',
            '\u{180b}',
            '\u{2003}',
            '\u{200d}',
            '\u{2061}',
            '\u{3000}',
            '\u{ffa0}',
            '\u{fffc}',
            '\u{1d159}',
            '\u{1d173}',
            '\u{e0041}',
            '\u{e0100}',
            '\u{e000}',
            '\u{10ffff}',
            '\u{fdd0}',
        ] {
            let shown = format!("a\\u{{{:x}}}b", u32::from(hidden));
            assert_eq!(visible(&format!("a{hidden}b")), shown);
            assert!(
                !json(&format!("\"a{hidden}b\"")).contains(hidden),
                "{hidden:?}"
            );
        }
    }

    #[test]
    fn a_place_in_a_text_is_found_again_in_what_is_shown() {
        let text = "a\u{200b}\u{435}b \u{435}";
        let shown = visible(text);
        assert_eq!(shown, r"a\u{200b}\u{435}b \u{435}");
        for (at, _) in text.char_indices() {
            let offset = visible_offset(text, at);
            assert!(shown.is_char_boundary(offset), "{at}");
        }
        assert_eq!(visible_offset(text, text.len()), shown.len());
    }

    #[test]
    fn other_texts_are_left_alone() {
        for text in [
            "grüße 東京 👩",
            "Разработчики",
            "開発チーム",
            "مطورون",
            "Barış Æther ½",
        ] {
            assert!(matches!(visible(text), Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn what_is_shown_once_is_not_changed_again() {
        for text in [
            "D\u{435}v\u{200b}\n\u{1b}",
            "\u{43e}\u{440}\u{455}",
            "Ｄev\u{3164}",
        ] {
            let once = visible(text);
            assert_eq!(visible(&once), once, "{text:?}");
        }
    }
}
