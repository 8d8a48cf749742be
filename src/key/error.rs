//! What can be wrong with a key, in words: what happened, why, and how to put it right.
//!
//! No message ever repeats a part of the key file: a typing error in a secret is still a secret.

use std::fmt;

use crate::key::SIGNING_SECRET_MIN;

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
    /// Why it is refused, where the first line does not say so already.
    pub fn why(&self) -> Option<String> {
        match self {
            KeyError::TooShort { .. } => Some(format!(
                "signing takes a secret of at least {SIGNING_SECRET_MIN} bytes; a shorter one can only check older marks"
            )),
            KeyError::PublicOnly => Some("it only checks what the private key has signed".into()),
            KeyError::NotText => Some("a key file is UTF-8 text without NUL bytes".into()),
            KeyError::SeveralSecrets => {
                Some("a key file holds one key; other lines are blank or start with #".into())
            }
            KeyError::WeakPublicKey => Some("anybody can make signatures for such a key".into()),
            _ => None,
        }
    }

    /// What to do about it.
    pub fn fix(&self) -> String {
        match self {
            KeyError::Empty | KeyError::TooShort { .. } => "make a key with `encypher keygen`",
            KeyError::PublicOnly => {
                "sign with the private key; `encypher keygen --ed25519` makes such a pair"
            }
            KeyError::NotText => {
                "put random bytes into text first, e.g. `openssl rand -hex 32 > FILE`"
            }
            KeyError::SeveralSecrets => "keep one key a file, and a folder for --keyring",
            KeyError::BadBase64 | KeyError::BadPem => {
                "copy the key again, whole, or make a new one with `encypher keygen`"
            }
            KeyError::UnknownKind => "use a newer encypher, or a key that this one made",
            KeyError::Encrypted => "write it without one: `openssl pkey -in FILE -out NEWFILE`",
            KeyError::WrongPem { .. } => {
                "make one with `encypher keygen --ed25519` or `openssl genpkey -algorithm ed25519`"
            }
            KeyError::WeakPublicKey => "ask the signer for the right public key",
        }
        .into()
    }
}
