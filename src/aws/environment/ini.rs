//! The format of the AWS configuration files: sections, keys with values, and keys with indented keys below them.

/// A section, from its header to the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Section {
    /// What is between the brackets, as it is written.
    pub(super) header: String,
    pub(super) entries: Vec<Entry>,
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// In lowercase.
    pub(super) key: String,
    pub(super) value: String,
    /// From 1.
    pub(super) line: usize,
    /// Indented keys below a key without a value, as in a `[services]` section.
    pub(super) nested: Vec<Entry>,
}

/// A line that is none of this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Malformed {
    /// From 1.
    pub(super) line: usize,
    pub(super) expected: &'static str,
}

/// Reads a file. A byte order mark at its start, comments, empty lines and carriage returns mean nothing.
pub(super) fn parse(text: &str) -> Result<Vec<Section>, Malformed> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut sections: Vec<Section> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line_number = index + 1;
        if line.trim().is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        let malformed = |expected| Malformed {
            line: line_number,
            expected,
        };
        if let Some(rest) = line.strip_prefix('[') {
            let header = rest
                .split_once(']')
                .map(|(header, _)| header.trim())
                .ok_or_else(|| malformed("a closing `]`"))?;
            sections.push(Section {
                header: header.to_owned(),
                entries: Vec::new(),
            });
            continue;
        }
        let section = sections
            .last_mut()
            .ok_or_else(|| malformed("a section such as `[default]` first"))?;
        let indented = line.starts_with([' ', '\t']);
        match (indented, section.entries.last_mut()) {
            (true, Some(above)) => below(above, line, line_number),
            // Indented without anything above: as the AWS CLI, which reads it as a key.
            _ => section
                .entries
                .push(entry(line, line_number).ok_or_else(|| malformed("`key = value`"))?),
        }
    }
    Ok(sections)
}

/// Adds an indented line to the key above it: a key of its own below a key without a value, else one more line of the
/// value.
fn below(above: &mut Entry, line: &str, line_number: usize) {
    if above.value.is_empty() {
        above.nested.extend(entry(line, line_number));
    } else {
        above.value.push('\n');
        above.value.push_str(line.trim());
    }
}

fn entry(line: &str, line_number: usize) -> Option<Entry> {
    let (key, value) = line.split_once(['=', ':'])?;
    let key = key.trim();
    (!key.is_empty()).then(|| Entry {
        key: key.to_ascii_lowercase(),
        value: without_comment(value).trim().to_owned(),
        line: line_number,
        nested: Vec::new(),
    })
}

/// A comment after a value begins with whitespace, because a value may hold `#` and `;`.
fn without_comment(value: &str) -> &str {
    let comment = value
        .char_indices()
        .zip(value.chars().skip(1))
        .find(|((_, before), mark)| before.is_whitespace() && matches!(mark, '#' | ';'));
    match comment {
        Some(((at, _), _)) => value.get(..at).unwrap_or(value),
        None => value,
    }
}

/// The words of a header: `profile "a b"` has two, as in a shell.
pub(super) fn words(header: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for character in header.chars() {
        match quote {
            Some(mark) if character == mark => quote = None,
            Some(_) => word.get_or_insert_with(String::new).push(character),
            None if matches!(character, '"' | '\'') => {
                quote = Some(character);
                word.get_or_insert_with(String::new);
            }
            None if character.is_whitespace() => words.extend(word.take()),
            None => word.get_or_insert_with(String::new).push(character),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_as_people_write_it_is_read() {
        let text = "\u{feff}# comment\r\n[default]\r\nregion = eu-west-1 ; a comment\r\n\r\n[profile \"a b\"]\nRole_Arn: \
                    arn:aws:iam::1:role/x\n[services dev]\nsts =\n  endpoint_url = http://127.0.0.1:1\n[x]\nk = a#b\n  c\n";
        let sections = parse(text).unwrap();
        let headers: Vec<&str> = sections.iter().map(|one| one.header.as_str()).collect();
        assert_eq!(headers, ["default", "profile \"a b\"", "services dev", "x"]);
        assert_eq!(sections[0].entries[0].value, "eu-west-1");
        assert_eq!(sections[0].entries[0].line, 3);
        assert_eq!(sections[1].entries[0].key, "role_arn");
        assert_eq!(sections[1].entries[0].value, "arn:aws:iam::1:role/x");
        assert_eq!(sections[2].entries[0].nested[0].value, "http://127.0.0.1:1");
        assert_eq!(sections[3].entries[0].value, "a#b\nc");
    }

    #[test]
    fn a_line_that_is_neither_is_named() {
        let line = |text| parse(text).unwrap_err().line;
        assert_eq!(line("region = x\n"), 1);
        assert_eq!(line("[default]\n\nregion\n"), 3);
        assert_eq!(line("[default\n"), 1);
        assert_eq!(line("[default]\n= x\n"), 2);
    }

    #[test]
    fn headers_have_words_as_a_shell_has() {
        assert_eq!(words("profile \"a b\""), ["profile", "a b"]);
        assert_eq!(words("profile  'a'b"), ["profile", "ab"]);
        assert_eq!(words("profile a b"), ["profile", "a", "b"]);
        assert_eq!(words("profile \"\""), ["profile", ""]);
        assert_eq!(words(""), Vec::<String>::new());
    }
}
