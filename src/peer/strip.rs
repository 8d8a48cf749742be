//! A text without the marks of encypher-ai. A run of selectors or zero-width characters waits until it is over
//! and it is known whether it is a mark; everything else passes at once.

use super::PAYLOAD_MAX;
use super::find::{Carrier, Finder, Payload};
use super::mark;
use crate::carrier::{self, Spelled};
use crate::verify::Span;
use std::ops::Range;

/// U+FEFF, which stands before some marks and belongs to them.
const BYTE_ORDER_MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];
/// The longest run of selectors, and of zero-width characters, that may be a mark, in bytes.
/// The shortest mark, `{}` in selectors, has more bytes than this.
const SHORTEST: usize = 8;
const RUN_MAX: usize = 4 * PAYLOAD_MAX + 256;
const BITS_MAX: usize = 8 * 3 * (PAYLOAD_MAX / 3 * 4 + 256);

/// Takes marks out of a text.
#[derive(Debug, Default)]
pub struct Stripper {
    held: Vec<u8>,
    kind: Kind,
    /// Whether something has come before what is held.
    started: bool,
    /// Marks taken out.
    pub marks: u64,
}

/// Whether no character of a mark begins here, though the first byte is one of theirs.
#[inline]
fn is_other(text: &[u8]) -> bool {
    !matches!(
        text,
        [0xE2]
            | [0xE2, 0x80]
            | [0xE2, 0x80, 0x8B | 0x8C, ..]
            | [0xEF]
            | [0xEF, 0xB8 | 0xBB, ..]
            | [0xF3]
            | [0xF3, 0xA0, ..]
    )
}

/// What is held.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Kind {
    #[default]
    Nothing,
    /// The beginning of a character that may be one of these.
    Unfinished,
    ByteOrderMark,
    Selectors,
    /// Selectors behind a C2PA header, so many of which have been dropped already.
    Wrapper,
    Bits,
}

impl Stripper {
    /// The next bytes of the text; writes what is no mark to the end of `out`.
    pub fn push(&mut self, text: &[u8], out: &mut Vec<u8>) {
        let mut rest = text;
        while !rest.is_empty() {
            let lead = match self.kind {
                Kind::Nothing => memchr::memchr3(0xEF, 0xF3, 0xE2, rest).unwrap_or(rest.len()),
                _ => 0,
            };
            if lead > 0 {
                out.extend_from_slice(&rest[..lead]);
                self.started = true;
                rest = &rest[lead..];
                continue;
            }
            if self.kind == Kind::Nothing && is_other(rest) {
                out.push(rest[0]);
                self.started = true;
                rest = &rest[1..];
                continue;
            }
            let before = self.held.len();
            let taken = self.take(rest);
            if taken == 0 {
                self.settle(out);
                if before == 0 {
                    // It begins like one of the characters, and is none.
                    out.push(rest[0]);
                    self.started = true;
                    rest = &rest[1..];
                }
            }
            rest = &rest[taken..];
            self.limit(out);
        }
    }

    /// A record of our own format stands here.
    pub fn cut(&mut self, out: &mut Vec<u8>) {
        self.settle(out);
        self.started = true;
    }

