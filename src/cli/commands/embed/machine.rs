//! What marks the text on its way, for `embed` and `run`: the embedding machine, the detached
//! signer, or nothing at all.

use std::path::PathBuf;
use std::sync::Arc;

use encypher::detached::DetachedSigner;
use encypher::embed::{EmbedError, Embedder, Ending};
use encypher::key::KeyId;
use encypher::stream::Written;
use encypher::stream::events::embed::{RelayEmbedder, Signer};
use encypher::stream::records::{RecordEmbedder, RecordError};

use crate::cli::args::MarkFlags;
use crate::cli::commands::embed::outcome::{Finished, Marked};
use crate::cli::commands::embed::plan::{GUARD, MarkPlan, Marking};
use crate::cli::commands::stream_report::Relayed;
use crate::cli::console::Console;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::guard::guarded::{Guarded, Stage};
use crate::cli::hints;
use crate::cli::io::pump::{Machine, Manner};
use crate::cli::io::sink::{self, Finish};
use crate::cli::io::source::READ_SIZE;
use crate::cli::progress::counting::Counting;
use crate::cli::progress::meter::Meter;
use crate::cli::progress::watching;

/// A text with less than this between its seals is pumped in pieces of this size, for its marks
/// take many times the memory of the text.
const SMALL: usize = 4 * 1024;

/// Marks a text that goes by some name.
pub struct Marker {
    how: How,
    guarded: Option<Guarded>,
    /// Whether the metadata says what the guard found; it can where it stands at the end.
    says_findings: bool,
    name: String,
    piece: usize,
    /// Whether it is an error if there is nothing to mark.
    require: bool,
    counting: Option<Counting>,
}

enum How {
    Untouched,
    Woven(Box<Embedder>, KeyId),
    Detached(Box<DetachedSigner>, PathBuf, KeyId),
    /// A provider's stream, and whether it was refused.
    Relayed(Box<RelayEmbedder>, Written, bool),
    /// Documents, and whether one was refused.
    Records(Box<RecordEmbedder>, bool),
}

impl Marker {
    /// Builds what the plan asks for.
    pub fn new(
        plan: MarkPlan,
        flags: &MarkFlags,
        name: &str,
        meter: &Arc<Meter>,
        console: Console,
    ) -> Result<Marker, CliError> {
        let MarkPlan { marking, guarding, says_findings } = plan;
        let fail_on = flags.guarded.fail_on;
        let guarded = guarding.map(|guarding| {
            let stage = Stage::of(&marking, &guarding.terms);
            Guarded::new(guarding, stage, name, console, fail_on)
        });
        let refused = |error| refused(name, &error);
        let mut piece = READ_SIZE;
        let how = match marking {
            Marking::Untouched => How::Untouched,
            Marking::Woven(signer) => {
                if signer.options.every.is_some_and(|size| size.get() < SMALL as u64) {
                    piece = SMALL;
                }
                let id = signer.key.id();
                let Signer { options, key, metadata, id: stream, compat, .. } = signer;
                let embedder = Embedder::beside(options, key, metadata, stream, compat);
                How::Woven(Box::new(embedder.map_err(refused)?), id)
            }
            Marking::Detached(file, signing) => {
                let id = signing.key.id();
                let Signer { options, key, metadata, id: stream, .. } = signing;
                let signer = DetachedSigner::with_threads(key, metadata, stream, options.threads);
                How::Detached(Box::new(signer.map_err(refused)?), file, id)
            }
            Marking::Relayed(manner, written, signer) => {
                let embedder = RelayEmbedder::new(manner, signer, written.clone());
                How::Relayed(Box::new(embedder.map_err(refused)?), written, false)
            }
            Marking::Records(fields, signer, strict) => {
                let embedder = RecordEmbedder::new(fields, signer, strict);
                How::Records(Box::new(embedder.map_err(refused)?), false)
            }
        };
        Ok(Marker {
            how,
            guarded,
            says_findings,
            name: name.to_owned(),
            piece,
            require: flags.require_marks,
            counting: watching::counts(&flags.watch).then(|| Counting::new(Arc::clone(meter))),
        })
    }

    /// How this marker is to be pumped.
    pub fn manner(&self, flags: &MarkFlags, repeatable: bool) -> Manner {
        Manner {
            framing: flags.stream.input,
            piece: self.piece,
            repeatable,
            guarded: self.guarded.is_some(),
        }
    }

    /// Whether who writes a text that the guard ended may write on.
    pub fn drains(&self) -> bool {
        self.guarded.as_ref().is_some_and(Guarded::drains)
    }

