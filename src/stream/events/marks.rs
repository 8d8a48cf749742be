//! Marks on their way into events: where they go in a text, and in the copies of it.

use crate::embed::Outlet;
use crate::stream::dialect::Channel;
use crate::stream::frame::literal::{self, Decoder, Spelling};
use sha2::{Digest, Sha256};

/// Marks, and where they go: behind so many bytes of the text.
#[derive(Debug, Default)]
pub struct Marks {
    pub(in crate::stream) passed: u64,
    /// In their order.
    pub(in crate::stream) marks: Vec<(u64, Vec<u8>)>,
}

impl Outlet for Marks {
    fn text(&mut self, text: &[u8]) {
        self.passed += text.len() as u64;
    }

    fn mark(&mut self, mark: &[u8]) {
        match self.marks.last_mut() {
            Some((place, marks)) if *place == self.passed => marks.extend_from_slice(mark),
            _ => self.marks.push((self.passed, mark.to_vec())),
        }
    }
}

impl Marks {
    /// The marks within and behind the text that a literal adds, as places in the literal.
    ///
    /// `before` is how much text there was before it, and `decoder` the one that read it, as it was
    /// then.
    pub(in crate::stream) fn take(
        &mut self,
        literal: &[u8],
        before: u64,
        decoder: Decoder,
    ) -> Vec<(usize, Vec<u8>)> {
        let mut placed = Vec::with_capacity(self.marks.len());
        let mut characters = literal::characters(literal, decoder);
        let (mut text, mut at) = (before, 0);
        for (place, marks) in self.marks.drain(..) {
            while text < place {
                let Some(one) = characters.next() else {
                    break;
                };
                text += one.text as u64;
                at += one.literal;
            }
            placed.push((at, marks));
        }
        placed
    }

    /// The text with the marks in it; `before` is how much text there was before it.
    pub(in crate::stream) fn insert_into(&mut self, text: &[u8], before: u64) -> Vec<u8> {
        let mut whole = Vec::with_capacity(text.len());
        let mut at = 0;
        for (place, marks) in self.marks.drain(..) {
            let place = usize::try_from(place.saturating_sub(before)).unwrap_or(usize::MAX);
            let place = place.clamp(at, text.len());
            whole.extend_from_slice(&text[at..place]);
            whole.extend_from_slice(&marks);
            at = place;
        }
        whole.extend_from_slice(&text[at..]);
        whole
    }
}

/// What is known of a text that has ended, for the copies of it.
pub struct Closed {
    /// Whose text it is.
    pub channel: Channel,
    /// All its marks, and where they stand.
    pub(in crate::stream) marks: Vec<(u64, Vec<u8>)>,
    pub(in crate::stream) length: u64,
    pub(in crate::stream) digest: [u8; 32],
}

impl Closed {
    /// The marks of the text for this copy of it, as places in the literal; nothing if it is no
    /// copy.
    pub fn marks_for(&self, literal: &[u8]) -> Option<Vec<(usize, Vec<u8>)>> {
        let text = literal::to_text(literal);
        let text = text.as_bytes();
        if !self.is(text) {
            return None;
        }
        let mut marks = Marks { passed: self.length, marks: self.marks.clone() };
        Some(marks.take(literal, 0, Decoder::default()))
    }
}

impl Closed {
    /// The text with its marks, if this is a copy of it.
    pub fn with_marks(&self, text: &[u8]) -> Option<Vec<u8>> {
        self.is(text).then(|| {
            let mut marks = Marks { passed: self.length, marks: self.marks.clone() };
            marks.insert_into(text, 0)
        })
    }

    fn is(&self, text: &[u8]) -> bool {
        let digest = <[u8; 32]>::from(Sha256::digest(text));
        text.len() as u64 == self.length && digest == self.digest
    }
}

/// Marks as they are spelled in a literal.
pub fn spelled(marks: &[u8], spelling: Spelling) -> Vec<u8> {
    let mut literal = Vec::new();
    literal::spell(&String::from_utf8_lossy(marks), spelling, &mut literal);
    literal
}