    /// The text is over.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        self.settle(out);
    }

    /// Holds what stands at the front and may belong to a mark, together with what is held; returns how many bytes.
    fn take(&mut self, rest: &[u8]) -> usize {
        // At most three bytes of a character have come already.
        let tail = crate::text::utf8::unfinished_tail(&self.held);
        let start = self.held.len() - tail;
        let mut window = self.held[start..].to_vec();
        window.extend_from_slice(&rest[..rest.len().min(4)]);
        let whole = |length: usize| length - tail;
        let (kind, taken) = match carrier::read(&window) {
            Spelled::Mark(_, length) => (Kind::Selectors, whole(length)),
            Spelled::Unfinished => (Kind::Unfinished, rest.len().min(4)),
            Spelled::Other if window.starts_with(&BYTE_ORDER_MARK) => {
                (Kind::ByteOrderMark, whole(3))
            }
            Spelled::Other => match window[..] {
                [0xE2, 0x80, 0x8B | 0x8C, ..] => (Kind::Bits, whole(3)),
                [0xE2] | [0xE2, 0x80] | [0xEF, 0xBB] => (Kind::Unfinished, rest.len().min(4)),
                _ => return 0,
            },
        };
        let fits = matches!(
            (self.kind, kind),
            (Kind::Nothing | Kind::Unfinished, _)
                | (_, Kind::Unfinished)
                | (
                    Kind::ByteOrderMark | Kind::Selectors | Kind::Wrapper,
                    Kind::Selectors
                )
                | (Kind::Bits, Kind::Bits)
        );
        if !fits {
            return 0;
        }
        self.held.extend_from_slice(&rest[..taken]);
        if kind != Kind::Unfinished && self.kind != Kind::Wrapper {
            self.kind = kind;
        } else if self.kind == Kind::Nothing {
            self.kind = Kind::Unfinished;
        }
        taken
    }

    /// Keeps what is held from growing without end.
    fn limit(&mut self, out: &mut Vec<u8>) {
        let most = match self.kind {
            Kind::Bits => BITS_MAX,
            Kind::Wrapper => RUN_MAX / 4,
            _ => RUN_MAX,
        };
        if self.held.len() < most {
            return;
        }
        let tail = crate::text::utf8::unfinished_tail(&self.held);
        let end = self.held.len() - tail;
        match self.kind {
            Kind::Wrapper => drop(self.held.drain(..end)),
            Kind::Selectors if is_wrapper(&self.held) => {
                self.marks += 1;
                self.kind = Kind::Wrapper;
                self.held.drain(..end);
            }
            _ => self.settle(out),
        }
    }

    /// What is held is over: it passes, but for the marks in it.
    fn settle(&mut self, out: &mut Vec<u8>) {
        // An emoji or an ideograph has one selector, and no mark has so few characters.
        if self.held.len() < SHORTEST && self.kind != Kind::Wrapper {
            self.started |= !self.held.is_empty();
            self.kind = Kind::Nothing;
            out.append(&mut self.held);
            return;
        }
        let held = std::mem::take(&mut self.held);
        let kind = std::mem::take(&mut self.kind);
        let tail = crate::text::utf8::unfinished_tail(&held);
        let (whole, unfinished) = held.split_at(held.len() - tail);
        let marks = match kind {
            Kind::Selectors => selectors(whole, self.started),
            Kind::Bits => bits(whole),
            Kind::Wrapper => std::iter::once(0..whole.len()).collect(),
            Kind::Nothing | Kind::Unfinished | Kind::ByteOrderMark => Vec::new(),
        };
        if kind != Kind::Wrapper {
            self.marks += marks.len() as u64;
        }
        let mut passed = 0;
        for mark in marks {
            out.extend_from_slice(&whole[passed..mark.start.max(passed)]);
            passed = mark.end;
        }
        out.extend_from_slice(&whole[passed..]);
        out.extend_from_slice(unfinished);
        self.started |= !held.is_empty();
    }
}

/// Where marks stand in a run of selectors, behind a U+FEFF that belongs to the first if it is not the first
/// character of the text.
fn selectors(held: &[u8], started: bool) -> Vec<Range<usize>> {
    let before = if held.starts_with(&BYTE_ORDER_MARK) {
        BYTE_ORDER_MARK.len()
    } else {
        0
    };
    let (payload, ends) = spelled(&held[before..]);
    let (marks, _) = mark::read(&payload);
    let place = |mark: &mark::Mark| {
        let start = match mark.bytes.start {
            0 if started => 0,
            0 => before,
            first => before + ends[first - 1],
        };
        start..before + ends[mark.bytes.end - 1]
    };
    marks.iter().map(place).collect()
}

/// What a run of selectors spells, and where each of them ends.
fn spelled(run: &[u8]) -> (Payload, Vec<usize>) {
    let (mut bytes, mut ends, mut at) = (Vec::new(), Vec::new(), 0);
    while let Spelled::Mark(byte, length) = carrier::read(&run[at..]) {
        at += length;
        bytes.push(byte);
        ends.push(at);
    }
    let payload = Payload {
        carrier: Carrier::Run,
        length: bytes.len() as u64,
        together: bytes.len(),
        bytes,
        span: Span { start: 0, end: 0 },
    };
    (payload, ends)
}

fn is_wrapper(held: &[u8]) -> bool {
    let run = held.strip_prefix(&BYTE_ORDER_MARK).unwrap_or(held);
    let (payload, _) = spelled(&run[..run.len().min(64)]);
    mark::begins_wrapper(&payload.bytes)
}

/// Where marks stand in a run of zero-width characters.
fn bits(held: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut take = |payload: Payload| {
        let (marks, _) = mark::read(&payload);
        if !marks.is_empty() {
            found.push(payload.span.start as usize..payload.span.end as usize);
        }
    };
    let mut finder = Finder::default();
    finder.update(held, &mut take);
    finder.finish(&mut take);
    found
}
