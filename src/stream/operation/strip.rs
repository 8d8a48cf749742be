//! Takes the marks out of each text.

use crate::embed::EmbedError;
use crate::mark::Outlet;
use crate::record::metadata::Metadata;
use crate::stream::operation::{
    Effect, Failure, Operation, Place, TextEnd, TextError, TextMachine,
};
use crate::strip::{StripSummary, Stripper};

/// The operation; afterwards it holds what was done to all texts.
#[derive(Debug, Default)]
pub struct Strip {
    /// What was done.
    pub summary: StripSummary,
}

/// The machine for one text.
#[derive(Debug)]
pub struct StripText {
    stripper: Option<Stripper>,
    summary: StripSummary,
}

impl TextMachine for StripText {
    fn push(&mut self, text: &[u8], out: &mut impl Outlet) -> Result<(), EmbedError> {
        if let Some(stripper) = &mut self.stripper {
            stripper.push(text, out);
        }
        Ok(())
    }

    fn finish(&mut self, _end: &TextEnd<'_>, out: &mut impl Outlet) -> Result<(), EmbedError> {
        if let Some(stripper) = self.stripper.take() {
            self.summary = stripper.finish(out);
        }
        Ok(())
    }
}

impl Operation for Strip {
    type Text = StripText;
    type Error = Failure;
    const EFFECT: Effect = Effect::Removes;

    fn begin(
        &mut self,
        _place: &Place,
        _metadata: Option<Metadata>,
    ) -> Result<Option<StripText>, TextError> {
        Ok(Some(StripText { stripper: Some(Stripper::new()), summary: StripSummary::default() }))
    }

    fn end(&mut self, _place: Place, text: StripText) {
        self.summary += text.summary;
    }

    fn fail(&self, failure: Failure) -> Failure {
        failure
    }
}
