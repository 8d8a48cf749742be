//! Signs the texts inside a provider's stream.
//!
//! An event leaves as soon as its end has come. The seal of a text goes out before the event that
//! ends the text, in an event like the last one that carried text; where the ending event carries
//! text itself, behind that text. All else goes out as it came in.

use crate::embed::{EmbedError, Ending, OnMarked};
use crate::stream::Written;
use crate::stream::events::guard::Reports;
use crate::stream::events::reader::{EventReader, Manner};
use crate::stream::events::sign::Signing;
use crate::stream::events::strip::RelayStripper;
use crate::text::count::Counts;

pub use crate::stream::events::signer::Signer;
pub use crate::stream::events::summary::{CHANNELS_MAX, RelaySummary};

/// Signs each text of a stream.
pub struct RelayEmbedder {
    intake: EventReader,
    /// Takes out marks that are there already.
    stripper: Option<Box<RelayStripper>>,
    signing: Signing,
}

impl RelayEmbedder {
    /// A machine for one input. The key must be able to sign, the metadata must be small enough.
    pub fn new(manner: Manner, signer: Signer, written: Written) -> Result<Self, EmbedError> {
        signer.nth(0)?;
        let stripper = (signer.options.on_marked == OnMarked::Replace)
            .then(|| Box::new(RelayStripper::new(manner, Written::Same)));
        Ok(Self {
            intake: EventReader::new(manner),
            stripper,
            signing: Signing::new(signer, written),
        })
    }

    /// The next bytes of the input; writes all that can be passed on to the end of `out`, also when
    /// it fails.
    pub fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<(), EmbedError> {
        match &mut self.stripper {
            None => self.intake.push(input),
            Some(stripper) => {
                let mut stripped = Vec::new();
                stripper.push(input, &mut stripped);
                self.intake.push(&stripped);
            }
        }
        while let Some(seen) = self.intake.next(false) {
            self.signing.take(&seen.frame, seen.event, Ending::Complete, out)?;
        }
        Ok(())
    }

    /// The input is over: seals what is open, and writes what is left; of an input that was
    /// refused, only the seals.
    pub fn finish(
        mut self,
        ending: Ending,
        refused: bool,
        out: &mut Vec<u8>,
    ) -> Result<(RelaySummary, Reports), EmbedError> {
        if let Some(mut stripper) = self.stripper.take() {
            let mut stripped = Vec::new();
            stripper.finish(&mut stripped);
            self.intake.push(&stripped);
        }
        while let Some(seen) = self.intake.next(true).filter(|_| !refused) {
            self.signing.take(&seen.frame, seen.event, ending, out)?;
        }
        let (mut summary, reports) = self.signing.end(ending, out)?;
        summary.unknown = self.intake.is_unknown();
        summary.broken = self.intake.broken();
        Ok((summary, reports))
    }

    /// Pieces of text so far, and what was counted in them.
    pub fn counts(&self) -> (u64, Counts) {
        self.signing.counts()
    }

    /// What the guards of the texts have found so far.
    pub fn reports(&mut self) -> &mut Reports {
        self.signing.reports()
    }
}
