//! What the marks of a text are worth, and which of them are copies of one.

use crate::compat::claim::{self, Claim, Mark};
use crate::compat::find::Finder;
use crate::compat::payload::Payload;
use crate::key::{Algorithm, Keyring};
use crate::verdict::Format;
use crate::verdict::{Reason, Span, Verdict};

/// The most marks that are told apart.
pub const MARKS_MAX: usize = 50;

/// A mark and its verdict.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The first copy that says this.
    pub mark: Mark,
    /// How many copies there are.
    pub copies: u64,
    /// What it is worth: metadata-only at best.
    pub verdict: Verdict,
    /// The algorithm of its signature.
    pub algorithm: Option<Algorithm>,
    /// Why the verdict is what it is.
    pub reason: Reason,
}

/// What was found in a text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Findings {
    /// The marks, at most [`MARKS_MAX`].
    pub marks: Vec<Judged>,
    /// The verdicts of those that are not listed, once each.
    pub others: Vec<Verdict>,
    /// How many these are.
    pub others_total: u64,
    /// Where something is left of a mark.
    pub damaged: Option<Span>,
}

/// Collects the marks of a text and judges them.
#[derive(Debug)]
pub struct Judge {
    finder: Finder,
    keyring: Keyring,
    findings: Findings,
}

impl Judge {
    /// A judge with these keys.
    pub fn new(keyring: Keyring) -> Self {
        Self { finder: Finder::default(), keyring, findings: Findings::default() }
    }

    /// The next bytes of the input.
    pub fn update(&mut self, text: &[u8]) {
        let (finder, keyring, findings) = (&mut self.finder, &self.keyring, &mut self.findings);
        finder.update(text, &mut |payload| findings.take(&payload, keyring));
    }

    /// Bytes of the input that are marks of our own format.
    pub fn skip(&mut self, bytes: usize) {
        let (finder, keyring, findings) = (&mut self.finder, &self.keyring, &mut self.findings);
        finder.skip(bytes, &mut |payload| findings.take(&payload, keyring));
    }

    /// The input is over: what was found, in order.
    pub fn finish(self) -> Findings {
        let (keyring, mut findings) = (self.keyring, self.findings);
        self.finder.finish(&mut |payload| findings.take(&payload, &keyring));
        findings
    }
}

impl Findings {
    fn take(&mut self, payload: &Payload, keyring: &Keyring) {
        let (marks, damaged) = claim::read(payload);
        for mark in marks {
            if let Some(known) = self.marks.iter_mut().find(|known| known.is_copy(&mark)) {
                known.copies += 1;
                continue;
            }
            let judged = judge(mark, keyring);
            if self.marks.len() < MARKS_MAX {
                self.marks.push(judged);
                continue;
            }
            self.others_total += 1;
            if !self.others.contains(&judged.verdict) {
                self.others.push(judged.verdict);
            }
        }
        if damaged && self.damaged.is_none() {
            self.damaged = Some(payload.span);
        }
    }
}

impl Judged {
    /// Whether another mark says the same; a C2PA manifest is not read, and so is no copy of any.
    fn is_copy(&self, other: &Mark) -> bool {
        let known = &self.mark;
        known.format == other.format
            && known.metadata == other.metadata
            && known.claim == other.claim
            && known.signer == other.signer
            && known.claim != Claim::Manifest
    }
}

fn judge(mark: Mark, keyring: &Keyring) -> Judged {
    let algorithm = match mark.claim {
        Claim::Hmac { .. } => Some(Algorithm::HmacSha256),
        Claim::Ed25519 { .. } => Some(Algorithm::Ed25519),
        Claim::Unsigned | Claim::Broken(_) | Claim::Manifest => None,
    };
    let (verdict, code, message) = match &mark.claim {
        Claim::Hmac { message, tag } => hmac(message, tag, keyring),
        Claim::Ed25519 { message, signature } => {
            let signer = mark.signer.as_deref().unwrap_or_default();
            ed25519(message, signature, signer, keyring)
        }
        Claim::Unsigned => {
            (Verdict::Untrusted, "unsigned-mark", "its metadata is signed by nobody".to_owned())
        }
        Claim::Broken(why) if mark.format == Format::C2pa => {
            (Verdict::Malformed, "record-damaged", (*why).to_owned())
        }
        Claim::Broken(why) => (Verdict::Altered, "metadata-altered", (*why).to_owned()),
        Claim::Manifest => (
            Verdict::Untrusted,
            "c2pa-unjudged",
            format!(
                "a C2PA manifest of {} bytes, which is not judged here yet",
                mark.payload_bytes
            ),
        ),
    };
    let (offset, format) = (Some(mark.span.start), Some(mark.format));
    let reason = Reason { code, message, offset, line: None, format };
    Judged { mark, copies: 1, verdict, algorithm, reason }
}

/// A verdict, the code of its reason, and the reason.
type Ruling = (Verdict, &'static str, String);

fn metadata_only() -> Ruling {
    let message = "the signature covers the metadata, and not the text";
    (Verdict::MetadataOnly, "metadata-only", message.to_owned())
}

fn unknown_key(message: String) -> Ruling {
    (Verdict::Untrusted, "unknown-key", message)
}

fn hmac(message: &[u8], tag: &[u8], keyring: &Keyring) -> Ruling {
    match keyring.hmac().any(|key| key.check(&[message], tag)) {
        true => metadata_only(),
        false => unknown_key(
            "no HMAC key at hand made its signature: it is another key's, or the metadata was changed"
                .to_owned(),
        ),
    }
}

fn ed25519(message: &[u8], signature: &[u8], signer: &str, keyring: &Keyring) -> Ruling {
    let mut keys = keyring.of_signer(signer).peekable();
    let any = keys.peek().is_some();
    if keys.any(|key| key.check(&[message], signature)) {
        metadata_only()
    } else if keyring.names(signer) {
        let message = format!("the key of {signer} did not make its signature");
        (Verdict::Altered, "metadata-altered", message)
    } else if any {
        unknown_key(format!("no key at hand made the signature of {signer}"))
    } else {
        unknown_key(format!("it is signed by {signer}, whose key is not at hand"))
    }
}
