//! One signed stream as it is found: its segments, one after the other, and what holds them
//! together.

use crate::key::Key;
use crate::record::{Head, Seal, Signed, StreamId};
use crate::verdict::Format;
use crate::verdict::{Document, Reason, SEGMENTS_MAX, Segment, Span, Verdict};
use crate::verify::candidate::{Candidate, Judged};
use crate::verify::chain::{Chain, Surroundings};
use crate::verify::covered::{Covered, without};
use crate::verify::variant::Claim;

/// A stream whose last seal has not come yet.
pub struct Stream {
    pub id: StreamId,
    keys: Vec<Key>,
    document: Document,
    chain: Chain,
    open: Option<Open>,
    pub last_seen: bool,
}

/// A segment whose seal has not come yet.
struct Open {
    head: Box<Head>,
    signed: Signed,
    candidates: Vec<Candidate>,
    around: Surroundings,
}

/// Where a seal ends: in bytes of text, in bytes of the input, in lines.
pub struct Ends {
    pub text: u64,
    pub input: u64,
    pub line: u64,
}

/// A segment that was sealed.
pub struct Closed {
    /// Where it begins, in bytes of text.
    pub start: u64,
    /// Where it stands in the input.
    pub span: Span,
    /// Text before it that nothing covers.
    pub unsigned: Option<Span>,
}

impl Stream {
    /// A stream whose first head has come.
    pub fn new(head: &Head, keys: Vec<Key>, start: u64) -> Self {
        let document = Document {
            verdict: if keys.is_empty() { Verdict::Untrusted } else { Verdict::Verified },
            format: Format::Encypher,
            algorithm: Some(head.algorithm),
            key_id: Some(head.key),
            stream_id: Some(head.stream),
            signer: None,
            span: Span { start, end: start },
            covered: false,
            copies: 1,
            payload_bytes: None,
            complete: None,
            metadata: Some(head.metadata.clone()),
            metadata_trusted: false,
            segments: Vec::new(),
            segments_total: 0,
            reason: None,
        };
        let mut stream = Self {
            id: head.stream,
            keys,
            document,
            chain: Chain::default(),
            open: None,
            last_seen: false,
        };
        if stream.keys.is_empty() {
            stream.blame(Verdict::Untrusted, unknown_key(head, start));
        }
        stream
    }

    /// Whether a head has come whose seal has not.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Where the open segment may begin earliest, in bytes of text.
    pub fn open_start(&self) -> Option<u64> {
        self.open.as_ref()?.candidates.iter().map(|candidate| candidate.start).min()
    }

    /// Text before the open segment that nothing covers; nothing inside if there is an open segment
    /// and no such text.
    pub fn open_unsigned(&self) -> Option<Option<Span>> {
        let first = self.open.as_ref()?.candidates.first()?;
        Some(first.unsigned)
    }

    /// A seal speaks of a part of the input that seemed to be unsigned.
    pub fn cover(&mut self, covered: Span) {
        for candidate in self.open.iter_mut().flat_map(|open| &mut open.candidates) {
            let unsigned = candidate.unsigned;
            candidate.unsigned = unsigned.and_then(|span| without(span, covered));
        }
    }

    /// How many readings of the text are followed.
    pub fn readings(&self) -> usize {
        let candidates = self.open.iter().flat_map(|open| &open.candidates);
        candidates.map(Candidate::readings).sum()
    }

    /// The next bytes of the text.
    pub fn update(&mut self, text: &[u8]) {
        for candidate in self.open.iter_mut().flat_map(|open| &mut open.candidates) {
            candidate.update(text);
        }
    }

    /// Whether one of the keys signed a head.
    pub fn signed(&self, head: &Signed) -> bool {
        self.keys.iter().any(|key| head.check_head(key))
    }

    /// A head of this stream has come, which is `trusted` if it is signed; it may speak of any of
    /// the candidates.
    pub fn open(
        &mut self,
        head: (Box<Head>, Signed),
        trusted: bool,
        candidates: Vec<Candidate>,
        around: Surroundings,
    ) {
        let (head, signed) = head;
        let place = candidates.first().map(|first| (first.input, first.line));
        if self.open.is_some() {
            self.blame(
                Verdict::Altered,
                reason(
                    "seal-missing",
                    "a head stands there twice, or the seal between is missing",
                    place,
                ),
            );
        }
        if !trusted && !self.keys.is_empty() {
            self.blame(
                Verdict::Altered,
                reason("metadata-altered", "the metadata is not what was signed", place),
            );
        }
        if self.document.metadata.as_ref() != Some(&head.metadata) {
            self.blame(
                Verdict::Altered,
                reason("metadata-altered", "the metadata changes amid the stream", place),
            );
        }
        let first = self.document.segments_total == 0;
        self.document.metadata_trusted = trusted && (first || self.document.metadata_trusted);
        self.open = Some(Open { head, signed, candidates, around });
    }

