//! Names in Markdown: whatever a name holds, it stays a name.
//!
//! A code span is the one form in which neither Markdown nor the filters behind it (mentions, issue numbers, commits,
//! addresses, e-mail) look at the text. Escaping single characters is not enough: GitHub looks for mentions after
//! entities are decoded.

use crate::plan::Danger;
use crate::visible::visible;

/// A name as a code span that may stand in a cell of a table.
pub(in crate::report) fn code(name: &str) -> String {
    let name = visible(name);
    let fence = "`".repeat(longest_run(&name) + 1);
    // A span that starts or ends with a backtick needs a space, which Markdown takes away again.
    let space = match name.starts_with('`') || name.ends_with('`') || name.trim().is_empty() {
        true => " ",
        false => "",
    };
    format!("{fence}{space}{}{space}{fence}", cell(&name))
}

/// A pipe ends a cell even inside a code span, unless a backslash stands before it; and a backslash there must be no
/// escaped backslash.
fn cell(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        if character == '|' {
            let backslashes = safe.len() - safe.trim_end_matches('\\').len();
            safe.truncate(safe.len() - backslashes);
            safe.extend(std::iter::repeat_n('⧵', backslashes));
            safe.push('\\');
        }
        safe.push(character);
    }
    safe
}

/// A danger in words; what the rule found comes from policies.
pub(in crate::report) fn danger(danger: &Danger, name: fn(&str) -> String) -> String {
    let words = danger.rule.words();
    match danger.detail.as_str() {
        "" => format!("⚠ {words}"),
        detail => format!("⚠ {words}: {}", name(detail)),
    }
}

/// A name inside a line of HTML, where Markdown is not looked for.
pub(in crate::report) fn html(name: &str) -> String {
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

/// A block of text that is shown as it is.
pub(in crate::report) fn fenced(language: &str, text: &str) -> String {
    let fence = "`".repeat(longest_run(text).max(2) + 1);
    format!(
        "{fence}{language}\n{}\n{fence}",
        text.trim_end_matches('\n')
    )
}

/// The hidden line by which a bot finds its comment again.
pub(in crate::report) fn marker(catalog: &str, suffix: &str) -> String {
    let mut name = String::new();
    for byte in catalog.bytes() {
        match byte {
            b'-' | b'.' | b'_' => name.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => name.push(char::from(byte)),
            _ => name.push_str(&format!("%{byte:02X}")),
        }
    }
    format!("<!-- rolecall:{name}{suffix} -->")
}

fn longest_run(text: &str) -> usize {
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
    fn a_name_stays_inside_its_code_span_and_its_cell() {
        assert_eq!(code("Developers"), "`Developers`");
        assert_eq!(
            code("@everyone #1 https://x.y"),
            "`@everyone #1 https://x.y`"
        );
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`x`"), "`` `x` ``");
        assert_eq!(code("a|b"), r"`a\|b`");
        assert_eq!(code(r"a\\|b"), r"`a⧵⧵\|b`");
        assert_eq!(code("a\nb\u{202e}c"), "`a␊b\u{FFFD}c`");
    }

    #[test]
    fn a_fence_is_longer_than_any_inside() {
        assert_eq!(fenced("diff", "+ a\n"), "```diff\n+ a\n```");
        assert_eq!(fenced("", "````"), "`````\n````\n`````");
    }

    #[test]
    fn a_marker_cannot_be_ended_by_the_name_in_it() {
        assert_eq!(marker("default", ""), "<!-- rolecall:default -->");
        assert_eq!(
            marker("a --> b:c", ":diff"),
            "<!-- rolecall:a%20--%3E%20b%3Ac:diff -->"
        );
    }
}
