//! The key: who says so.
//!
//! A [`Key`] signs ([`Key::authenticate`]) and judges ([`Key::check`]); a [`Keyring`] finds the key
//! that a record names. This room never reads a file, never draws a random number and never shows a
//! secret: secrets are wiped when the last copy of a key goes, and `Debug` prints algorithm and id.
//! The key files' text is next door in [`text`]; what a key signs is decided in the record room.

mod ed25519;
mod error;
mod hmac;
pub mod text;

use std::fmt;
use std::sync::Arc;

pub use error::KeyError;

/// What a key id is derived over, so that an id can never be mistaken for a seal.
const ID_CONTEXT: &[u8] = b"encypher/1 key id\0";

/// The fewest bytes of an HMAC secret that may sign. Older marks may be checked with any.
pub const SIGNING_SECRET_MIN: usize = 16;

/// The fewest bytes of an HMAC tag that [`Key::check`] takes for an answer.
pub const HMAC_TAG_MIN: usize = 8;

/// How a signature is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// One shared secret, which both signs and verifies.
    HmacSha256,
    /// A private key that signs and a public key that only verifies.
    Ed25519,
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Algorithm::HmacSha256 => "HMAC-SHA256",
            Algorithm::Ed25519 => "Ed25519",
        })
    }
}

/// The short public name of a key. It says nothing about the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyId(pub [u8; 4]);

