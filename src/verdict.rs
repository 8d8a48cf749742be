//! What is found out about a text, as plain values.

use crate::key::{Algorithm, KeyId};
use crate::record::StreamId;
use crate::record::metadata::Metadata;
use std::fmt;

/// How good a verdict is. Reports have a colour for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// All is as signed.
    Good,
    /// Nothing is signed.
    Plain,
    /// The reader has to decide.
    Doubt,
    /// Something is wrong.
    Bad,
}

/// What reports say of a verdict.
struct Row {
    /// The name in reports and on the command line.
    name: &'static str,
    grade: Grade,
    /// The letter of a part of a text and what it means, in a few words; nothing for verdicts on
    /// whole texts.
    part: Option<(char, &'static str)>,
    /// What it means for a whole text, in a sentence.
    meaning: &'static str,
}

macro_rules! verdicts {
    ($(#[$doc:meta] $verdict:ident = $row:expr;)*) => {
        /// The answer, from the best to the worst: of several, the greatest counts.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Verdict {
            $(#[$doc] $verdict,)*
        }

        impl Verdict {
            /// All verdicts, from the best to the worst.
            pub const ALL: [Self; ROWS.len()] = [$(Self::$verdict),*];
        }

        static ROWS: [Row; [$(stringify!($verdict)),*].len()] = [$($row),*];
    };
}

verdicts! {
    /// Byte for byte as signed.
    Verified = Row {
        name: "verified",
        grade: Grade::Good,
        part: Some(('V', "byte for byte as signed")),
        meaning: "Every signed text is byte for byte as it was signed, and there is nothing \
            unsigned around it",
    };
    /// Nothing is signed here.
    Unmarked = Row {
        name: "unmarked",
        grade: Grade::Plain,
        part: None,
        meaning: "Nothing is signed here; that says nothing about who wrote it",
    };
    /// Signed by a key that is not at hand.
    Untrusted = Row {
        name: "untrusted",
        grade: Grade::Doubt,
        part: Some(('K', "signed by a key that is not at hand")),
        meaning: "It is signed by a key that is not at hand, so nobody vouches for it here",
    };
    /// As signed, and the seal says that the stream was cut short.
    Incomplete = Row {
        name: "incomplete",
        grade: Grade::Doubt,
        part: Some(('I', "as signed, and the stream was cut short")),
        meaning: "What there is verifies, and the stream was cut short",
    };
    /// The same characters after NFC and white space folding; the bytes differ.
    Reflowed = Row {
        name: "reflowed",
        grade: Grade::Doubt,
        part: Some(('R', "the same words, with other white space or spelling of characters")),
        meaning: "The words are those that were signed; white space or the spelling of \
            characters has changed",
    };
    /// As signed, with unsigned text beside it.
    Partial = Row {
        name: "partial",
        grade: Grade::Doubt,
        part: None,
        meaning: "What is signed verifies, and there is unsigned text beside it",
    };
    /// The signature covers the metadata and not the text.
    MetadataOnly = Row {
        name: "metadata-only",
        grade: Grade::Doubt,
        part: None,
        meaning: "The signature covers the metadata, and not the text",
    };
    /// The last seal is missing.
    Truncated = Row {
        name: "truncated",
        grade: Grade::Bad,
        part: Some(('T', "its seal is missing")),
        meaning: "The last seal is missing, so the end of the text may be missing as well",
    };
    /// The text is not what was sealed.
    Altered = Row {
        name: "altered",
        grade: Grade::Bad,
        part: Some(('A', "not what was signed")),
        meaning: "The text is not what was signed",
    };
    /// A record is damaged.
    Malformed = Row {
        name: "malformed",
        grade: Grade::Bad,
        part: Some(('M', "a damaged mark")),
        meaning: "A mark of a signature is damaged",
    };
}

impl Verdict {
    /// The name in reports, which [`FromStr`] reads.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// How good it is.
    pub const fn grade(self) -> Grade {
        self.row().grade
    }

    /// The letter of a part of a text and what it means, in a few words; nothing for verdicts on
    /// whole texts.
    pub const fn part(self) -> Option<(char, &'static str)> {
        self.row().part
    }

    /// What it means for a whole text, in a sentence.
    pub fn meaning(self) -> &'static str {
        self.row().meaning
    }

    const fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
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
