//! Writes text as Markdown that renders as the same text.

/// Formats a name as a code span.
pub fn code(name: &str) -> String {
    rolecall::text::code(name).inline()
}

/// Formats a sentence as Markdown: code spans are kept, options become code spans, and everything else is escaped.
pub fn prose(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ");
    let mut parts = text.split('`');
    let mut markdown = options_as_code(parts.next().unwrap_or_default());
    while let Some(inside) = parts.next() {
        match parts.next() {
            Some(after) if !inside.trim().is_empty() => {
                markdown.push_str(&code(inside));
                markdown.push_str(&options_as_code(after));
            }
            Some(after) => markdown.push_str(&format!("\\`{inside}\\`{}", options_as_code(after))),
            None => markdown.push_str(&format!("\\`{}", options_as_code(inside))),
        }
    }
    escape_start(markdown)
}

/// Escapes a text between code spans; a word such as `--format` becomes a code span.
fn options_as_code(text: &str) -> String {
    let mut markdown = String::new();
    let mut rest = text;
    let mut before = ' ';
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let option = rest.split(|c| !is_word(c)).next().unwrap_or_default();
        let starts_a_word = before == ' ' || before == '(';
        let is_option = option
            .strip_prefix("--")
            .is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()));
        let taken = if starts_a_word && is_option {
            markdown.push_str(&code(option));
            option.len()
        } else {
            let next = rest[first.len_utf8()..].chars().next();
            let in_word = before.is_ascii_alphanumeric()
                && next.is_some_and(|next| next.is_ascii_alphanumeric());
            if "\\*[]<>&#|~`".contains(first) || (first == '_' && !in_word) {
                markdown.push('\\');
            }
            markdown.push(first);
            first.len_utf8()
        };
        before = rest[..taken].chars().next_back().unwrap_or(' ');
        rest = &rest[taken..];
    }
    markdown
}

/// Escapes what would begin a list, a rule or a heading at the start of a line.
fn escape_start(markdown: String) -> String {
    let digits = markdown.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = markdown.len() - digits.len();
    match digits.chars().next() {
        Some('.' | ')') if number > 0 => {
            format!("{}\\{}", &markdown[..number], digits)
        }
        Some('-' | '+' | '=' | ':') if number == 0 => format!("\\{markdown}"),
        _ => markdown,
    }
}

/// Formats a cell of a table: a pipe would end it, even in a code span.
pub fn cell(markdown: &str) -> String {
    assert!(
        !markdown.contains("\\|"),
        "a pipe that is escaped: {markdown}"
    );
    markdown.replace('|', "\\|")
}

mod tests {
    use proptest::prelude::*;

    use super::prose;
    use crate::docs::page::text_of;

    #[test]
    fn prose_keeps_code_and_makes_options_code() {
        assert_eq!(
            prose("use `a|b` or --format json (--x), <FILE> a_b _c"),
            "use `a|b` or `--format` json (`--x`), \\<FILE\\> a_b \\_c"
        );
        assert_eq!(prose("1. one"), "1\\. one");
        assert_eq!(prose("- one"), "\\- one");
    }

    proptest! {
        #[test]
        fn prose_renders_as_the_text_that_it_was_given(text in "([ -_a-~]|--format|<FILE>|`x y`|[0-9]\\. ){0,24}") {
            let shown = text_of(&prose(&text));
            let plain: Vec<&str> = text.split_whitespace().collect();
            prop_assert_eq!(shown.replace('`', ""), plain.join(" ").replace('`', ""));
        }
    }
}
