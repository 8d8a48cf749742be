//! What is hidden: the bytes of a record.
//!
//! A record is a *head* (the metadata of a stream, and who says so) or a *seal* (the signature over
//! the text since the head). [`write`] turns values into bytes, [`read`] turns bytes into values
//! and refuses whatever docs/format.md does not allow, [`sign`] says which bytes a signature
//! covers. Nothing here knows how bytes become invisible ([`crate::mark`]) or where they stand
//! in a text.

pub mod metadata;
pub mod read;
pub mod sign;
mod varint;
mod words;
pub mod write;

use crate::key::{Algorithm, KeyId};
use metadata::Metadata;
use std::fmt;
use std::str::FromStr;

/// The two bytes every record begins with. Both are rare variation selectors that no emoji uses.
pub const MAGIC: [u8; 2] = [0x0B, 0x05];
/// The version of the format that this program writes, the high half of the byte after the magic.
pub const VERSION: u8 = 1;
/// The largest body of a record in bytes: metadata of [`metadata::LIMIT`] and what stands around
/// it.
pub const BODY_MAX: usize = metadata::LIMIT + 256;
/// The largest record in bytes: magic, type, length, body, checksum.
pub const RECORD_MAX: usize = MAGIC.len() + 1 + 3 + BODY_MAX + CHECKSUM;

/// Length of the checksum, a CRC-32 (ISO-HDLC, as in zlib and RFC 1952), big-endian.
const CHECKSUM: usize = 4;
/// Length of the MAC in a head that HMAC-SHA256 signs; Ed25519 has 64 bytes.
const HEAD_MAC: usize = 12;
/// Length of the signature in a seal that HMAC-SHA256 signs; Ed25519 has 64 bytes.
const SEAL_MAC: usize = 16;
/// Length of the tag over the exact text.
pub const EXACT_TAG: usize = 16;
/// Length of the link to the seal before.
pub const LINK: usize = 8;
/// How many bytes of the stream id a seal repeats.
const SEAL_ID: usize = 4;

/// The random name of one stream, 8 bytes; it keeps records of two streams of one key apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StreamId(pub [u8; 8]);

impl StreamId {
    /// The id of the text of this number, for texts that are signed in one go; they differ in what
    /// a seal repeats.
    pub fn nth(self, number: u64) -> Self {
        let first = u32::from_be_bytes(self.short()).wrapping_add(number as u32);
        let mut id = self.0;
        id[..SEAL_ID].copy_from_slice(&first.to_be_bytes());
        Self(id)
    }

    /// The part of the id that a seal repeats.
    pub fn short(&self) -> [u8; SEAL_ID] {
        [self.0[0], self.0[1], self.0[2], self.0[3]]
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", u64::from_be_bytes(self.0))
    }
}

impl FromStr for StreamId {
    type Err = String;

    fn from_str(hex: &str) -> Result<Self, Self::Err> {
        let all_hex = hex.len() == 16 && hex.bytes().all(|b| b.is_ascii_hexdigit());
        match u64::from_str_radix(hex, 16) {
            Ok(number) if all_hex => Ok(StreamId(number.to_be_bytes())),
            _ => Err("a stream id is 16 hexadecimal digits".to_owned()),
        }
    }
}

/// The first record of a segment: what is said about the text, and by whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// The algorithm of the signatures in this head and in its seal.
    pub algorithm: Algorithm,
    /// The stream that the record belongs to.
    pub stream: StreamId,
    /// The key that signs.
    pub key: KeyId,
    /// Where the head stands: bytes of the segment's text before it.
    pub offset: u64,
    /// The same after folding ([`crate::digest`]).
    pub folded_offset: u64,
    /// The metadata.
    pub metadata: Metadata,
}

/// The last record of a segment: the signature over its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// The algorithm of the signature; that of the head.
    pub algorithm: Algorithm,
    /// The first bytes of the stream id.
    pub stream: [u8; SEAL_ID],
    /// Which segment of the stream this is, from 0.
    pub index: u64,
    /// What else the seal says.
    pub flags: Flags,
    /// Length of the segment's text in bytes.
    pub length: u64,
    /// The same after folding.
    pub folded_length: u64,
    /// The first bytes of the digest of the seal before, if there is one.
    pub link: Option<[u8; LINK]>,
}

/// What a seal says in single bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flags {
    /// No segment follows.
    pub last: bool,
    /// The stream ended well.
    pub complete: bool,
    /// White space stands between this segment and the next.
    pub gap: bool,
    /// The line break right before the seal is the seal's own, and no text.
    pub own_newline: bool,
}

impl Flags {
    fn bits(self) -> u64 {
        u64::from(self.last)
            | u64::from(self.complete) << 1
            | u64::from(self.gap) << 2
            | u64::from(self.own_newline) << 3
    }

    /// The flags that some bits stand for, if these may stand together.
    fn from_bits(bits: u64) -> Option<Self> {
        let flags = Flags {
            last: bits & 1 != 0,
            complete: bits & 2 != 0,
            gap: bits & 4 != 0,
            own_newline: bits & 8 != 0,
        };
        let fits = match flags.last {
            true => !flags.gap,
            false => !flags.complete && !flags.own_newline,
        };
        fits.then_some(flags)
    }
}

/// A record as it was found: what it says, and the bytes that say so.
#[derive(Debug, Clone, PartialEq)]
pub enum Record {
    /// A head, and its bytes.
    Head(Box<Head>, Signed),
    /// A seal, and its bytes.
    Seal(Seal, Signed),
    /// Intact, and written in a version of the format that this program does not know.
    UnknownVersion(u8),
}

/// The bytes of a record between magic and checksum, and where the signature begins in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    bytes: Vec<u8>,
    signature: usize,
}

impl Signed {
    /// Type, length and body: all that a digest of the record covers.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What stands before the signature.
    pub fn message(&self) -> &[u8] {
        &self.bytes[..self.signature]
    }

    /// What stands before the exact tag of a seal.
    fn fields(&self) -> &[u8] {
        &self.bytes[..self.signature.saturating_sub(EXACT_TAG)]
    }

    /// The exact tag of a seal.
    fn exact_tag(&self) -> &[u8] {
        &self.bytes[self.fields().len()..self.signature]
    }

    /// The signature.
    pub fn signature(&self) -> &[u8] {
        &self.bytes[self.signature..]
    }
}

/// The type byte: version in the high half, kind and algorithm in the low half.
fn type_byte(seal: bool, algorithm: Algorithm) -> u8 {
    let kind = match algorithm {
        Algorithm::HmacSha256 => 0,
        Algorithm::Ed25519 => 2,
    };
    VERSION << 4 | kind | u8::from(seal)
}

/// Length of the signature in a record.
fn signature_length(seal: bool, algorithm: Algorithm) -> usize {
    match (algorithm, seal) {
        (Algorithm::HmacSha256, false) => HEAD_MAC,
        (Algorithm::HmacSha256, true) => SEAL_MAC,
        (Algorithm::Ed25519, _) => 64,
    }
}
