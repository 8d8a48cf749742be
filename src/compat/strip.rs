//! Takes a text apart into marks of encypher-ai and everything else. A run of selectors or
//! zero-width characters waits until it is over and it is known whether it is a mark; everything
//! else passes at once.

use crate::compat::find::Finder;
use crate::compat::payload::{Carrier, Payload};
use crate::compat::{PAYLOAD_MAX, claim};
use crate::mark::{self, Spelled};
use crate::verdict::Format;
use crate::verdict::Span;
use std::ops::Range;

/// U+FEFF, which stands before some marks and belongs to them.
const BYTE_ORDER_MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];
/// The shortest mark, `{}` in selectors, has no fewer bytes.
const SHORTEST: usize = 8;
/// The longest run of selectors, and of zero-width characters, that may be a mark, in bytes.
const RUN_MAX: usize = 4 * PAYLOAD_MAX + 256;
const BITS_MAX: usize = 8 * 3 * (PAYLOAD_MAX / 3 * 4 + 256);
/// The longest character, in bytes of UTF-8.
const CHARACTER_MAX: usize = 4;

/// Where the parts of a text go, in order.
pub trait Parts {
    /// Text.
    fn text(&mut self, bytes: &[u8]);
    /// A mark of this format; of none if it is the rest of the mark before.
    fn mark(&mut self, bytes: &[u8], format: Option<Format>);
}

/// Takes marks out of a text.
#[derive(Debug, Default)]
pub struct Stripper {
    held: Vec<u8>,
    kind: Kind,
    /// The beginning of a character behind that.
    unfinished: Vec<u8>,
    /// Whether something has come before what is held.
    started: bool,
    /// Marks taken out.
    pub marks: u64,
}

/// What is held.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Kind {
    #[default]
    Nothing,
    ByteOrderMark,
    Selectors,
    /// Selectors behind a C2PA header, so many of which have been dropped already.
    Wrapper,
    Bits,
}

impl Stripper {
    /// The next bytes of the text; gives what is settled to `out`.
    pub fn push(&mut self, text: &[u8], out: &mut impl Parts) {
        let mut rest = text;
        while !rest.is_empty() {
            if self.kind == Kind::Nothing && self.unfinished.is_empty() {
                let lead = memchr::memchr3(0xEF, 0xF3, 0xE2, rest).unwrap_or(rest.len());
                if lead > 0 {
                    self.pass(&rest[..lead], out);
                    rest = &rest[lead..];
                    continue;
                }
            }
            let open = self.unfinished.len();
            let mut window = [0; 8];
            let length = open + rest.len().min(CHARACTER_MAX);
            window[..open].copy_from_slice(&self.unfinished);
            window[open..length].copy_from_slice(&rest[..length - open]);
            match classify(&window[..length]) {
                Class::Of(kind, whole) => {
                    if !self.kind.goes_on_with(kind) {
                        self.settle(out);
                    }
                    if self.kind != Kind::Wrapper {
                        self.kind = kind;
                    }
                    self.held.extend_from_slice(&window[..whole]);
                    self.unfinished.clear();
                    rest = &rest[whole - open..];
                    self.limit(out);
                }
                // So few bytes are all there is.
                Class::Unfinished => {
                    self.unfinished.extend_from_slice(rest);
                    return;
                }
                Class::Other => {
                    self.settle(out);
                    if open == 0 {
                        self.pass(&rest[..1], out);
                        rest = &rest[1..];
                    }
                    self.give_up_unfinished(out);
                }
            }
        }
    }

    /// A record of our own format stands here.
    pub fn cut(&mut self, out: &mut impl Parts) {
        self.finish(out);
        self.started = true;
    }

    /// The text is over.
    pub fn finish(&mut self, out: &mut impl Parts) {
        self.settle(out);
        self.give_up_unfinished(out);
    }

    fn pass(&mut self, text: &[u8], out: &mut impl Parts) {
        out.text(text);
        self.started = true;
    }

    fn give_up_unfinished(&mut self, out: &mut impl Parts) {
        self.started |= !self.unfinished.is_empty();
        out.text(&std::mem::take(&mut self.unfinished));
    }

