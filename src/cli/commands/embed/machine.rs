//! What marks the text of an input while it passes, as the pump drives it.

use std::sync::Arc;

use encypher::embed::Ending;
use encypher::key::KeyId;
use encypher::stream::operation::sign::Sign;
use encypher::stream::{Container, Format};

use crate::cli::args::MarkFlags;
use crate::cli::commands::embed::marking::{Marking, Signing, refused};
use crate::cli::commands::embed::outcome::{Finished, Marked};
use crate::cli::commands::embed::plan::{MarkPlan, Signed};
use crate::cli::console::Console;
use crate::cli::error::CliError;
use crate::cli::guard::GuardLog;
use crate::cli::io::pump::{Machine, Manner};
use crate::cli::io::sink::{self, Finish};
use crate::cli::io::source::READ_SIZE;
use crate::cli::progress::meter::{Meter, Unit};
use crate::cli::progress::watching;

/// A text with less than this between its seals is pumped in pieces of this size, for its marks
/// take many times the memory of the text.
const SMALL: usize = 4 * 1024;

/// Marks the texts of one input.
pub struct Marker {
    container: Box<dyn Container<Marking> + Send>,
    format: Format,
    key: Option<KeyId>,
    piece: usize,
    /// Whether there is a guard, and whether the writer of a text that it ended may write on.
    guarded: bool,
    drains: bool,
    /// Whether it is an error if there is nothing to mark.
    require: bool,
    /// Where pieces are counted, if they are.
    meter: Option<Arc<Meter>>,
}

impl Marker {
    /// Builds what the plan asks for, for an input that goes by some name.
    pub fn new(
        plan: MarkPlan,
        flags: &MarkFlags,
        name: &str,
        meter: &Arc<Meter>,
        console: Console,
    ) -> Result<Marker, CliError> {
        let MarkPlan { format, signed, guarding } = plan;
        let mut piece = READ_SIZE;
        let mut key = None;
        let signing = match signed {
            Signed::Nothing => Signing::None { bytes: 0 },
            Signed::Marks(signer) => {
                let every = signer.options.every;
                if format == Format::Plain && every.is_some_and(|size| size.get() < SMALL as u64) {
                    piece = SMALL;
                }
                key = Some(signer.key.id());
                let sign = Sign::new(signer).map_err(|error| refused(name, error.into()))?;
                Signing::Marks(Box::new(sign))
            }
            Signed::Detached(file, signer) => {
                key = Some(signer.key.id());
                Signing::Detached { signer: Box::new(signer), file, signature: String::new() }
            }
        };
        let policy = guarding.as_ref().map(|guarding| guarding.terms.clone());
        let log =
            guarding.map(|guarding| GuardLog::new(guarding, name, console, flags.guarded.fail_on));
        let (guarded, drains) = (log.is_some(), log.as_ref().is_some_and(GuardLog::drains));
        let meter = watching::counts(&flags.watch).then(|| Arc::clone(meter));
        let marking = Marking { signing, log, name: name.to_owned(), meter: meter.clone() };
        Ok(Marker {
            container: format.clone().open(marking, policy)?,
            format,
            key,
            piece,
            guarded,
            drains,
            require: flags.require_marks,
            meter,
        })
    }

    /// How this marker is to be pumped.
    pub fn manner(&self, flags: &MarkFlags, repeatable: bool) -> Manner {
        Manner { framing: flags.stream.input, piece: self.piece, repeatable, guarded: self.guarded }
    }

    /// Whether the writer of a text that the guard ended may write on.
    pub fn drains(&self) -> bool {
        self.drains
    }

    fn log(&mut self) -> Option<&mut GuardLog> {
        self.container.operation().log.as_mut()
    }
}

/// Tells the meter how many pieces have come, where pieces count as tokens.
fn count(meter: Option<&Arc<Meter>>, pieces: u64) {
    if let Some(meter) = meter.filter(|meter| matches!(meter.unit(), Unit::Delta | Unit::Document))
    {
        meter.tokens(pieces);
    }
}

impl Machine for Marker {
    type Summary = Finished;

    fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<(), CliError> {
        if let Some(log) = self.log() {
            log.sniff(input)?;
        }
        let pushed = self.container.push(input, out);
        count(self.meter.as_ref(), self.container.pieces());
        // The guard's own words say more than that it ended something.
        match self.log().and_then(|log| log.refusal()) {
            Some(refusal) => Err(refusal),
            None => pushed,
        }
    }

    fn finish(self, mut ending: Ending, out: &mut Vec<u8>) -> Result<Finished, CliError> {
        let Marker { container, format, key, require, meter, .. } = self;
        let (marking, mut report) = container.finish(ending, out)?;
        count(meter.as_ref(), report.pieces);
        let Marking { signing, log, .. } = marking;
        let refusal = log.as_ref().and_then(GuardLog::refusal);
        if refusal.is_some() {
            ending = Ending::Incomplete;
        }
        let summary = std::mem::take(&mut report.guard);
        let verdict = log.map(|log| log.finish(summary, ending)).transpose()?;
        let marked = Marked { format, signing, key, report, require };
        Ok(Finished { marked, verdict, refusal })
    }

    fn is_whole(finished: &Finished) -> bool {
        finished.refusal.is_none() && finished.marked.is_whole()
    }

    fn settle(finished: &Finished, finish: Finish) -> Result<(), CliError> {
        match &finished.marked.signing {
            Signing::Detached { signature, file, .. } => sink::write_file(file, signature, finish),
            Signing::None { .. } | Signing::Marks(_) => Ok(()),
        }
    }
}
