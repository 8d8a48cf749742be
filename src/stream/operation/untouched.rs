//! Leaves each text as it is: a guard looks at it all the same.

use crate::embed::EmbedError;
use crate::mark::Outlet;
use crate::stream::operation::{TextEnd, TextMachine};

/// The machine for one text.
#[derive(Debug, Default)]
pub struct UntouchedText {
    /// Bytes of text.
    pub bytes: u64,
}

impl TextMachine for UntouchedText {
    fn push(&mut self, text: &[u8], out: &mut impl Outlet) -> Result<(), EmbedError> {
        self.bytes += text.len() as u64;
        out.text(text);
        Ok(())
    }

    fn finish(&mut self, _end: &TextEnd<'_>, _out: &mut impl Outlet) -> Result<(), EmbedError> {
        Ok(())
    }
}
