//! One signed stream as it is found: its segments, one after the other, and what holds them together.

use super::candidate::{Candidate, Claim};
use super::verdict::{Document, Reason, SEGMENTS_MAX, Segment, Span, Verdict};
use crate::key::Key;
use crate::record::{Head, LINK, Seal, Signed, StreamId};

/// A stream whose last seal has not come yet.
pub struct Stream {
    pub id: StreamId,
    keys: Vec<Key>,
    document: Document,
    /// The number of the next segment, and what it must be linked to.
    next: u64,
    link: Option<[u8; LINK]>,
    /// What the seal before says about white space behind it, and whether some stood before it.
    gap: Option<(bool, bool)>,
    open: Option<Open>,
    pub last_seen: bool,
}

/// A segment whose seal has not come yet.
struct Open {
    head: Box<Head>,
    signed: Signed,
    interrupted: bool,
    candidates: Vec<Candidate>,
    /// Where the last covered text ends, in bytes of text.
    covered_to: u64,
}

/// How a head stands in the text.
pub struct Surroundings {
    pub interrupted: bool,
    pub covered_to: u64,
}

impl Stream {
    /// A stream whose first head has come.
    pub fn new(head: &Head, keys: Vec<Key>, start: u64) -> Self {
        let document = Document {
            verdict: if keys.is_empty() {
                Verdict::Untrusted
            } else {
                Verdict::Verified
            },
            algorithm: Some(head.algorithm),
            key_id: Some(head.key),
            stream_id: Some(head.stream),
            span: Span { start, end: start },
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
            next: 0,
            link: None,
            gap: None,
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
        self.open
            .as_ref()?
            .candidates
            .iter()
            .map(|candidate| candidate.start)
            .min()
    }

    /// Text before the open segment that nothing covers; nothing inside if there is an open segment
    /// and no such text.
    pub fn open_unsigned(&self) -> Option<Option<Span>> {
        let first = self.open.as_ref()?.candidates.first()?;
        Some(first.unsigned)
    }

    /// The next bytes of the text.
    pub fn update(&mut self, text: &[u8]) {
        for candidate in self.open.iter_mut().flat_map(|open| &mut open.candidates) {
            candidate.update(text);
        }
    }

    /// A head of this stream has come; it may speak of any of the candidates.
    pub fn open(
        &mut self,
        head: Box<Head>,
        signed: Signed,
        candidates: Vec<Candidate>,
        around: &Surroundings,
    ) {
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
        let trusted = self.keys.iter().any(|key| signed.check_head(key));
        if !trusted && !self.keys.is_empty() {
            self.blame(
                Verdict::Altered,
                reason(
                    "metadata-altered",
                    "the metadata is not what was signed",
                    place,
                ),
            );
        }
        if self.document.metadata.as_ref() != Some(&head.metadata) {
            self.blame(
                Verdict::Altered,
                reason(
                    "metadata-altered",
                    "the metadata changes amid the stream",
                    place,
                ),
            );
        }
        self.document.metadata_trusted = if self.next == 0 && self.document.segments_total == 0 {
            trusted
        } else {
            trusted && self.document.metadata_trusted
        };
        self.open = Some(Open {
            head,
            signed,
            interrupted: around.interrupted,
            candidates,
            covered_to: around.covered_to,
        });
    }

    /// A seal of this stream has come, and ends at `end`; returns the text before the segment that
    /// nothing covers.
    pub fn close(
        &mut self,
        seal: &Seal,
        signed: &Signed,
        interrupted: bool,
        end: u64,
        line: u64,
    ) -> Option<Span> {
        let Some(open) = self.open.take() else {
            let message = format!(
                "the seal of segment {} stands there without its head",
                seal.index
            );
            self.blame(
                Verdict::Altered,
                reason("head-missing", &message, Some((end, line))),
            );
            self.document.span.end = end;
            return None;
        };
        let claim = Claim {
            head: &open.head,
            head_bytes: &open.signed,
            seal,
            seal_bytes: signed,
            keys: &self.keys,
            interrupted: open.interrupted || interrupted,
        };
        let first = self.document.segments_total == 0;
        let text = best(open.candidates, &claim)?;
        let adjoins = text.start == open.covered_to;
        let leading = text.leading || !adjoins;
        let (chain_verdict, chain_message) =
            self.judge_chain(seal, text.unsigned.is_some(), leading);
        let mut verdict = text.verdict;
        // White space may stand around a document, but not between its segments.
        if verdict == Verdict::Verified && !first && !adjoins {
            verdict = Verdict::Reflowed;
        }
        if self.keys.is_empty() {
            verdict = Verdict::Untrusted;
        }
        let message = match verdict {
            Verdict::Altered => Some("the text is not what was signed".to_owned()),
            Verdict::Reflowed => {
                Some("white space or the spelling of characters has changed".to_owned())
            }
            _ => None,
        };
        let (verdict, message) = match chain_message {
            Some(chain) if chain_verdict > verdict || message.is_none() => {
                (chain_verdict.max(verdict), Some(chain))
            }
            _ => (verdict, message),
        };
        self.gap = Some((seal.flags.gap, text.trailing));
        self.next = seal.index.saturating_add(1);
        self.link = Some(signed.link());
        self.last_seen = seal.flags.last;
        if seal.flags.last {
            self.document.complete = Some(seal.flags.complete);
        }
        if first {
            self.document.span.start = text.input;
        }
        self.document.span.end = end;
        self.add(Segment {
            index: seal.index,
            span: Span {
                start: text.input,
                end,
            },
            line: text.line,
            verdict,
            message,
        });
        text.unsigned
    }

    /// Whether a seal, and the segment before it, are where they belong.
    fn judge_chain(&self, seal: &Seal, intruder: bool, leading: bool) -> (Verdict, Option<String>) {
        let altered = |message: String| (Verdict::Altered, Some(message));
        if seal.index > self.next {
            let missing = match seal.index - self.next {
                1 => format!("segment {} is missing before it", self.next),
                _ => format!(
                    "segments {} to {} are missing before it",
                    self.next,
                    seal.index - 1
                ),
            };
            return altered(missing);
        }
        if seal.index < self.next {
            return altered("it stands there twice, or has been moved".to_owned());
        }
        if self.link.is_some() && seal.link != self.link {
            return altered("the seal before it is not the one that was there".to_owned());
        }
        if intruder && self.next > 0 {
            return altered("text was added before it".to_owned());
        }
        match self.gap {
            Some((gap, trailing)) if gap != (trailing || leading) => {
                altered("the white space before it was added or removed".to_owned())
            }
            _ => (Verdict::Verified, None),
        }
    }

    fn add(&mut self, segment: Segment) {
        let place = Some((segment.span.start, segment.line));
        if let Some(message) = &segment.message {
            let code = match segment.verdict {
                Verdict::Reflowed => "reflowed",
                _ => "text-altered",
            };
            let message = format!("segment {}: {message}", segment.index);
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
            self.blame(
                Verdict::Truncated,
                reason("seal-missing", message, Some((end, line))),
            );
        } else if self.document.complete == Some(false) {
            let message = "the seal says that the stream was cut short";
            self.blame(
                Verdict::Incomplete,
                reason("cut-short", message, Some((end, line))),
            );
        }
        self.document
    }
}

/// A candidate that was judged.
struct Judged {
    verdict: Verdict,
    /// Where it begins: in bytes of text, in bytes of the input, in lines.
    start: u64,
    input: u64,
    line: u64,
    /// Whether white space stands at its beginning, and at its end.
    leading: bool,
    trailing: bool,
    /// Text before it that nothing covers.
    unsigned: Option<Span>,
}

/// The best of the candidates.
fn best(candidates: Vec<Candidate>, claim: &Claim<'_>) -> Option<Judged> {
    let judge = |candidate: Candidate| {
        let (start, input, line) = (candidate.start, candidate.input, candidate.line);
        let (leading, trailing) = candidate.white_space_at_ends();
        let unsigned = candidate.unsigned;
        let verdict = candidate.judge(claim);
        Judged {
            verdict,
            start,
            input,
            line,
            leading,
            trailing,
            unsigned,
        }
    };
    candidates
        .into_iter()
        .map(judge)
        .min_by_key(|judged| (judged.verdict, judged.start))
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
        fix: Some("name the key with --key FILE, or put it into the keyring folder"),
    }
}

/// A reason at a byte and line of the input.
pub fn reason(code: &'static str, message: &str, place: Option<(u64, u64)>) -> Reason {
    let fix = match code {
        "record-damaged" | "text-altered" | "metadata-altered" => {
            Some("get the text again from where it was signed")
        }
        "seal-missing" => {
            Some("get the rest of the text, or accept it as it is with --accept truncated")
        }
        "reflowed" => Some("if reflow is expected, say --accept reflowed"),
        "unsigned-text" => Some("cut it off, or say --accept partial"),
        "cut-short" => Some("make the text again, or say --accept incomplete"),
        "unknown-version" => Some("a newer encypher wrote it: update this one"),
        _ => None,
    };
    Reason {
        code,
        message: message.to_owned(),
        offset: place.map(|place| place.0),
        line: place.map(|place| place.1),
        fix,
    }
}
