//! The text without our records: what was there before [`crate::embed`], byte for byte.

use crate::carrier::scan::{Piece, Scanner};
use crate::record::Record;
use std::convert::Infallible;

/// What a [`Stripper`] did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StripSummary {
    /// Records taken out.
    pub records: u64,
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
    newline: bool,
}

impl Stripper {
    /// A machine for one text.
    pub fn new() -> Self {
        Self::default()
    }

    /// The next bytes of the text; writes what is text for sure to the end of `out`.
    pub fn push(&mut self, input: &[u8], out: &mut Vec<u8>) {
        let output = &mut self.output;
        let Ok(()) = self
            .scanner
            .update(input, &mut |piece| output.take(piece, out));
    }

    /// The text is over.
    pub fn finish(mut self, out: &mut Vec<u8>) -> StripSummary {
        let output = &mut self.output;
        let Ok(()) = self.scanner.finish(&mut |piece| output.take(piece, out));
        output.flush(out);
        output.summary
    }
}

impl Output {
    fn take(&mut self, piece: Piece<'_>, out: &mut Vec<u8>) -> Result<(), Infallible> {
        let text = match piece {
            Piece::Text(text) => text,
            Piece::Record(record, _) => {
                self.summary.records += 1;
                self.newline &= !matches!(record, Record::Seal(seal, _) if seal.flags.own_newline);
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
        self.flush(out);
        let text = match text {
            [text @ .., b'\n'] => {
                self.newline = true;
                text
            }
            text => text,
        };
        self.summary.text_bytes += text.len() as u64;
        out.extend_from_slice(text);
        Ok(())
    }

    fn flush(&mut self, out: &mut Vec<u8>) {
        if std::mem::take(&mut self.newline) {
            self.summary.text_bytes += 1;
            out.push(b'\n');
        }
    }
}
