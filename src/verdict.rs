//! What is found out about a text, as plain values.

use crate::key::{Algorithm, KeyId};
use crate::record::StreamId;
use crate::record::metadata::Metadata;
use std::fmt;
use std::str::FromStr;

/// The answer, from the best to the worst: of several, the greatest counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Byte for byte as signed.
    Verified,
    /// Nothing is signed here.
    Unmarked,
    /// Signed by a key that is not at hand.
    Untrusted,
    /// As signed, and the seal says that the stream was cut short.
    Incomplete,
    /// The same characters after NFC and white space folding; the bytes differ.
    Reflowed,
    /// As signed, with unsigned text beside it.
    Partial,
    /// The signature covers the metadata and not the text.
    MetadataOnly,
    /// The last seal is missing.
    Truncated,
    /// The text is not what was sealed.
    Altered,
    /// A record is damaged.
    Malformed,
}

impl Verdict {
    /// All verdicts, from the best to the worst.
    pub const ALL: [Self; 10] = [
        Self::Verified,
        Self::Unmarked,
        Self::Untrusted,
        Self::Incomplete,
        Self::Reflowed,
        Self::Partial,
        Self::MetadataOnly,
        Self::Truncated,
        Self::Altered,
        Self::Malformed,
    ];

    /// The name in reports, which [`FromStr`] reads.
    pub fn name(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Unmarked => "unmarked",
            Self::Untrusted => "untrusted",
            Self::Incomplete => "incomplete",
            Self::Reflowed => "reflowed",
            Self::Partial => "partial",
            Self::MetadataOnly => "metadata-only",
            Self::Truncated => "truncated",
            Self::Altered => "altered",
            Self::Malformed => "malformed",
        }
    }

    /// The exit code of `verify`.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Verified => 0,
            Self::Unmarked => 3,
            Self::Untrusted => 4,
            Self::Incomplete => 9,
            _ => 1,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Verdict {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let names = || Self::ALL.map(Self::name).join(", ");
        Self::ALL
            .into_iter()
            .find(|verdict| verdict.name() == name)
            .ok_or_else(|| format!("the verdicts are {}", names()))
    }
}

/// A part of the input, in bytes: from `start` up to, and without, `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first byte.
    pub start: u64,
    /// The first byte behind it.
    pub end: u64,
}

/// Why a verdict is not the best one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// A name for scripts; docs/format.md lists them.
    pub code: &'static str,
    /// What was found, in words.
    pub message: String,
    /// Where, in bytes of the input.
    pub offset: Option<u64>,
    /// Where, in lines of the input, from 1.
    pub line: Option<u64>,
    /// The format of the mark that it is about, if that is not our own.
    pub format: Option<Format>,
}

/// One segment: a head, a seal, and the text they vouch for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Its number in the stream, from 0.
    pub index: u64,
    /// Its text and its records.
    pub span: Span,
    /// The line on which it begins, from 1.
    pub line: u64,
    /// The line on which it ends.
    pub last_line: u64,
    /// What it is worth.
    pub verdict: Verdict,
    /// What is wrong with it.
    pub message: Option<String>,
}

/// One signed text, or what is left of one.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// The worst of its segments and of what holds them together.
    pub verdict: Verdict,
    /// The format of its marks.
    pub format: Format,
    /// The algorithm of its signatures, if a head could be read.
    pub algorithm: Option<Algorithm>,
    /// The key that its head names.
    pub key_id: Option<KeyId>,
    /// Its stream.
    pub stream_id: Option<StreamId>,
    /// Who it says signed it, in the formats that have names for that.
    pub signer: Option<String>,
    /// Its text and its records; of a mark that covers no text, the first copy.
    pub span: Span,
    /// Whether a seal of ours covers it, being a mark that covers no text: then that is what
    /// counts.
    pub covered: bool,
    /// How many copies of its mark there are.
    pub copies: u64,
    /// Bytes of its payload, if it is a mark that covers no text.
    pub payload_bytes: Option<u64>,
    /// Whether the stream ended well, if its last seal is there.
    pub complete: Option<bool>,
    /// The metadata of its first head.
    pub metadata: Option<Metadata>,
    /// Whether a key vouches for the metadata.
    pub metadata_trusted: bool,
    /// Its segments, at most [`SEGMENTS_MAX`].
    pub segments: Vec<Segment>,
    /// How many segments there are.
    pub segments_total: u64,
    /// Why the verdict is what it is.
    pub reason: Option<Reason>,
}

/// The most segments of a document that are listed; all are judged.
pub const SEGMENTS_MAX: usize = 1000;
/// The most documents, and the most unsigned spans, that are listed; all are judged.
pub const DOCUMENTS_MAX: usize = 1000;
/// The most metadata in them, in bytes of JSON.
pub const METADATA_MAX: usize = 1024 * 1024;

/// What was found out about one input.
#[derive(Debug, Clone, PartialEq)]
pub struct Verification {
    /// The worst of all.
    pub verdict: Verdict,
    /// Bytes of the input.
    pub bytes: u64,
    /// Bytes of it that are text.
    pub text_bytes: u64,
    /// Marks in it.
    pub invisible_chars: u64,
    /// The signed texts, at most [`DOCUMENTS_MAX`], and of metadata at most [`METADATA_MAX`].
    pub documents: Vec<Document>,
    /// How many there are.
    pub documents_total: u64,
    /// Text that no seal covers, at most [`DOCUMENTS_MAX`] spans.
    pub unsigned: Vec<Span>,
    /// Every verdict that was reached, once each.
    pub verdicts: Vec<Verdict>,
    /// Why the verdict is what it is.
    pub reason: Option<Reason>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_best_verdict_is_success_and_every_name_reads_back() {
        for verdict in Verdict::ALL {
            assert_eq!(verdict.exit_code() == 0, verdict == Verdict::Verified);
            assert_eq!(verdict.to_string().parse(), Ok(verdict));
        }
        assert!(Verdict::ALL.is_sorted());
    }
}

/// A format of marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Our own, docs/format.md.
    Encypher,
    /// `UnicodeMetadata` of 1.0.0 (unsigned) and 1.1.0 (HMAC).
    UnicodeMetadata,
    /// `MetadataEncoder` of 1.0.0 and 1.1.0, in zero-width characters.
    MetadataEncoder,
    /// `basic` of 2.0.0 and later.
    Basic,
    /// `manifest` of 2.0.0 and later.
    Manifest,
    /// `cbor_manifest` of 2.3.0 and later.
    CborManifest,
    /// `jumbf` of 2.6.0 and later.
    Jumbf,
    /// One of the others, which cannot be read.
    EncypherAi,
    /// A C2PA manifest, in the layouts of 2.4.1 and later.
    C2pa,
}

impl Format {
    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Encypher => "encypher/1",
            Self::UnicodeMetadata => "encypher1",
            Self::MetadataEncoder => "encypher1-zero-width",
            Self::Basic => "encypher3-basic",
            Self::Manifest => "encypher3-manifest",
            Self::CborManifest => "encypher3-cbor-manifest",
            Self::Jumbf => "encypher3-jumbf",
            Self::EncypherAi => "encypher-ai",
            Self::C2pa => "c2pa",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
