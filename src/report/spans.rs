//! An input as a row of labelled_spans without gaps: what of it is signed and how, and what nobody
//! signed.

use crate::verdict::{Format, Grade};
use crate::verify::{Document, Span, Verdict, Verification};
use std::fmt;

/// What a stretch of an input is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// White space that nobody speaks of.
    Blank,
    /// A seal speaks of it, and this is what that is worth.
    Signed(Verdict),
    /// No seal speaks of it.
    Unsigned,
    /// Behind the last of the many things that a verification lists.
    Unlisted,
}

/// How many kinds of text there are.
const COUNT: usize = {
    let (mut count, mut at) = (2, 0);
    while at < Verdict::ALL.len() {
        count += Verdict::ALL[at].part().is_some() as usize;
        at += 1;
    }
    count
};

const fn is_bad(verdict: Verdict) -> bool {
    matches!(verdict.grade(), Grade::Bad)
}

impl Kind {
    /// All kinds of text, from the best to the worst.
    pub const ALL: [Self; COUNT] = {
        let mut all = [Self::Unlisted; COUNT];
        let (mut count, mut at) = (0, 0);
        while at < Verdict::ALL.len() {
            // What is wrong is worse than what nobody signed.
            if at > 0 && is_bad(Verdict::ALL[at]) && !is_bad(Verdict::ALL[at - 1]) {
                all[count] = Self::Unsigned;
                // An `Unlisted` is next.
                count += 2;
            }
            if Verdict::ALL[at].part().is_some() {
                all[count] = Self::Signed(Verdict::ALL[at]);
                count += 1;
            }
            at += 1;
        }
        all
    };

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::Signed(verdict) => verdict.name(),
            Self::Unsigned => "unsigned",
            Self::Unlisted => "not listed",
        }
    }

    /// The letter for it, for the margin of a text.
    pub fn letter(self) -> char {
        self.shown().0
    }

    /// What it means, in a few words.
    pub fn meaning(self) -> &'static str {
        self.shown().1
    }

    fn shown(self) -> (char, &'static str) {
        const UNSIGNED: (char, &str) = ('U', "no signature covers it");
        match self {
            Self::Blank => (' ', "white space that nobody signed"),
            Self::Unsigned => UNSIGNED,
            Self::Unlisted => ('?', "there are more parts than are listed"),
            Self::Signed(verdict) => verdict.part().unwrap_or(UNSIGNED),
        }
    }

    /// How bad it is, for choosing among several.
    fn rank(self) -> usize {
        let rank = Self::ALL.iter().position(|kind| *kind == self);
        rank.map_or(0, |rank| rank + 1)
    }

    /// The worse of two.
    pub fn worse(self, other: Self) -> Self {
        if other.rank() > self.rank() { other } else { self }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A part of an input that is all of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LabelledSpan {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub span: Span,
}

/// Who speaks of a part of the input: the first one that does is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Voice {
    Segment,
    /// What stands before an altered segment and behind the one before it: nobody can say any more
    /// where it began.
    Gap,
    Unsigned,
    Document,
}

const VOICES: usize = 4;
const KINDS: usize = Kind::ALL.len() + 1;

/// The labelled spans of an input, in order and without gaps. A segment ends a span even where the
/// next one is of the same kind. Of several verdicts on the same text the worst counts.
pub fn labelled_spans(verification: &Verification) -> Vec<LabelledSpan> {
    let own = || {
        let documents = verification.documents.iter();
        documents.filter(|document| document.format == Format::Encypher)
    };
    let all_listed = verification.documents_total == verification.documents.len() as u64;
    let rest = match (all_listed, own().next()) {
        (false, _) => Kind::Unlisted,
        (true, Some(_)) => Kind::Blank,
        // Marks that cover no text do not make it signed.
        (true, None) => Kind::Unsigned,
    };
    let mut edges = Edges::new(verification.bytes);
    own().for_each(|document| edges.add_document(document));
    for span in &verification.unsigned {
        edges.add(Voice::Unsigned, Kind::Unsigned, *span);
    }
    edges.into_stretches(rest)
}

