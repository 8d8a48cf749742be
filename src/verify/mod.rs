//! The reading machine: text with records in it goes in, a [`Verification`] comes out.
//!
//! One pass, constant memory. The text since the last seal is folded as it comes ([`candidate`]); a
//! head says which text it speaks of, and if that began elsewhere, it is looked for on the
//! [`tape`]. A seal judges it ([`stream`]). What nobody spoke of is unsigned.

mod candidate;
mod chain;
mod covered;
mod effort;
mod found;
mod ink;
mod quote;
mod single;
mod stream;
mod tape;
mod variant;

use crate::compat;
use crate::digest::Threads;
use crate::key::Keyring;
use crate::mark::scan::Scanner;
use crate::mark::{Piece, Spelling};
use crate::record::{Head, Record, Seal, Signed};
use candidate::Candidate;
use chain::Surroundings;
use covered::Covered;
use effort::Effort;
use found::{Found, fault};
use ink::Place;
use std::convert::Infallible;
use stream::{Closed, Ends, Stream, reason};
use tape::Tape;

pub use crate::verdict::{
    DOCUMENTS_MAX, Document, Reason, SEGMENTS_MAX, Segment, Span, Verdict, Verification,
};
pub(crate) use single::SingleJudge;
pub use tape::REACH;

/// The most streams that may be open at once, one inside the other.
const STREAMS_MAX: usize = 8;
/// Readings of the text that are followed before a head has to do with the first that fits.
const READINGS_MAX: usize = 8;

/// Judges a text.
pub struct Verifier {
    scanner: Scanner,
    judge: Judge,
}

impl Verifier {
    /// A machine for one text. A stream whose key is not on the keyring is untrusted.
    pub fn new(keyring: Keyring) -> Self {
        Self::with_threads(keyring, Threads::default())
    }

    /// The same, with threads that may hash the text.
    pub fn with_threads(keyring: Keyring, threads: Threads) -> Self {
        Self { scanner: Scanner::new(), judge: Judge::new(keyring, threads) }
    }

    /// The next bytes of the text.
    pub fn push(&mut self, input: &[u8]) {
        let judge = &mut self.judge;
        let Ok(()) = self.scanner.update(input, &mut |piece| judge.take(piece));
    }

    /// The text is over: the answer.
    pub fn finish(mut self) -> Verification {
        let judge = &mut self.judge;
        let Ok(()) = self.scanner.finish(&mut |piece| judge.take(piece));
        self.judge.finish()
    }
}

struct Judge {
    keyring: Keyring,
    tape: Tape,
    /// The text since the last seal, while no segment is open.
    base: Option<Candidate>,
    /// Whether line breaks before the next text do not belong to it.
    fresh: bool,
    streams: Vec<Stream>,
    covered: Covered,
    effort: Effort,
    peers: compat::judge::Judge,
    marks: u64,
    found: Found,
}

impl Judge {
    fn new(keyring: Keyring, threads: Threads) -> Self {
        let tape = Tape::new(threads);
        Self {
            peers: compat::judge::Judge::new(keyring.clone()),
            keyring,
            base: Some(Candidate::here(&tape)),
            tape,
            fresh: true,
            streams: Vec::new(),
            covered: Covered::default(),
            effort: Effort::default(),
            marks: 0,
            found: Found::default(),
        }
    }

