//! The text for people: what of it is verified, altered or unsigned is told apart in colour
//! ([`paint`]), or by letters in a margin ([`margin`]). Bytes of the input go in, lines come out;
//! nothing of the text is left that a terminal or a CI service would obey.

mod margin;
mod paint;

use crate::report::annotate::{Annotator, Piece};
use crate::report::command::{Colons, Hashes};
use crate::report::spans::{Kind, kinds};
use crate::report::spell_out;
use crate::verify::{Verdict, Verification};
use margin::Margin;
use paint::Paint;
use std::fmt::Write as _;

/// How a text is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Manner {
    /// In colour, with the escape sequences of terminals; by a margin if not.
    pub color: bool,
    /// With our marks spelled out where they stand; damaged ones are in any case.
    pub marks: bool,
}

/// Shows a text of which it is known what it is worth.
pub struct TerminalReport<'a> {
    walker: Annotator<'a>,
    printer: Printer,
    manner: Manner,
}

enum Printer {
    Margin(Margin),
    Paint(Paint),
}

impl<'a> TerminalReport<'a> {
    /// A machine for the input of which this was found.
    pub fn new(verification: &'a Verification, manner: Manner) -> Self {
        Self {
            walker: Annotator::new(verification),
            printer: match manner.color {
                true => Printer::Paint(Paint::new()),
                false => Printer::Margin(Margin::new()),
            },
            manner,
        }
    }

    /// A line that says what the colours or letters mean.
    pub fn legend(&self) -> String {
        let kinds = kinds(self.walker.labelled_spans());
        match self.manner.color {
            true => paint::legend(&kinds, self.manner.marks),
            false => margin::legend(&kinds, self.manner.marks),
        }
    }

    /// The next bytes of the input; what can be shown is written to the end of `out`.
    pub fn push(&mut self, input: &[u8], out: &mut String) {
        let (printer, marks) = (&mut self.printer, self.manner.marks);
        self.walker.push(input, &mut |piece| printer.take(&piece, marks, out));
    }

    /// The input is over.
    pub fn finish(self, out: &mut String) {
        let (mut printer, marks) = (self.printer, self.manner.marks);
        self.walker.finish(&mut |piece| printer.take(&piece, marks, out));
        match printer {
            Printer::Margin(margin) => margin.finish(out),
            Printer::Paint(paint) => paint.finish(out),
        }
    }
}

impl Printer {
    fn take(&mut self, piece: &Piece<'_>, marks: bool, out: &mut String) {
        if matches!(piece, Piece::Mark(_, mark) if !mark.damaged && !marks) {
            return;
        }
        match self {
            Self::Margin(margin) => margin.take(piece, out),
            Self::Paint(paint) => paint.take(piece, out),
        }
    }
}

/// What of a line a CI service might obey.
#[derive(Debug, Default)]
struct Commands {
    hashes: Hashes,
    colons: Colons,
}

impl Commands {
    /// Writes a piece of a line, what is hidden in it spelled out.
    fn write(&mut self, piece: &Piece<'_>, out: &mut String) {
        match piece {
            Piece::Text(_, text) => text.chars().for_each(|c| self.write_char(c, out)),
            Piece::Hidden(_, c) => {
                *self = Self::amid();
                spell_out(*c, out);
            }
            Piece::Byte(_, byte) => {
                *self = Self::amid();
                let _ = write!(out, "\\x{{{byte:02x}}}");
            }
            Piece::Newline(_) | Piece::Mark(..) => {}
        }
    }

    fn write_char(&mut self, c: char, out: &mut String) {
        let (hashes, colons) = (self.hashes.ends_in_command(c), self.colons.begin_command(c));
        match hashes || colons {
            true => spell_out(c, out),
            false => out.push(c),
        }
    }

    /// Amid a line.
    fn amid() -> Self {
        Self { hashes: Hashes::default(), colons: Colons::Amid }
    }
}

/// Whether a piece is text that has to be told apart: white space that nobody signed goes with what
/// is beside it.
fn told_apart(piece: &Piece<'_>) -> Option<Kind> {
    match piece.kind() {
        Kind::Blank => None,
        kind => Some(kind),
    }
}

/// Whether marks are named: all of them if that is asked for, damaged ones where there are some.
fn names_marks(kinds: &[Kind], marks: bool) -> bool {
    marks || kinds.contains(&Kind::Signed(Verdict::Malformed))
}
