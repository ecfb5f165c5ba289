//! A document as a tree, written in the style of the starter catalog: mappings in lines, short lists in brackets.

use super::quote::{scalar, scalar_in_brackets};

/// Columns that a line in brackets may reach.
const WIDTH: usize = 118;
/// Characters of a key on one line with its value (YAML 1.2, section 7.4: implicit keys have at most 1024).
const IMPLICIT_KEY_MAX: usize = 1000;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Yaml {
    /// A text, quoted where it must be.
    Text(String),
    /// A number, a boolean or null, spelled as it is.
    Plain(String),
    /// A list; in brackets where it is short.
    List(Vec<Yaml>),
    /// A mapping, an entry a line.
    Map(Vec<Entry>),
    /// A mapping in braces where it is short.
    Braces(Vec<Entry>),
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    key: String,
    value: Yaml,
    /// Words behind the key or the value, for people.
    remark: Option<String>,
    /// Whether an empty line and words stand before the key.
    above: Option<Vec<String>>,
}

impl Yaml {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A list of texts.
    pub(super) fn texts<T: ToString>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::List(
            texts
                .into_iter()
                .map(|text| Self::Text(text.to_string()))
                .collect(),
        )
    }

    fn is_scalar(&self) -> bool {
        matches!(self, Self::Text(_) | Self::Plain(_))
    }

    /// The value on one line, if it may stand on one.
    fn inline(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(scalar(text)),
            _ => self.in_brackets(),
        }
    }

    /// The value on one line inside of brackets or braces.
    fn in_brackets(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(scalar_in_brackets(text)),
            Self::Plain(text) => Some(text.clone()),
            Self::List(values) if values.iter().all(Self::is_scalar) => {
                let values: Option<Vec<String>> = values.iter().map(Self::in_brackets).collect();
                Some(format!("[{}]", values?.join(", ")))
            }
            Self::Map(entries) if entries.is_empty() => Some("{}".to_owned()),
            Self::Braces(entries) => {
                let inline = |entry: &Entry| {
                    let value = entry.value.in_brackets()?;
                    let key = scalar_in_brackets(&entry.key);
                    entry.remark.is_none().then(|| format!("{key}: {value}"))
                };
                let entries: Option<Vec<String>> = entries.iter().map(inline).collect();
                Some(format!("{{{}}}", entries?.join(", ")))
            }
            Self::List(_) | Self::Map(_) => None,
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::Text(_) | Self::Plain(_) => false,
            Self::List(values) => values.is_empty(),
            Self::Map(entries) | Self::Braces(entries) => entries.is_empty(),
        }
    }

    /// Writes the value behind what already stands on the line, `used` columns of it.
    fn behind(&self, indent: usize, used: usize, remark: &str, out: &mut String) {
        if let Some(inline) = self.inline() {
            let fits = used + 1 + inline.chars().count() + remark.chars().count() <= WIDTH;
            if fits || self.is_scalar() || self.is_empty() {
                out.push_str(&format!(" {inline}{remark}\n"));
                return;
            }
        }
        out.push_str(remark);
        out.push('\n');
        self.lines(indent + 2, out);
    }

    /// Writes a list or a mapping over several lines.
    fn lines(&self, indent: usize, out: &mut String) {
        match self {
            Self::List(values) => {
                for value in values {
                    let margin = " ".repeat(indent);
                    match value {
                        Self::Map(entries) | Self::Braces(entries)
                            if !entries.is_empty()
                                && value.inline().is_none_or(|line| {
                                    indent + 2 + line.chars().count() > WIDTH
                                }) =>
                        {
                            let mut inner = String::new();
                            for entry in entries {
                                entry.write(indent + 2, &mut inner);
                            }
                            // The first key stands behind the dash.
                            let inner = inner.get(indent + 2..).unwrap_or_default();
                            out.push_str(&format!("{margin}- {inner}"));
                        }
                        value => {
                            out.push_str(&format!("{margin}-"));
                            value.behind(indent, indent + 1, "", out);
                        }
                    }
                }
            }
            Self::Map(entries) | Self::Braces(entries) => {
                for entry in entries {
                    entry.write(indent, out);
                }
            }
            Self::Text(_) | Self::Plain(_) => {}
        }
    }
}

