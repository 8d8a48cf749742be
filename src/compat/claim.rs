//! What a payload says: which format it is, its metadata, and what its signature would cover. No
//! key is asked.

use crate::compat::cbor;
use crate::compat::json::{self, Value};
use crate::compat::payload::{Carrier, Payload};
use crate::record::metadata::Metadata;
use crate::verdict::Format;
use crate::verdict::Span;
use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::ops::Range;

/// The beginning of a C2PA wrapper: magic, version, length.
const WRAPPER_MAGIC: &[u8] = b"C2PATXT\0";
const WRAPPER_HEADER: usize = 13;
/// The marker of `MetadataEncoder`.
const MARKER: &[u8] = b"EAIM";
/// How often an object is looked for in one run.
const OBJECTS_MAX: usize = 8;

/// A mark that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Its format.
    pub format: Format,
    /// Where it stands, in bytes of the input.
    pub span: Span,
    /// The same in bytes of the payload.
    pub bytes: Range<usize>,
    /// What it says, as far as it can be read.
    pub metadata: Option<Value>,
    /// Who it says signed it.
    pub signer: Option<String>,
    /// How it is signed.
    pub claim: Claim,
    /// Bytes of its payload.
    pub payload_bytes: u64,
}

impl Mark {
    /// What it says, as metadata like our own.
    pub fn to_metadata(&self) -> Option<Metadata> {
        let members = self.metadata.as_ref()?.to_json().as_object()?;
        Some(Metadata::of_members(members))
    }
}