    fn take(&mut self, piece: Piece<'_>) -> Result<(), Infallible> {
        match piece {
            Piece::Text(text) => self.text(text),
            Piece::Damaged(error, bytes) => {
                let message = format!("a record is damaged: {error}");
                self.malformed("record-damaged", &message, bytes.len());
                self.text(bytes);
            }
            Piece::Record(record, spelling) => {
                self.marks += spelling.marks as u64;
                self.effort.earn(spelling.bytes.len());
                self.peers.skip(spelling.bytes.len());
                match record {
                    Record::Head(head, signed) => self.head(head, signed, spelling),
                    Record::Seal(seal, signed) => self.seal(&seal, &signed, spelling),
                    Record::UnknownVersion(version) => {
                        let message = format!(
                            "a record is written in version {version} of the format, which is not known here"
                        );
                        self.malformed("unknown-version", &message, spelling.bytes.len());
                        self.tape.skip(spelling.bytes);
                    }
                }
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &[u8]) {
        self.peers.update(text);
        self.effort.earn(text.len());
        let place = Place { text: self.tape.end(), input: self.tape.input() };
        self.covered.update(text, place);
        let newlines = match self.fresh {
            true => text.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count(),
            false => 0,
        };
        let (newlines, rest) = text.split_at(newlines);
        self.tape.push(newlines);
        if self.fresh && self.base.is_some() && !newlines.is_empty() {
            self.base = Some(Candidate::here(&self.tape));
        }
        self.fresh &= rest.is_empty();
        self.tape.push(rest);
        if let Some(base) = &mut self.base {
            base.update(rest);
        }
        for stream in &mut self.streams {
            stream.update(text);
        }
    }

    fn head(&mut self, head: Box<Head>, signed: Signed, spelling: Spelling<'_>) {
        let at = match self.streams.iter().position(|stream| stream.id == head.stream) {
            Some(at) => at,
            None => self.add_stream(&head),
        };
        let base = self.base.take();
        let base_start = base.as_ref().map(|base| base.start);
        let trusted = self.streams[at].signed(&signed);
        let mut candidates = Candidate::all(&self.tape, base, &head, trusted, &mut self.effort);
        let readings: usize = self.streams.iter().map(Stream::readings).sum();
        if readings > READINGS_MAX {
            candidates.truncate(1);
        }
        // What an open segment may cover is its own.
        let claimed = self.streams.iter().filter_map(Stream::open_start).min();
        for candidate in &mut candidates {
            // Before a base stand line breaks only.
            if base_start != Some(candidate.start) {
                let end = claimed.map_or(candidate.start, |claimed| claimed.min(candidate.start));
                candidate.unsigned = self.unsigned_up_to(end);
            }
        }
        let around = Surroundings {
            interrupted: spelling.interrupted,
            detached: false,
            covered_to: self.covered.to,
            first_ink: self.covered.first_ink(),
        };
        self.streams[at].open((head, signed), trusted, candidates, around);
        self.tape.skip(spelling.bytes);
        self.fresh = false;
    }

    /// A new stream, the oldest of too many being over.
    fn add_stream(&mut self, head: &Head) -> usize {
        if self.streams.len() == STREAMS_MAX {
            let oldest = self.streams.remove(0);
            self.found.add(oldest.finish(self.tape.input(), self.tape.line()));
        }
        let keys = self.keyring.find(head.key, head.algorithm).cloned().collect();
        self.streams.push(Stream::new(head, keys, self.tape.input()));
        self.streams.len() - 1
    }

    fn seal(&mut self, seal: &Seal, signed: &Signed, spelling: Spelling<'_>) {
        let of_seal = |stream: &Stream| stream.id.short() == seal.stream;
        let open = self.streams.iter().rposition(|stream| of_seal(stream) && stream.is_open());
        let place = (self.tape.input(), self.tape.line());
        self.tape.skip(spelling.bytes);
        let end = self.tape.input();
        let Some(at) = open.or_else(|| self.streams.iter().rposition(of_seal)) else {
            let message =
                format!("the seal of segment {} stands there without its head", seal.index);
            let span = Span { start: place.0, end };
            self.found.add(fault(
                Verdict::Altered,
                span,
                reason("head-missing", &message, Some(place)),
            ));
            return;
        };
        let stream = &mut self.streams[at];
        let id = stream.id;
        let ends = Ends { text: self.tape.end(), input: end, line: place.1 };
        let closed = stream.close(seal, signed, spelling.interrupted, &ends, &self.covered);
        if let Some(Closed { start, span, unsigned }) = closed {
            self.found.cover(span);
            for stream in &mut self.streams {
                stream.cover(span);
            }
            self.found.add_unsigned(unsigned);
            self.covered.add(id, start, ends.text, seal.flags.last);
        }
        self.fresh = seal.flags.last;
        if seal.flags.last {
            let stream = self.streams.remove(at);
            self.found.add(stream.finish(end, place.1));
        }
        if !self.streams.iter().any(Stream::is_open) {
            self.base = Some(Candidate::behind_seal(&self.tape));
        }
    }

    fn malformed(&mut self, code: &'static str, message: &str, length: usize) {
        let start = self.tape.input();
        let span = Span { start, end: start + length as u64 };
        let reason = reason(code, message, Some((start, self.tape.line())));
        self.found.add(fault(Verdict::Malformed, span, reason));
    }

    /// The text from the last covered one up to `end`, if there is any but white space.
    fn unsigned_up_to(&self, end: u64) -> Option<Span> {
        let ink = self.covered.first_ink().filter(|ink| ink.text < end)?;
        Some(Span { start: ink.input, end: self.tape.input_at(end) })
    }

    fn finish(mut self) -> Verification {
        let (end, line) = (self.tape.input(), self.tape.line());
        match self.streams.iter().find_map(Stream::open_unsigned) {
            Some(unsigned) => self.found.add_unsigned(unsigned),
            None if self.found.any() || !self.streams.is_empty() => {
                let rest = self.unsigned_up_to(self.tape.end());
                self.found.add_unsigned(rest);
            }
            None => {}
        }
        for stream in std::mem::take(&mut self.streams) {
            self.found.add(stream.finish(end, line));
        }
        self.found.add_peers(self.peers.finish());
        self.found.into_verification(end, self.tape.end(), self.marks)
    }
}
