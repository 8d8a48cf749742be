//! A glance at a word: most words and numbers are plainly nothing, and need not be asked about.
//!
//! What is passed over here no scanner would find; a test asks them all the same. Where the end of a word has not come, or anything
//! about it is out of the ordinary, they are asked.

use super::kind::{Kind, Kinds};

/// Longer words may be tokens.
const WORD_MAX: usize = 15;
/// Longer numbers may be ids.
const NUMBER_MAX: usize = 8;

/// After a word: nothing that goes on with it in any value.
const FOLLOWS: u8 = 1;
/// The same, and nothing that goes on with a number either.
const CLOSES: u8 = 1 << 1;
/// A letter.
const LETTER: u8 = 1 << 2;
/// A digit.
const DIGIT: u8 = 1 << 3;

static CLASSES: [u8; 256] = {
    let mut table = [0; 256];
    let mut at = 0;
    while at < 256 {
        let byte = at as u8;
        table[at] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            b'0'..=b'9' => DIGIT,
            b'\t' | b'\n' | b'\r' | b',' | b';' | b')' | b']' | b'}' | b'"' | b'\'' | b'`'
            | b'>' | b'|' => FOLLOWS | CLOSES,
            b' ' | b':' | b'!' | b'?' | b'(' | b'[' | b'{' | b'<' | b'*' | b'\\' | b'&' | b'#'
            | b'$' | b'^' => FOLLOWS,
            0x80..=0xFF => FOLLOWS,
            _ => 0,
        };
        at += 1;
    }
    table
};

#[inline(always)]
fn is(text: &[u8], at: usize, class: u8) -> bool {
    text.get(at)
        .is_some_and(|byte| CLASSES[usize::from(*byte)] & class != 0)
}

/// What makes words and numbers worth asking about.
#[derive(Debug, Clone, Copy, Default)]
pub struct Glance {
    /// Bank codes are capitals only.
    capitals: bool,
    /// Values may be any words.
    values: bool,
    /// Account numbers may have few digits.
    accounts: bool,
    pairs: bool,
}

impl Glance {
    /// For these kinds.
    pub fn new(kinds: Kinds) -> Self {
        Self {
            capitals: kinds.contains(Kind::SwiftBic),
            values: kinds.contains(Kind::GenericSecret),
            accounts: kinds.contains(Kind::UsBankAccount),
            pairs: kinds.contains(Kind::MacAddress),
        }
    }

    /// Where the word ends that begins at a place, if nothing begins there or within; `before` is the byte before it.
    #[inline(always)]
    pub fn pass(self, text: &[u8], at: usize, before: u8) -> Option<usize> {
        // A password may stand behind a colon.
        if before == b':' || self.values {
            return None;
        }
        match CLASSES[usize::from(text[at])] {
            LETTER => self.word(text, at),
            DIGIT => self.number(text, at, before),
            _ => None,
        }
    }

    #[inline(always)]
    fn word(self, text: &[u8], at: usize) -> Option<usize> {
        let mut end = at + 1;
        while is(text, end, LETTER) {
            end += 1;
        }
        let length = end - at;
        if length > WORD_MAX || (self.capitals && matches!(length, 8 | 11)) {
            return None;
        }
        let next = *text.get(end)?;
        match next {
            // A digit may go on with a date or an id.
            b' ' if is(text, end + 1, DIGIT) || end + 1 == text.len() => None,
            b':' if length == 5 && text[at..end] == *b"https" => None,
            b':' if self.pairs && length == 2 => None,
            b'.' => {
                let ends = matches!(text.get(end + 1), Some(b' ' | b'\n' | b'\r'));
                (ends && end + 2 < text.len() && !is(text, end + 2, DIGIT)).then_some(end)
            }
            _ => is(text, end, FOLLOWS).then_some(end),
        }
    }

    #[inline(always)]
    fn number(self, text: &[u8], at: usize, before: u8) -> Option<usize> {
        let mut end = at + 1;
        while is(text, end, DIGIT) {
            end += 1;
        }
        let length = end - at;
        if length > NUMBER_MAX || (self.accounts && length >= 6) {
            return None;
        }
        // A verification code stands behind a word.
        if matches!(length, 3 | 4) && before != b',' && before != b'.' {
            return None;
        }
        if text.get(end) == Some(&b'.') && is(text, end + 1, DIGIT) {
            // Decimals, unless they belong to something longer.
            let mut decimals = end + 1;
            while is(text, decimals, DIGIT) {
                decimals += 1;
            }
            let is_one = text[at] != b'0' || decimals - at <= 8;
            return (is_one && is(text, decimals, CLOSES)).then_some(decimals);
        }
        if is(text, end, CLOSES) {
            return Some(end);
        }
        // "42 engineers", but not "2 July" and not "07700 900123".
        let next = *text.get(end + 1)?;
        let goes_on = next >= 0x80
            || next.is_ascii_digit()
            || matches!(
                next | 0x20,
                b'j' | b'f' | b'm' | b'a' | b's' | b'o' | b'n' | b'd' | b'-' | b'/' | b'.' | b'\r'
            );
        (text[end] == b' ' && !goes_on).then_some(end)
    }
}
