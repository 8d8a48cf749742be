//! The text of a verified input, a second time: what is shown of it, piece by piece, each of the
//! kind of its stretch, and the marks where they stand.
//!
//! Bytes go in as they come. [`mark`] puts marks into words, [`letters`] turns bytes into what is
//! shown.

mod letters;
mod mark;

use crate::compat::strip::{Parts, Stripper};
use crate::mark::Piece as Scanned;
use crate::mark::scan::Scanner;
use crate::report::spans::{Kind, LabelledSpan, labelled_spans};
use crate::text::count::characters;
use crate::verdict::Format;
use crate::verify::{Span, Verification};
use letters::Letters;
pub use mark::Mark;
use std::convert::Infallible;

/// A piece of what is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text without line breaks and without anything hidden. Where one such piece ends and the next
    /// one of its kind begins means nothing.
    Text(Kind, &'a str),
    /// A character that would act on the text around it, or not be seen.
    Hidden(Kind, char),
    /// A byte that belongs to no character.
    Byte(Kind, u8),
    /// A line break.
    Newline(Kind),
    /// A mark, and the kind of the text that it stands in.
    Mark(Kind, Mark),
}

impl Piece<'_> {
    /// What its text is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Text(kind, _)
            | Self::Hidden(kind, _)
            | Self::Byte(kind, _)
            | Self::Newline(kind)
            | Self::Mark(kind, _) => *kind,
        }
    }
}

/// Takes a verified input apart into [`Piece`]s.
pub struct Annotator<'a> {
    scanner: Scanner,
    peers: Stripper,
    walk: Walk<'a>,
}

impl<'a> Annotator<'a> {
    /// A machine for the input of which this was found.
    pub fn new(verification: &'a Verification) -> Self {
        Self {
            scanner: Scanner::new(),
            peers: Stripper::default(),
            walk: Walk {
                verification,
                letters: Letters::new(labelled_spans(verification)),
                peer: None,
            },
        }
    }

    /// Where it goes along.
    pub fn labelled_spans(&self) -> &[LabelledSpan] {
        self.walk.letters.labelled_spans()
    }

    /// The next bytes of the input.
    pub fn push(&mut self, input: &[u8], visit: &mut impl FnMut(Piece<'_>)) {
        let (peers, walk) = (&mut self.peers, &mut self.walk);
        let take = &mut |scanned: Scanned<'_>| walk.take(scanned, peers, visit);
        let Ok(()) = self.scanner.update(input, take);
    }

    /// The input is over.
    pub fn finish(mut self, visit: &mut impl FnMut(Piece<'_>)) {
        let (peers, walk) = (&mut self.peers, &mut self.walk);
        let take = &mut |scanned: Scanned<'_>| walk.take(scanned, peers, visit);
        let Ok(()) = self.scanner.finish(take);
        walk.cut(peers, visit);
        walk.letters.finish(visit);
    }
}

struct Walk<'a> {
    verification: &'a Verification,
    letters: Letters,
    /// A mark of encypher-ai that may go on: its format, its beginning, its characters.
    peer: Option<(Format, u64, u64)>,
}

impl Walk<'_> {
    fn take(
        &mut self,
        scanned: Scanned<'_>,
        peers: &mut Stripper,
        visit: &mut impl FnMut(Piece<'_>),
    ) -> Result<(), Infallible> {
        match scanned {
            Scanned::Text(text) => peers.push(text, &mut Settled { walk: self, visit }),
            Scanned::Record(record, spelling) => {
                self.cut(peers, visit);
                let span = self.next(spelling.bytes);
                let what = mark::record(&record, span.start, self.verification);
                let mark = Mark::new(what, spelling.marks as u64, span);
                self.give(mark, span, visit);
            }
            Scanned::Damaged(error, bytes) => {
                self.cut(peers, visit);
                let span = self.next(bytes);
                let mark = Mark::damaged(&error, bytes, span);
                self.give(mark, span, visit);
                self.letters.interruptions(bytes, visit);
            }
        }
        Ok(())
    }

    /// Another mark stands here, or nothing: what may have gone on does not.
    fn cut(&mut self, peers: &mut Stripper, visit: &mut impl FnMut(Piece<'_>)) {
        peers.cut(&mut Settled { walk: self, visit });
        self.end_peer(visit);
        self.letters.cut(visit);
    }

    /// Where the next bytes stand.
    fn next(&self, bytes: &[u8]) -> Span {
        let start = self.letters.at();
        Span { start, end: start + bytes.len() as u64 }
    }

    /// A mark stands at `span`.
    fn give(&mut self, mark: Mark, span: Span, visit: &mut impl FnMut(Piece<'_>)) {
        let kind = self.letters.kind();
        self.letters.skip(span.end - span.start);
        visit(Piece::Mark(kind, mark));
    }

    fn end_peer(&mut self, visit: &mut impl FnMut(Piece<'_>)) {
        if let Some((format, start, characters)) = self.peer.take() {
            let end = self.letters.at();
            let what = format!("mark of encypher-ai ({format})");
            let mark = Mark::new(what, characters, Span { start, end });
            visit(Piece::Mark(self.letters.kind_before(), mark));
        }
    }
}

/// What is settled about marks of encypher-ai.
struct Settled<'w, 'a, V> {
    walk: &'w mut Walk<'a>,
    visit: &'w mut V,
}

impl<V: FnMut(Piece<'_>)> Parts for Settled<'_, '_, V> {
    fn text(&mut self, bytes: &[u8]) {
        if !bytes.is_empty() {
            self.walk.end_peer(self.visit);
            self.walk.letters.update(bytes, self.visit);
        }
    }

    fn mark(&mut self, bytes: &[u8], format: Option<Format>) {
        if bytes.is_empty() {
            return;
        }
        if format.is_some() {
            self.walk.end_peer(self.visit);
            self.walk.letters.cut(self.visit);
        }
        let start = self.walk.letters.at();
        let open = self.walk.peer.get_or_insert((Format::EncypherAi, start, 0));
        open.0 = format.unwrap_or(open.0);
        open.2 += characters(bytes);
        self.walk.letters.skip(bytes.len() as u64);
    }
}
