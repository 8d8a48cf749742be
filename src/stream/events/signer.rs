//! Who signs the texts of a stream, and what is said about each.

use crate::compat::write::CompatMark;
use crate::embed::{EmbedError, EmbedOptions, Embedder, Hold, OnMarked, StreamId};
use crate::guard::guard::CompiledPolicy;
use crate::json::Object;
use crate::key::Key;
use crate::record::metadata::Metadata;
use crate::target::Target;

/// Who signs, and what is said about each text.
#[derive(Clone)]
pub struct Signer {
    /// Where records go.
    pub options: EmbedOptions,
    /// The key.
    pub key: Key,
    /// What is said.
    pub metadata: Metadata,
    /// What tells the first text from all others; the next ones follow from it.
    pub id: StreamId,
    /// The mark of encypher-ai that goes beside ours, if one is asked for.
    pub compat: Option<CompatMark>,
    /// What may not pass, if anything may not.
    pub guard: Option<CompiledPolicy>,
    /// What the metadata says about the guard, beside what was found; nothing, if it says nothing.
    pub says: Option<Object>,
    /// Whether words and characters are counted.
    pub counts: bool,
}

impl Signer {
    /// Signs nothing: the texts are only looked at by the guard, with the marks that they carry.
    pub fn silent(guard: Option<CompiledPolicy>) -> Self {
        Self {
            options: EmbedOptions {
                target: Target::None,
                hold: Hold::Nothing,
                on_marked: OnMarked::Keep,
                ..EmbedOptions::default()
            },
            // Nothing is signed with it.
            key: Key::ed25519_seed(&[0; 32]),
            metadata: Metadata::new(),
            id: StreamId([0; 8]),
            compat: None,
            guard,
            says: None,
            counts: false,
        }
    }

    /// The machine for the text of this number.
    pub(in crate::stream) fn nth(&self, number: u64) -> Result<Embedder, EmbedError> {
        Embedder::beside(
            self.options,
            self.key.clone(),
            self.metadata.clone(),
            self.id.nth(number),
            self.compat.clone(),
        )
    }
}
