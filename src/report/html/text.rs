//! The text of an input as HTML: each part in a span of its kind, under its name where the kind
//! changes; what is hidden, and the marks, as tokens.

use crate::report::annotate::{Annotator, Piece};
use crate::report::html::escape::{Attribute, Plain, Shown, Token, class_of_part};
use crate::report::spans::{Kind, LabelledSpan};
use crate::verify::Verification;
use std::fmt::Write as _;

/// Characters that are written between two looks at the room.
const BIT: usize = 4096;

/// Writes the text of an input.
pub struct Text<'a> {
    walker: Annotator<'a>,
    out: Out,
}

struct Out {
    html: String,
    room: usize,
    /// The kind of the span that is open.
    open: Option<Kind>,
    full: bool,
}

/// A text that was written.
pub struct Written {
    pub html: String,
    pub labelled_spans: Vec<LabelledSpan>,
    /// Whether there was no room for all of it.
    pub cut: bool,
}

impl<'a> Text<'a> {
    pub(super) fn new(verification: &'a Verification, room: usize) -> Self {
        Self {
            walker: Annotator::new(verification),
            out: Out { html: String::new(), room, open: None, full: room == 0 },
        }
    }

    /// The next bytes of the input.
    pub fn push(&mut self, input: &[u8]) {
        let out = &mut self.out;
        if !out.full {
            self.walker.push(input, &mut |piece| out.take(&piece));
        }
    }

    /// Whether there is no room for more.
    pub fn is_full(&self) -> bool {
        self.out.full
    }

    pub(super) fn finish(self) -> Written {
        let mut out = self.out;
        let labelled_spans = self.walker.labelled_spans().to_vec();
        if !out.full {
            self.walker.finish(&mut |piece| out.take(&piece));
        }
        if out.open.is_some() {
            out.html.push_str("</span>");
        }
        Written { html: out.html, labelled_spans, cut: out.full }
    }
}

impl Out {
    fn take(&mut self, piece: &Piece<'_>) {
        if self.full {
            return;
        }
        if let Piece::Text(kind, text) = piece {
            // Bit by bit, so that a long line does not go far beyond the room.
            let mut rest = *text;
            while !rest.is_empty() && !self.full {
                let bit = rest.char_indices().nth(BIT).map_or(rest.len(), |(at, _)| at);
                self.begin(*kind);
                let _ = write!(self.html, "{}", Plain(&rest[..bit]));
                rest = &rest[bit..];
                self.full = self.html.len() >= self.room;
            }
            return;
        }
        match piece {
            Piece::Hidden(kind, c) => {
                self.begin(*kind);
                let _ = write!(self.html, "{}", Token(*c));
            }
            Piece::Byte(kind, byte) => {
                self.begin(*kind);
                let _ = write!(self.html, "<span class=\"hidden\">byte {byte:02X}</span>");
            }
            Piece::Newline(_) => self.html.push('\n'),
            Piece::Mark(_, mark) => {
                let label = mark.what.split(',').next().unwrap_or_default();
                let class = if mark.damaged { "mark bad" } else { "mark" };
                let _ = write!(
                    self.html,
                    "<span class=\"{class}\" title=\"{}\">{}</span>",
                    Attribute(&mark.in_words()),
                    Shown(label)
                );
            }
            Piece::Text(..) => {}
        }
        self.full = self.html.len() >= self.room;
    }

    /// Text of this kind follows; white space that nobody signed goes with what is before it.
    fn begin(&mut self, kind: Kind) {
        if kind == Kind::Blank || self.open == Some(kind) {
            return;
        }
        if self.open.is_some() {
            self.html.push_str("</span>");
        }
        self.open = Some(kind);
        let _ = write!(
            self.html,
            "<span class=\"{}\"><b class=\"tag\">{kind}</b>",
            class_of_part(kind)
        );
    }
}
