//! Letters that stand in for Latin ones: a Cyrillic е in `Dеvelopers`.
//!
//! A word of another script is a word, and stays as it is. What is shown is a letter that looks like one of ASCII and
//! stands beside letters of ASCII in one word, and a whole word of such letters in a text with no other letter of their
//! script, which would tell a reader what he looks at.

use std::collections::BTreeSet;

use unicode_security::confusable_detection::skeleton;

/// Where in a text the letters are that stand in for others.
pub(super) struct Letters(BTreeSet<usize>);

impl Letters {
    pub(super) fn of(text: &str) -> Self {
        let mut found = BTreeSet::new();
        if text.is_ascii() {
            return Self(found);
        }
        // A letter that no Latin one looks like: whoever sees it knows that another script is meant.
        let is_foreign = text.chars().any(|c| is_of_other_script(c) && !is_latin(c));
        for word in words(text) {
            let mixed = word.iter().any(|(_, c)| c.is_ascii_alphanumeric());
            let posing = word.iter().all(|(_, c)| looks_latin(*c));
            if mixed || posing && !is_foreign {
                let letters = word.iter().filter(|(_, c)| looks_latin(*c));
                found.extend(letters.map(|(at, _)| *at));
            }
        }
        Self(found)
    }

    pub(super) fn stands_in(&self, at: usize) -> bool {
        self.0.contains(&at)
    }
}

/// Runs of letters and digits, with their places. What has no ink does not part a word.
fn words(text: &str) -> Vec<Vec<(usize, char)>> {
    let mut words = Vec::new();
    let mut word = Vec::new();
    for (at, character) in text.char_indices() {
        if super::is_unsafe(character) && !character.is_whitespace() {
            continue;
        }
        if character.is_alphanumeric() || looks_latin(character) {
            word.push((at, character));
        } else {
            words.push(std::mem::take(&mut word));
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

/// Whether a character is not of ASCII and drawn like letters and digits of ASCII. Those with which languages are
/// written in Latin, such as ı and æ, are what they are.
fn looks_latin(character: char) -> bool {
    if character.is_ascii() || is_latin(character) {
        return false;
    }
    let mut text = [0; 4];
    let mut drawn = skeleton(character.encode_utf8(&mut text)).peekable();
    drawn.peek().is_some() && drawn.all(|c| c.is_ascii_alphanumeric())
}

/// Letters of Latin alphabets, without those of phonetic notation and other styles.
fn is_latin(character: char) -> bool {
    matches!(character, '\u{AA}' | '\u{B5}' | '\u{BA}' | '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}')
}

/// Whether a letter is of another script than Latin, and none that Latin ones look like.
fn is_of_other_script(character: char) -> bool {
    let is_letter = character.is_alphabetic() && !super::is_unsafe(character);
    is_letter && !character.is_ascii() && !looks_latin(character)
}

#[cfg(test)]
mod tests {
    use crate::text::visible;

    #[test]
    fn a_letter_of_another_script_inside_a_latin_word_is_shown() {
        assert_eq!(visible("D\u{435}vOps"), r"D\u{435}vOps");
        assert_eq!(
            visible("\u{391}dministratorAccess"),
            r"\u{391}dministratorAccess"
        );
        assert_eq!(visible("\u{ff24}ev"), r"\u{ff24}ev");
        assert_eq!(visible("\u{1d403}ev"), r"\u{1d403}ev");
        assert_eq!(visible("De\u{200d}\u{475}"), r"De\u{200d}\u{475}");
    }

    #[test]
    fn a_word_of_nothing_but_such_letters_is_shown_where_no_other_letter_betrays_it() {
        assert_eq!(
            visible("group \u{41e}\u{440}\u{455}"),
            r"group \u{41e}\u{440}\u{455}"
        );
        assert_eq!(visible("\u{435}\u{3164}"), r"\u{435}\u{3164}");
        assert_eq!(visible("команда с доступом"), "команда с доступом");
    }

    #[test]
    fn words_of_other_scripts_stay_beside_latin_ones() {
        for text in [
            "AWS Разработчики",
            "AWS開発チーム",
            "Ελληνικά team",
            "צוות dev",
            "Ødegård-Işık",
        ] {
            assert_eq!(visible(text), text);
        }
    }
}
