//! Signs each text.

use crate::compat::write::CompatMark;
use crate::embed::{EmbedError, EmbedOptions, EmbedSummary, Embedder, OnMarked, StreamId};
use crate::guard::report;
use crate::json::Object;
use crate::key::Key;
use crate::mark::Outlet;
use crate::record::metadata::Metadata;
use crate::stream::operation::{
    Effect, Failure, Operation, Place, TextEnd, TextError, TextMachine,
};
use std::ops::AddAssign;

/// Who signs, and what is said about each text.
#[derive(Clone)]
pub struct Signer {
    /// Where records go.
    pub options: EmbedOptions,
    /// The key.
    pub key: Key,
    /// What is said.
    pub metadata: Metadata,
    /// What tells the first text from all others; the ids of the next ones follow from it.
    pub id: StreamId,
    /// The mark of encypher-ai to write as well.
    pub compat: Option<CompatMark>,
    /// What the metadata says about the guard, next to what the guard found in the text.
    pub says: Option<Object>,
}

/// What was signed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SignSummary {
    /// Bytes of text, without any records.
    pub text_bytes: u64,
    /// Marks written.
    pub marks: u64,
    /// Seals written.
    pub seals: u64,
    /// Whether a selector of a text is before its mark of encypher-ai, whose clients then
    /// cannot see it.
    pub compat_hidden: bool,
    /// Whether a text got no mark of encypher-ai, for it ends with U+FEFF.
    pub compat_missing: bool,
}

impl AddAssign<EmbedSummary> for SignSummary {
    fn add_assign(&mut self, text: EmbedSummary) {
        self.text_bytes += text.text_bytes;
        self.marks += text.marks;
        self.seals += text.seals;
        self.compat_hidden |= text.compat_hidden;
        self.compat_missing |= text.compat_missing;
    }
}

/// The operation; afterwards it holds what was done to all texts.
pub struct Sign {
    signer: Signer,
    texts: u64,
    /// What was done.
    pub summary: SignSummary,
}

impl Sign {
    /// An operation for one input. The key must be able to sign, the metadata must be small enough.
    pub fn new(signer: Signer) -> Result<Self, EmbedError> {
        embedder(&signer, 0)?;
        Ok(Self { signer, texts: 0, summary: SignSummary::default() })
    }
}

/// The machine for the text of this number.
fn embedder(signer: &Signer, number: u64) -> Result<Embedder, EmbedError> {
    let Signer { options, key, metadata, id, compat, .. } = signer;
    Embedder::beside(*options, key.clone(), metadata.clone(), id.nth(number), compat.clone())
}

/// The machine for one text.
pub struct SignText {
    embedder: Embedder,
    says: Option<Object>,
    summary: Option<EmbedSummary>,
}

impl TextMachine for SignText {
    fn push(&mut self, text: &[u8], out: &mut impl Outlet) -> Result<(), EmbedError> {
        self.embedder.push(text, out)
    }

    fn finish(&mut self, end: &TextEnd<'_>, out: &mut impl Outlet) -> Result<(), EmbedError> {
        if let Some(mut says) = self.says.take() {
            if let Some(guard) = end.guard {
                says.set("findings", report::counts(guard));
                says.set("risk", report::risk(guard));
            }
            self.embedder.add_metadata("guard", says);
        }
        if let Some(reason) = end.reason {
            self.embedder.add_metadata("finish_reason", reason);
        }
        self.summary = Some(self.embedder.finish(end.ending, out)?);
        Ok(())
    }

    fn bar(&mut self) {
        self.embedder.bar();
    }
}

impl Operation for Sign {
    type Text = SignText;
    type Error = Failure;
    const EFFECT: Effect = Effect::Adds;

    fn begin(
        &mut self,
        _place: &Place,
        metadata: Option<Metadata>,
    ) -> Result<Option<SignText>, TextError> {
        let embedder = match metadata {
            None => embedder(&self.signer, self.texts)?,
            Some(own) => {
                let mut signer = self.signer.clone();
                for (key, value) in own.members() {
                    // What is said about all texts has precedence.
                    if !signer.metadata.contains(key) {
                        let inserted = signer.metadata.insert(key, value.clone());
                        inserted.map_err(TextError::Metadata)?;
                    }
                }
                embedder(&signer, self.texts)?
            }
        };
        self.texts += 1;
        let says = self.signer.says.clone();
        Ok(Some(SignText { embedder, says, summary: None }))
    }

    fn end(&mut self, _place: Place, text: SignText) {
        if let Some(summary) = text.summary {
            self.summary += summary;
        }
    }

    fn fail(&self, failure: Failure) -> Failure {
        failure
    }

    fn replaces_marks(&self) -> bool {
        self.signer.options.on_marked == OnMarked::Replace
    }
}
