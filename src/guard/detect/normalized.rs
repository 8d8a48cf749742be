//! The text as the guard looks at it: without characters that nobody sees, and with a way back to
//! the bytes.
//!
//! Invisible characters between the characters of a value do not hide it. They are left out before
//! anything is looked at; what is found is told in bytes of the text as it came.

/// The most invisible characters in a row that are looked through.
const ROW_MAX: usize = 8;
/// What stands for more of them: no character of any value.
const BREAK: u8 = 0xFF;

/// A text without its invisible characters, piece by piece.
#[derive(Debug, Default)]
pub struct Normalized {
    /// What is looked at; the first bytes have been decided on.
    seen: Vec<u8>,
    /// Places in `seen` before which bytes are missing, and how many in all up to there.
    gaps: Vec<(usize, u64)>,
    /// Bytes that stand for longer characters, and how much longer those are.
    longer: Vec<(usize, u8)>,
    /// Bytes of the text before `seen`.
    offset: u64,
    /// The beginning of a character at the end of what has come.
    unfinished: Vec<u8>,
    /// Invisible characters at the end of what has come.
    row: usize,
    /// Whether full-width digits, special spaces and dashes are looked at as their ASCII likes.
    fold: bool,
}

impl Normalized {
    /// A view that also looks through special digits, spaces and dashes, or not.
    pub fn new(fold: bool) -> Self {
        Self { fold, ..Self::default() }
    }

    /// What is there to be looked at.
    pub fn bytes(&self) -> &[u8] {
        &self.seen
    }

    /// The next bytes of the text.
    pub fn push(&mut self, mut text: &[u8]) {
        while !self.unfinished.is_empty() && !text.is_empty() {
            // At most three bytes wait for the fourth.
            let mut character = std::mem::take(&mut self.unfinished);
            character.push(text[0]);
            text = &text[1..];
            match special(&character, self.fold) {
                Special::Unfinished => self.unfinished = character,
                Special::No => {
                    // Another one may begin with the next byte.
                    self.plain(&character[..1]);
                    let rest = character.split_off(1);
                    self.push(&rest);
                }
                special => self.take(special, character.len()),
            }
        }
        // Most text has none of them.
        if text.is_ascii() {
            return self.plain(text);
        }
        loop {
            let Some(found) = next_lead(text) else {
                return self.plain(text);
            };
            self.plain(&text[..found]);
            text = &text[found..];
            let window = &text[..text.len().min(4)];
            match special(window, self.fold) {
                Special::Unfinished => {
                    self.unfinished.extend_from_slice(text);
                    return;
                }
                Special::No => {
                    self.plain(&text[..1]);
                    text = &text[1..];
                }
                found => {
                    let length = found.length();
                    self.take(found, length);
                    text = &text[length..];
                }
            }
        }
    }

    /// The text is over.
    pub fn finish(&mut self) {
        let rest = std::mem::take(&mut self.unfinished);
        self.plain(&rest);
    }

    fn plain(&mut self, text: &[u8]) {
        if !text.is_empty() {
            self.row = 0;
            self.seen.extend_from_slice(text);
        }
    }

    fn take(&mut self, special: Special, length: usize) {
        let (byte, missing) = match special {
            Special::Like(byte, _) => {
                self.row = 0;
                (Some(byte), length - 1)
            }
            _ => {
                self.row += 1;
                match self.row > ROW_MAX {
                    true => (Some(BREAK), length - 1),
                    false => (None, length),
                }
            }
        };
        if let (Some(_), Ok(more)) = (byte, u8::try_from(missing)) {
            self.longer.push((self.seen.len(), more));
        }
        self.seen.extend(byte);
        let before = self.gaps.last().map_or(0, |(_, missing)| *missing);
        self.gaps.push((self.seen.len(), before + missing as u64));
    }

    /// Where the byte that is looked at as this one begins in the text.
    pub fn start(&self, at: usize) -> u64 {
        self.offset + at as u64 + self.missing(at)
    }

    /// Where it ends in the text; invisible characters behind it are not in it.
    pub fn end(&self, at: usize) -> u64 {
        // One that stands for a longer character ends with that.
        let longer = self.longer.binary_search_by_key(&at, |(place, _)| *place);
        let more = longer.map_or(0, |found| u64::from(self.longer[found].1));
        self.start(at) + 1 + more
    }

    /// Bytes of the text that are missing before this one.
    fn missing(&self, at: usize) -> u64 {
        let gaps = self.gaps.partition_point(|(place, _)| *place <= at);
        gaps.checked_sub(1).map_or(0, |last| self.gaps[last].1)
    }

    /// Forgets what stands before a byte.
    pub fn forget(&mut self, before: usize) {
        let missing = match before.checked_sub(1) {
            // What is missing right before it is before it still.
            Some(last) => self.missing(last),
            None => return,
        };
        self.offset += before as u64 + missing;
        self.gaps.retain(|(place, _)| *place >= before);
        self.longer.retain(|(place, _)| *place >= before);
        for (place, all) in &mut self.gaps {
            *place -= before;
            *all -= missing;
        }
        for (place, _) in &mut self.longer {
            *place -= before;
        }
        self.seen.drain(..before);
    }
}

