//! The text without our records: what was there before [`crate::embed`], byte for byte; and without
//! the marks of encypher-ai.

pub mod debris;

use crate::compat;
use crate::compat::strip::Parts;
use crate::mark::scan::Scanner;
use crate::mark::{Outlet, Piece};
use crate::record::Record;
use crate::verdict::Format;
use std::convert::Infallible;
use std::ops::AddAssign;

/// What a [`Stripper`] did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StripSummary {
    /// Records taken out.
    pub records: u64,
    /// Marks of encypher-ai taken out.
    pub compat_marks: u64,
    /// Damaged records, left where they are.
    pub damaged: u64,
    /// Bytes of text passed on.
    pub text_bytes: u64,
}

impl AddAssign for StripSummary {
    fn add_assign(&mut self, other: Self) {
        self.records += other.records;
        self.compat_marks += other.compat_marks;
        self.damaged += other.damaged;
        self.text_bytes += other.text_bytes;
    }
}

/// Takes intact records out of a text.
#[derive(Debug, Default)]
pub struct Stripper {
    scanner: Scanner,
    output: Output,
}

#[derive(Debug, Default)]
struct Output {
    summary: StripSummary,
    /// A line feed at the end of what has come: it may turn out to be a seal's own.
    newline: Newline,
    peers: compat::strip::Stripper,
}

/// A line feed that has not passed yet.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Newline {
    #[default]
    None,
    Text,
    /// A seal's own, which goes unless something follows on the line of the seal.
    Own,
}

impl Stripper {
    /// A machine for one text.
    pub fn new() -> Self {
        Self::default()
    }

    /// The next bytes of the text; writes what is text for sure to the end of `out`.
    pub fn push(&mut self, input: &[u8], out: &mut impl Outlet) {
        let output = &mut self.output;
        let Ok(()) = self.scanner.update(input, &mut |piece| output.take(piece, out));
    }

    /// The text is over.
    pub fn finish(mut self, out: &mut impl Outlet) -> StripSummary {
        let output = &mut self.output;
        let Ok(()) = self.scanner.finish(&mut |piece| output.take(piece, out));
        if output.newline == Newline::Text {
            output.flush(out);
        }
        output.peers.finish(&mut Text { out, bytes: &mut output.summary.text_bytes });
        output.summary.compat_marks = output.peers.marks;
        output.summary
    }
}

/// Takes the text without its marks, and counts it.
struct Text<'a, O> {
    out: &'a mut O,
    bytes: &'a mut u64,
}

impl<O: Outlet> Parts for Text<'_, O> {
    fn text(&mut self, bytes: &[u8]) {
        self.out.text(bytes);
        *self.bytes += bytes.len() as u64;
    }

    fn mark(&mut self, _bytes: &[u8], _format: Option<Format>) {}
}

impl Output {
    fn take(&mut self, piece: Piece<'_>, out: &mut impl Outlet) -> Result<(), Infallible> {
        let text = match piece {
            Piece::Text(text) => text,
            Piece::Record(record, _) => {
                self.summary.records += 1;
                let own = matches!(record, Record::Seal(seal, _) if seal.flags.own_newline);
                if own && self.newline == Newline::Text {
                    self.newline = Newline::Own;
                }
                self.peers.cut(&mut Text { out, bytes: &mut self.summary.text_bytes });
                return Ok(());
            }
            Piece::Damaged(_, bytes) => {
                self.summary.damaged += 1;
                bytes
            }
        };
        if text.is_empty() {
            return Ok(());
        }
        if self.newline == Newline::Own && matches!(text[0], b'\n' | b'\r') {
            self.newline = Newline::None;
        }
        self.flush(out);
        let text = match text {
            [text @ .., b'\n'] => {
                self.newline = Newline::Text;
                text
            }
            text => text,
        };
        self.pass(text, out);
        Ok(())
    }

    fn flush(&mut self, out: &mut impl Outlet) {
        if std::mem::take(&mut self.newline) != Newline::None {
            self.pass(b"\n", out);
        }
    }

    fn pass(&mut self, text: &[u8], out: &mut impl Outlet) {
        self.peers.push(text, &mut Text { out, bytes: &mut self.summary.text_bytes });
    }
}
