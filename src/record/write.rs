//! Values become bytes, in the one way that docs/format.md gives for them.

use crate::digest::Digests;
use crate::key::Key;
use crate::record::{
    CHECKSUM, EXACT_TAG, Head, MAGIC, Seal, Signed, signature_length, type_byte, varint,
};

/// The signed bytes of a head.
pub fn head(head: &Head, key: &Key) -> Signed {
    let mut body = Vec::with_capacity(64);
    body.extend_from_slice(&head.stream.0);
    body.extend_from_slice(&head.key.0);
    varint::write(head.offset, &mut body);
    varint::write_difference(head.offset, head.folded_offset, &mut body);
    head.metadata.encode(&mut body);
    let mut signed = unsigned(false, head.algorithm, body);
    let signature = signed.sign_head(key);
    signed.bytes.extend_from_slice(&signature);
    signed
}

/// The signed bytes of a seal over the text that `digests` describes, which belongs to `head`.
pub fn seal(seal: &Seal, head: &Signed, digests: &Digests, key: &Key) -> Signed {
    let mut body = Vec::with_capacity(64);
    body.extend_from_slice(&seal.stream);
    varint::write(seal.index << 4 | seal.flags.bits(), &mut body);
    varint::write(seal.length, &mut body);
    varint::write_difference(seal.length, seal.folded_length, &mut body);
    if let Some(link) = seal.link {
        body.extend_from_slice(&link);
    }
    body.extend_from_slice(&[0; EXACT_TAG]);
    let mut signed = unsigned(true, seal.algorithm, body);
    let tag = signed.tag_exact(key, head, digests);
    let fields = signed.fields().len();
    signed.bytes[fields..].copy_from_slice(&tag);
    let signature = signed.sign_seal(key, head, digests);
    signed.bytes.extend_from_slice(&signature);
    signed
}

/// The whole record: magic, type, length, body, checksum.
pub fn record(signed: &Signed) -> Vec<u8> {
    let mut record = Vec::with_capacity(MAGIC.len() + signed.bytes.len() + CHECKSUM);
    record.extend_from_slice(&MAGIC);
    record.extend_from_slice(&signed.bytes);
    record.extend_from_slice(&crc32fast::hash(&signed.bytes).to_be_bytes());
    record
}

/// Type, length and body up to the signature; the length counts the signature already.
fn unsigned(seal: bool, algorithm: crate::key::Algorithm, body: Vec<u8>) -> Signed {
    let mut bytes = vec![type_byte(seal, algorithm)];
    let length = body.len() + signature_length(seal, algorithm);
    varint::write(length as u64, &mut bytes);
    bytes.extend_from_slice(&body);
    Signed { signature: bytes.len(), bytes }
}
