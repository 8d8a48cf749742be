//! A glance at a word: most words and numbers are plainly nothing, and need not be asked about.
//!
//! What is passed over here no scanner would find. The lengths and letters that this rests on come
//! from the table of kinds and from the scanners; tests ask the scanners all the same, about each
//! example, form and keyword of the table and about random text (`engine_tests.rs`). Where the end
//! of a word has not come, or anything about it is out of the ordinary, they are asked.

use crate::guard::detect::class::{self, CLOSES, Class, DIGIT, FOLLOWS, LETTER};
use crate::guard::detect::context::{FILLERS, last_bytes};
use crate::guard::detect::cursor;
use crate::guard::detect::kind::{Kind, Kinds};
use crate::guard::detect::kinds::ROWS;
use crate::guard::detect::scan::date::begins_month;
use crate::guard::detect::scan::keyword_secrets::{BEARER_LEAST, SCHEME_ENDS};
use crate::guard::detect::shape::Shape;

/// Longer words may be tokens.
const WORD_MAX: usize =
    if LENGTHS.secret < BEARER_LEAST { LENGTHS.secret } else { BEARER_LEAST } - 1;
/// Longer words that are joined by signs may be secrets.
const JOINED_MAX: usize = LENGTHS.secret - 1;
/// Longer numbers may be ids.
const NUMBER_MAX: usize = LENGTHS.number - 1;
/// The last letters of words that call a number a code, or are between them and the number.
const CODE_ENDS: u128 =
    last_bytes(ROWS[Kind::CardCvv as usize].keywords) | last_bytes(FILLERS) | last_bytes("s");

/// How long values are, from the table of kinds.
struct Lengths {
    /// The shortest secret that begins with letters.
    secret: usize,
    /// The shortest number that is not in groups.
    number: usize,
    /// The lengths of ids, as a set.
    ids: u64,
    /// The lengths of ids that may be letters only, as a set.
    plain: u64,
}

const LENGTHS: Lengths = {
    let mut lengths = Lengths { secret: usize::MAX, number: usize::MAX, ids: 0, plain: 0 };
    let mut kind = 0;
    while kind < ROWS.len() {
        let mut at = 0;
        while at < ROWS[kind].shapes.len() {
            lengths.add(&ROWS[kind].shapes[at]);
            at += 1;
        }
        kind += 1;
    }
    lengths
};

impl Lengths {
    const fn add(&mut self, shape: &Shape) {
        let mut at = 0;
        match shape {
            Shape::Number(number) => {
                while at < number.forms.len() {
                    if let Ok(length) = usize::from_str_radix(number.forms[at], 10)
                        && length < self.number
                    {
                        self.number = length;
                    }
                    at += 1;
                }
            }
            Shape::Word(word) => {
                while at < word.lengths.len() {
                    self.ids |= 1 << word.lengths[at];
                    if word.plain {
                        self.plain |= 1 << word.lengths[at];
                    }
                    at += 1;
                }
            }
            Shape::OwnId(least, most) => {
                at = *least;
                while at <= *most {
                    self.ids |= 1 << at;
                    at += 1;
                }
            }
            Shape::Prefix(prefix) => {
                if prefix.prefix.len() + prefix.length < self.secret {
                    self.secret = prefix.prefix.len() + prefix.length;
                }
            }
            Shape::OwnSecret(_) | Shape::OwnNumber | Shape::Address => {}
        }
    }
}

#[inline(always)]
fn is(text: &[u8], at: usize, classes: Class) -> bool {
    text.get(at).is_some_and(|byte| class::is(*byte, classes))
}

/// How many bytes there are before the next one of ASCII.
pub fn foreign(text: &[u8]) -> usize {
    let (words, _) = text.as_chunks::<8>();
    let whole = words
        .iter()
        .take_while(|word| {
            u64::from_ne_bytes(**word) & 0x8080_8080_8080_8080 == 0x8080_8080_8080_8080
        })
        .count();
    let rest = text[8 * whole..].iter();
    8 * whole + rest.take_while(|byte| **byte >= 0x80).count()
}

/// Whether something may begin with a byte; the two before it say whether a word does.
#[inline(always)]
pub fn begins(byte: u8, before: u8, further: u8) -> bool {
    let this = class::class(byte);
    this & (class::SIGN | class::MARK) != 0
        || (this & class::WORD != 0
            && (!class::is(before, class::WORD) || cursor::is_escape(further, before)))
        || (before == b':' && this & class::USERINFO != 0)
}

