//! What is found comes together here: documents, unsigned text, and the worst of it.

use super::stream::reason;
use super::verdict::{DOCUMENTS_MAX, Document, Reason, Span, Verdict, Verification};

/// A document of which nothing is known but what is wrong with it.
pub fn fault(verdict: Verdict, span: Span, reason: Reason) -> Document {
    Document {
        verdict,
        algorithm: None,
        key_id: None,
        stream_id: None,
        span,
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
    total: u64,
    unsigned: Vec<Span>,
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
        self.total += 1;
        if self.documents.len() < DOCUMENTS_MAX {
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
        }
    }

    pub fn into_verification(mut self, bytes: u64, text_bytes: u64, marks: u64) -> Verification {
        if self.total == 0 {
            let place = None;
            self.worst = Some(reason("not-marked", "nothing is signed here", place));
            self.add_verdict(Verdict::Unmarked);
        } else if let Some(first) = self.unsigned.first() {
            if self.verdicts.iter().all(|known| *known < Verdict::Partial) {
                let message = format!(
                    "{} that no seal covers",
                    match self.unsigned.len() {
                        1 => "there is text".to_owned(),
                        several => format!("there are {several} parts of the text"),
                    }
                );
                self.worst = Some(reason("unsigned-text", &message, Some((first.start, 0))));
                if let Some(worst) = &mut self.worst {
                    worst.line = None;
                }
            }
            // Of text by an unknown signer nobody can say that all of the signed text verifies.
            if !self.verdicts.contains(&Verdict::Untrusted) {
                self.add_verdict(Verdict::Partial);
            }
        }
        let verdict = self
            .verdicts
            .iter()
            .copied()
            .max()
            .unwrap_or(Verdict::Malformed);
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
}
