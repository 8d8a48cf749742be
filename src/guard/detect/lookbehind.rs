//! What has left: the end of the written text, for those who ask what stood before.

/// How much of it is kept.
pub const KEPT: usize = 96;

/// The end of the text that was decided on, as it was written.
#[derive(Debug, Default)]
pub struct Lookbehind {
    bytes: Vec<u8>,
}

impl Lookbehind {
    /// The end of it.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// More of it.
    pub fn push(&mut self, text: &[u8]) {
        let text = &text[text.len().saturating_sub(KEPT)..];
        let surplus = (self.bytes.len() + text.len()).saturating_sub(KEPT);
        self.bytes.drain(..surplus);
        self.bytes.extend_from_slice(text);
    }
}
