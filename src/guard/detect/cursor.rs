//! A look at the text from one place on: what stands there, what stood before it, and what is not
//! there yet.
//!
//! A scanner that looks at bytes that have not come answers with a [`Incomplete`]: from which byte
//! on, or after which kind of byte, it may know more. So it is asked again only when that can
//! change its answer.

use crate::guard::detect::class::{CAPITAL, Class, WORD, is};

/// The end of the text, as scanners see it: a byte that no value has and every value may stand
/// before.
pub const END: u8 = 0;

/// Whether two bytes are an escape of JSON and most languages for what separates words: a line's
/// end or a tab.
#[inline(always)]
pub fn is_escape(backslash: u8, letter: u8) -> bool {
    backslash == b'\\' && matches!(letter, b'n' | b'r' | b't')
}

/// What has to come before a scanner knows more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Incomplete {
    /// A byte that lacks one of these classes,
    pub classes: Class,
    /// or a text of so many bytes in all.
    pub length: usize,
}

impl Incomplete {
    /// What has to come before one of two scanners knows more.
    pub fn or(self, other: Incomplete) -> Incomplete {
        Incomplete { classes: self.classes | other.classes, length: self.length.min(other.length) }
    }

    /// Whether bytes that have come from a place on, up to which there was nothing new, change
    /// anything.
    pub fn is_over(self, text: &[u8], from: usize) -> bool {
        text.len() >= self.length
            || text[from..].iter().any(|byte| {
                crate::guard::detect::class::class(*byte) & self.classes != self.classes
            })
    }
}

/// A look from one place on. Places are counted from there.
#[derive(Debug, Clone, Copy)]
pub struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
    ended: bool,
    /// What stood before `text`.
    past: &'a [u8],
}

impl<'a> Cursor<'a> {
    /// A look at a text, whole or still coming, from a place on; `past` stands before it.
    pub fn new(text: &'a [u8], at: usize, ended: bool, past: &'a [u8]) -> Self {
        Self { text, at, ended, past }
    }

    /// The byte there; [`END`] behind the end of the text.
    #[inline(always)]
    pub fn byte(&self, place: usize) -> Result<u8, Incomplete> {
        match self.text.get(self.at + place) {
            Some(byte) => Ok(*byte),
            None => self.missing(place),
        }
    }

    #[cold]
    fn missing(&self, place: usize) -> Result<u8, Incomplete> {
        match self.ended {
            true => Ok(END),
            false => Err(Incomplete { classes: 0, length: self.at + place + 1 }),
        }
    }

    /// Where bytes of a class end, from a place on; `most` if they go on to there.
    #[inline]
    pub fn run(&self, from: usize, classes: Class, most: usize) -> Result<usize, Incomplete> {
        let rest = self.text.get(self.at + from..).unwrap_or_default();
        let rest = &rest[..rest.len().min(most.saturating_sub(from))];
        match rest.iter().position(|byte| !is(*byte, classes)) {
            Some(length) => Ok(from + length),
            None if self.ended || from + rest.len() >= most => Ok(from + rest.len()),
            None => Err(Incomplete { classes, length: self.at + most }),
        }
    }

    /// The bytes from here to a place that has been looked at.
    #[inline]
    pub fn bytes(&self, from: usize, to: usize) -> &'a [u8] {
        &self.text[self.at + from..self.at + to]
    }

    /// All that has come from here on, at most so much of it, and whether there will be more of it.
    pub fn ahead(&self, most: usize) -> (&'a [u8], bool) {
        let rest = &self.text[self.at..];
        match rest.get(..most) {
            Some(rest) => (rest, false),
            None => (rest, !self.ended),
        }
    }

    /// Waits for the next byte.
    pub fn more(&self) -> Incomplete {
        Incomplete { classes: 0, length: self.text.len() + 1 }
    }

    /// The byte so many places before; [`END`] before the start of the text.
    #[inline(always)]
    pub fn back(&self, places: usize) -> u8 {
        match self.at.checked_sub(places) {
            Some(at) => self.text[at],
            None => {
                let places = places - self.at;
                match self.past.len().checked_sub(places) {
                    Some(at) => self.past[at],
                    None => END,
                }
            }
        }
    }

    /// How many places before the nearest byte stands that is not passed over, from so many on; at
    /// most `most`.
    #[inline(always)]
    pub fn back_over(&self, from: usize, most: usize, passes: impl Fn(u8) -> bool) -> usize {
        let mut back = from;
        while back < most && passes(self.back(back)) {
            back += 1;
        }
        back
    }

    /// The last bytes before, at most so many.
    pub fn behind(&self, most: usize) -> Vec<u8> {
        let near = &self.text[self.at.saturating_sub(most)..self.at];
        let far = most - near.len();
        let mut behind = self.past[self.past.len().saturating_sub(far)..].to_vec();
        behind.extend_from_slice(near);
        behind
    }

    /// Whether no word ends right before, or what looks like its end is the letter of an escape.
    #[inline(always)]
    pub fn begins_word(&self) -> bool {
        !is(self.back(1), WORD) || is_escape(self.back(2), self.back(1))
    }

    /// Whether a number may begin here: neither a word, nor a number with a point or a hyphen,
    /// stands right before.
    #[inline(always)]
    pub fn begins_number(&self) -> bool {
        let before = self.back(1);
        let joined = matches!(before, b'.' | b'-') && self.back(2).is_ascii_digit();
        self.begins_word() && !joined
    }

    /// Whether a value may end at this place: no word goes on, no decimals and no hyphenated part
    /// follow. A label of ours stands for what was there.
    #[inline]
    pub fn ends_at(&self, place: usize) -> Result<bool, Incomplete> {
        let byte = self.byte(place)?;
        if !matches!(byte, b'.' | b'-') {
            return Ok(!is(byte, WORD));
        }
        let next = self.byte(place + 1)?;
        if next == b'[' {
            return Ok(!self.is_label(place + 2)?);
        }
        Ok(!next.is_ascii_digit() && (byte == b'.' || !next.is_ascii_alphabetic()))
    }

    /// Whether the name of a label goes on to its bracket.
    fn is_label(&self, from: usize) -> Result<bool, Incomplete> {
        const LONGEST: usize = 64;
        let mut place = from;
        while place < from + LONGEST
            && (is(self.byte(place)?, CAPITAL) || self.byte(place)? == b'_')
        {
            place += 1;
        }
        Ok(place > from && self.byte(place)? == b']')
    }
}
