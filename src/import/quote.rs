//! Texts as YAML scalars: plain where every reader of YAML agrees that they are texts, else in double quotes.

use crate::text::is_unsafe;

/// Words that some version of YAML takes for something else than a text (YAML 1.1, "bool" and "null"; 1.2, core
/// schema).
const WORDS: &[&str] = &[
    "true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf",
];

/// A text so that it is read back as the same text, by this program and by any reader of YAML.
///
/// What the reader of catalogs would take for an expression is written as one that stands for itself: `{{` becomes
/// `{{ '{{' }}`.
pub(super) fn scalar(text: &str) -> String {
    let text = without_expressions(text);
    if is_plain(&text) { text } else { quoted(&text) }
}

/// The same inside of brackets or braces, where a comma ends a text, and some readers of YAML 1.1 stop at a colon.
pub(super) fn scalar_in_brackets(text: &str) -> String {
    match scalar(text) {
        plain if plain.contains([':', ',']) && !plain.starts_with('"') => quoted(&plain),
        scalar => scalar,
    }
}

/// The text with every `{{` as an expression that gives `{{`.
fn without_expressions(text: &str) -> String {
    text.replace("{{", "{{ '{{' }}")
}

fn is_plain(text: &str) -> bool {
    let Some(first) = text.chars().next() else {
        return false;
    };
    // A digit or a sign may begin a number, a date or a duration in some version of YAML; a point as well.
    let begins = first.is_ascii_alphabetic() || matches!(first, '_' | '/') || is_letter(first);
    let inside =
        |c: char| c.is_ascii_alphanumeric() || "_-./@+=*:;,()$%".contains(c) || is_letter(c);
    // Spaces stand singly and between words; a colon before one would make a key, a `#` behind one a comment.
    let words = text
        .split(' ')
        .all(|word| word.chars().all(inside) && !word.is_empty() && !word.ends_with(':'));
    let lower = text.to_lowercase();
    begins && words && !WORDS.contains(&lower.as_str())
}

/// A letter of another alphabet, which no reader takes for a mark.
fn is_letter(c: char) -> bool {
    !c.is_ascii() && c.is_alphabetic() && !is_unsafe(c)
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_hidden(c) => match u32::from(c) {
                code @ 0..=0xFF => out.push_str(&format!("\\x{code:02X}")),
                code @ 0x100..=0xFFFF => out.push_str(&format!("\\u{code:04X}")),
                code => out.push_str(&format!("\\U{code:08X}")),
            },
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Characters that YAML does not allow unescaped, takes for line breaks, or that nobody would see in a review.
fn is_hidden(c: char) -> bool {
    is_unsafe(c)
        || (c.is_whitespace() && c != ' ')
        || matches!(c, '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_people_give_them_stay_plain() {
        for text in [
            "Developers",
            "plat-dev",
            "s3:Get*",
            "arn:aws:s3:::acme-state",
            "job-function/Billing",
            "jane@example.com",
            "Dev Ops",
            "Read it, or not",
            "Prüfer",
            "開発者",
        ] {
            assert_eq!(scalar(text), text);
        }
    }

    #[test]
    fn what_yaml_would_take_for_something_else_is_quoted() {
        for text in [
            "yes",
            "No",
            "null",
            "~",
            "1e3",
            "012345678901",
            "0x1F",
            "a: b",
            "a:",
            "#x",
            "a #b",
            "-",
            "- a",
            "*x",
            "&x",
            "!x",
            "%x",
            "@x",
            "",
            " a",
            "a ",
            "a  b",
            "<<",
            "=",
            ".nan",
            "[a]",
            "{a}",
            "2020-01-01",
            "'",
            "|",
            ">",
            "?",
            "1:30",
        ] {
            assert_eq!(scalar(text), format!("\"{text}\""), "{text}");
        }
    }

    #[test]
    fn colons_and_commas_are_quoted_inside_of_brackets() {
        assert_eq!(scalar_in_brackets("a, b"), "\"a, b\"");
        assert_eq!(scalar_in_brackets("s3:Get*"), "\"s3:Get*\"");
        assert_eq!(
            scalar_in_brackets("job-function/Billing"),
            "job-function/Billing"
        );
        assert_eq!(scalar_in_brackets("a: \"b"), r#""a: \"b""#);
    }

    #[test]
    fn what_cannot_be_seen_is_escaped() {
        assert_eq!(scalar("a\"b\\c\n\t\u{1}\u{a0}"), r#""a\"b\\c\n\t\x01\xA0""#);
        assert_eq!(scalar("a\u{202e}b\u{2028}"), r#""a\u202Eb\u2028""#);
    }

    #[test]
    fn braces_are_no_expression_when_they_are_read_back() {
        assert_eq!(scalar("{{ x }}"), r#""{{ '{{' }} x }}""#);
        assert_eq!(scalar("${aws:username}"), "\"${aws:username}\"");
    }
}
