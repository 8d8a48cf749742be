//! The first character that is no white space behind a place: from there on text is missed if no
//! seal speaks of it.

use crate::text::class::is_white_space;
use crate::text::utf8::{self, Unit};

/// A place in the text, and where it stands in the input, both in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Place {
    pub text: u64,
    pub input: u64,
}

/// Looks for the first ink.
#[derive(Debug, Default)]
pub struct Ink {
    first: Option<Place>,
    /// The beginning of a character, and where it stands.
    unfinished: Vec<u8>,
    unfinished_at: Place,
}

impl Ink {
    /// Where the first ink stands; an unfinished character counts.
    pub fn first(&self) -> Option<Place> {
        self.first.or_else(|| (!self.unfinished.is_empty()).then_some(self.unfinished_at))
    }

    /// The next bytes of the text, which stand at `place`.
    pub fn update(&mut self, text: &[u8], place: Place) {
        for (&byte, at) in text.iter().zip(0..) {
            if self.first.is_some() {
                return;
            }
            if self.unfinished.is_empty() {
                let Place { text, input } = place;
                self.unfinished_at = Place { text: text + at, input: input + at };
            }
            self.unfinished.push(byte);
            match utf8::first(&self.unfinished) {
                Unit::Unfinished => {}
                Unit::Character(c, _) if is_white_space(c) || self.is_byte_order_mark(c) => {
                    self.unfinished.clear();
                }
                Unit::Character(..) | Unit::Invalid(_) => self.first = Some(self.unfinished_at),
            }
        }
    }

    /// Editors put one before everything.
    fn is_byte_order_mark(&self, c: char) -> bool {
        c == '\u{FEFF}' && self.unfinished_at.input == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_ink_is_found_at_every_split() {
        let cases = [
            ("", None),
            ("\u{FEFF} \u{3000}\n", None),
            ("\u{FEFF}\u{FEFF}", Some(3)),
            (" \u{3000}\u{3001} a", Some(4)),
            ("a", Some(0)),
        ];
        for (text, first) in cases {
            for split in 0..=text.len() {
                let (before, behind) = text.as_bytes().split_at(split);
                let mut ink = Ink::default();
                ink.update(before, Place::default());
                let (text, input) = (split as u64, split as u64);
                ink.update(behind, Place { text, input });
                assert_eq!(ink.first().map(|place| place.text), first);
            }
        }
        let mut ink = Ink::default();
        ink.update(b" \xE3\x80", Place::default());
        assert_eq!(ink.first().map(|place| place.text), Some(1));
    }
}
