//! The marks of encypher-ai, the Python package that made the idea known: 24 releases, 1.0.0 to
//! 3.1.6, none of which reads all of the others'. Here all are found ([`find`]), read ([`claim`])
//! and judged ([`judge`]), and those that the released clients verify are written ([`write`]).
//!
//! docs/interop.md describes the formats. None of those that are judged here covers the text: a
//! good signature is [`Verdict::MetadataOnly`](crate::verify::Verdict::MetadataOnly) and never
//! more.

mod cbor;
pub(crate) mod claim;
pub(crate) mod find;
pub(crate) mod json;
pub(crate) mod judge;
pub(crate) mod strip;
pub mod write;
mod zero_width;

use std::fmt;

/// The most bytes of a payload that is read; a C2PA manifest is only measured.
pub const PAYLOAD_MAX: usize = 16 * 1024;

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
    /// The name in reports; those that can be written have the same on the command line.
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
