//! What is found comes together here: documents, unsigned text, and the worst of it.

use crate::compat::claim::Mark;
use crate::compat::judge::{Findings, Judged};
use crate::record::metadata::Metadata;
use crate::verdict::Format;
use crate::verdict::{DOCUMENTS_MAX, Document, METADATA_MAX, Reason, Span, Verdict, Verification};
use crate::verify::covered::without;
use crate::verify::stream::reason;

/// Unsigned spans that a message names.
const SPANS_SHOWN: usize = 3;

/// A document of which nothing is known but what is wrong with it.
pub fn fault(verdict: Verdict, span: Span, reason: Reason) -> Document {
    Document {
        verdict,
        format: Format::Encypher,
        algorithm: None,
        key_id: None,
        stream_id: None,
        signer: None,
        span,
        covered: false,
        copies: 1,
        payload_bytes: None,
        complete: None,
        metadata: None,
        metadata_trusted: false,
        segments: Vec::new(),
        segments_total: 0,
        reason: Some(reason),
    }
}

/// Documents and unsigned text, as they are found.
#[derive(Default)]
pub struct Found {
    documents: Vec<Document>,
    /// Bytes of metadata in them.
    metadata: usize,
    total: u64,
    unsigned: Vec<Span>,
    /// Whether there was more unsigned text than is listed.
    more_unsigned: bool,
    verdicts: Vec<Verdict>,
    worst: Option<Reason>,
}

impl Found {
    /// Whether there is a document.
    pub fn any(&self) -> bool {
        self.total > 0
    }

    pub fn add(&mut self, document: Document) {
        if self.verdicts.iter().all(|known| *known < document.verdict) {
            self.worst.clone_from(&document.reason);
        }
        self.add_verdict(document.verdict);
        self.list(document);
    }

    fn list(&mut self, document: Document) {
        self.total += 1;
        let metadata = document.metadata.as_ref().map_or(0, Metadata::size);
        if self.documents.len() < DOCUMENTS_MAX && self.metadata + metadata <= METADATA_MAX {
            self.metadata += metadata;
            self.documents.push(document);
        }
    }

    fn add_verdict(&mut self, verdict: Verdict) {
        if !self.verdicts.contains(&verdict) {
            self.verdicts.push(verdict);
        }
    }

    pub fn add_unsigned(&mut self, span: Option<Span>) {
        if self.unsigned.len() < DOCUMENTS_MAX {
            self.unsigned.extend(span);
        } else {
            self.more_unsigned |= span.is_some();
        }
    }

    /// A seal speaks of a part of the input that seemed to be unsigned.
    pub fn cover(&mut self, covered: Span) {
        let spans = std::mem::take(&mut self.unsigned);
        let left = |span| without(span, covered);
        self.unsigned = spans.into_iter().filter_map(left).collect();
    }

    /// Marks of encypher-ai. What one of our seals covers is judged by that; the others count.
    pub fn add_peers(&mut self, findings: Findings) {
        let own: Vec<Span> = self.documents.iter().map(|document| document.span).collect();
        let covered =
            |span: Span| own.iter().any(|own| own.start <= span.start && span.end <= own.end);
        let intact = !findings.marks.is_empty();
        for judged in findings.marks {
            let mut document = of_peer(judged);
            document.covered = covered(document.span);
            match document.covered {
                true => self.list(document),
                false => self.add(document),
            }
        }
        self.total += findings.others_total;
        for verdict in findings.others {
            self.add_verdict(verdict);
        }
        let damaged = findings.damaged.filter(|span| !intact && !covered(*span));
        if let Some(span) = damaged {
            let message =
                "a mark of encypher-ai cannot be read: it is damaged, too large or nested too deep";
            let mut reason = reason("record-damaged", message, None);
            reason.offset = Some(span.start);
            reason.format = Some(Format::EncypherAi);
            let mut document = fault(Verdict::Malformed, span, reason);
            document.format = Format::EncypherAi;
            self.add(document);
        }
        self.documents.sort_by_key(|document| document.span.start);
    }

    pub fn into_verification(mut self, bytes: u64, text_bytes: u64, marks: u64) -> Verification {
        if self.total == 0 {
            self.worst = Some(reason("not-marked", "nothing is signed here", None));
            self.add_verdict(Verdict::Unmarked);
        } else if self.more_unsigned || !self.unsigned.is_empty() {
            if self.verdicts.iter().all(|known| *known < Verdict::Partial) {
                self.worst = Some(self.unsigned_reason());
            }
            self.add_verdict(Verdict::Partial);
        }
        let verdict = self.verdicts.iter().copied().max().unwrap_or(Verdict::Malformed);
        Verification {
            verdict,
            bytes,
            text_bytes,
            invisible_chars: marks,
            documents: self.documents,
            documents_total: self.total,
            unsigned: self.unsigned,
            verdicts: self.verdicts,
            reason: self.worst,
        }
    }

    fn unsigned_reason(&self) -> Reason {
        let span = |span: &Span| format!("bytes {} to {}", span.start, span.end);
        let shown = self.unsigned.iter().take(SPANS_SHOWN).map(span);
        let mut spans = shown.collect::<Vec<_>>().join(", ");
        if self.unsigned.len() > SPANS_SHOWN {
            spans.push_str(", ...");
        }
        let message = match self.unsigned.len() {
            1 => format!("there is text that no seal covers: {spans}"),
            several => {
                format!("there are {several} parts of the text that no seal covers: {spans}")
            }
        };
        reason("unsigned-text", &message, None)
    }
}

/// A mark that covers no text, as a document.
fn of_peer(judged: Judged) -> Document {
    let metadata = judged.mark.to_metadata();
    let Mark { format, span, signer, payload_bytes, .. } = judged.mark;
    Document {
        verdict: judged.verdict,
        format,
        algorithm: judged.algorithm,
        key_id: None,
        stream_id: None,
        signer,
        span,
        covered: false,
        copies: judged.copies,
        payload_bytes: Some(payload_bytes),
        complete: None,
        metadata_trusted: judged.verdict == Verdict::MetadataOnly,
        metadata,
        segments: Vec::new(),
        segments_total: 0,
        reason: Some(judged.reason),
    }
}
