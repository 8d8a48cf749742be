//! The operation of `embed`, `run` and `chat`: texts are signed, signed next to the text, or left
//! alone; what a guard finds is logged, and words are counted for the meter.

use std::path::PathBuf;
use std::sync::Arc;

use encypher::detached::DetachedSigner;
use encypher::embed::EmbedError;
use encypher::mark::Outlet;
use encypher::record::metadata::Metadata;
use encypher::stream::Operation;
use encypher::stream::operation::detach::DetachText;
use encypher::stream::operation::sign::{Sign, SignSummary, SignText, Signer};
use encypher::stream::operation::untouched::UntouchedText;
use encypher::stream::operation::{
    ChannelFinding, Effect, Failure, Place, TextEnd, TextError, TextMachine,
};

use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::guard::GuardLog;
use crate::cli::hints;
use crate::cli::progress::counting::Counting;
use crate::cli::progress::meter::Meter;

/// What is done to each text of an input.
pub struct Marking {
    /// What becomes of the texts.
    pub signing: Signing,
    /// What the guard finds.
    pub log: Option<GuardLog>,
    /// The input, as messages name it.
    pub name: String,
    /// Where words are counted, if they are.
    pub meter: Option<Arc<Meter>>,
}

/// What becomes of the texts.
pub enum Signing {
    /// They pass as they are.
    None {
        /// Bytes of text so far.
        bytes: u64,
    },
    /// Marks are put into them.
    Marks(Box<Sign>),
    /// The one text passes as it is, and its signature goes into a file.
    Detached {
        /// Who signs.
        signer: Box<Signer>,
        /// The file.
        file: PathBuf,
        /// The signature, once the text has ended.
        signature: String,
    },
}

impl Signing {
    /// Figures of what was signed.
    pub fn summary(&self) -> SignSummary {
        match self {
            Signing::None { bytes } => SignSummary { text_bytes: *bytes, ..SignSummary::default() },
            Signing::Marks(sign) => sign.summary,
            Signing::Detached { .. } => SignSummary::default(),
        }
    }
}

/// The machine for one text.
pub struct MarkText {
    machine: Machine,
    counting: Option<Counting>,
}

enum Machine {
    Untouched(UntouchedText),
    Sign(Box<SignText>),
    Detach(Box<DetachText>),
}

impl TextMachine for MarkText {
    fn push(&mut self, text: &[u8], out: &mut impl Outlet) -> Result<(), EmbedError> {
        let pushed = match &mut self.machine {
            Machine::Untouched(machine) => machine.push(text, out),
            Machine::Sign(machine) => machine.push(text, out),
            Machine::Detach(machine) => machine.push(text, out),
        };
        if let Some(counting) = &mut self.counting {
            counting.push(text);
        }
        pushed
    }

    fn finish(&mut self, end: &TextEnd<'_>, out: &mut impl Outlet) -> Result<(), EmbedError> {
        match &mut self.machine {
            Machine::Untouched(machine) => machine.finish(end, out),
            Machine::Sign(machine) => machine.finish(end, out),
            Machine::Detach(machine) => machine.finish(end, out),
        }
    }

    fn bar(&mut self) {
        if let Machine::Sign(machine) = &mut self.machine {
            machine.bar();
        }
    }
}

impl Operation for Marking {
    type Text = MarkText;
    type Error = CliError;
    const EFFECT: Effect = Effect::Adds;

    fn begin(
        &mut self,
        place: &Place,
        metadata: Option<Metadata>,
    ) -> Result<Option<MarkText>, TextError> {
        let machine = match &mut self.signing {
            Signing::None { .. } => Machine::Untouched(UntouchedText::default()),
            Signing::Marks(sign) => match sign.begin(place, metadata)? {
                Some(text) => Machine::Sign(Box::new(text)),
                None => return Ok(None),
            },
            Signing::Detached { signer, .. } => {
                let Signer { options, key, metadata, id, .. } = signer.as_ref().clone();
                let signer = DetachedSigner::with_threads(key, metadata, id, options.threads)?;
                Machine::Detach(Box::new(DetachText::new(signer)))
            }
        };
        // A record counts when it is whole.
        let live = place.line.is_none();
        let helps = *place == Place::default();
        let counting = self.meter.clone().map(|meter| Counting::new(meter, live, helps));
        Ok(Some(MarkText { machine, counting }))
    }

    fn end(&mut self, place: Place, text: MarkText) {
        match (&mut self.signing, text.machine) {
            (Signing::None { bytes }, Machine::Untouched(text)) => *bytes += text.bytes,
            (Signing::Marks(sign), Machine::Sign(text)) => sign.end(place, *text),
            (Signing::Detached { signature, .. }, Machine::Detach(text)) => {
                *signature = text.signature;
            }
            _ => {}
        }
        if let Some(counting) = text.counting {
            counting.finish();
        }
    }

    fn fail(&self, failure: Failure) -> CliError {
        refused(&self.name, failure)
    }

    fn found(&mut self, findings: Vec<ChannelFinding>) -> Result<(), CliError> {
        self.log.as_mut().map_or(Ok(()), |log| log.note(&findings))
    }

    fn replaces_marks(&self) -> bool {
        matches!(&self.signing, Signing::Marks(sign) if sign.replaces_marks())
    }
}

/// Why an input is not signed.
pub fn refused(name: &str, failure: Failure) -> CliError {
    let name = match failure.line {
        None => name.to_owned(),
        Some(line) => format!("{name}, line {line}"),
    };
    match &failure.error {
        TextError::Embed(error) => {
            let exit = match error {
                EmbedError::Key(_) => Exit::KEY,
                _ => Exit::NO,
            };
            CliError::new(exit, name, error).hint(error.code())
        }
        error => CliError::new(Exit::NO, name, hints::what(error)).hint(error.code()),
    }
}
