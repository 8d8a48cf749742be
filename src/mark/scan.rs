//! Finds records in a text, whatever pieces it comes in.
//!
//! Everything that is no record goes on as text, at once: only bytes that may yet turn out to be a
//! record are kept, never more than the largest record and what may stand inside it.

use crate::mark::run::{Judgement, Run};
use crate::mark::wrapper::Wrapper;
use crate::mark::{FIRST, Piece};

use memchr::memmem::Finder;

/// Takes a text apart into [`Piece`]s.
#[derive(Debug)]
pub struct Scanner {
    first: Finder<'static>,
    /// Bytes that may be a record, from its first mark on.
    open: Vec<u8>,
    run: Run,
    wrapper: Wrapper,
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
            run: Run::default(),
            wrapper: Wrapper::default(),
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

    /// Gives away the pieces of `text` up to a run that stays open; returns how many bytes.
    fn take_apart<E>(
        &mut self,
        text: &[u8],
        ended: bool,
        visit: &mut impl FnMut(Piece<'_>) -> Result<(), E>,
    ) -> Result<usize, E> {
        let mut taken = 0;
        // Where the next wrapper opens; it is looked for again when that has passed and it is over.
        let mut inside = self.wrapper.is_open();
        let mut opening = match inside {
            true => None,
            false => self.wrapper.next(text),
        };
        while taken < text.len() {
            let rest = &text[taken..];
            let wrapped = self.wrapper.is_open();
            let passed = if wrapped {
                match self.wrapper.take(rest, ended) {
                    0 if self.wrapper.is_open() => break,
                    inside => inside,
                }
            } else if self.run.is_empty() {
                let room = opening.map_or(rest.len(), |end| end - taken);
                self.run_start(rest).min(room)
            } else {
                // A run that is partly read stands at the front.
                0
            };
            if passed > 0 {
                visit(Piece::Text(&rest[..passed]))?;
                taken += passed;
                self.wrapper.pass(&rest[..passed]);
            } else if !wrapped {
                match self.run.read_on(rest, ended) {
                    Judgement::Open => break,
                    judgement => {
                        let given = self.run.give(judgement, rest, visit)?;
                        taken += given;
                        self.wrapper.pass(&rest[..given]);
                    }
                }
            }
            if opening.is_some_and(|end| end <= taken) {
                if opening == Some(taken) {
                    // Marks behind it that are read already are the wrapper's.
                    self.run = Run::default();
                    self.wrapper.open();
                }
                inside = true;
                opening = None;
            }
            if inside && !self.wrapper.is_open() {
                inside = false;
                opening = self.wrapper.next(&text[taken..]).map(|end| taken + end);
            }
        }
        Ok(taken)
    }

    /// Where the first mark of a record begins in `text`, or may begin with its last bytes.
    fn run_start(&self, text: &[u8]) -> usize {
        self.first.find(text).unwrap_or_else(|| match text {
            [.., 0xEF, 0xB8] => text.len() - 2,
            [.., 0xEF] => text.len() - 1,
            _ => text.len(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::MAGIC;
    use proptest::prelude::*;

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
            let text =
                [b"a", &marks[..at], between.as_bytes(), &marks[at..], "\u{FE0F}b".as_bytes()]
                    .concat();
            let whole = scan(&[&text]);
            assert_eq!(whole, Found { text: "a\u{FE0F}b".into(), records: 1, damaged: 0 });
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
            assert_eq!(scan(&[&text]), Found { text: "textend".into(), records: 1, damaged: 1 });
        }
        let text = ["\u{FE0B}\u{FE05}".as_bytes(), &marks, b"end"].concat();
        assert_eq!(scan(&[&text]), Found { text: "end".into(), records: 1, damaged: 1 });
    }

    #[test]
    fn other_selectors_are_text() {
        for text in
            ["❤\u{FE0F}", "a\u{FE0B}", "a\u{FE0B}\u{FE0B}b", "\u{FE0B} \u{FE06}", "\u{E0100}"]
        {
            assert_eq!(
                scan(&[text.as_bytes()]),
                Found { text: text.into(), records: 0, damaged: 0 }
            );
        }
    }

    /// The same, but that no mark stays read: every position is looked at afresh.
    fn scan_afresh(text: &[u8]) -> Found {
        let mut found = Found::default();
        let mut at = 0;
        while at < text.len() {
            let mut run = Run::default();
            let mut taken = None;
            let judgement = run.read_on(&text[at..], true);
            let mut visit = |piece: Piece<'_>| {
                taken.get_or_insert(match piece {
                    Piece::Text(text) => (text.len(), 0, 0),
                    Piece::Record(_, spelling) => (spelling.bytes.len(), 1, 0),
                    Piece::Damaged(_, bytes) => (bytes.len(), 0, 1),
                });
                Ok::<(), std::convert::Infallible>(())
            };
            let Ok(_) = run.give(judgement, &text[at..], &mut visit);
            let (length, records, damaged) = taken.unwrap_or_default();
            // What begins no record is text up to the next character.
            let length = if text[at..].starts_with(&FIRST) { length } else { 1 };
            if records + damaged == 0 {
                found.text.extend_from_slice(&text[at..at + length]);
            }
            found.records += records;
            found.damaged += damaged;
            at += length;
        }
        found
    }

    fn spelled(bytes: &[u8]) -> Vec<u8> {
        let mut marks = Vec::new();
        super::super::spell(bytes, &mut marks);
        marks
    }

    proptest! {
        #[test]
        fn marks_that_stay_read_are_judged_as_if_read_afresh(
            tokens in prop::collection::vec(prop_oneof![
                3 => Just(spelled(&MAGIC)),
                2 => Just(marks()),
                2 => (0..40u8).prop_map(|length| spelled(&[0x0B, 5, 0x10, length])),
                1 => Just(spelled(&[0x0B, 5, 0x10, 0xFF, 0xFF, 0xFF])),
                1 => any::<u8>().prop_map(|byte| spelled(&[byte])),
                1 => Just(spelled(&[0x0B])),
                1 => Just(b"\n> ".to_vec()),
                1 => Just(b"a".to_vec()),
                1 => Just(vec![0xEF]),
            ], 0..24),
            split in any::<prop::sample::Index>(),
        ) {
            let text = tokens.concat();
            let whole = scan(&[&text]);
            prop_assert_eq!(&scan_afresh(&text), &whole);
            let (before, behind) = text.split_at(split.index(text.len() + 1));
            prop_assert_eq!(scan(&[before, behind]), whole);
        }
    }
}
