//! A run of marks that may be a record: reads it, and judges whether it is one.

use crate::mark::{FIRST, JOINT, Piece, Spelled, Spelling, length, read as read_mark};
use crate::record::MAGIC;
use crate::record::read::{self, Extent, RecordError};
use crate::text::class::is_white_space;
use crate::text::utf8::{self, Unit};
use memchr::memmem;

/// Bytes of white space and quotation signs that may stand between two marks of a record: what a
/// wrapping or quoting tool puts there.
const INTERRUPTION_MAX: usize = 64;
/// Marks before the first one that may stay read.
const SPELLED_MAX: usize = 64 * 1024;

/// Marks, as far as they are read, from the first one of what may be a record on. They stay read
/// when it turns out to be none: another record may begin among them, and no mark is read twice for
/// that.
#[derive(Debug, Default)]
pub struct Run {
    /// What the marks spell.
    spelled: Vec<u8>,
    /// Where each of them ends, in bytes from the first.
    ends: Vec<usize>,
    /// The mark with which what may be a record begins, and where that is.
    first: usize,
    start: usize,
    /// How many bytes are read, from the first mark on.
    at: usize,
    /// Bytes between the last mark and `at`.
    interruption: usize,
}

pub enum Judgement {
    /// A record of so many marks.
    Record(usize),
    /// Marks of something else.
    Text,
    /// What begins like a record and has so many marks.
    Damaged(RecordError, usize),
    /// More text is needed to say.
    Open,
}

impl Run {
    /// Whether nothing is read.
    pub fn is_empty(&self) -> bool {
        self.at == 0
    }

    /// What the marks from the first one on spell.
    fn record(&self) -> &[u8] {
        &self.spelled[self.first..]
    }

    /// Where mark number `mark` ends, in bytes from the start.
    fn end_of(&self, mark: usize) -> usize {
        self.ends[self.first + mark] - self.start
    }

    /// Reads marks until the record is whole, or cannot be one.
    pub fn read_on(&mut self, text: &[u8], ended: bool) -> Judgement {
        loop {
            match read::extent(self.record()) {
                Extent::Known(marks) if marks <= self.record().len() => {
                    return Judgement::Record(marks);
                }
                Extent::Known(_) | Extent::Unfinished => {}
                Extent::NotARecord => return Judgement::Text,
                Extent::Damaged => return self.absurd(),
            }
            let at = self.at - self.start;
            match read_mark(&text[at..]) {
                Spelled::Mark(byte, length) => {
                    self.at += length;
                    self.interruption = 0;
                    self.spelled.push(byte);
                    self.ends.push(self.at);
                }
                Spelled::Unfinished if !ended => return Judgement::Open,
                Spelled::Unfinished | Spelled::Other => {
                    match self.interruption_length(&text[at..]) {
                        Some(0) if !ended => return Judgement::Open,
                        Some(length) if length > 0 => {
                            self.interruption += length;
                            self.at += length;
                        }
                        _ => return self.cut(),
                    }
                }
            }
        }
    }

    /// The length of one character that may stand between two marks; 0 if it is not all there.
    fn interruption_length(&self, text: &[u8]) -> Option<usize> {
        match utf8::first(text) {
            Unit::Unfinished => Some(0),
            Unit::Character(c, length) if is_white_space(c) || c == '>' || c == JOINT => {
                let fits =
                    !self.record().is_empty() && self.interruption + length <= INTERRUPTION_MAX;
                fits.then_some(length)
            }
            _ => None,
        }
    }

    fn cut(&self) -> Judgement {
        match self.record().len() {
            0 | 1 => Judgement::Text,
            marks => Judgement::Damaged(RecordError::Cut, marks),
        }
    }

    /// The length is absurd: the marks up to it are all there is of this record.
    fn absurd(&self) -> Judgement {
        let says_so = |marks: &usize| read::extent(&self.record()[..*marks]) == Extent::Damaged;
        let marks = (1..=self.record().len()).find(says_so);
        Judgement::Damaged(RecordError::Length, marks.unwrap_or(MAGIC.len()))
    }

    /// Gives away what was judged; returns how many bytes of `text` it has.
    pub fn give<E>(
        &mut self,
        judgement: Judgement,
        text: &[u8],
        visit: &mut impl FnMut(Piece<'_>) -> Result<(), E>,
    ) -> Result<usize, E> {
        let (error, marks) = match judgement {
            Judgement::Record(marks) => match read::record(&self.record()[..marks]) {
                Ok(record) => {
                    let spelling = self.spelling(marks, text);
                    visit(Piece::Record(record, spelling))?;
                    return self.go_on(spelling.bytes.len(), marks, text, visit);
                }
                Err(error) => (error, marks),
            },
            Judgement::Damaged(error, marks) => (error, marks),
            Judgement::Text | Judgement::Open => {
                let length = FIRST.len().min(text.len());
                *self = Self::default();
                visit(Piece::Text(&text[..length]))?;
                return Ok(length);
            }
        };
        // Another record may begin among the marks.
        let marked = &self.record()[..marks];
        let inner = memmem::find(&marked[MAGIC.len()..], &MAGIC).map(|at| MAGIC.len() + at);
        let (marks, end) = match inner {
            Some(inner) => (inner, self.end_of(inner) - length(self.record()[inner])),
            None => (marks, self.end_of(marks - 1)),
        };
        visit(Piece::Damaged(error, &text[..end]))?;
        self.go_on(end, marks, text, visit)
    }

    /// Goes on behind the first `marks` marks, which end at `end`, to where the marks that are read
    /// spell the magic next, or forgets them if they do not; returns how many bytes of `text` are
    /// given away.
    fn go_on<E>(
        &mut self,
        end: usize,
        marks: usize,
        text: &[u8],
        visit: &mut impl FnMut(Piece<'_>) -> Result<(), E>,
    ) -> Result<usize, E> {
        let Some(at) = memmem::find(&self.record()[marks..], &MAGIC) else {
            *self = Self::default();
            return Ok(end);
        };
        let before = self.start;
        self.first += marks + at;
        self.start = self.ends[self.first] - length(self.spelled[self.first]);
        let start = self.start - before;
        if self.first > SPELLED_MAX {
            self.forget_passed();
        }
        if start > end {
            visit(Piece::Text(&text[end..start]))?;
        }
        Ok(start)
    }

    fn spelling<'a>(&self, marks: usize, text: &'a [u8]) -> Spelling<'a> {
        let bytes = &text[..self.end_of(marks - 1)];
        let marked: usize = self.record()[..marks].iter().map(|byte| length(*byte)).sum();
        Spelling { bytes, marks, interrupted: marked + joints(bytes, marked) < bytes.len() }
    }

    /// Forgets the marks before the first.
    fn forget_passed(&mut self) {
        self.spelled.drain(..self.first);
        self.ends.drain(..self.first);
        for end in &mut self.ends {
            *end -= self.start;
        }
        self.at -= self.start;
        (self.first, self.start) = (0, 0);
    }
}

/// Bytes of joints in a record that has so many bytes of marks.
fn joints(record: &[u8], marked: usize) -> usize {
    let mut joint = [0; 4];
    let joint = JOINT.encode_utf8(&mut joint).as_bytes();
    match marked < record.len() {
        true => memmem::find_iter(record, joint).count() * joint.len(),
        false => 0,
    }
}
