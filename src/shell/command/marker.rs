//! What marks the text on its way, for `embed` and `run`: the embedding machine, the detached
//! signer, or nothing at all.

use std::path::PathBuf;

use encypher::detached::DetachedSigner;
use encypher::embed::{EmbedError, EmbedSummary, Embedder, Ending};
use encypher::key::KeyId;
use encypher::relay::Written;
use encypher::relay::embed::{RelayEmbedder, Signer};
use encypher::relay::records::{RecordEmbedder, RecordError, RecordsSummary};
use encypher::report::human::count;

use super::guarded::{Guarded, Stage, Verdict};
use super::relayed::{self, Relayed};
use crate::shell::console::{self, Console};
use crate::shell::exit::Exit;
use crate::shell::flags::MarkFlags;
use crate::shell::flags::choice::Framing;
use crate::shell::plan::mark::{GUARD, MarkPlan, Marking};
use crate::shell::pump::{Machine, Manner};
use crate::shell::sink::{self, Finish};
use crate::shell::source::READ_SIZE;
use crate::shell::trouble::Trouble;

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

/// What there is to say at the end.
pub struct Finished {
    /// What was marked.
    pub marked: Marked,
    /// What the guard did.
    pub verdict: Option<Verdict>,
    /// Why it ended the text, if it did so only at the end.
    pub refusal: Option<Trouble>,
}

/// What was marked.
pub enum Marked {
    /// Nothing.
    Untouched,
    /// What was woven in.
    Woven(EmbedSummary, KeyId),
    /// The signature, and the file for it.
    Detached(String, PathBuf, KeyId),
    /// What was woven into a provider's stream.
    Relayed(Relayed),
    /// What was woven into documents.
    Records(RecordsSummary),
}

impl Marker {
    /// Builds what the plan asks for.
    pub fn new(
        plan: MarkPlan,
        flags: &MarkFlags,
        name: &str,
        console: Console,
    ) -> Result<Marker, Trouble> {
        let MarkPlan {
            marking,
            guarding,
            says_findings,
        } = plan;
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
                if signer
                    .options
                    .every
                    .is_some_and(|size| size.get() < SMALL as u64)
                {
                    piece = SMALL;
                }
                let id = signer.key.id();
                let Signer {
                    options,
                    key,
                    metadata,
                    id: stream,
                    peer,
                    ..
                } = signer;
                let embedder = Embedder::beside(options, key, metadata, stream, peer);
                How::Woven(Box::new(embedder.map_err(refused)?), id)
            }
            Marking::Detached(file, signing) => {
                let id = signing.key.id();
                let signer = DetachedSigner::new(signing.key, signing.metadata, signing.id);
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

    fn mark(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<(), Trouble> {
        match &mut self.how {
            How::Woven(embedder, _) => {
                return embedder
                    .push(input, out)
                    .map_err(|error| refused(&self.name, &error));
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

    fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<(), Trouble> {
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

    fn finish(mut self, ending: Ending, out: &mut Vec<u8>) -> Result<Finished, Trouble> {
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
        let Marker {
            how,
            mut guarded,
            name,
            require,
            ..
        } = self;
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
                    guarded
                        .take(&mut reports)
                        .inspect_err(|_| out.truncate(before))?;
                    refusal = refusal.or(guarded.refusal());
                }
                Marked::Relayed(Relayed {
                    summary,
                    written,
                    require,
                })
            }
            How::Records(embedder, is_refused) => {
                let summary = embedder.finish(is_refused, out);
                Marked::Records(summary.map_err(|error| refused_record(&name, error))?)
            }
        };
        let verdict = guarded.map(|guarded| guarded.finish(ending)).transpose()?;
        Ok(Finished {
            marked,
            verdict,
            refusal,
        })
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

    fn settle(finished: &Finished, finish: Finish) -> Result<(), Trouble> {
        match &finished.marked {
            Marked::Detached(signature, file, _) => sink::write_file(file, signature, finish),
            _ => Ok(()),
        }
    }
}

impl Finished {
    /// Says what was done; the worst of the codes that it deserves.
    pub fn announce(self, flags: &MarkFlags, name: &str, first: &[u8], console: Console) -> Exit {
        let mut exit = self.marked.announce(flags, name, first, console);
        if let Some(refusal) = &self.refusal {
            console::complain(refusal);
            exit = exit.worst(refusal.exit);
        }
        if let Some(verdict) = &self.verdict {
            verdict.announce(console);
            exit = exit.worst(verdict.exit);
        }
        exit
    }
}

impl Marked {
    /// Says what was done, to whoever watches; that nothing was signed, or something went wrong, to everybody.
    fn announce(&self, flags: &MarkFlags, name: &str, first: &[u8], console: Console) -> Exit {
        if let Marked::Woven(summary, _) = self {
            if summary.peer_hidden {
                console.note(
                    "a variation selector stands before the mark of encypher-ai: its clients cannot see it",
                );
            }
            if summary.peer_missing {
                console.note(
                    "no mark of encypher-ai was written: the text ends with U+FEFF, which would be taken for a part of it",
                );
            }
        }
        match self {
            Marked::Untouched => {}
            Marked::Relayed(relayed) => return relayed.tell(name, first, console),
            Marked::Records(summary) => {
                return relayed::tell_records(summary, flags.require_marks, name, console);
            }
            Marked::Woven(summary, _) if summary.text_bytes == 0 => {
                console.note("nothing to sign: the stream was empty");
            }
            Marked::Woven(summary, _) if summary.marks == 0 => {
                console.note("nothing to sign: the stream was nothing but line breaks");
            }
            Marked::Woven(summary, id) => console.remark(&format!(
                "added {} ({}), key {id}",
                count(summary.seals, "seal"),
                count(summary.marks, "invisible character")
            )),
            Marked::Detached(_, file, id) => {
                console.remark(&format!(
                    "wrote the signature to {}, key {id}",
                    file.display()
                ));
            }
        }
        let forgotten = match self {
            Marked::Woven(..) if flags.stream.input == Framing::Raw => {
                relayed::forgotten_input(name, first)
            }
            _ => None,
        };
        if let Some(trouble) = forgotten {
            console.warn(&trouble);
        }
        let any = match self {
            Marked::Woven(summary, _) => summary.seals > 0,
            Marked::Untouched => false,
            _ => true,
        };
        if flags.require_marks && !any {
            console::complain(&relayed::nothing_marked(name));
            return Exit::NO;
        }
        Exit::DONE
    }
}

fn refused(name: &str, error: &EmbedError) -> Trouble {
    let exit = match error {
        EmbedError::Key(_) => Exit::KEY,
        _ => Exit::NO,
    };
    Trouble::new(exit, name, error)
        .why(error.why())
        .fix(error.fix())
}

fn refused_record(name: &str, (line, error): (u64, RecordError)) -> Trouble {
    let name = format!("{name}, line {line}");
    match &error {
        RecordError::Embed(error) => refused(&name, error),
        RecordError::NoText | RecordError::Empty | RecordError::NoMetadata => {
            Trouble::new(Exit::NO, name, error)
                .fix("check --text-field and --meta-field, or leave out --strict".to_owned())
        }
        RecordError::Metadata(error) => Trouble::new(Exit::NO, name, error)
            .why(error.why())
            .fix(error.fix()),
    }
}
