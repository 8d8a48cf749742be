//! The text of key files: what is read, and what is written of a new key.
//!
//! Read are our own line `encypher-hmac-sha256:BASE64`, a single line that is itself the secret,
//! and PEM blocks of Ed25519 keys (PKCS#8 private, SPKI public) as OpenSSL makes them. Lines that
//! start with `#` and blank lines are comments. This module never touches a file: the caller
//! reads and writes it, and looks at its permissions.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_PAD_INDIFFERENT};
use ed25519_dalek::pkcs8::spki::{self, der::pem::LineEnding};
use ed25519_dalek::pkcs8::{
    self, DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, KeypairBytes,
    PublicKeyBytes,
};
use zeroize::{Zeroize, Zeroizing};

use crate::key::{Key, KeyError};

const HMAC_PREFIX: &str = "encypher-hmac-sha256:";
const OWN_PREFIX: &str = "encypher-";
const PEM_BEGIN: &str = "-----BEGIN ";
const PEM_END: &str = "-----END ";
const SSH_PREFIXES: [&str; 4] = ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"];

/// Reads a key file.
pub fn parse(file: &[u8]) -> Result<Key, KeyError> {
    let text = std::str::from_utf8(file).map_err(|_| KeyError::NotText)?;
    if text.contains('\0') {
        return Err(KeyError::NotText);
    }
    // Editors on Windows put a byte order mark in front; it is no part of a secret.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.lines().any(|line| line.starts_with(PEM_BEGIN)) {
        return parse_pem(text);
    }
    let mut secrets = text.lines().filter(|line| is_content(line));
    let secret = secrets.next().ok_or(KeyError::Empty)?;
    if secrets.next().is_some() {
        return Err(KeyError::SeveralSecrets);
    }
    parse_line(secret)
}

fn is_content(line: &str) -> bool {
    !line.trim().is_empty() && !line.starts_with('#')
}

fn parse_line(line: &str) -> Result<Key, KeyError> {
    if let Some(encoded) = line.trim().strip_prefix(HMAC_PREFIX) {
        let secret =
            STANDARD_PAD_INDIFFERENT.decode(encoded.trim()).map_err(|_| KeyError::BadBase64)?;
        return Key::hmac(&Zeroizing::new(secret));
    }
    // A kind that a later version writes must not be taken for a secret that somebody typed.
    let names_a_kind = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if line.starts_with(OWN_PREFIX)
        && line.split_once(':').is_some_and(|(kind, _)| names_a_kind(kind))
    {
        return Err(KeyError::UnknownKind);
    }
    // A public key is no secret, whatever its format.
    if SSH_PREFIXES.iter().any(|prefix| line.starts_with(prefix)) {
        let found = "a public key in OpenSSH's own format";
        return Err(KeyError::WrongPem { found });
    }
    Key::hmac(line.as_bytes())
}

/// Reads the one PEM block of a file; comments may stand around it.
fn parse_pem(text: &str) -> Result<Key, KeyError> {
    let mut begins = text.match_indices(PEM_BEGIN).map(|(at, _)| at);
    let start = begins.next().ok_or(KeyError::Empty)?;
    if begins.next().is_some() {
        return Err(KeyError::SeveralSecrets);
    }
    if text[..start].lines().any(is_content) {
        return Err(KeyError::SeveralSecrets);
    }
    let (label, _) = text[start + PEM_BEGIN.len()..].split_once("-----").ok_or(KeyError::BadPem)?;
    let end = text[start..].find(PEM_END).ok_or(KeyError::BadPem)? + start;
    let length = text[end..].find('\n').unwrap_or(text.len() - end);
    if text[end + length..].lines().any(is_content) {
        return Err(KeyError::SeveralSecrets);
    }
    let block = &text[start..end + length];
    match label {
        "PRIVATE KEY" => parse_private(block),
        "PUBLIC KEY" => parse_public(block),
        _ if label.contains("ENCRYPTED") || block.contains("Proc-Type: 4,ENCRYPTED") => {
            Err(KeyError::Encrypted)
        }
        _ => Err(KeyError::WrongPem { found: name_of(label) }),
    }
}

