//! What may be a mark of encypher-ai, as it was found in a text and before it is read.

use crate::verdict::Span;

/// What carries a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carrier {
    /// A run of variation selectors.
    Run,
    /// Variation selectors behind one character each.
    Scattered,
    /// Zero-width characters: Base64, up to the first other character and all of it.
    ZeroWidth,
}

/// What may be a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload {
    /// What carries it.
    pub carrier: Carrier,
    /// What is spelled; of a long run, the end.
    pub bytes: Vec<u8>,
    /// How many bytes are spelled.
    pub length: u64,
    /// For [`Carrier::ZeroWidth`]: how many of the bytes stand together.
    pub together: usize,
    /// Where it stands, in bytes of the input.
    pub span: Span,
}

impl Payload {
    /// An empty one, from this byte of the input on.
    pub fn new(carrier: Carrier, start: u64) -> Self {
        Self {
            carrier,
            bytes: Vec::new(),
            length: 0,
            together: 0,
            span: Span { start, end: start },
        }
    }
}
