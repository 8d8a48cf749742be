//! The marks of encypher-ai, the Python package that made the idea known: 24 releases, 1.0.0 to
//! 3.1.6, none of which reads all of the others'. Here all are found ([`find`]), read ([`claim`])
//! and judged ([`judge`]), and those that the released clients verify are written ([`write`]).
//!
//! docs/interop.md describes the formats. None of those that are judged here covers the text: a
//! good signature is [`Verdict::MetadataOnly`](crate::verdict::Verdict::MetadataOnly) and never
//! more.

mod cbor;
pub(crate) mod claim;
pub(crate) mod find;
pub(crate) mod json;
pub(crate) mod judge;
pub(crate) mod payload;
pub(crate) mod strip;
pub mod write;
mod zero_width;

/// The most bytes of a payload that is read; a C2PA manifest is only measured.
pub const PAYLOAD_MAX: usize = 16 * 1024;
