//! A character of which only the beginning has come, while the weaver looks at every character.

use crate::embed::placement::{OPAQUE, Placer};
use crate::mark::Outlet;
use crate::text::utf8::{self, Unit};

impl Placer {
    /// One more byte of an unfinished character.
    pub(super) fn take_unfinished(&mut self, byte: u8, out: &mut impl Outlet) {
        let before = self.unfinished.len();
        self.unfinished.push(byte);
        let (c, length) = match utf8::first(&self.unfinished) {
            Unit::Unfinished => {
                if self.unfinished_passed {
                    self.pass(&[byte], out);
                }
                return;
            }
            Unit::Character(c, length) => (c, length),
            Unit::Invalid(length) => (OPAQUE, length),
        };
        let bytes = std::mem::take(&mut self.unfinished);
        let from = if self.unfinished_passed { before } else { 0 };
        if from == 0 && self.inked && self.finder.good_before(c) {
            self.place_before(c, out);
        }
        if !self.barred && self.beside.belongs_before(c) {
            self.place_peer(out);
        }
        self.advance(c);
        self.pass(&bytes[from..length.max(from)], out);
        if length < bytes.len() {
            self.take(&bytes[length.max(from)..], out);
        }
    }

    /// Nothing comes that would end the unfinished character.
    pub(super) fn end_unfinished(&mut self, out: &mut impl Outlet) {
        let bytes = std::mem::take(&mut self.unfinished);
        if bytes.is_empty() {
            return;
        }
        if !self.unfinished_passed {
            if self.inked && self.finder.good_before(OPAQUE) {
                self.place_before(OPAQUE, out);
            }
            self.pass(&bytes, out);
        }
        self.advance(OPAQUE);
    }
}