impl Entry {
    pub(super) fn new(key: impl Into<String>, value: Yaml) -> Self {
        Self {
            key: key.into(),
            value,
            remark: None,
            above: None,
        }
    }

    /// Says something behind the entry.
    pub(super) fn remark(mut self, text: impl Into<String>) -> Self {
        self.remark = Some(text.into());
        self
    }

    /// Says something above the entry, behind an empty line.
    pub(super) fn above<'a>(mut self, lines: impl IntoIterator<Item = &'a str>) -> Self {
        self.above = Some(lines.into_iter().map(str::to_owned).collect());
        self
    }

    /// Writes the entry with a margin of `indent` spaces.
    pub(super) fn write(&self, indent: usize, out: &mut String) {
        let margin = " ".repeat(indent);
        if let Some(lines) = &self.above {
            out.push('\n');
            for line in lines {
                out.push_str(&format!("{margin}{}\n", comment(line)));
            }
        }
        let key = scalar(&self.key);
        let remark = self
            .remark
            .as_deref()
            .map(|text| format!("  {}", comment(text)));
        let remark = remark.unwrap_or_default();
        let length = key.chars().count();
        if length > IMPLICIT_KEY_MAX {
            out.push_str(&format!("{margin}? {key}\n{margin}:"));
            self.value.behind(indent, indent + 1, &remark, out);
        } else {
            out.push_str(&format!("{margin}{key}:"));
            self.value.behind(indent, indent + length + 1, &remark, out);
        }
    }
}

/// A line of a comment. Nothing in it ends the line.
pub(super) fn comment(text: &str) -> String {
    let text = crate::text::visible(text);
    format!("# {text}").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    fn written(value: Yaml) -> String {
        let mut out = String::new();
        Entry::new("key", value).write(0, &mut out);
        out
    }

    #[test]
    fn short_lists_stand_in_brackets_and_long_ones_below() {
        assert_eq!(written(Yaml::texts(["a", "b c"])), "key: [a, b c]\n");
        assert_eq!(written(Yaml::List(Vec::new())), "key: []\n");
        let long = written(Yaml::texts(["x".repeat(70), "y".repeat(70)]));
        assert_eq!(
            long,
            format!("key:\n  - {}\n  - {}\n", "x".repeat(70), "y".repeat(70))
        );
    }

    #[test]
    fn a_list_of_mappings_is_a_policy_as_people_write_it() {
        let statement = Yaml::Map(vec![
            Entry::new("Sid", Yaml::text("A")),
            Entry::new("Action", Yaml::texts(["s3:Get*", "s3:List*"])),
            Entry::new(
                "Condition",
                Yaml::Map(vec![Entry::new(
                    "Bool",
                    Yaml::Map(vec![Entry::new("aws:SecureTransport", Yaml::text("true"))]),
                )]),
            ),
        ]);
        assert_snapshot!(written(Yaml::List(vec![statement.clone(), statement])), @r#"
        key:
          - Sid: A
            Action: ["s3:Get*", "s3:List*"]
            Condition:
              Bool:
                aws:SecureTransport: "true"
          - Sid: A
            Action: ["s3:Get*", "s3:List*"]
            Condition:
              Bool:
                aws:SecureTransport: "true"
        "#);
    }

    #[test]
    fn a_remark_stands_behind_and_never_breaks_the_line() {
        let entry = Entry::new("a", Yaml::Braces(vec![Entry::new("b", Yaml::texts(["c"]))]));
        let mut out = String::new();
        entry.remark("one\ntwo").write(2, &mut out);
        assert_eq!(out, "  a: {b: [c]}  # one\u{240a}two\n");
    }

    #[test]
    fn a_key_of_a_thousand_letters_is_marked_as_a_key() {
        let mut out = String::new();
        Entry::new("k".repeat(1024), Yaml::text("v")).write(0, &mut out);
        assert_eq!(out, format!("? {}\n: v\n", "k".repeat(1024)));
    }
}
