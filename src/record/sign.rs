//! Which bytes a signature covers: the messages of docs/format.md, rules 11 to 13. Signing and
//! checking stand side by side, so that they cannot differ.

use crate::digest::Digests;
use crate::key::{Algorithm, Key};
use crate::record::{EXACT_TAG, LINK, Signed, signature_length};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// Keeps a signature over one thing from passing for a signature over another.
const HEAD_DOMAIN: &[u8] = b"encypher/1 head\0";
const EXACT_DOMAIN: &[u8] = b"encypher/1 exact\0";
const SEAL_DOMAIN: &[u8] = b"encypher/1 seal\0";

impl Signed {
    /// SHA-256 of the record between magic and checksum.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(&self.bytes).into()
    }

    /// The link with which the next seal names this one.
    pub fn link(&self) -> [u8; LINK] {
        let mut link = [0; LINK];
        link.copy_from_slice(&self.digest()[..LINK]);
        link
    }

    pub(super) fn sign_head(&self, key: &Key) -> Vec<u8> {
        truncated(key, false, &[HEAD_DOMAIN, self.message()])
    }

    /// Whether `key` signed this head.
    pub fn check_head(&self, key: &Key) -> bool {
        key.check(&[HEAD_DOMAIN, self.message()], self.signature())
    }

    /// The tag over the exact text; with Ed25519 the signature over the seal vouches for it.
    pub(super) fn tag_exact(&self, key: &Key, head: &Signed, digests: &Digests) -> [u8; EXACT_TAG] {
        let head = head.digest();
        let message = [EXACT_DOMAIN, self.fields(), &head, &digests.words, &digests.layout];
        let full = match key.algorithm() {
            Algorithm::HmacSha256 => key.authenticate(&message).as_bytes().to_vec(),
            Algorithm::Ed25519 => Sha256::digest(message.concat()).to_vec(),
        };
        let mut tag = [0; EXACT_TAG];
        tag.copy_from_slice(&full[..EXACT_TAG]);
        tag
    }

    /// Whether the text that `digests` describes is, byte for byte, what this seal was made over.
    /// Says nothing unless [`Self::check_seal`] holds as well.
    pub fn check_exact(&self, key: &Key, head: &Signed, digests: &Digests) -> bool {
        self.tag_exact(key, head, digests).ct_eq(self.exact_tag()).into()
    }

    pub(super) fn sign_seal(&self, key: &Key, head: &Signed, digests: &Digests) -> Vec<u8> {
        truncated(key, true, &[SEAL_DOMAIN, self.message(), &head.digest(), &digests.folded])
    }

    /// Whether `key` signed this seal over `head` and over the folded text that `digests`
    /// describes.
    pub fn check_seal(&self, key: &Key, head: &Signed, digests: &Digests) -> bool {
        key.check(&[SEAL_DOMAIN, self.message(), &head.digest(), &digests.folded], self.signature())
    }
}

fn truncated(key: &Key, seal: bool, message: &[&[u8]]) -> Vec<u8> {
    let mut signature = key.authenticate(message).as_bytes().to_vec();
    signature.truncate(signature_length(seal, key.algorithm()));
    signature
}
