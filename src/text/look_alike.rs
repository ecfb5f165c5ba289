//! Names that look like other names: a Cyrillic е in `Dеvelopers`, a blank that cannot be seen, `Dev0ps` for `DevOps`.
//!
//! Two names look alike if their skeletons are the same (Unicode Technical Standard 39, "Confusable Detection"), without
//! what has no ink and with one space for any white space.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization as _;
use unicode_security::confusable_detection::skeleton;

use super::{code_point, is_unsafe, visible};

/// How two different names are told from each other by sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// Not at all: they differ in characters that are not seen, or that are drawn like others of another script.
    Deceptive,
    /// By a close look: `0` for `O`, `1` or `I` for `l`, `rn` for `m`. Names that mean no harm have such pairs.
    Close,
}

/// How much two names look alike; `None` if they do not, or are the same.
pub fn likeness(one: &str, other: &str) -> Option<Likeness> {
    if one == other {
        return None;
    }
    let is_ascii = one.is_ascii() && other.is_ascii();
    if visible(one) == visible(other) || is_ascii && squeezed(one) == squeezed(other) {
        return Some(Likeness::Deceptive);
    }
    let is_same = look(one) == look(other);
    match is_ascii {
        true => is_same.then_some(Likeness::Close),
        false => (is_same || differ_beyond_case(one, other)).then_some(Likeness::Deceptive),
    }
}

/// Whether two names look alike once their case is folded, and differ in more than their case.
fn differ_beyond_case(one: &str, other: &str) -> bool {
    let folded = |name: &str| name.nfkc().collect::<String>().to_lowercase();
    let (one, other) = (folded(one), folded(other));
    one != other && look(&one) == look(&other)
}

/// Whether no other name can look deceptively like this one, unless that one is not plain: it is of ASCII, with single
/// spaces, and is no text about code points.
pub fn is_plain(name: &str) -> bool {
    name.is_ascii() && squeezed(name) == name && !name.contains("\\u{")
}

/// What is left of a name when only what is seen counts.
fn look(name: &str) -> String {
    let spaced = name.nfkc().map(|c| if c.is_whitespace() { ' ' } else { c });
    let seen: String = spaced.filter(|c| *c == ' ' || !is_unsafe(*c)).collect();
    skeleton(&squeezed(&seen)).collect()
}

fn squeezed(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Names, to find those that look like another.
#[derive(Debug, Default)]
pub struct Names<'a> {
    by_look: BTreeMap<String, BTreeSet<&'a str>>,
}

impl<'a> Names<'a> {
    /// Collects names.
    pub fn new(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut all = Self::default();
        for name in names {
            for look in looks(name) {
                all.by_look.entry(look).or_default().insert(name);
            }
        }
        all
    }

    /// The names that look like this one, without itself, the most deceptive first.
    pub fn like(&self, name: &str) -> Vec<(Likeness, &'a str)> {
        let looks = looks(name);
        let near = looks.iter().filter_map(|look| self.by_look.get(look));
        let found: BTreeSet<(Likeness, &str)> = near
            .flatten()
            .filter_map(|other| Some((likeness(name, other)?, *other)))
            .collect();
        found.into_iter().collect()
    }
}

/// The looks under which a name is found: as it is, in lower case, and as it is printed.
fn looks(name: &str) -> BTreeSet<String> {
    let lower = name.nfkc().collect::<String>().to_lowercase();
    let mut looks = BTreeSet::from([look(name), look(&lower)]);
    if let Cow::Owned(shown) = visible(name) {
        looks.insert(look(&shown));
    }
    looks
}

/// What is in a name that is not seen, or drawn like something else: `U+0435, which looks like `e``. All that `other`,
/// which looks the same, does not have, if there is one. `None` where there is nothing of the kind.
pub fn offenders(name: &str, other: Option<&str>) -> Option<String> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    let is_new = |c: char| match other {
        Some(other) => !c.is_ascii() && !other.contains(c) || is_unsafe(c) && !other.contains(c),
        None => is_hidden(name, c),
    };
    for character in name.chars().filter(|c| is_new(*c)) {
        if seen.insert(character) {
            found.push(described(character));
        }
    }
    (!found.is_empty()).then(|| found.join(", "))
}

/// Whether a character of a name is shown by its code point.
fn is_hidden(name: &str, character: char) -> bool {
    let shown = visible(name);
    !character.is_ascii() && !shown.contains(character)
        || character.is_ascii_control() && character != '\n'
}

fn described(character: char) -> String {
    let point = code_point(character);
    if is_unsafe(character) {
        return format!("{point}, which cannot be seen");
    }
    let mut text = [0; 4];
    let drawn: String = skeleton(character.encode_utf8(&mut text)).collect();
    match drawn.is_ascii() && !drawn.is_empty() {
        true => format!("{point}, which looks like `{drawn}`"),
        false => point,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_other_characters_that_look_the_same_is_deceptive() {
        for other in [
            "D\u{435}vOps",
            "DevOps\u{200b}",
            "DevOps\u{3164}",
            "De\u{34f}vOps",
            "DevOps\u{2800}",
            "DevOps\u{a0}",
            " DevOps",
            "DevOps ",
            "\u{ff24}evOps",
            "Dev\u{39f}ps",
            "d\u{435}vops",
            "DevO\u{440}s\u{fe0f}",
        ] {
            assert_eq!(
                likeness("DevOps", other),
                Some(Likeness::Deceptive),
                "{other:?}"
            );
            assert_eq!(
                likeness(other, "DevOps"),
                Some(Likeness::Deceptive),
                "{other:?}"
            );
            assert_eq!(
                Names::new([other]).like("DevOps"),
                [(Likeness::Deceptive, other)]
            );
        }
        assert_eq!(
            likeness("caf\u{e9}", "cafe\u{301}"),
            Some(Likeness::Deceptive)
        );
        assert_eq!(
            likeness("a\u{200b}", r"a\u{200b}"),
            Some(Likeness::Deceptive)
        );
        assert_eq!(likeness("a  b", "a b"), Some(Likeness::Deceptive));
    }

    #[test]
    fn names_of_ascii_are_close_at_most() {
        assert_eq!(likeness("DevOps", "Dev0ps"), Some(Likeness::Close));
        assert_eq!(likeness("dev-1", "dev-l"), Some(Likeness::Close));
        assert_eq!(likeness("admin", "adrnin"), Some(Likeness::Close));
        for (one, other) in [
            ("DevOps", "devops"),
            ("dev-1", "dev-2"),
            ("a", "b"),
            ("a", "a"),
        ] {
            assert_eq!(likeness(one, other), None, "{one} {other}");
        }
    }

    #[test]
    fn names_of_other_scripts_are_told_from_each_other() {
        for (one, other) in [
            ("Разработчики", "Разработка"),
            ("開発", "開発チーム"),
            ("Éclair", "éclair"),
            ("Café", "Cafe"),
            ("Straße", "STRASSE"),
        ] {
            assert_eq!(likeness(one, other), None, "{one} {other}");
            assert_eq!(offenders(one, None), None, "{one}");
        }
    }

    #[test]
    fn the_characters_behind_it_are_named() {
        assert_eq!(
            offenders("D\u{435}v\u{200b}", Some("Dev")).as_deref(),
            Some("U+0435, which looks like `e`, U+200B, which cannot be seen")
        );
        assert_eq!(
            offenders("D\u{435}v\u{3164}", None).as_deref(),
            Some("U+0435, which looks like `e`, U+3164, which cannot be seen")
        );
        assert_eq!(offenders("DevOps", Some("Dev0ps")), None);
    }
}
