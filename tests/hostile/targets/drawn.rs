//! What may stand in output. An opinion of its own: what the program thinks harmless is what is tested.

/// Whether a character does something to a terminal, or hides what is written from whoever reads it.
pub fn is_hostile(character: char) -> bool {
    match character {
        '\n' => false,
        // Escape sequences, and their one-character forms between U+0080 and U+009F.
        '\u{0}'..='\u{1F}' | '\u{7F}'..='\u{9F}' => true,
        // Directions of writing, and separators of lines.
        '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
            true
        }
        // No width at all.
        '\u{200B}' | '\u{2060}' | '\u{FEFF}' => true,
        // No ink: fillers, joiners, selectors of variations, blanks that are no space.
        '\u{34F}' | '\u{115F}' | '\u{17B4}' | '\u{180B}' | '\u{2800}' | '\u{3164}' | '\u{FE0F}'
        | '\u{FFA0}' | '\u{A0}' | '\u{E0100}' => true,
        _ => false,
    }
}

/// The sequences by which the program itself draws bold and coloured text. No hostile text has one of them.
const STYLES: &[&str] = &[
    "\u{1b}[0m",
    "\u{1b}[1m",
    "\u{1b}[31m",
    "\u{1b}[32m",
    "\u{1b}[33m",
    "\u{1b}[36m",
];

/// Checks that a text says nothing to a terminal but where it is bold and coloured.
///
/// # Panics
/// It does; `what` says where the text comes from.
#[track_caller]
pub fn harmless(text: &str, what: &str) {
    let text = STYLES
        .iter()
        .fold(text.to_owned(), |text, style| text.replace(style, ""));
    // Not by `lines`, which takes a carriage return before a line feed for a part of the line's end.
    if let Some(line) = text.split('\n').find(|line| line.contains(is_hostile)) {
        panic!("{what} writes {line:?}");
    }
}