/// Where what is said about the input begins and ends.
struct Edges {
    bytes: u64,
    /// Place, who, rank of the kind, whether it begins.
    all: Vec<(u64, Voice, usize, bool)>,
}

impl Edges {
    fn new(bytes: u64) -> Self {
        Self { bytes, all: Vec::new() }
    }

    fn add(&mut self, voice: Voice, kind: Kind, span: Span) {
        let (start, end) = (span.start.min(self.bytes), span.end.min(self.bytes));
        if start < end {
            self.all.push((start, voice, kind.rank(), true));
            self.all.push((end, voice, kind.rank(), false));
        }
    }

    fn add_document(&mut self, document: &Document) {
        if document.stream_id.is_none() {
            // A fault of a single mark.
            return self.add(Voice::Segment, Kind::Signed(document.verdict), document.span);
        }
        let all_listed = document.segments_total == document.segments.len() as u64;
        let last = document.segments.last();
        let mut before = None;
        for segment in &document.segments {
            let is_cut = document.complete == Some(false)
                && segment.verdict == Verdict::Verified
                && last == Some(segment);
            let verdict = match is_cut && all_listed {
                true => Verdict::Incomplete,
                false => segment.verdict,
            };
            let Span { start, end } = segment.span;
            // Where an altered segment begins is a guess, where the one before it ends is none.
            let from = before.map_or(start, |before: u64| before.min(end));
            let start = start.max(from);
            self.add(Voice::Segment, Kind::Signed(verdict), Span { start, end });
            if verdict == Verdict::Altered {
                let gap = Span { start: from, end: start };
                self.add(Voice::Gap, Kind::Signed(verdict), gap);
            }
            before = Some(end);
        }
        // What stands behind the last seal that has come, and what stands between them.
        let behind = last.map_or(document.span.start, |last| last.span.end);
        let tail = match (all_listed, document.complete) {
            (false, _) => Kind::Unlisted,
            (true, None) => Kind::Signed(Verdict::Truncated),
            (true, Some(_)) => Kind::Signed(document.verdict),
        };
        let between = Span { start: document.span.start, end: behind.min(document.span.end) };
        self.add(Voice::Document, Kind::Signed(document.verdict), between);
        let tail_span = Span { start: behind.max(document.span.start), end: document.span.end };
        self.add(Voice::Document, tail, tail_span);
    }

    fn into_stretches(mut self, rest: Kind) -> Vec<LabelledSpan> {
        self.all.sort_unstable_by_key(|(place, ..)| *place);
        let mut speaking = [[0_usize; KINDS]; VOICES];
        let mut labelled_spans = Vec::new();
        let mut at = 0;
        for (place, voice, rank, begins) in self.all {
            if place > at {
                labelled_spans.push(LabelledSpan {
                    kind: heard(&speaking).unwrap_or(rest),
                    span: Span { start: at, end: place },
                });
                at = place;
            }
            let count = &mut speaking[voice as usize][rank];
            // No span is empty, so each begins before it ends.
            *count = if begins { *count + 1 } else { *count - 1 };
        }
        if at < self.bytes {
            labelled_spans
                .push(LabelledSpan { kind: rest, span: Span { start: at, end: self.bytes } });
        }
        labelled_spans
    }
}

/// The worst that the first voice says which says something.
fn heard(speaking: &[[usize; KINDS]; VOICES]) -> Option<Kind> {
    let said = |ranks: &[usize; KINDS]| ranks.iter().rposition(|count| *count > 0);
    let rank = speaking.iter().find_map(said)?;
    Kind::ALL.get(rank.checked_sub(1)?).copied()
}

/// The kinds that text may be of in these spans, from the best to the worst; unsigned is always
/// one of them.
pub fn kinds(labelled_spans: &[LabelledSpan]) -> Vec<Kind> {
    let occurs = |kind: &Kind| {
        *kind == Kind::Unsigned || labelled_spans.iter().any(|stretch| stretch.kind == *kind)
    };
    Kind::ALL.into_iter().filter(occurs).collect()
}
