//! Finds the characters in bytes that need not be UTF-8. Never repairs anything.

/// The longest character, in bytes.
pub const LONGEST: usize = 4;

/// What stands at the beginning of some bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A character, and the length of its UTF-8.
    Character(char, usize),
    /// This many bytes that begin no character (the maximal subpart of the Unicode Standard, 3.9).
    Invalid(usize),
    /// The bytes end inside a character.
    Unfinished,
}

/// Reads the first unit of `bytes`; no bytes are unfinished.
#[inline]
pub fn first(bytes: &[u8]) -> Unit {
    let Some(&lead) = bytes.first() else {
        return Unit::Unfinished;
    };
    let length = match lead {
        0x00..=0x7F => return Unit::Character(char::from(lead), 1),
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return Unit::Invalid(1),
    };
    match std::str::from_utf8(&bytes[..length.min(bytes.len())]) {
        Ok(text) => match text.chars().next() {
            Some(character) => Unit::Character(character, length),
            None => Unit::Unfinished,
        },
        Err(error) => error.error_len().map_or(Unit::Unfinished, Unit::Invalid),
    }
}

/// How many bytes at the end of `bytes` are the beginning of a character.
pub fn unfinished_tail(bytes: &[u8]) -> usize {
    for back in 1..=bytes.len().min(3) {
        let tail = &bytes[bytes.len() - back..];
        if tail[0] >= 0xC0 {
            return if first(tail) == Unit::Unfinished { back } else { 0 };
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn units_are_those_of_the_standard_library(bytes in prop::collection::vec(prop_oneof![any::<u8>(), 0x80..=0xF4u8], 0..12)) {
            let mut rest = bytes.as_slice();
            let mut text = String::new();
            loop {
                match first(rest) {
                    Unit::Character(character, length) => { text.push(character); rest = &rest[length..]; }
                    Unit::Invalid(length) => { text.push('\u{FFFD}'); rest = &rest[length..]; }
                    Unit::Unfinished => break,
                }
            }
            prop_assert_eq!(unfinished_tail(&bytes), rest.len());
            if !rest.is_empty() { text.push('\u{FFFD}'); }
            prop_assert_eq!(text, String::from_utf8_lossy(&bytes));
        }
    }
}
