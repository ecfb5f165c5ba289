//! Regular expressions as the service models of AWS write them.

use std::fmt;
use std::sync::OnceLock;

use regex::Regex;

/// A regular expression that a whole value must match, compiled when it is first needed.
#[derive(Debug)]
pub struct Pattern {
    text: &'static str,
    compiled: OnceLock<Vec<Regex>>,
}

impl Pattern {
    /// Returns the pattern with this text, which is the model's own.
    pub const fn new(text: &'static str) -> Self {
        Self {
            text,
            compiled: OnceLock::new(),
        }
    }

    /// Returns whether the whole of `value` matches.
    pub fn matches(&self, value: &str) -> bool {
        self.compiled
            .get_or_init(|| compile(self.text))
            .iter()
            .all(|regex| regex.is_match(value))
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)
    }
}

/// Returns the expressions that all must match where the model's one does: two where it has a look-ahead, which the
/// `regex` crate does not support, else one.
///
/// # Panics
/// The expression is not valid. All of them are constants of this crate, and a test compiles each.
fn compile(model: &str) -> Vec<Regex> {
    let regex = |text: &str| Regex::new(text).expect("the patterns of the models compile");
    let ascii = ascii_classes(model);
    match ascii.split_once("(?=") {
        None => vec![regex(&format!("^(?:{ascii})$"))],
        Some((before, rest)) => {
            let (ahead, after) = rest
                .split_once(')')
                .expect("a look-ahead of the models has no group of its own");
            vec![
                regex(&format!("^(?:{before}{after})$")),
                regex(&format!("^(?:{before})(?:{ahead})")),
            ]
        }
    }
}

/// Returns the expression with its Perl classes written out: the services take them as Java does, for ASCII only, while
/// `\p{L}` and its like mean all of Unicode.
fn ascii_classes(model: &str) -> String {
    let mut text = String::new();
    let mut characters = model.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            text.push(character);
            continue;
        }
        match characters.next() {
            Some('d') => text.push_str("[0-9]"),
            Some('w') => text.push_str("[0-9A-Za-z_]"),
            Some('s') => text.push_str(r"[\t\n\x0B\f\r ]"),
            Some('b') => text.push_str(r"(?-u:\b)"),
            other => {
                text.push('\\');
                text.extend(other);
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_of_perl_mean_ascii_and_classes_of_unicode_do_not() {
        let names = Pattern::new(r"[\w+=,.@-]+");
        assert!(names.matches("Ab_0+=,.@-"));
        assert!(!names.matches("größe"));
        assert!(!Pattern::new(r"\d{2}").matches("١٢"));
        assert!(Pattern::new(r"[^\s@]+").matches("größe"));
        assert!(Pattern::new(r"[\p{L}\p{Z}]+").matches("größe 中"));
    }

    #[test]
    fn a_pattern_matches_whole_values() {
        let either = Pattern::new(r"^(\d{2})|(a)$");
        assert!(either.matches("12") && either.matches("a"));
        for value in ["123", "ba", "12\n", ""] {
            assert!(!either.matches(value), "{value:?}");
        }
    }

    #[test]
    fn a_look_ahead_must_hold_as_well() {
        let pattern = Pattern::new(r"P(?=\d|T\d)(\d+D)?(T(\d+H)?)?");
        assert!(pattern.matches("P1D") && pattern.matches("PT1H"));
        for value in ["P", "PT", "P1", "1D"] {
            assert!(!pattern.matches(value), "{value:?}");
        }
    }
}
