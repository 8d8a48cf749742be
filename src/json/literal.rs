//! String literals of JSON (RFC 8259, clause 7): their text, and text put into them.
//!
//! A text may be cut between the two halves of a surrogate pair, in two literals. A half that stays
//! alone, and bytes that are no UTF-8, are U+FFFD to a reader, and so they are here.

use std::borrow::Cow;

/// U+FFFD in UTF-8.
const REPLACEMENT: &str = "\u{FFFD}";

/// How characters outside of ASCII are spelled in a literal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Spelling {
    /// As they are, in UTF-8.
    #[default]
    Raw,
    /// As `\u` escapes of their UTF-16 units.
    Escaped,
}

impl Spelling {
    /// The spelling that a literal shows, if it shows one.
    pub fn of(literal: &[u8]) -> Option<Spelling> {
        if !literal.is_ascii() {
            return Some(Spelling::Raw);
        }
        let mut rest = literal;
        while let Some(at) = memchr::memchr(b'\\', rest) {
            let (unit, length) = escape(&rest[at..]);
            if matches!(unit, Some(0x80..)) {
                return Some(Spelling::Escaped);
            }
            rest = &rest[at + length..];
        }
        None
    }
}

/// Reads the literals that a text is spread over.
#[derive(Debug, Default, Clone, Copy)]
pub struct Decoder {
    /// The first half of a surrogate pair, at the end of what has come.
    half: Option<u16>,
}

impl Decoder {
    /// Whether the first half of a surrogate pair waits for the second.
    pub fn is_amid(&self) -> bool {
        self.half.is_some()
    }

    /// The text of the next literal, if that is the literal itself.
    pub fn as_plain(self, literal: &[u8]) -> Option<&[u8]> {
        let plain = self.half.is_none() && memchr::memchr(b'\\', literal).is_none();
        (plain && std::str::from_utf8(literal).is_ok()).then_some(literal)
    }

    /// Adds the text of the next literal (what stands between its quotes) to `out`.
    pub fn decode(&mut self, literal: &[u8], out: &mut Vec<u8>) {
        let mut rest = literal;
        while !rest.is_empty() {
            match memchr::memchr(b'\\', rest) {
                Some(0) => {
                    let (unit, length) = escape(rest);
                    self.unit(unit, out);
                    rest = &rest[length..];
                }
                found => {
                    let (plain, behind) = rest.split_at(found.unwrap_or(rest.len()));
                    self.finish(out);
                    match std::str::from_utf8(plain) {
                        Ok(_) => out.extend_from_slice(plain),
                        Err(_) => out.extend_from_slice(String::from_utf8_lossy(plain).as_bytes()),
                    }
                    rest = behind;
                }
            }
        }
    }

    /// The text is over, or something else comes: a half that waits stays alone.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        if self.half.take().is_some() {
            out.extend_from_slice(REPLACEMENT.as_bytes());
        }
    }

    fn unit(&mut self, unit: Option<u16>, out: &mut Vec<u8>) {
        let Some(unit) = unit else {
            self.finish(out);
            out.extend_from_slice(REPLACEMENT.as_bytes());
            return;
        };
        let c = match (self.half, unit) {
            (Some(half), 0xDC00..=0xDFFF) => {
                self.half = None;
                let high = (u32::from(half) - 0xD800) << 10;
                char::from_u32(0x1_0000 + high + (u32::from(unit) - 0xDC00))
            }
            (_, 0xD800..=0xDBFF) => {
                self.finish(out);
                self.half = Some(unit);
                return;
            }
            (_, unit) => {
                self.finish(out);
                char::from_u32(u32::from(unit))
            }
        };
        let c = c.unwrap_or(char::REPLACEMENT_CHARACTER);
        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
}

/// The escape at the front: its UTF-16 unit, if it is one that JSON knows, and its length in bytes.
fn escape(literal: &[u8]) -> (Option<u16>, usize) {
    let simple = |c: char| (u16::try_from(u32::from(c)).ok(), 2);
    match literal.get(1) {
        Some(b'u') => {
            let digits = literal.get(2..6).and_then(|hex| std::str::from_utf8(hex).ok());
            let unit = digits
                .filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
                .and_then(|hex| u16::from_str_radix(hex, 16).ok());
            match unit {
                Some(unit) => (Some(unit), 6),
                None => (None, 2),
            }
        }
        Some(b'b') => simple('\u{8}'),
        Some(b'f') => simple('\u{C}'),
        Some(b'n') => simple('\n'),
        Some(b'r') => simple('\r'),
        Some(b't') => simple('\t'),
        Some(byte @ (b'"' | b'\\' | b'/')) => simple(char::from(*byte)),
        Some(byte) if byte.is_ascii() => (None, 2),
        _ => (None, 1),
    }
}

/// The text of a literal that stands alone.
pub fn to_text(literal: &[u8]) -> Cow<'_, str> {
    if !literal.contains(&b'\\') {
        return String::from_utf8_lossy(literal);
    }
    let (mut decoder, mut text) = (Decoder::default(), Vec::new());
    decoder.decode(literal, &mut text);
    decoder.finish(&mut text);
    Cow::Owned(String::from_utf8_lossy(&text).into_owned())
}

