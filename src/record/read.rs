//! Bytes become values, strictly: whatever docs/format.md does not allow is refused by name.

use crate::key::{Algorithm, KeyId};
use crate::record::metadata::{Metadata, MetadataError};
use crate::record::{
    BODY_MAX, CHECKSUM, EXACT_TAG, Flags, Head, LINK, MAGIC, Record, Seal, Signed, StreamId,
    VERSION, signature_length, varint,
};
use std::fmt;

/// What the bytes of a record, as far as they are known, say about the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// The record has this many bytes.
    Known(usize),
    /// More bytes are needed to say.
    Unfinished,
    /// No record begins so: the magic is missing.
    NotARecord,
    /// The length is absurd.
    Damaged,
}

/// Why a record cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordError {
    /// Fewer marks than the record says it has.
    Cut,
    /// The checksum does not fit.
    Checksum,
    /// The length is larger than any record's, or not in its shortest form.
    Length,
    /// A kind of record that this version of the format does not have.
    Kind(u8),
    /// A field is missing, or something stands behind the last one.
    Fields,
    /// The metadata is none.
    Metadata(MetadataError),
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cut => f.write_str("marks are missing from it"),
            Self::Checksum => f.write_str("its checksum does not fit"),
            Self::Length => f.write_str("its length is absurd"),
            Self::Kind(kind) => write!(f, "it is of the unknown kind {kind}"),
            Self::Fields => f.write_str("its fields cannot be read"),
            Self::Metadata(error) => error.fmt(f),
        }
    }
}

/// How long the record is that begins with `bytes`.
pub fn extent(bytes: &[u8]) -> Extent {
    let known = bytes.len().min(MAGIC.len());
    if bytes[..known] != MAGIC[..known] {
        return Extent::NotARecord;
    }
    let Some(mut rest) = bytes.get(MAGIC.len() + 1..) else {
        return Extent::Unfinished;
    };
    let before = rest.len();
    match varint::read(&mut rest) {
        Some(length) if length <= BODY_MAX as u64 => {
            Extent::Known(MAGIC.len() + 1 + (before - rest.len()) + length as usize + CHECKSUM)
        }
        None if before < 3 && rest.iter().all(|byte| byte & 0x80 != 0) => Extent::Unfinished,
        _ => Extent::Damaged,
    }
}

/// Reads a whole record, as long as [`extent`] says.
pub fn record(bytes: &[u8]) -> Result<Record, RecordError> {
    let end = bytes.len().checked_sub(CHECKSUM).ok_or(RecordError::Cut)?;
    let signed = bytes.get(MAGIC.len()..end).ok_or(RecordError::Cut)?;
    if crc32fast::hash(signed).to_be_bytes() != bytes[end..] {
        return Err(RecordError::Checksum);
    }
    let (&kind, mut body) = signed.split_first().ok_or(RecordError::Cut)?;
    varint::read(&mut body).ok_or(RecordError::Length)?;
    if kind >> 4 != VERSION {
        return Ok(Record::UnknownVersion(kind >> 4));
    }
    let algorithm = match kind & 0x0F {
        0 | 1 => Algorithm::HmacSha256,
        2 | 3 => Algorithm::Ed25519,
        other => return Err(RecordError::Kind(other)),
    };
    let is_seal = kind & 1 == 1;
    let trailer = signature_length(is_seal, algorithm);
    let signature = signed.len().checked_sub(trailer).ok_or(RecordError::Fields)?;
    let fields =
        body.len().checked_sub(trailer).map(|end| &body[..end]).ok_or(RecordError::Fields)?;
    let signed = Signed { bytes: signed.to_vec(), signature };
    if is_seal {
        Ok(Record::Seal(seal(fields, algorithm).ok_or(RecordError::Fields)?, signed))
    } else {
        Ok(Record::Head(Box::new(head(fields, algorithm)?), signed))
    }
}

fn head(mut fields: &[u8], algorithm: Algorithm) -> Result<Head, RecordError> {
    let rest = &mut fields;
    let stream = StreamId(take(rest).ok_or(RecordError::Fields)?);
    let key = KeyId(take(rest).ok_or(RecordError::Fields)?);
    let offset = varint::read(rest).ok_or(RecordError::Fields)?;
    let folded_offset = varint::read_difference(offset, rest).ok_or(RecordError::Fields)?;
    let metadata = Metadata::decode(rest).map_err(RecordError::Metadata)?;
    Ok(Head { algorithm, stream, key, offset, folded_offset, metadata })
}

fn seal(mut fields: &[u8], algorithm: Algorithm) -> Option<Seal> {
    let rest = &mut fields;
    let stream = take(rest)?;
    let index_and_flags = varint::read(rest)?;
    let length = varint::read(rest)?;
    let folded_length = varint::read_difference(length, rest)?;
    let index = index_and_flags >> 4;
    let link = if index > 0 { Some(take::<LINK>(rest)?) } else { None };
    let flags = Flags::from_bits(index_and_flags)?;
    (rest.len() == EXACT_TAG).then_some(Seal {
        algorithm,
        stream,
        index,
        flags,
        length,
        folded_length,
        link,
    })
}

/// Takes a field of a fixed length off the front.
fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (field, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(*field)
}