/// What a mark says of its signature.
#[derive(Debug, Clone, PartialEq)]
pub enum Claim {
    /// There is none.
    Unsigned,
    /// HMAC-SHA256 of a message; of the tag, the first bytes.
    Hmac {
        /// What was signed.
        message: Vec<u8>,
        /// The tag.
        tag: Vec<u8>,
    },
    /// Ed25519 of a message.
    Ed25519 {
        /// What was signed.
        message: Vec<u8>,
        /// The signature.
        signature: Vec<u8>,
    },
    /// What is signed contradicts what is not, or cannot be read: says why.
    Broken(&'static str),
    /// A C2PA manifest, which is not judged yet.
    Manifest,
}

/// The marks in a payload, and whether there is what is left of one.
pub fn read(payload: &Payload) -> (Vec<Mark>, bool) {
    match payload.carrier {
        Carrier::ZeroWidth => {
            let mark = zero_width(payload);
            let damaged = mark.is_none();
            (mark.into_iter().collect(), damaged)
        }
        Carrier::Run if begins_wrapper(&payload.bytes) => {
            let wrapper = wrapper(payload);
            let behind = WRAPPER_HEADER.saturating_add(wrapper.payload_bytes as usize);
            let (mut marks, damaged) = objects(payload, behind);
            marks.insert(0, wrapper);
            (marks, damaged)
        }
        Carrier::Run | Carrier::Scattered => objects(payload, 0),
    }
}

/// All objects that a run spells from a byte on. Selectors of the host's text may stand at both
/// ends, and a text that was marked twice has two of them in one run.
fn objects(payload: &Payload, from: usize) -> (Vec<Mark>, bool) {
    let mut marks = Vec::new();
    let (mut at, mut tries) = (from.min(payload.bytes.len()), 0);
    let mut damaged = false;
    while let Some(start) = memchr::memchr(b'{', &payload.bytes[at..]).map(|start| at + start) {
        // An object begins with a name, white space or its end.
        if !matches!(payload.bytes.get(start + 1), Some(b'"' | b'}' | b' ' | b'\n' | b'\r' | b'\t'))
        {
            at = start + 1;
            continue;
        }
        tries += 1;
        if tries > OBJECTS_MAX {
            damaged = true;
            break;
        }
        at = match json::loads_front(&payload.bytes[start..]) {
            Some((value, length)) => {
                let end = start + length;
                let mark = object(&value, payload.span, start..end).filter(|mark| {
                    let alone = !payload.bytes[at..start].iter().any(u8::is_ascii_graphic);
                    // The inside of what is left of a signed mark looks like an unsigned one.
                    let remnant = mark.claim == Claim::Unsigned && (damaged || !alone);
                    damaged |= remnant;
                    !remnant
                });
                marks.extend(mark);
                end
            }
            None => {
                damaged |= payload.bytes[start..].starts_with(b"{\"");
                start + 1
            }
        };
    }
    (marks, damaged)
}

/// What an object is, by its members; none if it is nobody's.
fn object(value: &Value, span: Span, bytes: Range<usize>) -> Option<Mark> {
    let has = |names: &[&str]| names.iter().all(|name| value.get(name).is_some());
    let payload_bytes = bytes.len() as u64;
    let mark = |format, metadata: Option<&Value>, signer, claim| Mark {
        format,
        span,
        bytes: bytes.clone(),
        metadata: metadata.cloned(),
        signer,
        claim,
        payload_bytes,
    };
    if has(&["payload", "signature", "signer_id", "format"]) {
        return signed(value, mark);
    }
    if has(&["cose_sign1", "format"]) {
        let signer = value.get("signer_id").and_then(Value::as_string);
        return Some(mark(Format::C2pa, None, signer, Claim::Manifest));
    }
    if has(&["model_id"]) {
        return Some(mark(Format::UnicodeMetadata, Some(value), None, Claim::Unsigned));
    }
    let (data, signature) = (value.get("data")?, value.get("signature")?);
    data.as_object()?;
    let claim = match signature.as_string().as_deref().and_then(lower_hex) {
        Some(tag) => Claim::Hmac { message: data.dumps().into_bytes(), tag },
        None => Claim::Broken("its signature is none"),
    };
    Some(mark(Format::UnicodeMetadata, Some(data), None, claim))
}

/// The envelope of 2.0.0 and later. What stands outside of the payload is not signed, so it has to
/// say the same.
fn signed(
    outer: &Value,
    mark: impl Fn(Format, Option<&Value>, Option<String>, Claim) -> Mark,
) -> Option<Mark> {
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_string);
    let format = match text(outer, "format")?.as_str() {
        "basic" => Format::Basic,
        "manifest" => Format::Manifest,
        "cbor_manifest" => Format::CborManifest,
        "jumbf" => Format::Jumbf,
        _ => return None,
    };
    let signer = text(outer, "signer_id").filter(|signer| !signer.is_empty());
    let broken = |metadata, why| Some(mark(format, metadata, signer.clone(), Claim::Broken(why)));
    let payload = outer.get("payload")?;
    let (inner, message) = match (format, payload) {
        (Format::Basic | Format::Manifest, Value::Object(_)) => {
            (Some(payload.clone()), payload.dumps_sorted().into_bytes())
        }
        (Format::CborManifest | Format::Jumbf, Value::Text(_)) => {
            let Some(bytes) = payload.as_string().and_then(|text| base64_loosely(&text, false))
            else {
                return broken(None, "its payload is not Base64");
            };
            let inner = match format {
                Format::CborManifest => cbor::loads(&bytes),
                _ => boxed(&bytes),
            };
            (inner, bytes)
        }
        _ => return broken(None, "its payload does not fit its format"),
    };
    let Some(inner) = inner.filter(|inner| inner.as_object().is_some()) else {
        return broken(None, "its payload cannot be read");
    };
    let Some(signature) = text(outer, "signature").and_then(|text| base64_loosely(&text, true))
    else {
        return broken(Some(&inner), "its signature is none");
    };
    let inner_format = match format {
        Format::Basic => "basic",
        _ => "manifest",
    };
    if text(&inner, "format").as_deref() != Some(inner_format) {
        return broken(Some(&inner), "its format is not the one that was signed");
    }
    if signer.is_none() || text(&inner, "signer_id") != signer {
        return broken(Some(&inner), "its signer is not the one that was signed");
    }
    let claim = Claim::Ed25519 { message, signature };
    Some(mark(format, Some(&inner), signer, claim))
}

