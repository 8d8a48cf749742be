//! What a character is. Total functions over code points, from the Unicode Character Database.

use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, is_nfc_quick};
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory as _};

/// Unicode White_Space: what folding turns into one U+0020.
#[inline]
pub fn is_white_space(c: char) -> bool {
    match c {
        '\t'..='\r' | ' ' => true,
        _ if c < '\u{80}' => false,
        '\u{85}' | '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' => true,
        '\u{2028}' | '\u{2029}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => true,
        _ => false,
    }
}

/// White space as the target `whitespace` has it: White_Space and the separators U+001C to U+001F.
pub fn is_target_white_space(c: char) -> bool {
    is_white_space(c) || matches!(c, '\u{1C}'..='\u{1F}')
}

/// A character of a word: a letter, a number, or the low line.
pub fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    matches!(
        c.general_category_group(),
        GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number
    )
}

/// Whether NFC never joins this character with one before it: combining class 0 and NFC_QC=Yes
/// (UAX #15, section 9.1). Text may be cut before such a character and normalized in pieces.
#[inline]
pub fn is_stable(c: char) -> bool {
    match c {
        '\0'..='\u{2FF}' => true,
        // Greek, Cyrillic, Hebrew and Arabic letters, punctuation.
        '\u{388}'..='\u{482}' | '\u{48A}'..='\u{52F}' | '\u{5D0}'..='\u{5EA}' => true,
        '\u{620}'..='\u{64A}' | '\u{2010}'..='\u{2027}' | '\u{3001}'..='\u{3029}' => true,
        // Zero-width characters, arrows, symbols, emoji, and selectors behind them.
        '\u{200B}'..='\u{200F}' | '\u{2190}'..='\u{2328}' | '\u{232B}'..='\u{2ADB}' => true,
        '\u{FE00}'..='\u{FE0F}' | '\u{1F000}'..='\u{1FAFF}' | '\u{E0100}'..='\u{E01EF}' => true,
        // Kana without the sound marks, unified ideographs, Hangul syllables, full-width forms.
        '\u{FF01}'..='\u{FF60}' => true,
        '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' => true,
        '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' => true,
        _ => {
            canonical_combining_class(c) == 0
                && is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes
        }
    }
}

/// A character of a script that is written without spaces, and broken into lines anywhere:
/// ideographs, kana, full-width forms and their punctuation. Hangul has spaces.
pub fn is_wide(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{312F}' | '\u{3190}'..='\u{A4CF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE4F}' | '\u{FF01}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}'
        | '\u{20000}'..='\u{3FFFD}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortcuts_agree_with_the_tables() {
        for c in '\0'..=char::MAX {
            let stable = canonical_combining_class(c) == 0
                && is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes;
            assert_eq!(is_stable(c), stable, "{c:?}");
            assert_eq!(is_white_space(c), c.is_whitespace(), "{c:?}");
        }
        assert_eq!(('\0'..=char::MAX).filter(|&c| is_target_white_space(c)).count(), 29);
    }

    #[test]
    fn words_are_letters_numbers_and_the_low_line() {
        assert!(['a', 'Z', '0', '_', 'é', '½', '²', '漢', 'ⅷ'].into_iter().all(is_word));
        assert!(['-', '\'', '\u{301}', '\u{200D}', '‿', ' ', '€'].into_iter().all(|c| !is_word(c)));
    }
}
