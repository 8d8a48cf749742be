//! The text without our records: what was there before [`crate::embed`], byte for byte; and without
//! the marks of encypher-ai.

pub mod debris;

use crate::compat;
use crate::mark::Piece;
use crate::mark::scan::Scanner;
use crate::record::Record;
use std::convert::Infallible;

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
    pub fn push(&mut self, input: &[u8], out: &mut Vec<u8>) {
        let output = &mut self.output;
        let Ok(()) = self.scanner.update(input, &mut |piece| output.take(piece, out));
    }

    /// The text is over.
    pub fn finish(mut self, out: &mut Vec<u8>) -> StripSummary {
        let output = &mut self.output;
        let Ok(()) = self.scanner.finish(&mut |piece| output.take(piece, out));
        if output.newline == Newline::Text {
            output.flush(out);
        }
        let before = out.len();
        output.peers.finish(out);
        output.summary.text_bytes += (out.len() - before) as u64;
        output.summary.compat_marks = output.peers.marks;
        output.summary
    }
}

impl Output {
    fn take(&mut self, piece: Piece<'_>, out: &mut Vec<u8>) -> Result<(), Infallible> {
        let text = match piece {
            Piece::Text(text) => text,
            Piece::Record(record, _) => {
                self.summary.records += 1;
                let own = matches!(record, Record::Seal(seal, _) if seal.flags.own_newline);
                if own && self.newline == Newline::Text {
                    self.newline = Newline::Own;
                }
                let before = out.len();
                self.peers.cut(out);
                self.summary.text_bytes += (out.len() - before) as u64;
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

    fn flush(&mut self, out: &mut Vec<u8>) {
        if std::mem::take(&mut self.newline) != Newline::None {
            self.pass(b"\n", out);
        }
    }

    fn pass(&mut self, text: &[u8], out: &mut Vec<u8>) {
        let before = out.len();
        self.peers.push(text, out);
        self.summary.text_bytes += (out.len() - before) as u64;
    }
}