/// A C2PA wrapper is measured, and no more.
fn wrapper(payload: &Payload) -> Mark {
    let length = |bytes: &[u8]| bytes.try_into().map(u32::from_be_bytes).unwrap_or(0);
    let length = payload.bytes.get(9..WRAPPER_HEADER).map_or(0, length);
    let claim = match u64::from(length) + WRAPPER_HEADER as u64 {
        needed if needed <= payload.length && payload.bytes.len() >= WRAPPER_HEADER => {
            Claim::Manifest
        }
        _ => Claim::Broken("its C2PA wrapper is cut off"),
    };
    Mark {
        format: Format::C2pa,
        span: payload.span,
        bytes: 0..payload.bytes.len(),
        metadata: None,
        signer: None,
        claim,
        payload_bytes: u64::from(length),
    }
}

/// The mark of `MetadataEncoder`: all zero-width characters of a text count, or those that stand
/// together.
fn zero_width(payload: &Payload) -> Option<Mark> {
    let together = &payload.bytes[..payload.together];
    [&payload.bytes[..], together].into_iter().find_map(|base64| {
        let text: String =
            base64.iter().filter(|byte| byte.is_ascii()).map(|byte| char::from(*byte)).collect();
        let bytes = base64_loosely(&text, false)?;
        let (metadata, claim) = encoded(bytes.strip_prefix(MARKER)?)?;
        Some(Mark {
            format: Format::MetadataEncoder,
            span: payload.span,
            bytes: 0..base64.len(),
            metadata: Some(metadata),
            signer: None,
            claim,
            payload_bytes: bytes.len() as u64,
        })
    })
}

/// What follows the marker: a signature of 64 digits (1.1.0), of 8 bytes (1.0.0), or none, and the
/// metadata.
fn encoded(bytes: &[u8]) -> Option<(Value, Claim)> {
    let metadata = |bytes: &[u8]| json::loads(bytes).filter(|value| value.as_object().is_some());
    if let Some(value) = metadata(bytes) {
        return Some((value, Claim::Unsigned));
    }
    let hmac = |tag, message: &[u8]| Claim::Hmac { message: message.to_vec(), tag };
    if let Some((digits, message)) = bytes.split_at_checked(64)
        && let Some(tag) = std::str::from_utf8(digits).ok().and_then(lower_hex)
        && let Some(value) = metadata(message)
    {
        return Some((value, hmac(tag, message)));
    }
    let (tag, message) = bytes.split_at_checked(8)?;
    Some((metadata(message)?, hmac(tag.to_vec(), message)))
}

/// The JSON in what encypher-ai calls a JUMBF box: length, `jumb`, JSON.
fn boxed(bytes: &[u8]) -> Option<Value> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    if u32::from_be_bytes(*length) as usize != bytes.len() {
        return None;
    }
    json::loads(rest.strip_prefix(b"jumb")?)
}

/// 32 bytes in 64 lower-case digits.
fn lower_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != 32 || !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}

/// Base64 as encypher-ai reads it: other characters are passed over, spare bits and what follows
/// the padding ignored. A signature may be in both alphabets, and what its padding lacks is added
/// for it, the characters passed over being counted.
fn base64_loosely(text: &str, signature: bool) -> Option<Vec<u8>> {
    let engine = GeneralPurpose::new(
        &STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    let padding = match signature {
        true => text.chars().count().wrapping_neg() % 4,
        false => 0,
    };
    let mut digits: Vec<u8> = text
        .bytes()
        .map(|byte| match byte {
            b'-' if signature => b'+',
            b'_' if signature => b'/',
            other => other,
        })
        .filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='))
        .collect();
    let end = memchr::memchr(b'=', &digits).unwrap_or(digits.len());
    let signs = padding + digits[end..].iter().filter(|byte| **byte == b'=').count();
    digits.truncate(end);
    // Python asks for enough padding, and does not mind more.
    let needed = digits.len().wrapping_neg() % 4;
    (needed != 3 && signs >= needed).then(|| engine.decode(digits).ok()).flatten()
}

/// Whether a text may hold a C2PA wrapper, by its beginning.
pub(crate) fn begins_wrapper(bytes: &[u8]) -> bool {
    bytes.starts_with(WRAPPER_MAGIC)
}
