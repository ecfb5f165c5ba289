//! JSON that a terminal may print: the only way in which rolecall prints it.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::visible::is_unsafe;

/// JSON that means the same and is harmless too: what a terminal would obey is written as `\u…`. Such characters stand
/// in nothing but strings, save line breaks, which are kept.
pub fn json(text: &str) -> Cow<'_, str> {
    let harmful = |character: char| character != '\n' && is_unsafe(character);
    if !text.contains(harmful) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        if !harmful(character) {
            safe.push(character);
            continue;
        }
        let mut units = [0; 2];
        for unit in character.encode_utf16(&mut units) {
            // Writing to a string cannot fail.
            let _ = write!(safe, "\\u{unit:04x}");
        }
    }
    Cow::Owned(safe)
}