/// Adds `text` to `out`, as it is spelled between the quotes of a literal.
pub fn spell(text: &str, spelling: Spelling, out: &mut Vec<u8>) {
    for c in text.chars() {
        match c {
            '"' => out.extend_from_slice(b"\\\""),
            '\\' => out.extend_from_slice(b"\\\\"),
            '\n' => out.extend_from_slice(b"\\n"),
            '\r' => out.extend_from_slice(b"\\r"),
            '\t' => out.extend_from_slice(b"\\t"),
            c if c < ' ' || (spelling == Spelling::Escaped && !c.is_ascii()) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    out.extend_from_slice(format!("\\u{unit:04x}").as_bytes());
                }
            }
            c => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
}

/// One character of a literal's text, and how it is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spelled {
    /// Bytes of the literal.
    pub literal: usize,
    /// Bytes of text; none for the first half of a surrogate pair.
    pub text: usize,
}

/// The characters of a literal, one after the other; `decoder` as it was before the literal. A half
/// that waited there and stays alone comes first, and has no bytes of this literal.
pub fn characters(literal: &[u8], mut decoder: Decoder) -> impl Iterator<Item = Spelled> {
    let mut rest = literal;
    let mut text = Vec::new();
    let mut next = None;
    std::iter::from_fn(move || {
        if next.is_some() {
            return next.take();
        }
        let length = match rest.first()? {
            b'\\' => escape(rest).1,
            _ => character(rest),
        };
        text.clear();
        let waited = decoder.is_amid();
        decoder.decode(&rest[..length], &mut text);
        let mut one = Spelled { literal: length, text: text.len() };
        if waited && text.starts_with(REPLACEMENT.as_bytes()) {
            one.text -= REPLACEMENT.len();
            next = Some(one);
            one = Spelled { literal: 0, text: REPLACEMENT.len() };
        }
        rest = &rest[length..];
        Some(one)
    })
}

/// The length of the character at the front; of what is none, as much as one U+FFFD stands for.
fn character(bytes: &[u8]) -> usize {
    let window = &bytes[..bytes.len().min(4)];
    match std::str::from_utf8(window) {
        Ok(text) => text.chars().next().map_or(1, char::len_utf8),
        Err(error) if error.valid_up_to() > 0 => {
            let valid = &window[..error.valid_up_to()];
            let text = String::from_utf8_lossy(valid);
            text.chars().next().map_or(1, char::len_utf8)
        }
        Err(error) => error.error_len().unwrap_or(window.len()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decoded(literals: &[&[u8]]) -> String {
        let (mut decoder, mut text) = (Decoder::default(), Vec::new());
        for literal in literals {
            decoder.decode(literal, &mut text);
        }
        decoder.finish(&mut text);
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn surrogate_halves_meet_over_two_literals_or_stay_alone() {
        assert_eq!(decoded(&[b"a\\ud83d", b"\\ude80b"]), "a🚀b");
        assert_eq!(decoded(&[b"\\ud83d", b"x"]), "\u{FFFD}x");
        assert_eq!(decoded(&[b"\\ude80\\ud83d"]), "\u{FFFD}\u{FFFD}");
        assert_eq!(decoded(&[b"\\ud83d\\ud83d\\ude80"]), "\u{FFFD}🚀");
    }

    #[test]
    fn bytes_that_are_no_text_become_replacement_characters() {
        assert_eq!(decoded(&[b"a\xC3", b"\xA9b"]), "a\u{FFFD}\u{FFFD}b");
        assert_eq!(decoded(&[b"\\x", b"\\u12", b"\\"]), "\u{FFFD}\u{FFFD}12\u{FFFD}");
    }

    #[test]
    fn a_literal_shows_its_spelling() {
        assert_eq!(Spelling::of("né".as_bytes()), Some(Spelling::Raw));
        assert_eq!(Spelling::of(br"n\u00e9"), Some(Spelling::Escaped));
        assert_eq!(Spelling::of(br"a\u003c\n"), None);
    }

    proptest! {
        #[test]
        fn what_is_spelled_is_read_again(text in "\\PC*", escaped in any::<bool>(), cut in 0usize..40) {
            let spelling = if escaped { Spelling::Escaped } else { Spelling::Raw };
            let mut literal = Vec::new();
            spell(&text, spelling, &mut literal);
            let quoted = [&b"\""[..], &literal, b"\""].concat();
            prop_assert_eq!(serde_json::from_slice::<String>(&quoted).unwrap(), text.clone());
            prop_assert_eq!(to_text(&literal), text.as_str());
            // Cut between any two characters of the literal.
            let at: usize = characters(&literal, Decoder::default()).take(cut).map(|one| one.literal).sum();
            prop_assert_eq!(decoded(&[&literal[..at], &literal[at..]]), text);
        }

        #[test]
        fn characters_add_up_for_any_bytes(literal in proptest::collection::vec(any::<u8>(), 0..48)) {
            let (mut decoder, mut text) = (Decoder::default(), Vec::new());
            decoder.decode(&literal, &mut text);
            let all: Vec<_> = characters(&literal, Decoder::default()).collect();
            prop_assert_eq!(all.iter().map(|one| one.literal).sum::<usize>(), literal.len());
            prop_assert_eq!(all.iter().map(|one| one.text).sum::<usize>(), text.len());
        }
    }
}