/// What there is to see at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prefiltered {
    /// Nothing begins there, nor up to this place.
    Nothing(usize),
    /// That has to be asked.
    Something,
    /// That is open while only bytes of a class come, up to so many bytes of text.
    Open(Class, usize),
}

/// What makes words and numbers worth asking about.
#[derive(Debug, Clone, Copy, Default)]
pub struct Prefilter {
    /// Words are held until their end: they may be the front of an e-mail address.
    words: bool,
    /// Values may be any words.
    values: bool,
    /// Ids may be letters only.
    plain: bool,
    /// Account numbers may have few digits.
    accounts: bool,
    /// Pairs of letters may be a network address.
    pairs: bool,
}

impl Prefilter {
    /// For these kinds.
    pub fn new(kinds: Kinds) -> Self {
        Self {
            words: kinds.contains(Kind::Email),
            values: kinds.contains(Kind::GenericSecret),
            plain: kinds.meets(Kinds::PLAIN),
            accounts: kinds.contains(Kind::UsBankAccount),
            pairs: kinds.contains(Kind::MacAddress),
        }
    }

    /// One that sees nothing.
    #[cfg(test)]
    pub fn blind() -> Self {
        Self { values: true, ..Self::default() }
    }

    /// What there is to see at a place where something may begin; `before` is the byte before it.
    #[inline(always)]
    pub fn at(self, text: &[u8], at: usize, before: u8) -> Prefiltered {
        // A password may stand behind a colon, and an escape hide the beginning of a word.
        if before == b':' || before == b'\\' || self.values {
            return Prefiltered::Something;
        }
        match class::class(text[at]) & (LETTER | DIGIT) {
            LETTER => self.word(text, at, before),
            DIGIT => self.number(text, at, before),
            _ => sign(text, at, before),
        }
    }

    #[inline(always)]
    fn word(self, text: &[u8], at: usize, before: u8) -> Prefiltered {
        let rest = &text[at + 1..];
        let letters =
            rest.iter().take(WORD_MAX).take_while(|byte| class::is(**byte, LETTER)).count();
        let length = letters + 1;
        let end = at + length;
        if length > WORD_MAX || (self.plain && LENGTHS.plain >> length & 1 != 0) {
            return Prefiltered::Something;
        }
        let Some(next) = text.get(end) else {
            return match self.words {
                true => Prefiltered::Open(LETTER, at + WORD_MAX + 1),
                false => Prefiltered::Something,
            };
        };
        match next {
            // A digit may go on with a date or an id.
            b' ' if is(text, end + 1, DIGIT) || end + 1 == text.len() => Prefiltered::Something,
            b':' if length == 5 && text[at..end] == *b"https" => Prefiltered::Something,
            b':' if self.pairs && length == 2 => Prefiltered::Something,
            b'.' | b'-' | b'_' | b'/' => self.joined(text, at, end, before),
            b'0'..=b'9' => self.mixed(text, at, end),
            _ if is(text, end, FOLLOWS) => Prefiltered::Nothing(end),
            _ => Prefiltered::Something,
        }
    }

    /// Letters and digits: `Ed25519`, `sha256`, `encypher1`.
    #[inline(never)]
    fn mixed(self, text: &[u8], at: usize, letters: usize) -> Prefiltered {
        let mut end = letters;
        while is(text, end, LETTER | DIGIT) && end - at <= WORD_MAX {
            end += 1;
        }
        let length = end - at;
        // An IBAN in groups begins with two letters and two digits.
        let may_be_id = length > WORD_MAX
            || LENGTHS.ids >> length & 1 != 0
            || (length == 4 && letters - at == 2);
        let ends = is(text, end, FOLLOWS) && !is(text, end + 1, DIGIT) && end + 1 < text.len();
        match ends && !may_be_id && !self.plain && !self.pairs {
            true => Prefiltered::Nothing(end),
            false => Prefiltered::Something,
        }
    }

    /// Words with signs between them: `self-contained`, `example.com`, `max_age`.
    #[inline(never)]
    fn joined(self, text: &[u8], at: usize, mut end: usize, before: u8) -> Prefiltered {
        while is(text, end + 1, LETTER) && matches!(text[end], b'.' | b'-' | b'_' | b'/') {
            end += 2;
            while is(text, end, LETTER) {
                end += 1;
            }
            if end - at > JOINED_MAX {
                return Prefiltered::Something;
            }
            if end >= text.len() {
                return Prefiltered::Something;
            }
        }
        // The end of a sentence.
        let closed = text[end] == b'.';
        let follows = end + usize::from(closed);
        let ends = matches!(text.get(follows), Some(b'\n' | b'\r'))
            || (is(text, follows, FOLLOWS) && (!closed || text[follows] == b' '));
        let goes_on = is(text, follows + 1, DIGIT) || follows + 1 >= text.len();
        let is_simple = !self.plain && !self.pairs && text[follows.min(text.len() - 1)] != b':';
        match ends && !goes_on && is_simple && is_quiet(text, at, before) {
            true => Prefiltered::Nothing(end),
            false => Prefiltered::Something,
        }
    }

