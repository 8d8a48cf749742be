//! Signs a text and leaves it as it is; the signature is a text of its own.

use crate::detached::DetachedSigner;
use crate::embed::EmbedError;
use crate::mark::Outlet;
use crate::stream::operation::{TextEnd, TextMachine};

/// The machine for one text.
pub struct DetachText {
    signer: Option<DetachedSigner>,
    /// The signature, once the text is finished.
    pub signature: String,
}

impl DetachText {
    /// A machine for one text.
    pub fn new(signer: DetachedSigner) -> Self {
        Self { signer: Some(signer), signature: String::new() }
    }
}

impl TextMachine for DetachText {
    fn push(&mut self, text: &[u8], out: &mut impl Outlet) -> Result<(), EmbedError> {
        if let Some(signer) = &mut self.signer {
            signer.push(text);
        }
        out.text(text);
        Ok(())
    }

    fn finish(&mut self, end: &TextEnd<'_>, _out: &mut impl Outlet) -> Result<(), EmbedError> {
        if let Some(signer) = self.signer.take() {
            self.signature = signer.finish(end.ending);
        }
        Ok(())
    }
}
