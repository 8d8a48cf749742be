//! How bytes become invisible: one byte is one *mark*, a Unicode variation selector.
//!
//! This room only spells and reads single marks, and finds the runs of marks that spell a record
//! ([`scan`]). It never looks at what a record says: that is [`crate::record`].

mod run;
pub mod scan;
mod wrapper;

use crate::record::read::RecordError;
use crate::record::{MAGIC, Record};

/// The longest spelling of one mark, in bytes of UTF-8.
pub const MARK_MAX: usize = 4;

/// The first mark of every record, in UTF-8.
const FIRST: [u8; 3] = [0xEF, 0xB8, 0x80 + MAGIC[0]];

/// What a text is made of.
#[derive(Debug)]
pub enum Piece<'a> {
    /// Text.
    Text(&'a [u8]),
    /// An intact record, and how it stands there.
    Record(Record, Spelling<'a>),
    /// Marks that begin like a record and are none.
    Damaged(RecordError, &'a [u8]),
}

/// How a record stands in a text.
#[derive(Debug, Clone, Copy)]
pub struct Spelling<'a> {
    /// Its bytes in the text, with whatever stands between its marks.
    pub bytes: &'a [u8],
    /// The number of its marks.
    pub marks: usize,
    /// Whether something stands between its marks.
    pub interrupted: bool,
}

/// Where a text goes while marks are put into it or taken out. Into a `Vec<u8>` goes all of it, in
/// order.
pub trait Outlet {
    /// Takes text, as it came.
    fn text(&mut self, text: &[u8]);

    /// Takes marks, and line breaks that belong to them.
    fn mark(&mut self, mark: &[u8]);
}

impl Outlet for Vec<u8> {
    fn text(&mut self, text: &[u8]) {
        self.extend_from_slice(text);
    }

    fn mark(&mut self, mark: &[u8]) {
        self.extend_from_slice(mark);
    }
}

/// Spells `bytes` as marks at the end of `out`.
///
/// Bytes 0 to 15 become U+FE00 to U+FE0F, bytes 16 to 255 become U+E0100 to U+E01EF
/// (docs/format.md, rule 1).
pub fn spell(bytes: &[u8], out: &mut Vec<u8>) {
    out.reserve(bytes.len() * MARK_MAX);
    for &byte in bytes {
        match byte {
            0..=15 => out.extend_from_slice(&[0xEF, 0xB8, 0x80 + byte]),
            _ => {
                let index = byte - 16;
                out.extend_from_slice(&[0xF3, 0xA0, 0x84 + (index >> 6), 0x80 + (index & 0x3F)]);
            }
        }
    }
}

/// A character between two marks that does not interrupt a record. A writer puts one into a record
/// so that no run of marks at the end of a text is long: readers of other formats take that for
/// their own.
pub const JOINT: char = '\u{2060}';

/// Spells `bytes` with a [`JOINT`] before the last `behind` marks.
pub fn spell_jointed(bytes: &[u8], behind: usize, out: &mut Vec<u8>) {
    let (before, rest) = bytes.split_at(bytes.len().saturating_sub(behind));
    spell(before, out);
    out.extend_from_slice(JOINT.encode_utf8(&mut [0; 4]).as_bytes());
    spell(rest, out);
}

/// The length of the mark that stands for `byte`, in bytes of UTF-8.
pub const fn length(byte: u8) -> usize {
    match byte {
        0..=15 => 3,
        _ => 4,
    }
}

/// What stands at the beginning of some bytes, seen as a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelled {
    /// A whole mark: the byte it stands for, and the length of its UTF-8.
    Mark(u8, usize),
    /// The bytes end inside what may become a mark.
    Unfinished,
    /// Something else.
    Other,
}

/// Reads the mark at the beginning of `text`.
#[inline]
pub fn read(text: &[u8]) -> Spelled {
    match *text {
        [0xEF, 0xB8, last @ 0x80..=0x8F, ..] => Spelled::Mark(last - 0x80, 3),
        [0xF3, 0xA0, high @ 0x84..=0x87, low @ 0x80..=0xBF, ..] => {
            // U+E01F0 and above are no variation selectors.
            match ((high - 0x84) << 6 | (low - 0x80)).checked_add(16) {
                Some(byte) => Spelled::Mark(byte, 4),
                None => Spelled::Other,
            }
        }
        [] | [0xEF] | [0xEF, 0xB8] | [0xF3] | [0xF3, 0xA0] | [0xF3, 0xA0, 0x84..=0x87] => {
            Spelled::Unfinished
        }
        _ => Spelled::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_spelled_as_its_variation_selector_and_read_back() {
        for byte in 0..=255u8 {
            let mut text = Vec::new();
            spell(&[byte], &mut text);
            let character = std::str::from_utf8(&text).ok().and_then(|t| t.chars().next());
            let expected = match byte {
                0..=15 => char::from_u32(0xFE00 + u32::from(byte)),
                _ => char::from_u32(0xE0100 + u32::from(byte) - 16),
            };
            assert_eq!(character, expected);
            assert_eq!(read(&text), Spelled::Mark(byte, text.len()));
            for cut in 0..text.len() {
                assert_eq!(read(&text[..cut]), Spelled::Unfinished);
            }
        }
    }

    #[test]
    fn characters_beside_the_selectors_are_no_marks() {
        for other in ['\u{FDFF}', '\u{FE10}', '\u{E00FF}', '\u{E01F0}', '\u{E01FF}', 'a'] {
            let mut buffer = [0; 4];
            assert_eq!(read(other.encode_utf8(&mut buffer).as_bytes()), Spelled::Other);
        }
    }
}
