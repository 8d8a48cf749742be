//! Finds what may be a mark of encypher-ai in a text, whatever pieces it comes in: runs of
//! variation selectors, selectors that stand one by one behind several characters, and bits of
//! zero-width characters. Constant memory: longer payloads than [`PAYLOAD_MAX`] are measured and
//! not kept.

use crate::compat::payload::{Carrier, Payload};
use crate::compat::zero_width::ZeroWidth;
use crate::compat::{PAYLOAD_MAX, claim};
use crate::mark::{self, Spelled};
use crate::text::utf8;
use crate::verdict::Span;
use memchr::memmem;

/// U+200B and U+200C: the bits 0 and 1.
const ZERO: [u8; 3] = [0xE2, 0x80, 0x8B];
const ONE: [u8; 3] = [0xE2, 0x80, 0x8C];
/// Bytes of a run that are kept: the longest payload, whatever stands before it.
const KEPT_MAX: usize = 2 * PAYLOAD_MAX;

/// Finds payloads.
#[derive(Debug)]
pub struct Finder {
    needles: Needles,
    /// The beginning of a character at the end of what has come.
    unfinished: Vec<u8>,
    /// Bytes of input so far, up to the unfinished character.
    at: u64,
    /// A selector that stands alone so far, and where.
    single: Option<(u8, Span)>,
    run: Option<Payload>,
    scattered: Option<Scattered>,
    zero_width: ZeroWidth,
}

/// The zero-width characters.
#[derive(Debug)]
struct Needles {
    zero: memmem::Finder<'static>,
    one: memmem::Finder<'static>,
}

impl Default for Finder {
    fn default() -> Self {
        Self {
            needles: Needles { zero: memmem::Finder::new(&ZERO), one: memmem::Finder::new(&ONE) },
            unfinished: Vec::new(),
            at: 0,
            single: None,
            run: None,
            scattered: None,
            zero_width: ZeroWidth::default(),
        }
    }
}

/// A JSON object that selectors spell one by one.
#[derive(Debug)]
struct Scattered {
    payload: Payload,
    depth: u32,
    in_string: bool,
    escaped: bool,
}

impl Scattered {
    /// The next byte; whether the object may go on, and if not, whether it is whole.
    fn push(&mut self, byte: u8, end: u64) -> Result<(), bool> {
        let first = self.payload.length == 0;
        if self.payload.length == 1 && !matches!(byte, b'"' | b'}') {
            return Err(false);
        }
        add(&mut self.payload, byte, end);
        let escaped = std::mem::take(&mut self.escaped);
        match byte {
            _ if escaped => {}
            b'\\' if self.in_string => self.escaped = true,
            b'"' => self.in_string = !self.in_string,
            _ if self.in_string => {}
            b'{' => self.depth += 1,
            b'}' => self.depth -= 1,
            _ => {}
        }
        match self.depth {
            0 => Err(!first),
            _ if self.payload.bytes.len() == PAYLOAD_MAX => Err(false),
            _ => Ok(()),
        }
    }
}

/// How many bytes at the end of `text` are the beginning of a character that may be of a mark.
fn unfinished_tail(text: &[u8]) -> usize {
    let tail = utf8::unfinished_tail(text);
    match text[text.len() - tail..].first() {
        Some(0xE2 | 0xEF | 0xF3) => tail,
        _ => 0,
    }
}

/// Where the characters of marks stand next in some text. Typographic text is full of the first
/// byte of the zero-width characters, so these are looked for as a whole.
struct Ahead {
    selector: usize,
    zero: usize,
    one: usize,
}

impl Ahead {
    fn new(text: &[u8], needles: &Needles) -> Self {
        Self {
            selector: memchr::memchr2(0xEF, 0xF3, text).unwrap_or(text.len()),
            zero: needles.zero.find(text).unwrap_or(text.len()),
            one: needles.one.find(text).unwrap_or(text.len()),
        }
    }

    /// The next of them from `at` on.
    #[inline]
    fn next(&mut self, text: &[u8], at: usize, needles: &Needles) -> usize {
        let or_end = |found: Option<usize>| found.map_or(text.len(), |found| at + found);
        if self.selector < at {
            self.selector = or_end(memchr::memchr2(0xEF, 0xF3, &text[at..]));
        }
        if self.zero < at {
            self.zero = or_end(needles.zero.find(&text[at..]));
        }
        if self.one < at {
            self.one = or_end(needles.one.find(&text[at..]));
        }
        self.selector.min(self.zero).min(self.one)
    }
}

