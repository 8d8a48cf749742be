//! Bits of zero-width characters: Base64 behind a marker, wherever in the bits that stands.

use crate::compat::PAYLOAD_MAX;
use crate::compat::payload::{Carrier, Payload};
use std::collections::VecDeque;

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

/// Bits, and what they spell since the marker came.
#[derive(Debug, Default)]
pub struct ZeroWidth {
    last: u64,
    seen: u32,
    /// Where the last 40 bits stand.
    starts: VecDeque<u64>,
    open: Option<Payload>,
    byte: u8,
    filled: u32,
    /// Where the last bit ends.
    end: u64,
}

impl ZeroWidth {
    /// The next bit, and where it stands.
    pub fn push(&mut self, bit: bool, start: u64, visit: &mut impl FnMut(Payload)) {
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

    /// There are no more bits.
    pub fn close(&mut self, visit: &mut impl FnMut(Payload)) {
        if let Some(mut open) = self.open.take() {
            if open.together == 0 {
                open.together = open.bytes.len();
                open.span.end = self.end;
            }
            visit(open);
        }
    }
}
