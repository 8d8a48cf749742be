//! Finds records in a text, whatever pieces it comes in.
//!
//! Everything that is no record goes on as text, at once: only bytes that may yet turn out to be a
//! record are kept, never more than the largest record and what may stand inside it.

use super::{Spelled, read as read_mark};
use crate::record::read::{self, Extent, RecordError};
use crate::record::{MAGIC, Record};
use crate::text::class::is_white_space;
use crate::text::utf8::{self, Unit};
use memchr::memmem::{self, Finder};

/// The first mark of every record, in UTF-8.
const FIRST: [u8; 3] = [0xEF, 0xB8, 0x80 + MAGIC[0]];
/// The marks of [`MAGIC`], in UTF-8.
const OPENING: [u8; 6] = [FIRST[0], FIRST[1], FIRST[2], 0xEF, 0xB8, 0x80 + MAGIC[1]];
/// Bytes of white space and quotation signs that may stand between two marks of a record: what a
/// wrapping or quoting tool puts there.
const INTERRUPTION_MAX: usize = 64;

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

/// Takes a text apart into [`Piece`]s.
#[derive(Debug)]
pub struct Scanner {
    first: Finder<'static>,
    /// Bytes that may be a record, from its first mark on.
    open: Vec<u8>,
    candidate: Candidate,
}

/// How far the bytes that may be a record are read.
#[derive(Debug, Default)]
struct Candidate {
    /// How many bytes are read.
    at: usize,
    /// What they spell.
    record: Vec<u8>,
    /// Bytes between the last mark and `at`.
    interruption: usize,
    interrupted: bool,
}

enum Judgement {
    Record,
    /// Marks of something else.
    Text,
    Damaged(RecordError),
    /// More text is needed to say.
    Open,
}

impl Default for Scanner {
    fn default() -> Self {
        Self::new()
    }
}

impl Scanner {
    /// A scanner at the beginning of a text.
    pub fn new() -> Self {
        Self {
            first: Finder::new(&FIRST),
            open: Vec::new(),
            candidate: Candidate::default(),
        }
    }

