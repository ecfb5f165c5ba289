//! Characters that a terminal obeys, or that leave nothing to see.

/// Whether a character must not be printed as it is: it moves the cursor or turns writing around, or a reader cannot
/// see that it is there.
pub fn is_unsafe(character: char) -> bool {
    character.is_control() || is_format(character) || is_blank(character)
}

/// Marks of direction, separators of lines, and characters for programs only, by which two names can look the same or
/// one text can look like another (Trojan Source, CVE-2021-42574). AWS takes none of them in a name.
pub fn is_format(character: char) -> bool {
    matches!(
        character,
        '\u{AD}'
            | '\u{61C}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E007F}'
    )
}

/// Characters without ink that names may contain: those that Unicode lets a program ignore (the property
/// `Default_Ignorable_Code_Point`), blanks other than the space, letters and symbols that are drawn as nothing, and
/// code points without a meaning of their own, of which nobody knows how they are drawn.
fn is_blank(character: char) -> bool {
    matches!(
        character,
        // Ignorable: joiners, fillers of Hangul, vowels of Khmer, selectors of variations, marks of music and shorthand.
        '\u{34F}'
            | '\u{70F}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFF8}'
            | '\u{13430}'..='\u{1343F}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0080}'..='\u{E0FFF}'
            // Blanks.
            | '\u{A0}'
            | '\u{1680}'
            | '\u{2000}'..='\u{200A}'
            | '\u{202F}'
            | '\u{205F}'
            | '\u{2800}'
            | '\u{3000}'
            | '\u{16FE4}'
            | '\u{1D159}'
            // Stands for an object that is not there.
            | '\u{FFFC}'
            // For private use.
            | '\u{E000}'..='\u{F8FF}'
            | '\u{F0000}'..='\u{10FFFF}'
            // No characters, and never any.
            | '\u{FDD0}'..='\u{FDEF}'
    ) || u32::from(character) & 0xFFFE == 0xFFFE
}