impl KeyId {
    /// The leading bytes of a digest, which is what every id is.
    fn of_digest(digest: &[u8]) -> KeyId {
        let mut id = [0; 4];
        id.copy_from_slice(&digest[..4]);
        KeyId(id)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

/// What [`Key::authenticate`] makes: 32 bytes with HMAC-SHA256, 64 with Ed25519.
#[derive(Clone, Copy)]
pub struct Signature {
    bytes: [u8; 64],
    length: usize,
}

impl Signature {
    fn new(found: &[u8]) -> Signature {
        let mut bytes = [0; 64];
        bytes[..found.len()].copy_from_slice(found);
        Signature { bytes, length: found.len() }
    }

    /// The signature's bytes; a record may keep only the leading ones of an HMAC tag.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

impl AsRef<[u8]> for Signature {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

/// A key. Clones share the one secret in memory.
#[derive(Clone)]
pub struct Key {
    id: KeyId,
    kind: Arc<Kind>,
}

enum Kind {
    Hmac(hmac::Secret),
    Private(Box<ed25519::Private>),
    Public(ed25519::Public),
}

impl Key {
    /// A shared secret of any length but none. One that is too short to sign still checks.
    pub fn hmac(secret: &[u8]) -> Result<Key, KeyError> {
        let secret = hmac::Secret::new(secret).ok_or(KeyError::Empty)?;
        Ok(Key { id: secret.id(), kind: Arc::new(Kind::Hmac(secret)) })
    }

    /// An Ed25519 private key from its seed.
    pub fn ed25519_seed(seed: &[u8; 32]) -> Key {
        let private = ed25519::Private::new(seed);
        Key { id: private.public().id(), kind: Arc::new(Kind::Private(Box::new(private))) }
    }

    /// An Ed25519 public key, which verifies and cannot sign.
    pub fn ed25519_public(bytes: &[u8; 32]) -> Result<Key, KeyError> {
        let public = ed25519::Public::new(bytes).ok_or(KeyError::WeakPublicKey)?;
        Ok(Key { id: public.id(), kind: Arc::new(Kind::Public(public)) })
    }

    /// How this key signs.
    pub fn algorithm(&self) -> Algorithm {
        match *self.kind {
            Kind::Hmac(_) => Algorithm::HmacSha256,
            Kind::Private(_) | Kind::Public(_) => Algorithm::Ed25519,
        }
    }

    /// The key's short public name; a private key and its public key share it.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// Why this key must not sign, if it must not.
    pub fn require_signing(&self) -> Result<(), KeyError> {
        match &*self.kind {
            Kind::Hmac(secret) if secret.len() < SIGNING_SECRET_MIN => {
                Err(KeyError::TooShort { bytes: secret.len() })
            }
            Kind::Public(_) => Err(KeyError::PublicOnly),
            Kind::Hmac(_) | Kind::Private(_) => Ok(()),
        }
    }

    /// Whether this is a secret that can be given as a string: it is UTF-8.
    pub fn is_text(&self) -> bool {
        matches!(&*self.kind, Kind::Hmac(secret) if secret.is_text())
    }

    /// Whether others must not see this key: everything but an Ed25519 public key.
    pub fn is_secret(&self) -> bool {
        !matches!(*self.kind, Kind::Public(_))
    }

    /// The Ed25519 public key of this key; none for a shared secret.
    pub fn public_bytes(&self) -> Option<[u8; 32]> {
        match &*self.kind {
            Kind::Hmac(_) => None,
            Kind::Private(private) => Some(private.public().to_bytes()),
            Kind::Public(public) => Some(public.to_bytes()),
        }
    }

    /// Signs the parts as if they were one message. A public key has nothing to sign with and
    /// gives an empty signature, which no [`Key::check`] accepts; see [`Key::require_signing`].
    pub fn authenticate(&self, message: &[&[u8]]) -> Signature {
        match &*self.kind {
            Kind::Hmac(secret) => Signature::new(&secret.tag(message)),
            Kind::Private(private) => Signature::new(&private.sign(message)),
            Kind::Public(_) => Signature::new(&[]),
        }
    }

    /// Whether `found` signs the parts. An HMAC tag is compared in constant time and may be cut
    /// to its leading bytes, though to no fewer than [`HMAC_TAG_MIN`].
    pub fn check(&self, message: &[&[u8]], found: &[u8]) -> bool {
        match &*self.kind {
            Kind::Hmac(secret) => secret.check(message, found),
            Kind::Private(private) => private.public().check(message, found),
            Kind::Public(public) => public.check(message, found),
        }
    }
}

// By hand: a derived Debug would print the secret into the first log that asks.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({} {})", self.algorithm(), self.id)
    }
}

/// The keys at hand for verifying.
#[derive(Clone, Debug, Default)]
pub struct Keyring {
    keys: Vec<(Key, Option<String>)>,
}

impl Keyring {
    /// A keyring without keys: whatever is signed is then untrusted.
    pub fn new() -> Keyring {
        Keyring::default()
    }

    /// Adds a key. Ids are short, so two keys may share one: both are tried.
    pub fn add(&mut self, key: Key) {
        self.keys.push((key, None));
    }

    /// Adds a key of somebody: marks that name their signer are checked with it if that is the
    /// name.
    pub fn add_of(&mut self, signer: &str, key: Key) {
        self.keys.push((key, Some(signer.to_owned())));
    }

    /// The keys that a record may mean.
    pub fn find(&self, id: KeyId, algorithm: Algorithm) -> impl Iterator<Item = &Key> {
        let keys = self.keys.iter().map(|(key, _)| key);
        keys.filter(move |key| key.id() == id && key.algorithm() == algorithm)
    }

    /// The name under which a key is on the keyring, if it has one and no other key has its id.
    pub fn name(&self, id: KeyId, algorithm: Algorithm) -> Option<&str> {
        let is_meant =
            |(key, _): &&(Key, Option<String>)| key.id() == id && key.algorithm() == algorithm;
        let mut names = self.keys.iter().filter(is_meant).map(|(_, name)| name);
        let name = names.next()?.as_deref();
        name.filter(|name| names.all(|other| other.as_deref() == Some(*name)))
    }

    /// All HMAC keys: of marks that name none.
    pub fn hmac(&self) -> impl Iterator<Item = &Key> {
        let keys = self.keys.iter().map(|(key, _)| key);
        keys.filter(|key| key.algorithm() == Algorithm::HmacSha256)
    }

    /// The Ed25519 keys of a signer: those of this name, and those that were added without one.
    pub fn of_signer(&self, signer: &str) -> impl Iterator<Item = &Key> {
        let of_signer = move |(key, name): &&(Key, Option<String>)| {
            key.algorithm() == Algorithm::Ed25519
                && name.as_deref().is_none_or(|name| name == signer)
        };
        self.keys.iter().filter(of_signer).map(|(key, _)| key)
    }

    /// Whether a key of this name is at hand.
    pub fn names(&self, signer: &str) -> bool {
        self.keys.iter().any(|(_, name)| name.as_deref() == Some(signer))
    }

    /// How many keys are at hand.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is no key at all.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
