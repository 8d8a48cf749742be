//! Signatures that stand beside the text instead of in it, for text that marks would break.
//!
//! The signature is a text of its own: a first line that names the format, then the head and the
//! seal of one segment as Base64 (RFC 4648), a line each. Every byte counts as text, also such as
//! would spell a record; only line breaks at both ends do not (docs/format.md, rule 20).

use crate::digest::Threads;
use crate::embed::{EmbedError, Ending, SegmentWriter, StreamId};
use crate::key::{Key, Keyring};
use crate::record::Record;
use crate::record::metadata::Metadata;
use crate::record::read::{self, Extent, RecordError};
use crate::verify::{SingleJudge, Verification};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt;

/// The first line of a signature.
const TITLE: &str = "encypher/1 detached signature";
/// The longest run of line breaks that may turn out to be the end of a text.
const NEWLINES_MAX: usize = 4096;

/// The text between the line breaks at both ends.
#[derive(Debug, Default)]
struct Trim {
    started: bool,
    newlines: Vec<u8>,
}

impl Trim {
    fn push(&mut self, mut text: &[u8], mut take: impl FnMut(&[u8])) {
        let newline = |byte: &u8| matches!(byte, b'\n' | b'\r');
        if !self.started {
            let leading = text.iter().take_while(|byte| newline(byte)).count();
            text = &text[leading..];
            self.started = !text.is_empty();
        }
        let end = text.iter().rposition(|byte| !newline(byte)).map_or(0, |last| last + 1);
        if end > 0 {
            take(&std::mem::take(&mut self.newlines));
            take(&text[..end]);
        }
        self.newlines.extend_from_slice(&text[end..]);
        if self.newlines.len() > NEWLINES_MAX {
            let surplus = self.newlines.len() - NEWLINES_MAX;
            take(&self.newlines[..surplus]);
            self.newlines.drain(..surplus);
        }
    }
}

/// Signs a text without touching it.
pub struct DetachedSigner {
    segment: SegmentWriter,
    head: Vec<u8>,
    trim: Trim,
}

impl DetachedSigner {
    /// A machine for one text. The key must be able to sign, the metadata must be small enough.
    pub fn new(key: Key, metadata: Metadata, id: StreamId) -> Result<Self, EmbedError> {
        Self::with_threads(key, metadata, id, Threads::default())
    }

    /// The same, with threads that may hash the text.
    pub fn with_threads(
        key: Key,
        metadata: Metadata,
        id: StreamId,
        threads: Threads,
    ) -> Result<Self, EmbedError> {
        let mut segment = SegmentWriter::new(key, metadata, id, threads)?;
        let head = segment.head();
        Ok(Self { segment, head, trim: Trim::default() })
    }

    /// The next bytes of the text.
    pub fn push(&mut self, text: &[u8]) {
        let segment = &mut self.segment;
        self.trim.push(text, |text| segment.update(text));
    }

    /// The text of the signature.
    pub fn finish(mut self, ending: Ending) -> String {
        let seal = self.segment.seal(SegmentWriter::last(ending));
        format!("{TITLE}\n{}\n{}\n", STANDARD.encode(self.head), STANDARD.encode(seal))
    }
}

/// Why a detached signature cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DetachedError {
    /// The first line is another one.
    Title,
    /// There are not two lines of Base64 after the first one.
    Lines,
    /// A record cannot be read.
    Record(RecordError),
    /// The records are not a head and its seal.
    Order,
}

impl fmt::Display for DetachedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Title => write!(f, "its first line is not \"{TITLE}\""),
            Self::Lines => f.write_str("it does not hold two lines of Base64"),
            Self::Record(error) => write!(f, "a record in it is damaged: {error}"),
            Self::Order => f.write_str("it does not hold a head and its seal"),
        }
    }
}

impl std::error::Error for DetachedError {}

impl DetachedError {
    /// Returns the name of the error for programs, which later versions keep.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Title => "not-a-signature",
            Self::Lines | Self::Record(_) | Self::Order => "signature-damaged",
        }
    }
}

/// Judges a text by a detached signature.
pub struct DetachedVerifier {
    judge: SingleJudge,
    trim: Trim,
}

impl DetachedVerifier {
    /// A machine for one text, and the text of its signature.
    pub fn new(signature: &str, keyring: &Keyring) -> Result<Self, DetachedError> {
        Self::with_threads(signature, keyring, Threads::default())
    }

    /// The same, with threads that may hash the text.
    pub fn with_threads(
        signature: &str,
        keyring: &Keyring,
        threads: Threads,
    ) -> Result<Self, DetachedError> {
        let mut lines = signature.lines().map(str::trim_end).filter(|line| !line.is_empty());
        if lines.next() != Some(TITLE) {
            return Err(DetachedError::Title);
        }
        let (Some(head), Some(seal), None) = (lines.next(), lines.next(), lines.next()) else {
            return Err(DetachedError::Lines);
        };
        let (Record::Head(head, head_bytes), Record::Seal(seal, seal_bytes)) =
            (record(head)?, record(seal)?)
        else {
            return Err(DetachedError::Order);
        };
        if seal.stream != head.stream.short() {
            return Err(DetachedError::Order);
        }
        let judge = SingleJudge::new((head, head_bytes), (seal, seal_bytes), keyring, threads);
        Ok(Self { judge, trim: Trim::default() })
    }

    /// The next bytes of the text.
    pub fn push(&mut self, text: &[u8]) {
        let judge = &mut self.judge;
        judge.count(text);
        self.trim.push(text, |text| judge.update(text));
    }

    /// The answer.
    pub fn finish(self) -> Verification {
        self.judge.finish()
    }
}

fn record(line: &str) -> Result<Record, DetachedError> {
    let bytes = STANDARD.decode(line).map_err(|_| DetachedError::Lines)?;
    match read::extent(&bytes) {
        Extent::Known(length) if length == bytes.len() => {
            read::record(&bytes).map_err(DetachedError::Record)
        }
        _ => Err(DetachedError::Record(RecordError::Length)),
    }
}
