//! In colour: each part of the text in the colour of what it is, marks in reverse video. Every
//! character of the text but white space has a style of its own, and of our own lines only the
//! verdict and the legend do: neither can be taken for the other. Styles end with the line, so that
//! a pager shows each line alone as it is.

use crate::report::annotate::Piece;
use crate::report::spans::Kind;
use crate::report::terminal::{Commands, names_marks, told_apart};
use crate::verdict::Grade;
use anstyle::{AnsiColor, Effects, Style};
use std::fmt::Write as _;

/// The style of a mark.
const MARK: Style = Style::new().effects(Effects::INVERT);

/// The style of text.
fn style(kind: Kind) -> Style {
    let color = |color: AnsiColor| color.on_default();
    match kind {
        Kind::Signed(verdict) => match verdict.grade() {
            Grade::Good => color(AnsiColor::Green),
            Grade::Plain | Grade::Doubt => color(AnsiColor::Yellow),
            // Not by colour alone: many eyes do not tell red from green.
            Grade::Bad => color(AnsiColor::Red).underline(),
        },
        Kind::Unlisted => color(AnsiColor::Yellow),
        Kind::Unsigned | Kind::Blank => Style::new().dimmed(),
    }
}

/// What the colours mean, in them.
pub fn legend(kinds: &[Kind], marks: bool) -> String {
    let painted = |style: Style, word: &str| format!("{style}{word}{style:#}");
    let mut words: Vec<String> =
        kinds.iter().map(|kind| painted(style(*kind), kind.name())).collect();
    if names_marks(kinds, marks) {
        words.push(painted(MARK, "a mark"));
    }
    format!("  {}", words.join(", "))
}

/// Writes text in colour.
pub struct Paint {
    /// The style that is on.
    on: Option<Style>,
    /// Whether something stands on the line.
    amid: bool,
    commands: Commands,
}

impl Paint {
    pub fn new() -> Self {
        Self { on: None, amid: false, commands: Commands::default() }
    }

    pub fn take(&mut self, piece: &Piece<'_>, out: &mut String) {
        match piece {
            Piece::Newline(_) => {
                self.turn(None, out);
                out.push('\n');
                self.amid = false;
                self.commands = Commands::default();
            }
            Piece::Mark(_, mark) => {
                self.turn(Some(MARK), out);
                let _ = write!(out, "[{}]", mark.in_words());
                self.turn(None, out);
                self.amid = true;
                self.commands = Commands::amid();
            }
            Piece::Text(..) | Piece::Hidden(..) | Piece::Byte(..) => {
                self.turn(told_apart(piece).map(style), out);
                self.commands.write(piece, out);
                self.amid = true;
            }
        }
    }

    fn turn(&mut self, to: Option<Style>, out: &mut String) {
        if self.on == to {
            return;
        }
        if let Some(style) = self.on {
            let _ = write!(out, "{style:#}");
        }
        if let Some(style) = to {
            let _ = write!(out, "{style}");
        }
        self.on = to;
    }

    /// The text is over.
    pub fn finish(mut self, out: &mut String) {
        self.turn(None, out);
        if self.amid {
            out.push('\n');
        }
    }
}
