//! Text from outside made safe to print: nothing in it moves the cursor, changes a colour or turns the direction
//! of writing around.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text with every character that a terminal would obey, or that hides what is written, shown as a
/// symbol. One character stays one character. Line breaks become symbols too.
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.chars().any(|c| symbol(c) != c) {
        Cow::Owned(text.chars().map(symbol).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The same, with line breaks kept.
pub fn visible_lines(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(visible).collect();
    lines.join("\n")
}

/// JSON that means the same and is harmless too: what a terminal would obey is written as `\u…`. Such characters stand
/// in nothing but strings, save line breaks, which are kept.
pub fn json(text: &str) -> Cow<'_, str> {
    let harmful = |character: char| character != '\n' && is_unsafe(character);
    if !text.contains(harmful) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        if !harmful(character) {
            safe.push(character);
            continue;
        }
        let mut units = [0; 2];
        for unit in character.encode_utf16(&mut units) {
            // Writing to a string cannot fail.
            let _ = write!(safe, "\\u{unit:04x}");
        }
    }
    Cow::Owned(safe)
}

/// Whether a character must not reach a terminal as it is.
pub fn is_unsafe(character: char) -> bool {
    character.is_control() || is_invisible(character)
}

fn symbol(character: char) -> char {
    match character {
        // The control pictures of Unicode stand in the order of ASCII.
        '\u{0}'..='\u{1F}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{FFFD}'),
        '\u{7F}' => '\u{2421}',
        _ if is_unsafe(character) => '\u{FFFD}',
        _ => character,
    }
}

/// Marks of direction, separators of lines, and characters without a width, by which two names can look the
/// same or one text can look like another (Trojan Source, CVE-2021-42574).
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{AD}'
            | '\u{61C}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E007F}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_and_marks_of_direction_become_symbols() {
        assert_eq!(visible("a\u{1b}[31mb"), "a␛[31mb");
        assert_eq!(visible("a\u{9b}31m\u{7f}"), "a\u{FFFD}31m␡");
        assert_eq!(visible("a\u{202e}b\u{200b}c\nd"), "a\u{FFFD}b\u{FFFD}c␊d");
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
    fn other_texts_are_left_alone() {
        assert!(matches!(visible("grüße 東京 👩"), Cow::Borrowed(_)));
    }
}