    /// Keeps what is held from growing without end.
    fn limit(&mut self, out: &mut impl Parts) {
        let most = match self.kind {
            Kind::Bits => BITS_MAX,
            Kind::Wrapper => RUN_MAX / 4,
            _ => RUN_MAX,
        };
        if self.held.len() < most {
            return;
        }
        match self.kind {
            Kind::Wrapper => out.mark(&std::mem::take(&mut self.held), None),
            Kind::Selectors if is_wrapper(&self.held) => {
                self.marks += 1;
                self.kind = Kind::Wrapper;
                out.mark(&std::mem::take(&mut self.held), Some(Format::C2pa));
            }
            _ => self.settle(out),
        }
    }

    /// What is held is over: it passes, but for the marks in it.
    fn settle(&mut self, out: &mut impl Parts) {
        let kind = std::mem::take(&mut self.kind);
        if kind == Kind::Nothing {
            return;
        }
        // An emoji or an ideograph has one selector, and no mark has so few characters.
        if self.held.len() < SHORTEST && kind != Kind::Wrapper {
            self.started = true;
            out.text(&std::mem::take(&mut self.held));
            return;
        }
        let held = std::mem::take(&mut self.held);
        let marks = match kind {
            Kind::Selectors => selectors(&held, self.started),
            Kind::Bits => bits(&held),
            Kind::Wrapper => vec![(0..held.len(), None)],
            Kind::Nothing | Kind::ByteOrderMark => Vec::new(),
        };
        if kind != Kind::Wrapper {
            self.marks += marks.len() as u64;
        }
        let mut passed = 0;
        for (mark, format) in marks {
            let start = mark.start.max(passed);
            out.text(&held[passed..start]);
            out.mark(&held[start..mark.end.max(start)], format);
            passed = mark.end.max(start);
        }
        out.text(&held[passed..]);
        self.started = true;
    }
}

impl Kind {
    /// Whether a character of this kind may belong to the same mark as what is held.
    fn goes_on_with(self, next: Kind) -> bool {
        matches!(
            (self, next),
            (Kind::Nothing, _)
                | (Kind::ByteOrderMark | Kind::Selectors | Kind::Wrapper, Kind::Selectors)
                | (Kind::Bits, Kind::Bits)
        )
    }
}

/// What a character is.
enum Class {
    /// One of these, and its length.
    Of(Kind, usize),
    Unfinished,
    Other,
}

/// What the character at the front is.
fn classify(text: &[u8]) -> Class {
    match mark::read(text) {
        Spelled::Mark(_, length) => Class::Of(Kind::Selectors, length),
        Spelled::Unfinished => Class::Unfinished,
        Spelled::Other => match text {
            [0xEF, 0xBB, 0xBF, ..] => Class::Of(Kind::ByteOrderMark, 3),
            [0xE2, 0x80, 0x8B | 0x8C, ..] => Class::Of(Kind::Bits, 3),
            [0xE2] | [0xE2, 0x80] | [0xEF, 0xBB] => Class::Unfinished,
            _ => Class::Other,
        },
    }
}

/// Where marks stand in a run of selectors, behind a U+FEFF that belongs to the first if it is not
/// the first character of the text.
fn selectors(held: &[u8], started: bool) -> Vec<(Range<usize>, Option<Format>)> {
    let before = if held.starts_with(&BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
    let (payload, ends) = spelled(&held[before..]);
    let (marks, _) = claim::read(&payload);
    let place = |mark: &claim::Mark| {
        let start = match mark.bytes.start {
            0 if started => 0,
            0 => before,
            first => before + ends[first - 1],
        };
        (start..before + ends[mark.bytes.end - 1], Some(mark.format))
    };
    marks.iter().map(place).collect()
}

/// What a run of selectors spells, and where each of them ends.
fn spelled(run: &[u8]) -> (Payload, Vec<usize>) {
    let (mut bytes, mut ends, mut at) = (Vec::new(), Vec::new(), 0);
    while let Spelled::Mark(byte, length) = mark::read(&run[at..]) {
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
    claim::begins_wrapper(&payload.bytes)
}

/// Where marks stand in a run of zero-width characters.
fn bits(held: &[u8]) -> Vec<(Range<usize>, Option<Format>)> {
    let mut found = Vec::new();
    let mut take = |payload: Payload| {
        let (marks, _) = claim::read(&payload);
        if let Some(mark) = marks.first() {
            let span = payload.span.start as usize..payload.span.end as usize;
            found.push((span, Some(mark.format)));
        }
    };
    let mut finder = Finder::default();
    finder.update(held, &mut take);
    finder.finish(&mut take);
    found
}
