//! Finds where a text begins of which only the folded length is known.

use crate::text::class::{is_stable, is_white_space};
use unicode_normalization::UnicodeNormalization as _;

/// The longest character, in bytes of UTF-8.
const CHARACTER_MAX: usize = 4;

/// Where a part at the end of a text begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// At this byte.
    At(usize),
    /// Before the text.
    Earlier,
    /// Nowhere: no part has that length.
    Nowhere,
}

/// The start of the part at the end of `text` whose folded length is `folded_length` bytes, if one
/// begins with a character there. Bytes that are no UTF-8 end the search. Looks at no more than it
/// needs.
pub fn start_of_folded(text: &[u8], folded_length: u64) -> Start {
    let (base, text) = valid_end(text);
    let mut length = 0;
    let mut space = 0;
    // Characters that NFC may join, the last one first.
    let mut piece = Vec::new();
    for (at, c) in text.char_indices().rev() {
        if length + space >= folded_length && piece.is_empty() {
            return match length == folded_length {
                true => Start::At(base + at + c.len_utf8()),
                false => Start::Nowhere,
            };
        }
        let space_before = is_white_space(c);
        if !space_before {
            piece.push(c);
        }
        // A piece begins with a stable character, or behind white space.
        if is_stable(c) && !piece.is_empty() {
            let nfc = piece.drain(..).rev().nfc().map(|c| c.len_utf8() as u64);
            length += nfc.sum::<u64>() + std::mem::take(&mut space);
        }
        if space_before {
            space = u64::from(length > 0);
        }
    }
    if length == folded_length && piece.is_empty() {
        Start::At(base)
    } else if base < CHARACTER_MAX {
        // What is cut off there may be the end of a character.
        Start::Earlier
    } else {
        Start::Nowhere
    }
}

/// The longest end of `text` that is UTF-8, and where it begins.
fn valid_end(text: &[u8]) -> (usize, &str) {
    let mut base = 0;
    loop {
        match std::str::from_utf8(&text[base..]) {
            Ok(valid) => return (base, valid),
            Err(error) => match error.error_len() {
                Some(length) => base += error.valid_up_to() + length,
                None => return (text.len(), ""),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::{Fold, Threads};
    use proptest::prelude::*;

    #[test]
    fn the_start_is_found_behind_other_text() {
        let at = |text: &[u8], length| match start_of_folded(text, length) {
            Start::At(at) => Some(at),
            Start::Earlier | Start::Nowhere => None,
        };
        assert_eq!(at(b"On Monday:\n\n  Hello\n  world ", 11), Some(14));
        assert_eq!(at("x e\u{301}a".as_bytes(), 3), Some(2));
        assert_eq!(at(b"\xFF abc", 3), Some(2));
        assert_eq!(at(b"abc", 4), None);
        assert_eq!(at(b"abc  ", 0), Some(5));
    }

    proptest! {
        #[test]
        fn what_is_found_has_the_length(text in "([ \n\u{A0}]|[a-z]|e\u{301}|\\PC){0,30}", length in 0..30u64) {
            if let Start::At(start) = start_of_folded(text.as_bytes(), length) {
                let mut fold = Fold::new(Threads::default());
                fold.update(&text.as_bytes()[start..]);
                prop_assert_eq!(fold.folded_length(), length);
            }
        }

        #[test]
        fn the_end_of_a_text_says_the_same_or_that_it_is_too_short(
            text in "([ \n\u{A0}]|[a-z]|e\u{301}|\\PC){0,30}",
            length in 0..30u64,
            cut in 0..40usize,
        ) {
            let whole = start_of_folded(text.as_bytes(), length);
            let cut = cut.min(text.len());
            match start_of_folded(&text.as_bytes()[cut..], length) {
                Start::At(at) => prop_assert_eq!(whole, Start::At(cut + at)),
                Start::Nowhere => prop_assert_eq!(whole, Start::Nowhere),
                Start::Earlier => {}
            }
        }
    }
}
