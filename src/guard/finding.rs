//! What is said about a value that was found: everything but the value.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::guard::detect::scan::Evidence;
use crate::guard::policy::Action;

/// A key for fingerprints: who does not have it learns nothing from them. Without one, card and
/// social security numbers could be found again by trying them all.
#[derive(Clone)]
pub struct FingerprintKey(Hmac<Sha256>);

impl FingerprintKey {
    /// A key of any length.
    pub fn new(key: &[u8]) -> Self {
        // HMAC takes keys of every length (RFC 2104, section 2); its crate says the same by an
        // error that never comes.
        Self(Hmac::new_from_slice(key).unwrap_or_else(|_| Hmac::new(&Default::default())))
    }

    /// The digest of a value of a kind.
    pub fn digest(&self, kind: &str, value: &[u8]) -> Digest {
        let mut mac = self.0.clone();
        mac.update(kind.as_bytes());
        mac.update(&[0]);
        mac.update(value);
        Digest(mac)
    }
}

impl fmt::Debug for FingerprintKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FingerprintKey(..)")
    }
}

/// The digest of a value, of which more may come.
#[derive(Clone)]
pub struct Digest(Hmac<Sha256>);

impl Digest {
    /// More of the value.
    pub fn update(&mut self, value: &[u8]) {
        self.0.update(value);
    }

    /// The digest: HMAC-SHA-256 (RFC 2104) of the kind's name, a zero byte, and the value: digits
    /// without what stands between them, addresses of e-mail in small letters, all else as it was
    /// looked at.
    pub fn finish(self) -> [u8; 32] {
        self.0.finalize().into_bytes().into()
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digest(..)")
    }
}

/// The first half of a digest: what reports say, as 32 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(pub [u8; 16]);

impl Fingerprint {
    /// The first half of a digest.
    pub fn of(digest: [u8; 32]) -> Self {
        let mut half = [0; 16];
        half.copy_from_slice(&digest[..16]);
        Self(half)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A place in a text, for people. Both count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: u64,
    /// The character in it.
    pub column: u64,
}

/// A finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The name of its kind.
    pub kind: String,
    /// The name of its group.
    pub group: &'static str,
    /// What became of it.
    pub action: Action,
    /// The rule that said so.
    pub rule: String,
    /// How certain it is, in percent.
    pub confidence: u8,
    /// What speaks for it.
    pub evidence: Vec<Evidence>,
    /// Whether it is one that is published for tests.
    pub test_value: bool,
    /// Where it begins in the text, in bytes.
    pub start: u64,
    /// Where it ends; of one that ended the text, as far as it was looked at.
    pub end: u64,
    /// Where it begins, for people.
    pub place: Place,
    /// What its value is recognised by, if somebody has a key.
    pub fingerprint: Option<Fingerprint>,
    /// The risk of the text with it.
    pub risk: f64,
}
