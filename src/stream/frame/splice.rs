//! Bytes put into a text or taken out of it, all at once.

use std::ops::Range;

/// Changes of one text, whose places are those of the text as it was.
#[derive(Debug, Default)]
pub struct Splice {
    edits: Vec<(Range<usize>, Vec<u8>)>,
}

impl Splice {
    /// Puts `bytes` in the place of what stands there. No two places may overlap; what is put into
    /// the same place stands there in the order in which it came.
    pub fn replace(&mut self, place: Range<usize>, bytes: impl Into<Vec<u8>>) {
        self.edits.push((place, bytes.into()));
    }

    /// Puts `bytes` before the byte at `place`.
    pub fn insert(&mut self, place: usize, bytes: impl Into<Vec<u8>>) {
        self.replace(place..place, bytes);
    }

    /// Where a byte stands after all changes; it must not be one that is replaced.
    pub fn place(&self, offset: usize) -> usize {
        let before = self.edits.iter().filter(|(place, _)| place.end <= offset);
        let (out, gone) = before
            .fold((0, 0), |(out, gone), (place, bytes)| (out + bytes.len(), gone + place.len()));
        offset + out - gone
    }

    /// Adds `text` to `out`, with all changes made. The next text begins without any.
    pub fn apply(&mut self, text: &[u8], out: &mut Vec<u8>) {
        self.edits.sort_by_key(|(place, _)| place.start);
        let mut passed = 0;
        for (place, bytes) in self.edits.drain(..) {
            out.extend_from_slice(&text[passed..place.start]);
            out.extend_from_slice(&bytes);
            passed = place.end;
        }
        out.extend_from_slice(&text[passed..]);
    }
}
