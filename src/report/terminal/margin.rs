//! Without colour: in front of each line stand a letter that says what the text on it is and, if
//! the line of the text goes on from the one before, a hyphen. So no line of the text can be taken
//! for one of ours.

use crate::report::annotate::Piece;
use crate::report::spans::Kind;
use crate::report::terminal::{Commands, names_marks, told_apart};

/// The sign of a line that goes on.
const GOES_ON: char = '-';
/// The letter of a line that speaks of a mark.
const MARK: char = '+';

/// What the letters mean.
pub fn legend(kinds: &[Kind], marks: bool) -> String {
    let mut words: Vec<String> =
        kinds.iter().map(|kind| format!("{} {kind}", kind.letter())).collect();
    if names_marks(kinds, marks) {
        words.push(format!("{MARK} a mark"));
    }
    words.push(format!("{GOES_ON} the same line goes on"));
    format!("  {}", words.join(", "))
}

/// Writes lines with a margin.
pub struct Margin {
    place: Place,
    commands: Commands,
}

/// Where in the lines of the text the next piece stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At the beginning of one.
    Beginning,
    /// Amid one, on a line of ours with text of this kind; of none, if it is white space so far
    /// that nobody signed.
    Amid(Option<Kind>),
    /// Amid one, behind a line about a mark.
    Broken,
}

impl Margin {
    pub fn new() -> Self {
        Self { place: Place::Beginning, commands: Commands::amid() }
    }

    pub fn take(&mut self, piece: &Piece<'_>, out: &mut String) {
        let kind = told_apart(piece);
        match piece {
            Piece::Newline(_) => {
                if self.place == Place::Beginning {
                    self.begin(kind, ' ', out);
                }
                if self.place != Place::Broken {
                    out.push('\n');
                }
                self.place = Place::Beginning;
            }
            Piece::Mark(_, mark) => {
                if matches!(self.place, Place::Amid(_)) {
                    out.push('\n');
                }
                out.push(MARK);
                out.push_str("  ");
                out.push_str(&mark.in_words());
                out.push('\n');
                if self.place != Place::Beginning {
                    self.place = Place::Broken;
                }
            }
            Piece::Text(..) | Piece::Hidden(..) | Piece::Byte(..) => {
                match self.place {
                    Place::Beginning => self.begin(kind, ' ', out),
                    Place::Broken => self.begin(kind, GOES_ON, out),
                    Place::Amid(on_line) if kind.is_some() && on_line != kind => {
                        out.push('\n');
                        self.begin(kind, GOES_ON, out);
                    }
                    Place::Amid(_) => {}
                }
                self.commands.write(piece, out);
            }
        }
    }

    /// Begins a line.
    fn begin(&mut self, kind: Option<Kind>, sign: char, out: &mut String) {
        out.push(kind.map_or(' ', Kind::letter));
        out.push(sign);
        out.push(' ');
        self.place = Place::Amid(kind);
        self.commands = Commands::amid();
    }

    /// The text is over.
    pub fn finish(self, out: &mut String) {
        if matches!(self.place, Place::Amid(_)) {
            out.push('\n');
        }
    }
}
