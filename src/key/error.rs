//! What can be wrong with a key.
//!
//! No message ever repeats a part of the key file: a typing error in a secret is still a secret.

use std::fmt;

/// Why a key cannot be read, or not be used for signing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyError {
    /// No secret in it: nothing, or only comments.
    Empty,
    /// The secret is too short to sign with.
    TooShort {
        /// Its length.
        bytes: usize,
    },
    /// A public key was given where signing is asked for.
    PublicOnly,
    /// Not UTF-8, or with NUL bytes in it.
    NotText,
    /// More than one secret in one file.
    SeveralSecrets,
    /// What follows `encypher-hmac-sha256:` is not base64.
    BadBase64,
    /// A line `encypher-…:` of a kind that this version does not know.
    UnknownKind,
    /// The private key is protected by a passphrase.
    Encrypted,
    /// A PEM block of another kind.
    WrongPem {
        /// What the file holds, e.g. "an RSA key".
        found: &'static str,
    },
    /// A PEM block of the right kind that cannot be read.
    BadPem,
    /// A public key under which forgeries verify, or no key at all.
    WeakPublicKey,
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeyError::Empty => f.write_str("there is no key in it"),
            KeyError::TooShort { bytes: 1 } => {
                f.write_str("the secret is 1 byte, too short to sign with")
            }
            KeyError::TooShort { bytes } => {
                write!(f, "the secret is {bytes} bytes, too short to sign with")
            }
            KeyError::PublicOnly => f.write_str("a public key cannot sign"),
            KeyError::NotText => f.write_str("not a text file"),
            KeyError::SeveralSecrets => f.write_str("there is more than one key in it"),
            KeyError::BadBase64 => f.write_str("the key is not valid base64"),
            KeyError::UnknownKind => f.write_str("a key of a kind that this version does not know"),
            KeyError::Encrypted => f.write_str("the private key is protected by a passphrase"),
            KeyError::WrongPem { found } => write!(f, "{found}, and an Ed25519 key is wanted"),
            KeyError::BadPem => f.write_str("the PEM block is damaged, or not of an Ed25519 key"),
            KeyError::WeakPublicKey => f.write_str("not a usable Ed25519 public key"),
        }
    }
}

impl std::error::Error for KeyError {}

impl KeyError {
    /// Returns the name of the error for programs, which later versions keep.
    pub fn code(&self) -> &'static str {
        match self {
            KeyError::Empty => "key-empty",
            KeyError::TooShort { .. } => "key-too-short",
            KeyError::PublicOnly => "key-public-only",
            KeyError::NotText => "key-not-text",
            KeyError::SeveralSecrets => "key-several-secrets",
            KeyError::BadBase64 => "key-bad-base64",
            KeyError::UnknownKind => "key-unknown-kind",
            KeyError::Encrypted => "key-encrypted",
            KeyError::WrongPem { .. } => "key-wrong-pem",
            KeyError::BadPem => "key-bad-pem",
            KeyError::WeakPublicKey => "key-weak",
        }
    }
}
