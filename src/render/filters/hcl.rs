//! HCL: strings, and values over several lines as `terraform fmt` leaves them once its columns are aligned.

use serde_json::Value;

use crate::text::is_unsafe;

/// A string in quotes. `${` and `%{` would start an interpolation and are escaped: IAM policies contain
/// `${aws:username}`.
pub(super) fn string(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    push_string(text, &mut quoted);
    quoted
}

fn push_string(text: &str, out: &mut String) {
    out.push('"');
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' | '%' if characters.peek() == Some(&'{') => {
                out.push(character);
                out.push(character);
            }
            hidden if is_unsafe(hidden) => push_escape(hidden, out),
            plain => out.push(plain),
        }
    }
    out.push('"');
}

/// What a reviewer would not see is written by its number.
fn push_escape(character: char, out: &mut String) {
    let number = u32::from(character);
    out.push_str(&if number <= 0xFFFF {
        format!("\\u{number:04x}")
    } else {
        format!("\\U{number:08x}")
    });
}

/// A value; what does not fit on one line goes on at `indent` spaces. Lists have an element a line, so that one
/// element more is one line more.
pub(super) fn expression(value: &Value, indent: usize) -> String {
    let mut out = String::new();
    push_value(value, indent, &mut out);
    out
}

fn push_value(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::String(text) => push_string(text, out),
        Value::Array(elements) => push_list(elements, indent, out),
        Value::Object(entries) if entries.is_empty() => out.push_str("{}"),
        Value::Object(entries) => {
            out.push_str("{\n");
            for (key, value) in entries {
                push_indent(indent + 2, out);
                push_key(key, out);
                out.push_str(" = ");
                push_value(value, indent + 2, out);
                out.push('\n');
            }
            push_indent(indent, out);
            out.push('}');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}

fn push_list(elements: &[Value], indent: usize, out: &mut String) {
    match elements {
        [] => out.push_str("[]"),
        [only] if !only.is_object() && !only.is_array() => {
            out.push('[');
            push_value(only, indent, out);
            out.push(']');
        }
        several => {
            out.push_str("[\n");
            for element in several {
                push_indent(indent + 2, out);
                push_value(element, indent + 2, out);
                out.push_str(",\n");
            }
            push_indent(indent, out);
            out.push(']');
        }
    }
}

/// A key without quotes where it is an identifier; `for` would start an expression.
fn push_key(key: &str, out: &mut String) {
    if super::is_identifier(key) && !matches!(key, "for" | "null" | "true" | "false") {
        out.push_str(key);
    } else {
        push_string(key, out);
    }
}

fn push_indent(width: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', width));
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_starts_an_interpolation_is_escaped() {
        assert_eq!(
            string(r#"Ops ${team} "A" %{x}"#),
            r#""Ops $${team} \"A\" %%{x}""#
        );
        assert_eq!(string("$ $$ % {"), "\"$ $$ % {\"");
        assert_eq!(string("$${"), "\"$$${\"");
        assert_eq!(string("a\\b\n\t"), "\"a\\\\b\\n\\t\"");
    }

    #[test]
    fn what_hides_or_turns_text_is_written_by_its_number() {
        assert_eq!(
            string("a\u{202e}b\u{7}\u{e0041}"),
            "\"a\\u202eb\\u0007\\U000e0041\""
        );
        assert_eq!(string("Équipe 日本"), "\"Équipe 日本\"");
    }

    #[test]
    fn a_document_goes_over_lines_with_keys_in_their_order() {
        let document = json!({"Version": "2012-10-17", "Statement": [
            {"Action": ["a:b"], "Resource": ["x", "y"], "Condition": {"Bool": {"aws:x": true}}, "for": 1}
        ], "Empty": {}, "None": []});
        assert_eq!(
            expression(&document, 2),
            r#"{
    Version = "2012-10-17"
    Statement = [
      {
        Action = ["a:b"]
        Resource = [
          "x",
          "y",
        ]
        Condition = {
          Bool = {
            "aws:x" = true
          }
        }
        "for" = 1
      },
    ]
    Empty = {}
    None = []
  }"#
        );
    }
}