    fn mark(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<(), CliError> {
        let marked = self.turn(input, out);
        if let Some(counting) = &mut self.counting {
            let (tokens, counts) = match &self.how {
                How::Relayed(embedder, ..) => embedder.counts(),
                How::Records(embedder, _) => embedder.counts(),
                How::Untouched | How::Woven(..) | How::Detached(..) => {
                    counting.push(input);
                    return marked;
                }
            };
            counting.meter.tokens(tokens);
            counting.meter.counts(counts);
        }
        marked
    }

    fn turn(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<(), CliError> {
        match &mut self.how {
            How::Woven(embedder, _) => {
                return embedder.push(input, out).map_err(|error| refused(&self.name, &error));
            }
            How::Relayed(embedder, _, is_refused) => {
                let before = out.len();
                let pushed = embedder.push(input, out);
                *is_refused = pushed.is_err();
                if let Some(guarded) = &mut self.guarded {
                    // What is not recorded does not pass.
                    guarded.take(embedder.reports()).inspect_err(|_| {
                        *is_refused = true;
                        out.truncate(before);
                    })?;
                }
                return pushed.map_err(|error| refused(&self.name, &error));
            }
            How::Records(embedder, is_refused) => {
                let pushed = embedder.push(input, out);
                *is_refused = pushed.is_err();
                return pushed.map_err(|error| refused_record(&self.name, error));
            }
            How::Detached(signer, ..) => signer.push(input),
            How::Untouched => {}
        }
        out.extend_from_slice(input);
        Ok(())
    }

    /// Puts what the guard found into the metadata, where that is still to be written.
    fn say_findings(&mut self) {
        if let (Some(guarded), How::Woven(embedder, _), true) =
            (&self.guarded, &mut self.how, self.says_findings)
        {
            embedder.add_metadata(GUARD, guarded.findings());
        }
    }
}

impl Machine for Marker {
    type Summary = Finished;

    fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<(), CliError> {
        let Some(guarded) = &mut self.guarded else {
            return self.mark(input, out);
        };
        let safe = guarded.push(input)?;
        let marked = self.mark(&safe, out);
        // The guard's own words say more than that it ended something.
        match self.guarded.as_ref().and_then(Guarded::refusal) {
            Some(refusal) => Err(refusal),
            None => marked,
        }
    }

    fn finish(mut self, ending: Ending, out: &mut Vec<u8>) -> Result<Finished, CliError> {
        let mut ending = ending;
        if let Some(guarded) = &mut self.guarded
            && guarded.refusal().is_none()
        {
            let rest = guarded.rest()?;
            self.mark(&rest, out)?;
        }
        let mut refusal = self.guarded.as_ref().and_then(Guarded::refusal);
        if refusal.is_some() {
            ending = Ending::Incomplete;
        }
        self.say_findings();
        let Marker { how, mut guarded, name, require, counting, .. } = self;
        let marked = match how {
            How::Untouched => Marked::Untouched,
            How::Woven(mut embedder, id) => {
                let summary = embedder.finish(ending, out);
                Marked::Woven(summary.map_err(|error| refused(&name, &error))?, id)
            }
            How::Detached(signer, file, id) => Marked::Detached(signer.finish(ending), file, id),
            How::Relayed(embedder, written, is_refused) => {
                let before = out.len();
                let finished = embedder.finish(ending, is_refused, out);
                let (summary, mut reports) = finished.map_err(|error| refused(&name, &error))?;
                if let Some(guarded) = &mut guarded {
                    guarded.take(&mut reports).inspect_err(|_| out.truncate(before))?;
                    refusal = refusal.or(guarded.refusal());
                }
                Marked::Relayed(Relayed { summary, written, require, passes: true })
            }
            How::Records(embedder, is_refused) => {
                let summary = embedder.finish(is_refused, out);
                Marked::Records(summary.map_err(|error| refused_record(&name, error))?)
            }
        };
        if let Some(counting) = counting {
            match &marked {
                Marked::Relayed(Relayed { summary, .. }) => {
                    counting.meter.tokens(summary.deltas);
                    counting.meter.counts(summary.counts);
                }
                Marked::Records(summary) => {
                    counting.meter.tokens(summary.done);
                    counting.meter.counts(summary.counts);
                }
                Marked::Untouched | Marked::Woven(..) | Marked::Detached(..) => counting.finish(),
            }
        }
        let verdict = guarded.map(|guarded| guarded.finish(ending)).transpose()?;
        Ok(Finished { marked, verdict, refusal })
    }

    fn is_whole(finished: &Finished) -> bool {
        if finished.refusal.is_some() {
            return false;
        }
        match &finished.marked {
            Marked::Relayed(relayed) => relayed.exit() == Exit::DONE,
            Marked::Records(summary) => summary.broken.is_none(),
            _ => true,
        }
    }

    fn settle(finished: &Finished, finish: Finish) -> Result<(), CliError> {
        match &finished.marked {
            Marked::Detached(signature, file, _) => sink::write_file(file, signature, finish),
            _ => Ok(()),
        }
    }
}

fn refused(name: &str, error: &EmbedError) -> CliError {
    let exit = match error {
        EmbedError::Key(_) => Exit::KEY,
        _ => Exit::NO,
    };
    CliError::new(exit, name, error).hint(error.code())
}

fn refused_record(name: &str, (line, error): (u64, RecordError)) -> CliError {
    let name = format!("{name}, line {line}");
    match &error {
        RecordError::Embed(error) => refused(&name, error),
        error => CliError::new(Exit::NO, name, hints::what(error)).hint(error.code()),
    }
}
