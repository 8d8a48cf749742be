//! HMAC-SHA256: one secret that both signs and verifies.
//!
//! This room never compares tags with `==`, and never keeps a copy of the secret beyond its own.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::key::{HMAC_TAG_MIN, ID_CONTEXT, KeyId};

/// A shared secret, wiped on drop.
pub(super) struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// None if there is no secret.
    pub(super) fn new(secret: &[u8]) -> Option<Secret> {
        (!secret.is_empty()).then(|| Secret(Zeroizing::new(secret.to_vec())))
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn is_text(&self) -> bool {
        std::str::from_utf8(&self.0).is_ok()
    }

    pub(super) fn id(&self) -> KeyId {
        KeyId::of_digest(&self.tag(&[ID_CONTEXT]))
    }

    pub(super) fn tag(&self, message: &[&[u8]]) -> [u8; 32] {
        // HMAC takes keys of every length; the error is there for MACs that do not.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else {
            unreachable!("HMAC takes a key of any length")
        };
        for part in message {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    pub(super) fn check(&self, message: &[&[u8]], found: &[u8]) -> bool {
        let tag = self.tag(message);
        (HMAC_TAG_MIN..=tag.len()).contains(&found.len())
            && bool::from(tag[..found.len()].ct_eq(found))
    }
}