    /// A seal of this stream has come; nothing comes of it if there is no head for it.
    pub fn close(
        &mut self,
        seal: &Seal,
        signed: &Signed,
        interrupted: bool,
        ends: &Ends,
        covered: &Covered,
    ) -> Option<Closed> {
        let Some(open) = self.open.take() else {
            let message =
                format!("the seal of segment {} stands there without its head", seal.index);
            self.blame(
                Verdict::Altered,
                reason("head-missing", &message, Some((ends.input, ends.line))),
            );
            self.document.span.end = ends.input;
            return None;
        };
        let claim = Claim {
            head: &open.head,
            head_bytes: &open.signed,
            seal,
            seal_bytes: signed,
            keys: &self.keys,
            interrupted: open.around.interrupted || interrupted,
            detached: open.around.detached,
        };
        let text = Judged::best(open.candidates, &claim)?;
        let fault = self.chain.fault(self.id, seal, &text, covered, &open.around);
        let (verdict, message) = self.verdict(&text, fault);
        self.chain.advance(seal, signed, &text, ends.text);
        self.last_seen = seal.flags.last;
        if seal.flags.last {
            self.document.complete = Some(seal.flags.complete);
        }
        if self.document.segments_total == 0 {
            self.document.span.start = text.input;
        }
        self.document.span.end = ends.input;
        let span = Span { start: text.input, end: ends.input };
        self.add(Segment {
            index: seal.index,
            span,
            line: text.line,
            last_line: ends.line,
            verdict,
            message,
        });
        Some(Closed { start: text.start, span, unsigned: text.unsigned })
    }

    /// What a segment is worth in its place, and what is wrong with it.
    fn verdict(&self, text: &Judged, fault: Option<String>) -> (Verdict, Option<String>) {
        let verdict = match text.verdict {
            _ if self.keys.is_empty() => Verdict::Untrusted,
            // White space may stand around a document, but not between its segments.
            Verdict::Verified if !self.chain.adjoins(text) => Verdict::Reflowed,
            verdict => verdict,
        };
        match (verdict, fault) {
            (Verdict::Altered, _) => (verdict, Some("the text is not what was signed".to_owned())),
            (_, Some(fault)) => (Verdict::Altered, Some(fault)),
            (Verdict::Reflowed, None) => {
                (verdict, Some("white space or the spelling of characters has changed".to_owned()))
            }
            (_, None) => (verdict, None),
        }
    }

    fn add(&mut self, segment: Segment) {
        let place = Some((segment.span.start, segment.line));
        if let Some(message) = &segment.message {
            let code = match segment.verdict {
                Verdict::Reflowed => "reflowed",
                _ => "text-altered",
            };
            let lines = match (segment.line, segment.last_line) {
                (first, last) if first < last => format!(" (lines {first} to {last})"),
                _ => String::new(),
            };
            let message = format!("segment {}{lines}: {message}", segment.index);
            self.blame(segment.verdict, reason(code, &message, place));
        }
        self.document.segments_total += 1;
        if self.document.segments.len() < SEGMENTS_MAX {
            self.document.segments.push(segment);
        }
    }

    /// Notes what is wrong, if it is worse than what is known.
    pub fn blame(&mut self, verdict: Verdict, reason: Reason) {
        if verdict > self.document.verdict || self.document.reason.is_none() {
            self.document.reason = Some(reason);
        }
        self.document.verdict = self.document.verdict.max(verdict);
    }

    /// The stream is over, or the input is, at this byte and line.
    pub fn finish(mut self, end: u64, line: u64) -> Document {
        if !self.last_seen {
            if self.document.segments_total == 0
                && let Some(first) = self.open.as_ref().and_then(|open| open.candidates.first())
            {
                self.document.span.start = first.input;
            }
            self.document.span.end = end;
            let message = "the text ends without its last seal";
            self.blame(Verdict::Truncated, reason("seal-missing", message, Some((end, line))));
        } else if self.document.complete == Some(false) {
            let message = "the seal says that the stream was cut short";
            self.blame(Verdict::Incomplete, reason("cut-short", message, Some((end, line))));
        }
        self.document
    }
}

fn unknown_key(head: &Head, start: u64) -> Reason {
    Reason {
        code: "unknown-key",
        message: format!(
            "it is signed by the {} key {}, which is not at hand",
            head.algorithm, head.key
        ),
        offset: Some(start),
        line: None,
        format: None,
    }
}

/// A reason at a byte and line of the input.
pub fn reason(code: &'static str, message: &str, place: Option<(u64, u64)>) -> Reason {
    Reason {
        code,
        message: message.to_owned(),
        offset: place.map(|place| place.0),
        line: place.map(|place| place.1),
        format: None,
    }
}
