//! What several tests need: keys, options, random text, and the machines of the core in one call.

#[cfg(target_os = "linux")]
pub mod live;
#[cfg(target_os = "linux")]
pub mod process;
#[cfg(target_os = "linux")]
pub mod pty;
pub mod streams;
pub mod texts;

use encypher::embed::{EmbedOptions, EmbedSummary, Embedder, Ending, StreamId};
use encypher::guard::finding::FingerprintKey;
use encypher::guard::guard::CompiledPolicy;
use encypher::guard::policy::{Direction, Policy};
use encypher::key::{Key, Keyring};
use encypher::record::metadata::Metadata;
use encypher::strip::Stripper;
use encypher::verify::{Verdict, Verification, Verifier};
use proptest::prelude::ProptestConfig;
use proptest::test_runner::FileFailurePersistence;
use std::sync::LazyLock;

/// Draws `number` random cases, or as many times more as `ENCYPHER_TEST_CASES` says. A case that fails
/// is kept next to the source of its test, and tried first from then on.
pub fn cases(number: u32) -> ProptestConfig {
    let times = std::env::var("ENCYPHER_TEST_CASES").map_or(1, |times| times.parse().unwrap());
    let kept = FileFailurePersistence::WithSource("proptest-regressions");
    ProptestConfig {
        cases: number * times,
        failure_persistence: Some(Box::new(kept)),
        ..ProptestConfig::default()
    }
}

/// A policy for what goes out, with fingerprints.
pub fn compiled_policy(policy: Policy) -> CompiledPolicy {
    let key = FingerprintKey::new(b"a key of the tests");
    let mut terms = CompiledPolicy::new(policy, Direction::Output, 2026, key).unwrap();
    terms.fingerprints = true;
    terms
}

/// The keys that tests sign with.
pub fn hmac_key() -> Key {
    Key::hmac(b"a secret of 32 bytes for testing").unwrap()
}

pub fn ed25519_key() -> Key {
    // Made once: deriving the public key takes longer than verifying a short text.
    static KEY: LazyLock<Key> = LazyLock::new(|| Key::ed25519_seed(&[7; 32]));
    KEY.clone()
}

/// All keys of the tests.
pub fn keyring() -> Keyring {
    static KEYRING: LazyLock<Keyring> = LazyLock::new(|| {
        let mut keyring = Keyring::new();
        keyring.add(hmac_key());
        keyring.add(ed25519_key());
        keyring
    });
    KEYRING.clone()
}

pub fn metadata() -> Metadata {
    Metadata::parse(r#"{"model":"gpt-4","timestamp":1700000000}"#).unwrap()
}

/// How a text is signed in a test.
#[derive(Debug, Clone)]
pub struct Signing {
    pub options: EmbedOptions,
    pub key: Key,
    pub metadata: Metadata,
    pub id: StreamId,
    pub ending: Ending,
}

impl Default for Signing {
    fn default() -> Self {
        Self {
            options: EmbedOptions::default(),
            key: hmac_key(),
            metadata: metadata(),
            id: StreamId(*b"teststrm"),
            ending: Ending::Complete,
        }
    }
}

impl Signing {
    pub fn with(options: EmbedOptions) -> Self {
        Self { options, ..Self::default() }
    }

    pub fn machine(&self) -> Embedder {
        Embedder::new(self.options, self.key.clone(), self.metadata.clone(), self.id).unwrap()
    }

    /// What comes out for each piece, and at the end.
    pub fn embed_pieces(&self, pieces: &[&[u8]]) -> (Vec<Vec<u8>>, EmbedSummary) {
        let mut machine = self.machine();
        let mut outputs = Vec::new();
        for piece in pieces {
            let mut out = Vec::new();
            machine.push(piece, &mut out).unwrap();
            outputs.push(out);
        }
        let mut out = Vec::new();
        let summary = machine.finish(self.ending, &mut out).unwrap();
        outputs.push(out);
        (outputs, summary)
    }

    pub fn embed(&self, text: &[u8]) -> Vec<u8> {
        self.embed_pieces(&[text]).0.concat()
    }
}

/// The text without records.
pub fn strip(text: &[u8]) -> Vec<u8> {
    strip_pieces(&[text])
}

pub fn strip_pieces(pieces: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut machine = Stripper::new();
    for piece in pieces {
        machine.push(piece, &mut out);
    }
    machine.finish(&mut out);
    out
}

/// What a text is worth.
pub fn verify(text: &[u8]) -> Verification {
    verify_pieces(&[text])
}

pub fn verify_pieces(pieces: &[&[u8]]) -> Verification {
    let mut machine = Verifier::new(keyring());
    for piece in pieces {
        machine.push(piece);
    }
    machine.finish()
}

pub fn verdict(text: &[u8]) -> Verdict {
    verify(text).verdict
}
