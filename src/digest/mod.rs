//! What a signature says about the text, in one pass and constant memory.
//!
//! Two digests run side by side. *Folded*: the text after white space folding and NFC, which
//! survives reflow. *Exact*: the folded words as they are, and the *layout*, which holds every run
//! of white space that folding would lose; together they determine the text byte for byte. For text
//! that is in NFC already the words are hashed once for both (docs/format.md, rules 9 and 10).

mod fold;
mod joining;
mod lane;
mod layout;
mod plain;
mod search;
mod words;

pub use fold::Fold;
pub use lane::Threads;
pub use search::{Start, start_of_folded};

/// The digests of one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digests {
    /// Length of the text in bytes.
    pub length: u64,
    /// Length of the folded text in bytes.
    pub folded_length: u64,
    /// SHA-256 of the folded text.
    pub folded: [u8; 32],
    /// Length and SHA-256 of the folded text without the line breaks that wrapping tools put where
    /// no white space was, if there are such and they were looked for.
    pub joined: Option<(u64, [u8; 32])>,
    /// SHA-256 of the words: the text with white space folded, and nothing normalized.
    pub words: [u8; 32],
    /// SHA-256 of the layout.
    pub layout: [u8; 32],
}