/// What a character is.
enum Special {
    /// Nothing of the kind.
    No,
    /// That is not known yet.
    Unfinished,
    /// One that is not seen, of so many bytes.
    Hidden(usize),
    /// One that is looked at as another, of so many bytes.
    Like(u8, usize),
}

impl Special {
    fn length(&self) -> usize {
        match self {
            Self::Hidden(length) | Self::Like(_, length) => *length,
            Self::No | Self::Unfinished => 1,
        }
    }
}

/// The next byte with which such a character may begin.
fn next_lead(text: &[u8]) -> Option<usize> {
    text.iter().position(|byte| matches!(byte, 0xC2 | 0xE2 | 0xEF | 0xF3))
}

fn special(bytes: &[u8], fold: bool) -> Special {
    use Special::{Hidden, Like, No, Unfinished};
    match bytes {
        [0xC2, 0xAD, ..] => Hidden(2),
        [0xC2, 0xA0, ..] if fold => Like(b' ', 2),
        // U+200B to U+200D, U+2060.
        [0xE2, 0x80, 0x8B..=0x8D, ..] | [0xE2, 0x81, 0xA0, ..] => Hidden(3),
        // Thin spaces; hyphens and dashes.
        [0xE2, 0x80, 0x80..=0x8A | 0xAF, ..] if fold => Like(b' ', 3),
        [0xE2, 0x80, 0x90..=0x93, ..] if fold => Like(b'-', 3),
        [0xEF, 0xBB, 0xBF, ..] | [0xEF, 0xB8, 0x80..=0x8F, ..] => Hidden(3),
        // Full-width digits.
        [0xEF, 0xBC, digit @ 0x90..=0x99, ..] if fold => Like(b'0' + (digit - 0x90), 3),
        // U+E0100 to U+E01EF.
        [0xF3, 0xA0, 0x84..=0x86, 0x80..=0xBF, ..] | [0xF3, 0xA0, 0x87, 0x80..=0xAF, ..] => {
            Hidden(4)
        }
        [0xC2 | 0xE2 | 0xEF | 0xF3]
        | [0xE2, 0x80 | 0x81]
        | [0xEF, 0xB8 | 0xBB | 0xBC]
        | [0xF3, 0xA0]
        | [0xF3, 0xA0, 0x84..=0x87] => Unfinished,
        _ => No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn viewed(pieces: &[&[u8]], fold: bool) -> Normalized {
        let mut view = Normalized::new(fold);
        pieces.iter().for_each(|piece| view.push(piece));
        view.finish();
        view
    }

    #[test]
    fn invisible_characters_are_looked_through_and_counted() {
        let text = "a1\u{200B}2\u{FE0F}\u{2060}3b";
        let view = viewed(&[text.as_bytes()], false);
        assert_eq!(view.bytes(), b"a123b");
        assert_eq!((view.start(1), view.end(3)), (1, text.len() as u64 - 1));
        assert_eq!(view.end(1), 2);
        let row = "\u{2060}".repeat(9);
        let view = viewed(&[format!("1{row}2").as_bytes()], false);
        assert_eq!(view.bytes(), [b'1', BREAK, b'2']);
    }

    #[test]
    fn special_digits_are_looked_at_as_digits_if_that_is_wanted() {
        let text = "４２\u{A0}7\u{2010}8";
        assert_eq!(viewed(&[text.as_bytes()], true).bytes(), b"42 7-8");
        assert_eq!(viewed(&[text.as_bytes()], false).bytes(), text.as_bytes());
        let view = viewed(&[text.as_bytes()], true);
        assert_eq!((view.start(1), view.end(1)), (3, 6));
    }

    proptest! {
        #[test]
        fn reads_do_not_matter_and_every_place_is_found_again(
            text in "[a1 \u{200B}\u{FE01}\u{E0101}\u{2060}４\u{A0}\u{2012}é]{0,24}",
            cut in any::<prop::sample::Index>(),
            forgotten in any::<prop::sample::Index>(),
            fold in any::<bool>(),
        ) {
            let bytes = text.as_bytes();
            let (front, back) = bytes.split_at(cut.index(bytes.len() + 1));
            let whole = viewed(&[bytes], fold);
            let mut view = viewed(&[front, back], fold);
            prop_assert_eq!(view.bytes(), whole.bytes());
            let forgotten = forgotten.index(whole.bytes().len() + 1);
            view.forget(forgotten);
            for at in forgotten..whole.bytes().len() {
                prop_assert_eq!(view.start(at - forgotten), whole.start(at));
                prop_assert_eq!(view.end(at - forgotten), whole.end(at));
                let place = usize::try_from(whole.start(at)).unwrap_or(usize::MAX);
                let byte = whole.bytes()[at];
                prop_assert!(bytes[place] == byte || fold || byte == BREAK);
            }
        }
    }
}