fn parse_private(block: &str) -> Result<Key, KeyError> {
    let mut pair = KeypairBytes::from_pkcs8_pem(block.trim_end()).map_err(|error| match error {
        pkcs8::Error::PublicKey(error) => refused(&error),
        _ => KeyError::BadPem,
    })?;
    let key = Key::ed25519_seed(&pair.secret_key);
    pair.secret_key.zeroize();
    // A file may repeat the public key; one that contradicts the private key was put together.
    let fits = |public: PublicKeyBytes| key.public_bytes() == Some(public.0);
    if pair.public_key.is_none_or(fits) { Ok(key) } else { Err(KeyError::BadPem) }
}

fn parse_public(block: &str) -> Result<Key, KeyError> {
    let public = PublicKeyBytes::from_public_key_pem(block.trim_end());
    Key::ed25519_public(&public.map_err(|error| refused(&error))?.0)
}

/// What another algorithm's key is called.
fn refused(error: &spki::Error) -> KeyError {
    let spki::Error::OidUnknown { oid } = error else {
        return KeyError::BadPem;
    };
    KeyError::WrongPem {
        found: match oid.to_string().as_str() {
            "1.2.840.113549.1.1.1" => "an RSA key",
            "1.2.840.10045.2.1" => "an elliptic-curve (ECDSA) key",
            "1.3.101.110" => "an X25519 key",
            "1.3.101.113" => "an Ed448 key",
            _ => "a key of another kind",
        },
    }
}

/// A PEM label in words. The label itself is not repeated: whatever a file says stays in it.
fn name_of(label: &str) -> &'static str {
    match label {
        "RSA PRIVATE KEY" | "RSA PUBLIC KEY" => "an RSA key",
        "EC PRIVATE KEY" | "EC PARAMETERS" => "an elliptic-curve (ECDSA) key",
        "DSA PRIVATE KEY" => "a DSA key",
        "OPENSSH PRIVATE KEY" => "a key in OpenSSH's own format",
        "CERTIFICATE" => "a certificate",
        _ => "a PEM block of another kind",
    }
}

/// The text of an HMAC key file; each line of `comment` becomes a comment line above the key.
pub fn print_hmac(secret: &[u8], comment: &str) -> Zeroizing<String> {
    let encoded = Zeroizing::new(STANDARD.encode(secret));
    let comments: usize = comment.lines().map(|line| line.len() + 3).sum();
    // Sized beforehand: a string that grows leaves its old self behind in memory, unwiped.
    let mut text =
        Zeroizing::new(String::with_capacity(comments + HMAC_PREFIX.len() + encoded.len() + 1));
    for line in comment.lines() {
        text.push_str("# ");
        text.push_str(line);
        text.push('\n');
    }
    text.push_str(HMAC_PREFIX);
    text.push_str(&encoded);
    text.push('\n');
    text
}

/// The PKCS#8 PEM text of an Ed25519 private key, in the first version of the format: OpenSSL
/// reads no other.
pub fn print_ed25519_private(seed: &[u8; 32]) -> Zeroizing<String> {
    let mut pair = KeypairBytes { secret_key: *seed, public_key: None };
    let pem = pair.to_pkcs8_pem(LineEnding::LF);
    pair.secret_key.zeroize();
    // Encoding 32 bytes of fixed shape has no way to fail; an empty file would be refused.
    pem.unwrap_or_default()
}

/// The SPKI PEM text of a key's public half; empty for a shared secret, which has none.
pub fn print_ed25519_public(key: &Key) -> String {
    key.public_bytes()
        .and_then(|bytes| PublicKeyBytes(bytes).to_public_key_pem(LineEnding::LF).ok())
        .unwrap_or_default()
}
