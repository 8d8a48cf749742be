//! Ed25519: a private key that signs, a public key with which anyone verifies.
//!
//! This room never accepts a weak public key or a signature that verifies under the lax rules
//! only: two verifiers must never disagree about one text.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::key::{ID_CONTEXT, KeyId};

/// A private key; the dalek crate wipes it on drop.
pub(super) struct Private {
    signing: SigningKey,
    public: Public,
}

impl Private {
    pub(super) fn new(seed: &[u8; 32]) -> Private {
        let signing = SigningKey::from_bytes(seed);
        let public = Public(signing.verifying_key());
        Private { signing, public }
    }

    pub(super) fn public(&self) -> &Public {
        &self.public
    }

    pub(super) fn sign(&self, message: &[&[u8]]) -> [u8; 64] {
        self.signing.sign(&message.concat()).to_bytes()
    }
}

/// A public key.
pub(super) struct Public(VerifyingKey);

impl Public {
    /// None if the bytes are no point of the curve, or one under which forgeries verify.
    pub(super) fn new(bytes: &[u8; 32]) -> Option<Public> {
        let key = VerifyingKey::from_bytes(bytes).ok()?;
        (!key.is_weak()).then_some(Public(key))
    }

    pub(super) fn id(&self) -> KeyId {
        let digest =
            Sha256::new().chain_update(ID_CONTEXT).chain_update(self.0.as_bytes()).finalize();
        KeyId::of_digest(&digest)
    }

    pub(super) fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    pub(super) fn check(&self, message: &[&[u8]], found: &[u8]) -> bool {
        Signature::from_slice(found)
            .is_ok_and(|signature| self.0.verify_strict(&message.concat(), &signature).is_ok())
    }
}