    #[inline(always)]
    fn number(self, text: &[u8], at: usize, before: u8) -> Prefiltered {
        let mut end = at + 1;
        while is(text, end, DIGIT) {
            end += 1;
        }
        let length = end - at;
        if length > NUMBER_MAX || (self.accounts && length >= 6) {
            return Prefiltered::Something;
        }
        let Some(next) = text.get(end) else {
            return match self.words {
                true => Prefiltered::Open(DIGIT, at + NUMBER_MAX + 1),
                false => Prefiltered::Something,
            };
        };
        // A verification code stands behind a word.
        if matches!(length, 3 | 4) && may_be_called_code(text, at, before) {
            return Prefiltered::Something;
        }
        if *next == b'.' && is(text, end + 1, DIGIT) {
            // Decimals, unless they belong to something longer.
            let mut decimals = end + 1;
            while is(text, decimals, DIGIT) {
                decimals += 1;
            }
            let is_one = text[at] != b'0' || decimals - at <= NUMBER_MAX;
            return match is_one && is(text, decimals, CLOSES) {
                true => Prefiltered::Nothing(decimals),
                false => Prefiltered::Something,
            };
        }
        if is(text, end, CLOSES) {
            return Prefiltered::Nothing(end);
        }
        // "42 engineers", but not "2 July" and not "07700 900123".
        // A letter may belong to eight digits (12345678 Z).
        if length == NUMBER_MAX && *next == b' ' {
            return Prefiltered::Something;
        }
        let is_day = matches!(length, 1 | 2 | 4);
        let may_go_on = |next: &u8| {
            *next >= 0x80
                || next.is_ascii_digit()
                || (is_day && begins_month(next | 0x20))
                || matches!(next, b'-' | b'/' | b'.')
        };
        match *next == b' ' && text.get(end + 1).is_some_and(|next| !may_go_on(next)) {
            true => Prefiltered::Nothing(end),
            false => Prefiltered::Something,
        }
    }
}

/// Whether a word may stand before that calls a number a code, by its last letter.
#[inline(always)]
fn may_be_called_code(text: &[u8], at: usize, before: u8) -> bool {
    match before {
        b',' | b'.' => false,
        b' ' => {
            at < 2 || {
                let last = text[at - 2];
                last >= 0x80 || !last.is_ascii_alphanumeric() || CODE_ENDS >> (last | 0x20) & 1 != 0
            }
        }
        _ => true,
    }
}

/// Signs with which hardly ever something begins.
#[inline(always)]
fn sign(text: &[u8], at: usize, before: u8) -> Prefiltered {
    let Some(next) = text.get(at + 1) else {
        return Prefiltered::Something;
    };
    let in_token = before == b' ' || before == b'\t';
    let nothing = match text[at] {
        b'-' => *next != b'-' && (!in_token || *next == b' '),
        b'(' => !next.is_ascii_digit(),
        b'/' => class::is(before, class::BASE64),
        b'~' => !in_token,
        b'+' => {
            // Behind a word it is no phone's, unless that is the letter of an escape.
            let is_inside = class::is(before, class::WORD) && !matches!(before, b'n' | b'r' | b't');
            class::is(before, class::BASE64) && (is_inside || !next.is_ascii_digit())
        }
        b'_' => false,
        _ => true,
    };
    match nothing {
        true => Prefiltered::Nothing(at + 1),
        false => Prefiltered::Something,
    }
}

/// Whether what stands before does not call it a token or a key.
fn is_quiet(text: &[u8], at: usize, before: u8) -> bool {
    match before {
        b'\n' | b'(' | b'[' | b'/' | b'.' | b'-' | b'<' | b'@' | b'_' => true,
        b' ' => {
            let further = at.checked_sub(2).map_or(b':', |at| text[at]);
            let is_name = further.is_ascii_alphanumeric()
                && (SCHEME_ENDS | last_bytes("s, t")) >> (further | 0x20) & 1 == 0;
            is_name || matches!(further, b'.' | b'|' | b'\n' | b'-')
        }
        _ => false,
    }
}