    /// The next bytes of the text.
    pub fn update<E>(
        &mut self,
        text: &[u8],
        visit: &mut impl FnMut(Piece<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.open.is_empty() {
            let taken = self.take_apart(text, false, visit)?;
            self.open.extend_from_slice(&text[taken..]);
            return Ok(());
        }
        let mut open = std::mem::take(&mut self.open);
        open.extend_from_slice(text);
        let taken = self.take_apart(&open, false, visit)?;
        open.drain(..taken);
        self.open = open;
        Ok(())
    }

    /// The text ends here.
    pub fn finish<E>(
        &mut self,
        visit: &mut impl FnMut(Piece<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let open = std::mem::take(&mut self.open);
        self.take_apart(&open, true, visit).map(drop)
    }

    /// Gives away the pieces of `text` up to a candidate that stays open; returns how many bytes.
    fn take_apart<E>(
        &mut self,
        text: &[u8],
        ended: bool,
        visit: &mut impl FnMut(Piece<'_>) -> Result<(), E>,
    ) -> Result<usize, E> {
        let mut taken = 0;
        while taken < text.len() {
            let rest = &text[taken..];
            // A candidate that is partly read stands at the front.
            let start = if self.candidate.at > 0 {
                0
            } else {
                self.candidate_start(rest)
            };
            if start > 0 {
                visit(Piece::Text(&rest[..start]))?;
                taken += start;
                continue;
            }
            match self.candidate.read_on(rest, ended) {
                Judgement::Open => break,
                judgement => {
                    taken += std::mem::take(&mut self.candidate).give(judgement, rest, visit)?
                }
            }
        }
        Ok(taken)
    }

    /// Where the first mark of a record begins in `text`, or may begin with its last bytes.
    fn candidate_start(&self, text: &[u8]) -> usize {
        self.first.find(text).unwrap_or_else(|| match text {
            [.., 0xEF, 0xB8] => text.len() - 2,
            [.., 0xEF] => text.len() - 1,
            _ => text.len(),
        })
    }
}

impl Candidate {
    /// Reads marks until the record is whole, or cannot be one.
    fn read_on(&mut self, text: &[u8], ended: bool) -> Judgement {
        loop {
            match read_mark(&text[self.at..]) {
                Spelled::Mark(byte, length) => {
                    self.interrupted |= self.interruption > 0;
                    self.interruption = 0;
                    self.record.push(byte);
                    self.at += length;
                    match read::extent(&self.record) {
                        Extent::Known(length) if length == self.record.len() => {
                            return Judgement::Record;
                        }
                        Extent::Known(_) | Extent::Unfinished => {}
                        Extent::NotARecord => return Judgement::Text,
                        Extent::Damaged => return Judgement::Damaged(RecordError::Length),
                    }
                }
                Spelled::Unfinished if !ended => return Judgement::Open,
                Spelled::Unfinished | Spelled::Other => match self.interruption_length(text) {
                    Some(0) if !ended => return Judgement::Open,
                    Some(length) if length > 0 => {
                        self.interruption += length;
                        self.at += length;
                    }
                    _ => return self.cut(),
                },
            }
        }
    }

    /// The length of one character that may stand between two marks; 0 if it is not all there.
    fn interruption_length(&self, text: &[u8]) -> Option<usize> {
        match utf8::first(&text[self.at..]) {
            Unit::Unfinished => Some(0),
            Unit::Character(c, length) if is_white_space(c) || c == '>' => {
                let fits =
                    !self.record.is_empty() && self.interruption + length <= INTERRUPTION_MAX;
                fits.then_some(length)
            }
            _ => None,
        }
    }

    fn cut(&self) -> Judgement {
        match self.record.len() {
            0 | 1 => Judgement::Text,
            _ => Judgement::Damaged(RecordError::Cut),
        }
    }

    /// Gives away what was judged; returns how many bytes of `text` it has.
    fn give<E>(
        self,
        judgement: Judgement,
        text: &[u8],
        visit: &mut impl FnMut(Piece<'_>) -> Result<(), E>,
    ) -> Result<usize, E> {
        let error = match judgement {
            Judgement::Record => match read::record(&self.record) {
                Ok(record) => {
                    let (bytes, marks) = (&text[..self.at], self.record.len());
                    let spelling = Spelling {
                        bytes,
                        marks,
                        interrupted: self.interrupted,
                    };
                    visit(Piece::Record(record, spelling))?;
                    return Ok(self.at);
                }
                Err(error) => error,
            },
            Judgement::Damaged(error) => error,
            Judgement::Text | Judgement::Open => {
                let length = FIRST.len().min(text.len());
                visit(Piece::Text(&text[..length]))?;
                return Ok(length);
            }
        };
        // Another record may begin among the marks.
        let end = self.at - self.interruption;
        let next = memmem::find(&text[FIRST.len()..end], &OPENING);
        let length = next.map_or(end, |at| FIRST.len() + at);
        visit(Piece::Damaged(error, &text[..length]))?;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq)]
    struct Found {
        text: Vec<u8>,
        records: usize,
        damaged: usize,
    }

    fn scan(pieces: &[&[u8]]) -> Found {
        let mut found = Found::default();
        let mut visit = |piece: Piece<'_>| {
            match piece {
                Piece::Text(text) => found.text.extend_from_slice(text),
                Piece::Record(..) => found.records += 1,
                Piece::Damaged(..) => found.damaged += 1,
            }
            Ok::<(), std::convert::Infallible>(())
        };
        let mut scanner = Scanner::new();
        for piece in pieces {
            let Ok(()) = scanner.update(piece, &mut visit);
        }
        let Ok(()) = scanner.finish(&mut visit);
        found
    }

    /// A record of a version that nobody knows.
    fn marks() -> Vec<u8> {
        let signed = [0xF0, 3, 1, 2, 250];
        let record = [&MAGIC[..], &signed, &crc32fast::hash(&signed).to_be_bytes()].concat();
        let mut marks = Vec::new();
        super::super::spell(&record, &mut marks);
        marks
    }

    #[test]
    fn a_record_is_found_at_every_split_and_whatever_interrupts_it() {
        for between in ["", "\n", "\r\n> > ", "\u{3000}"] {
            let marks = marks();
            let at = 13;
            let text = [
                b"a",
                &marks[..at],
                between.as_bytes(),
                &marks[at..],
                "\u{FE0F}b".as_bytes(),
            ]
            .concat();
            let whole = scan(&[&text]);
            assert_eq!(
                whole,
                Found {
                    text: "a\u{FE0F}b".into(),
                    records: 1,
                    damaged: 0
                }
            );
            for split in 0..=text.len() {
                assert_eq!(
                    scan(&[&text[..split], &text[split..]]),
                    whole,
                    "{between:?} at {split}"
                );
            }
        }
    }

    #[test]
    fn damage_hides_neither_the_text_nor_the_next_record() {
        let marks = marks();
        for cut in (6..marks.len()).filter(|&cut| marks[cut] & 0xC0 != 0x80) {
            let text = [&marks[..cut], b"text", &marks, b"end"].concat();
            assert_eq!(
                scan(&[&text]),
                Found {
                    text: "textend".into(),
                    records: 1,
                    damaged: 1
                }
            );
        }
        let text = [&OPENING, &marks[..], b"end"].concat();
        assert_eq!(
            scan(&[&text]),
            Found {
                text: "end".into(),
                records: 1,
                damaged: 1
            }
        );
    }

    #[test]
    fn other_selectors_are_text() {
        for text in [
            "❤\u{FE0F}",
            "a\u{FE0B}",
            "a\u{FE0B}\u{FE0B}b",
            "\u{FE0B} \u{FE06}",
            "\u{E0100}",
        ] {
            assert_eq!(
                scan(&[text.as_bytes()]),
                Found {
                    text: text.into(),
                    records: 0,
                    damaged: 0
                }
            );
        }
    }
}
