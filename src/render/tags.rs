//! Which tags a user's template may have: those that choose and repeat what is written, and none that keep a text.
//!
//! A template that may put a text together and keep it (`{% set x = x ~ x %}`, a macro, a block) doubles it thirty times
//! and fills any memory with a few instructions; no bound on instructions or on what is written sees that.

/// The first tag that is not allowed, with its line.
pub(super) fn forbidden(text: &str) -> Option<(usize, String)> {
    let mut rest = text;
    let mut line = 1;
    loop {
        let marks = ["{%", "{{", "{#"];
        let at = marks.iter().filter_map(|mark| rest.find(mark)).min()?;
        line += lines(rest, at);
        rest = rest.get(at..)?;
        let (end, statement) = match rest.get(..2)? {
            "{%" => (end_of_tag(rest, "%}"), true),
            "{{" => (end_of_tag(rest, "}}"), false),
            _ => (rest.find("#}").unwrap_or(rest.len()), false),
        };
        if statement {
            let inner = rest.get(2..end)?.trim_matches(['-', '+']).trim();
            if !is_allowed(inner) {
                let tag: String = inner.chars().take(40).collect();
                return Some((line, tag));
            }
        }
        line += lines(rest, end);
        rest = rest.get(end..)?;
    }
}

fn lines(text: &str, end: usize) -> usize {
    let before = text.as_bytes().get(..end).unwrap_or_default();
    before.iter().filter(|byte| **byte == b'\n').count()
}

/// Where a tag ends: at its mark, outside of quotes.
fn end_of_tag(text: &str, mark: &str) -> usize {
    let mut quote = None;
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(2) {
        match (quote, character) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(character),
            (None, _) if text.get(at..).is_some_and(|rest| rest.starts_with(mark)) => return at,
            (None, _) => {}
        }
    }
    text.len()
}

fn is_allowed(tag: &str) -> bool {
    let (word, rest) = match tag.find(|character: char| !character.is_ascii_alphanumeric()) {
        Some(end) => tag.split_at(end),
        None => (tag, ""),
    };
    match word {
        "if" | "elif" | "else" | "endif" | "endfor" | "include" => true,
        "set" => rest
            .split_once('=')
            .is_some_and(|(name, value)| is_path(name) && is_path(value)),
        "for" => rest.split_once(" in ").is_some_and(|(names, list)| {
            let list = list.split_once(" if ").map_or(list, |(list, _)| list);
            names.split(',').all(is_path) && is_path(list)
        }),
        _ => false,
    }
}

/// A name, or names with dots between them.
fn is_path(text: &str) -> bool {
    let name = |part: &str| {
        let mut characters = part.chars();
        characters
            .next()
            .is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
            && characters.all(|one| one.is_ascii_alphanumeric() || one == '_')
    };
    text.trim().split('.').all(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::templates::EMBEDDED;

    #[test]
    fn the_embedded_templates_have_no_others() {
        for (name, text) in EMBEDDED {
            assert_eq!(forbidden(text), None, "{name}");
        }
    }

    #[test]
    fn what_keeps_a_text_is_found_with_its_line() {
        for tag in [
            "set x = 'a' ~ 'a'",
            "set x = x + x",
            "set x = [x, x]",
            "set x = x | hcl",
            "set x",
            "- macro x() -",
            "filter hcl",
            "call x()",
            "block x",
            "raw",
            "with x = [y, y]",
            "for x in [[y, y]]",
            "for x in y recursive",
            "import 'x' as y",
            "extends 'x'",
            "do x()",
            "set x = '%}' ~ x",
            "set x = \"\\\"%}\" ~ x",
            "autoescape true",
            "",
        ] {
            let text = format!("a\n{{# {{% set %}}\n #}}{{{{ '{{%' }}}}{{%{tag}%}}");
            let found = forbidden(&text).map(|(line, _)| line);
            assert_eq!(found, Some(3), "{tag}");
        }
        for tag in [
            "set x = y.z",
            "- for a, b in x.y if a.b and not c -",
            "if x ~ y == 'a'",
            "elif x",
            "else",
            "include 'terraform/versions.tf.j2'",
        ] {
            assert_eq!(forbidden(&format!("{{%{tag}%}}")), None, "{tag}");
        }
        assert_eq!(forbidden("{% if x %"), None);
    }
}
