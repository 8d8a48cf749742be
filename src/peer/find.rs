//! Finds what may be a mark of encypher-ai in a text, whatever pieces it comes in: runs of variation
//! selectors, selectors that stand one by one behind several characters, and bits of zero-width characters.
//! Constant memory: longer payloads than [`PAYLOAD_MAX`] are measured and not kept.

use super::PAYLOAD_MAX;
use crate::carrier::{self, Spelled};
use crate::verify::Span;

/// U+200B and U+200C: the bits 0 and 1.
const ZERO: [u8; 3] = [0xE2, 0x80, 0x8B];
const ONE: [u8; 3] = [0xE2, 0x80, 0x8C];
/// `RUFJT`, the Base64 of `EAIM`, in bits, the least significant of each byte first.
const MARKER: u64 = bits(b"RUFJT");
const MARKER_BITS: u32 = 40;
/// Bytes of Base64 that are kept.
const BASE64_MAX: usize = PAYLOAD_MAX / 3 * 4 + 128;

const fn bits(bytes: &[u8; 5]) -> u64 {
    let mut value = 0;
    let mut at = 0;
    while at < bytes.len() {
        value |= (bytes[at] as u64) << (8 * at);
        at += 1;
    }
    value
}

/// What carries a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carrier {
    /// A run of variation selectors.
    Run,
    /// Variation selectors behind one character each.
    Scattered,
    /// Zero-width characters: Base64, up to the first other character and all of it.
    ZeroWidth,
}

/// What may be a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload {
    /// What carries it.
    pub carrier: Carrier,
    /// What is spelled; of a run that is longer than [`PAYLOAD_MAX`], the beginning.
    pub bytes: Vec<u8>,
    /// How many bytes are spelled.
    pub length: u64,
    /// For [`Carrier::ZeroWidth`]: how many of the bytes stand together.
    pub together: usize,
    /// Where it stands, in bytes of the input.
    pub span: Span,
}

impl Payload {
    fn new(carrier: Carrier, start: u64) -> Self {
        Self {
            carrier,
            bytes: Vec::new(),
            length: 0,
            together: 0,
            span: Span { start, end: start },
        }
    }

    fn push(&mut self, byte: u8, end: u64) {
        if self.bytes.len() < PAYLOAD_MAX {
            self.bytes.push(byte);
        }
        self.length += 1;
        self.span.end = end;
    }
}

/// Finds payloads.
#[derive(Debug, Default)]
pub struct Finder {
    /// The beginning of a character at the end of what has come.
    unfinished: Vec<u8>,
    /// Bytes of input so far, up to the unfinished character.
    at: u64,
    run: Option<Payload>,
    scattered: Option<Scattered>,
    zero_width: ZeroWidth,
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
        self.payload.push(byte, end);
        let escaped = std::mem::take(&mut self.escaped);
        match byte {
            _ if escaped => {}
            b'\\' if self.in_string => self.escaped = true,
            b'"' => self.in_string = !self.in_string,
            _ if self.in_string => {}
            b'{' => self.depth += 1,
            b'}' => self.depth -= 1,
            // An object begins with the name of a member.
            _ if self.payload.length == 2 => return Err(false),
            _ => {}
        }
        match self.depth {
            0 => Err(!first),
            _ if self.payload.bytes.len() == PAYLOAD_MAX => Err(false),
            _ => Ok(()),
        }
    }
}

/// Bits, and what they spell since the marker came.
#[derive(Debug, Default)]
struct ZeroWidth {
    last: u64,
    seen: u32,
    /// Where the last 40 bits stand.
    starts: std::collections::VecDeque<u64>,
    open: Option<Payload>,
    byte: u8,
    filled: u32,
    /// Where the last bit ends.
    end: u64,
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
        while !rest.is_empty() {
            // Nothing but what begins like one of the characters is looked at.
            let plain = memchr::memchr3(0xEF, 0xF3, 0xE2, rest).unwrap_or(rest.len());
            if plain > 0 {
                self.end_run(visit);
                self.at += plain as u64;
                rest = &rest[plain..];
                continue;
            }
            let taken = self.take(rest, visit);
            self.at += taken as u64;
            rest = &rest[taken..];
            if taken == 0 {
                self.unfinished.extend_from_slice(rest);
                return;
            }
        }
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

    /// Takes characters from the front that may be of a mark, or one byte that is none; 0 if the first of them is not
    /// all there.
    fn take(&mut self, text: &[u8], visit: &mut impl FnMut(Payload)) -> usize {
        let mut taken = 0;
        loop {
            let rest = &text[taken..];
            let end = self.at + taken as u64;
            match carrier::read(rest) {
                Spelled::Mark(byte, length) => {
                    let run = self
                        .run
                        .get_or_insert_with(|| Payload::new(Carrier::Run, end));
                    run.push(byte, end + length as u64);
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

    /// Another character follows the run, if there is one.
    #[inline]
    fn end_run(&mut self, visit: &mut impl FnMut(Payload)) {
        if let Some(run) = self.run.take() {
            match run.length {
                1 => self.scatter(&run, visit),
                _ => visit(run),
            }
        }
    }

    /// A selector stands alone. Together, some spell an object; others belong to an emoji or an ideograph.
    fn scatter(&mut self, run: &Payload, visit: &mut impl FnMut(Payload)) {
        let (byte, span) = (run.bytes[0], run.span);
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
            Err(false) => {}
        }
    }
}

impl ZeroWidth {
    fn push(&mut self, bit: bool, start: u64, visit: &mut impl FnMut(Payload)) {
        self.last = self.last >> 1 | u64::from(bit) << (MARKER_BITS - 1);
        self.seen = (self.seen + 1).min(MARKER_BITS);
        if self.starts.len() == MARKER_BITS as usize {
            self.starts.pop_front();
        }
        self.starts.push_back(start);
        if self.seen == MARKER_BITS && self.last == MARKER {
            self.close(visit);
            let first = self.starts.front().copied().unwrap_or(start);
            let mut open = Payload::new(Carrier::ZeroWidth, first);
            open.bytes.extend_from_slice(b"RUFJT");
            open.length = 5;
            (self.open, self.byte, self.filled) = (Some(open), 0, 0);
            self.end = start + 3;
            return;
        }
        let Some(open) = &mut self.open else {
            return;
        };
        if start > self.end && open.together == 0 {
            open.together = open.bytes.len();
            open.span.end = self.end;
        }
        self.end = start + 3;
        self.byte |= u8::from(bit) << self.filled;
        self.filled += 1;
        if self.filled == 8 {
            if open.bytes.len() < BASE64_MAX {
                open.bytes.push(self.byte);
            }
            open.length += 1;
            (self.byte, self.filled) = (0, 0);
        }
    }

    fn close(&mut self, visit: &mut impl FnMut(Payload)) {
        if let Some(mut open) = self.open.take() {
            if open.together == 0 {
                open.together = open.bytes.len();
                open.span.end = self.end;
            }
            visit(open);
        }
    }
}
