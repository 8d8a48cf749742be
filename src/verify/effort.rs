//! How much may be done for heads that claim a beginning elsewhere: so that reading takes linear
//! time, whatever they claim. Honest texts never come near it.

use crate::verify::tape::REACH;

/// Bytes that may be looked at for each byte of the input. An honest head claims no more text than
/// there is, and each of the places where that may begin is looked at once or twice.
const PER_BYTE: usize = 8;
/// The most that is saved up, in bytes that may be looked at.
const SAVED_MAX: usize = 16 * REACH;

/// Bytes that may still be looked at.
#[derive(Debug)]
pub struct Effort(usize);

impl Default for Effort {
    fn default() -> Self {
        Self(SAVED_MAX)
    }
}

impl Effort {
    /// So many bytes of input have come.
    pub fn earn(&mut self, input: usize) {
        let earned = input.saturating_mul(PER_BYTE);
        self.0 = self.0.saturating_add(earned).min(SAVED_MAX);
    }

    /// Whether so many bytes may be looked at; if so, they are.
    pub fn spend(&mut self, bytes: usize) -> bool {
        let left = self.0.checked_sub(bytes);
        self.0 = left.unwrap_or(self.0);
        left.is_some()
    }
}
