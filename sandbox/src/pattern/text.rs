//! Names, descriptions, tags and other texts.

/// `[\w+=,.@-]+`
pub fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_+=,.@-".contains(&b))
}

/// As [`is_name`], for names that may be cleared.
pub fn is_name_or_empty(name: &str) -> bool {
    name.is_empty() || is_name(name)
}

/// `[!-~]+`
pub fn is_visible_ascii(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic())
}

/// Latin-1 without control characters, but with tab and line ends.
pub fn is_description(text: &str) -> bool {
    text.chars()
        .all(|c| matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{a1}'..='\u{ff}'))
}

pub fn is_policy_document(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{ff}'))
}

pub fn is_relay_state(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"&$@#\\/%?=~-_'\"|!:,.;*+[] (){}".contains(&b))
}

/// `([\p{L}\p{Z}\p{N}_.:/=+\-@]*)`; combining marks count as letters here.
pub fn is_tag_text(text: &str) -> bool {
    text.chars().all(|c| {
        c.is_alphanumeric() || (c.is_whitespace() && !c.is_control()) || "_.:/=+-@".contains(c)
    })
}

/// `[\p{L}\p{Z}\p{N}_.:\/=+\-@]+`
pub fn is_attribute_key(text: &str) -> bool {
    !text.is_empty() && is_tag_text(text)
}

/// As [`is_attribute_key`], with brackets, braces, `$`, `\` and quotes, and it may be empty.
pub fn is_attribute_source(text: &str) -> bool {
    let plain: String = text.chars().filter(|c| !"[]{}$\\\"".contains(*c)).collect();
    is_tag_text(&plain)
}

/// Letters, marks, symbols, numbers and punctuation: anything that can be seen, without white space.
pub fn is_visible(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_seen)
}

/// A character of the classes L, M, S, N and P of Unicode, as far as the blocks of the others are known: neither white
/// space nor control, nor a format character (Cf), such as those that turn the direction of writing around.
fn is_seen(character: char) -> bool {
    let is_format = matches!(
        character,
        '\u{ad}'
            | '\u{600}'..='\u{605}'
            | '\u{61c}'
            | '\u{6dd}'
            | '\u{70f}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    );
    !is_format && !character.is_control() && !character.is_whitespace()
}

/// As [`is_visible`], with spaces, tabs and line ends.
pub fn is_visible_or_space(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| is_seen(c) || matches!(c, '\t' | '\n' | '\r' | ' ' | '\u{a0}' | '\u{3000}'))
}

/// `\p{L}+(?:\.\p{L}+){0,2}`, or the longer form that names an extension.
pub fn is_attribute_path(text: &str) -> bool {
    let letters = |part: &str| !part.is_empty() && part.chars().all(char::is_alphabetic);
    let dotted =
        |text: &str, most: usize| text.split('.').count() <= most && text.split('.').all(letters);
    match text.split(':').collect::<Vec<_>>().as_slice() {
        [path] => dotted(path, 3),
        [one, two, path] => letters(one) && letters(two) && dotted(path, 4),
        _ => false,
    }
}

/// `aws:identitystore:[a-z]{1,20}`
pub fn is_extension(text: &str) -> bool {
    let name = text.strip_prefix("aws:identitystore:");
    name.is_some_and(|name| {
        (1..=20).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_lowercase())
    })
}

pub fn is_printable_ascii(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| matches!(b, b' '..=b'~'))
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use super::*;

    #[test]
    fn descriptions_are_latin_1() {
        check(
            is_description,
            &["plain", "é\n"],
            &["em — dash", "\u{7f}", "🙂"],
        );
    }

    #[test]
    fn texts_for_people_refuse_what_cannot_be_seen() {
        check(
            is_visible,
            &["ann@example.com", "Ä🙂"],
            &["", "a b", "\u{0}", "a\u{202e}b", "\u{200b}"],
        );
        check(
            is_visible_or_space,
            &["Platform Engineers\t", "a\nb"],
            &["", "\u{0}", "a\u{2028}b", "a\u{2066}b"],
        );
        check(
            is_tag_text,
            &["", "rolecall:catalog", "a b/c=d+e-f@g", "größe"],
            &["a*b", "tab\there"],
        );
        check(
            is_attribute_path,
            &["displayName", "name.givenName", "emails.value"],
            &["", "a..b", "a.b.c.d", "a:b"],
        );
    }
}
