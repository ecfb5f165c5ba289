//! YAML 1.2 in block style that YAML 1.1 readers understand alike: CloudFormation's is one.

use serde_json::Value;

use crate::text::is_unsafe;

/// A text on one line: as it is where no reader can take it for anything else, else in quotes.
pub(super) fn string(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            hidden if is_unsafe(hidden) || !is_printable(hidden) => {
                let number = u32::from(hidden);
                quoted.push_str(&match number {
                    0..=0xFF => format!("\\x{number:02x}"),
                    0x100..=0xFFFF => format!("\\u{number:04x}"),
                    _ => format!("\\U{number:08x}"),
                });
            }
            plain => quoted.push(plain),
        }
    }
    quoted.push('"');
    quoted
}

/// Whether every reader takes an unquoted text as this text. Stricter than the grammar: a letter first, and only
/// characters that mean nothing anywhere, so neither `on` nor `1e3` nor `a: b` goes without quotes.
fn is_plain(text: &str) -> bool {
    const WORDS: [&str; 10] = [
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan",
    ];
    let starts = text.bytes().next().is_some_and(|b| b.is_ascii_alphabetic());
    let means_nothing = |b: u8| b.is_ascii_alphanumeric() || b"_./-".contains(&b);
    // A colon is part of a word unless a space follows, and here none can.
    let inside = text.bytes().all(|b| means_nothing(b) || b == b':') && !text.ends_with(':');
    starts && inside && !WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// The characters that YAML 1.2 allows in a text, `c-printable`, but for the byte order mark.
fn is_printable(character: char) -> bool {
    matches!(character, ' '..='~' | '\u{85}' | '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FEFE}'
        | '\u{FF00}'..='\u{FFFD}' | '\u{10000}'..)
}

/// A value that stands after `key:`. A scalar follows on the line; what needs lines of its own starts a new one, at
/// `indent` spaces.
pub(super) fn after_key(value: &Value, indent: usize) -> String {
    let mut out = String::new();
    push_after_key(value, indent, &mut out);
    out
}

fn push_after_key(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Array(elements) if !elements.is_empty() => {
            out.push('\n');
            push_block(value, indent, out);
        }
        Value::Object(entries) if !entries.is_empty() => {
            out.push('\n');
            push_block(value, indent, out);
        }
        scalar => {
            out.push(' ');
            push_scalar(scalar, out);
        }
    }
}

/// A list or a map, each entry at `indent` spaces, without a line break after the last.
fn push_block(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                start_line(index, indent, out);
                out.push('-');
                push_element(element, indent + 2, out);
            }
        }
        Value::Object(entries) => {
            for (index, (key, value)) in entries.iter().enumerate() {
                start_line(index, indent, out);
                out.push_str(&string(key));
                out.push(':');
                push_after_key(value, indent + 2, out);
            }
        }
        scalar => push_scalar(scalar, out),
    }
}

/// After `-`: a map's first key stands on the same line.
fn push_element(element: &Value, indent: usize, out: &mut String) {
    match element {
        Value::Object(entries) if !entries.is_empty() => {
            let mut block = String::new();
            push_block(element, indent, &mut block);
            out.push(' ');
            out.push_str(block.trim_start_matches(' '));
        }
        other => push_after_key(other, indent, out),
    }
}

fn start_line(index: usize, indent: usize, out: &mut String) {
    if index > 0 {
        out.push('\n');
    }
    out.extend(std::iter::repeat_n(' ', indent));
}

fn push_scalar(value: &Value, out: &mut String) {
    match value {
        Value::String(text) => out.push_str(&string(text)),
        other => out.push_str(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_a_text_that_nobody_can_misread_goes_without_quotes() {
        for plain in [
            "AdministratorAccess",
            "arn:aws:iam::aws:policy/job-function/Billing",
            "PT8H",
        ] {
            assert_eq!(string(plain), plain);
        }
        for quoted in [
            "",
            "on",
            "No",
            "null",
            "012345678901",
            "1e3",
            "2012-10-17",
            "a: b",
            "a:",
            "~",
            "- a",
            "*",
        ] {
            assert_eq!(string(quoted), format!("\"{quoted}\""));
        }
        assert_eq!(
            string("a\"b\\\n\u{202e}\u{7f}"),
            "\"a\\\"b\\\\\\n\\u202e\\x7f\""
        );
    }

    #[test]
    fn a_document_is_read_back_as_it_was() {
        let document = json!({
            "Version": "2012-10-17",
            "Statement": [
                {"Sid": "A", "Action": ["s3:*"], "Resource": "arn:aws:s3:::b/${aws:username}",
                 "Condition": {"Bool": {"aws:x": true}, "NumericLessThan": {"n": 1.5}}},
                {"nested": [[1, 2], [], [{"a": null}]], "empty": {}, "": "x"}
            ]
        });
        let text = format!("document:{}\n", after_key(&document, 2));
        let read: serde_yaml::Value = serde_yaml::from_str(&text).unwrap();
        let read = serde_json::to_value(&read["document"]).unwrap();
        assert_eq!(read, document, "{text}");
    }
}