impl Finder {
    /// The next bytes of the input.
    pub fn update(&mut self, text: &[u8], visit: &mut impl FnMut(Payload)) {
        let mut rest = text;
        while !self.unfinished.is_empty() && !rest.is_empty() {
            let mut open = std::mem::take(&mut self.unfinished);
            open.push(rest[0]);
            rest = &rest[1..];
            let mut at = 0;
            while at < open.len() {
                let taken = self.take(&open[at..], visit);
                if taken == 0 {
                    break;
                }
                self.at += taken as u64;
                at += taken;
            }
            open.drain(..at);
            self.unfinished = open;
        }
        let tail = unfinished_tail(rest);
        let (whole, tail) = rest.split_at(rest.len() - tail);
        let mut ahead = Ahead::new(whole, &self.needles);
        let mut at = 0;
        while at < whole.len() {
            // Nothing but these characters is looked at.
            let next = ahead.next(whole, at, &self.needles);
            if next > at {
                self.end_run(visit);
                self.at += (next - at) as u64;
                at = next;
                continue;
            }
            let mut taken = self.take(&whole[at..], visit);
            if taken == 0 {
                // The beginning of a character, and another one behind it.
                self.end_run(visit);
                taken = 1;
            }
            self.at += taken as u64;
            at += taken;
        }
        self.unfinished.extend_from_slice(tail);
    }

    /// Bytes of the input that are marks of another format.
    pub fn skip(&mut self, bytes: usize, visit: &mut impl FnMut(Payload)) {
        self.at += (self.unfinished.len() + bytes) as u64;
        self.unfinished.clear();
        self.end_run(visit);
    }

    /// The input is over.
    pub fn finish(mut self, visit: &mut impl FnMut(Payload)) {
        self.end_run(visit);
        self.zero_width.close(visit);
    }

    /// Takes characters from the front that may be of a mark, or one byte that is none; 0 if the
    /// first of them is not all there.
    fn take(&mut self, text: &[u8], visit: &mut impl FnMut(Payload)) -> usize {
        let mut taken = 0;
        loop {
            let rest = &text[taken..];
            let end = self.at + taken as u64;
            match mark::read(rest) {
                Spelled::Mark(byte, length) => {
                    self.push_selector(byte, end, length);
                    taken += length;
                    continue;
                }
                Spelled::Unfinished => return taken,
                Spelled::Other => {}
            }
            match rest {
                [0xE2] | [0xE2, 0x80] => return taken,
                _ if rest.starts_with(&ZERO) || rest.starts_with(&ONE) => {
                    self.end_run(visit);
                    self.zero_width.push(rest[2] & 1 == 0, end, visit);
                    taken += ZERO.len();
                }
                _ if taken > 0 => return taken,
                _ => {
                    self.end_run(visit);
                    return 1;
                }
            }
        }
    }

    fn push_selector(&mut self, byte: u8, start: u64, length: usize) {
        let end = start + length as u64;
        if let Some(run) = &mut self.run {
            return add(run, byte, end);
        }
        match self.single.take() {
            // One behind an emoji or an ideograph is the rule: it is not worth a list.
            None => self.single = Some((byte, Span { start, end })),
            Some((first, span)) => {
                let mut run = Payload::new(Carrier::Run, span.start);
                add(&mut run, first, span.end);
                add(&mut run, byte, end);
                self.run = Some(run);
            }
        }
    }

    /// Another character follows the run, if there is one.
    #[inline]
    fn end_run(&mut self, visit: &mut impl FnMut(Payload)) {
        if let Some((byte, span)) = self.single.take() {
            self.scatter(byte, span, visit);
        } else if let Some(run) = self.run.take() {
            visit(run);
        }
    }

    /// A selector stands alone. Together, some spell an object; others belong to an emoji or an
    /// ideograph.
    fn scatter(&mut self, byte: u8, span: Span, visit: &mut impl FnMut(Payload)) {
        if !(0x20..0x7F).contains(&byte) {
            return;
        }
        let mut open = match self.scattered.take() {
            Some(open) => open,
            None if byte == b'{' => Scattered {
                payload: Payload::new(Carrier::Scattered, span.start),
                depth: 0,
                in_string: false,
                escaped: false,
            },
            None => return,
        };
        match open.push(byte, span.end) {
            Ok(()) => self.scattered = Some(open),
            Err(true) => visit(open.payload),
            // It may be the first of another.
            Err(false) if byte == b'{' && open.payload.length == 1 => {
                self.scatter(byte, span, visit);
            }
            Err(false) => {}
        }
    }
}

/// Adds a byte to a payload, of which the end is kept.
fn add(payload: &mut Payload, byte: u8, end: u64) {
    if payload.bytes.len() == KEPT_MAX && !claim::begins_wrapper(&payload.bytes) {
        // What stands before the last objects is forgotten, so that it hides no mark behind it.
        let half = KEPT_MAX / 2;
        let object = memchr::memchr(b'{', &payload.bytes[half..]);
        payload.bytes.drain(..object.map_or(KEPT_MAX, |object| half + object));
    }
    if payload.bytes.len() < KEPT_MAX {
        payload.bytes.push(byte);
    }
    payload.length += 1;
    payload.span.end = end;
}
