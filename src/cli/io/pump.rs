//! The loop: read, push into the machine, write, and nothing waits.
//!
//! Each read is passed on before the next one: free for bulk, whose reads are large, and at once
//! for tokens, whose reads are small. The works stand behind a lock, so that a signal can finish
//! the text while a read still waits. A machine that panics is taken out of the way, and the text
//! goes on without it: a bug of ours must not cost a word of what upstream has printed.

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use encypher::embed::Ending;

use crate::cli::args::choice::Framing;
use crate::cli::console;
use crate::cli::error::{CliError, REPORT};
use crate::cli::exit::Exit;
use crate::cli::io::signals;
use crate::cli::io::sink::{Finish, Sink};
use crate::cli::io::source::{READ_SIZE, Source};
use crate::cli::progress::meter::Meter;

/// The longest line that `--input lines` waits for the end of.
const LINE_MAX: usize = 1024 * 1024;

/// A machine of the core, as the pump drives it.
pub trait Machine: Send + 'static {
    /// What there is to say at the end.
    type Summary;

    /// The next bytes of the text; what can be passed on is added to `out`, also on an error.
    fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<(), CliError>;

    /// The text is over.
    fn finish(self, ending: Ending, out: &mut Vec<u8>) -> Result<Self::Summary, CliError>;

    /// Whether what was written is all that was asked for.
    fn is_whole(_summary: &Self::Summary) -> bool {
        true
    }

    /// All of the text is written: the time for what must not come before.
    fn settle(_summary: &Self::Summary, _finish: Finish) -> Result<(), CliError> {
        Ok(())
    }
}

/// How a text is pumped.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// The framing of the input.
    pub framing: Framing,
    /// The most bytes that the machine is given at once.
    pub piece: usize,
    /// Whether nothing may pass that the machine has not looked at.
    pub guarded: bool,
    /// Whether the input is still there if we fail: then an output FILE is made of all of it or not
    /// at all. A stream comes only once, and what has come of it is kept.
    pub repeatable: bool,
}

/// How the input came to its end.
pub enum Fed {
    /// Well.
    Whole,
    /// Reading failed.
    Cut(CliError),
}

/// A pump; its clones share the works.
pub struct Pump<M> {
    works: Arc<Mutex<Option<Works<M>>>>,
}

impl<M> Clone for Pump<M> {
    fn clone(&self) -> Self {
        Pump { works: Arc::clone(&self.works) }
    }
}

impl<M: Machine> Pump<M> {
    /// Puts a machine before a sink.
    pub fn new(machine: M, sink: Sink, manner: Manner, meter: Arc<Meter>) -> Pump<M> {
        let works =
            Works { machine, sink, manner, out: Vec::new(), meter, searched: 0, broken: false };
        Pump { works: Arc::new(Mutex::new(Some(works))) }
    }

    /// Pumps until the input ends. An error is the machine's or the sink's, and ends the works.
    pub fn feed(&self, source: &mut Source) -> Result<Fed, CliError> {
        let mut buffer = vec![0; READ_SIZE];
        loop {
            match source.read(&mut buffer) {
                Ok([]) => return Ok(Fed::Whole),
                Ok(bytes) => self.push(bytes)?,
                Err(trouble) => return Ok(Fed::Cut(trouble)),
            }
        }
    }

    fn push(&self, bytes: &[u8]) -> Result<(), CliError> {
        let mut works = self.lock();
        match works.as_mut().map(|works| works.push(bytes)) {
            Some(Ok(())) => Ok(()),
            Some(Err(trouble)) => {
                // What has passed is sealed as far as it came; the trouble is the first one's.
                if let Some(works) = works.take().filter(Works::is_worth_keeping) {
                    let _ = works.finish(Ending::Incomplete, Finish::Durable);
                }
                Err(trouble)
            }
            None => {
                drop(works);
                signals::await_death()
            }
        }
    }

    /// Finishes the text and the output.
    pub fn finish(&self, ending: Ending) -> Result<M::Summary, CliError> {
        // The lock is held to the end: a signal that comes now has to wait for the last bytes.
        let mut works = self.lock();
        match works.take() {
            Some(works) => works.finish(ending, Finish::Durable),
            None => {
                drop(works);
                signals::await_death()
            }
        }
    }

    /// Finishes a text that was cut short, if what there is of it is worth keeping.
    pub fn cut(&self, finish: Finish) -> Result<(), CliError> {
        let mut works = self.lock();
        match works.take() {
            Some(works) if works.is_worth_keeping() => {
                works.finish(Ending::Incomplete, finish).map(drop)
            }
            _ => Ok(()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Works<M>>> {
        self.works.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Works<M> {
    machine: M,
    sink: Sink,
    manner: Manner,
    out: Vec<u8>,
    meter: Arc<Meter>,
    /// How much of `out` is known to be without a line break.
    searched: usize,
    broken: bool,
}

impl<M: Machine> Works<M> {
    fn push(&mut self, bytes: &[u8]) -> Result<(), CliError> {
        self.meter.read(bytes.len());
        for piece in bytes.chunks(self.manner.piece) {
            if let Err(trouble) = self.turn(piece) {
                self.write_all()?;
                return Err(trouble);
            }
            if self.out.len() >= READ_SIZE {
                self.write_due(false)?;
            }
        }
        self.write_due(bytes.ends_with(b"\n"))
    }

    fn turn(&mut self, piece: &[u8]) -> Result<(), CliError> {
        let before = self.out.len();
        if !self.broken {
            let Works { machine, out, .. } = self;
            match catch_unwind(AssertUnwindSafe(|| machine.push(piece, out))) {
                Ok(turned) => return turned,
                Err(_) => self.broken = true,
            }
        }
        if self.manner.guarded {
            self.out.truncate(before);
            let what = "nothing more of it was passed on";
            return Err(CliError::new(Exit::BUG, "the text", what)
                .why("it could not be looked at by the guard".to_owned())
                .fix(REPORT));
        }
        self.out.truncate(before);
        self.out.extend_from_slice(piece);
        Ok(())
    }

    /// Writes what may go: all of it, or all whole lines. A line that has `ended` goes even if the
    /// machine keeps its line break back.
    fn write_due(&mut self, ended: bool) -> Result<(), CliError> {
        let due = match self.manner.framing {
            Framing::Raw | Framing::Jsonl | Framing::Sse => self.out.len(),
            Framing::Lines if ended => self.out.len(),
            Framing::Lines if self.out.len() > LINE_MAX => self.out.len(),
            Framing::Lines => memchr::memrchr(b'\n', &self.out[self.searched..])
                .map_or(0, |at| self.searched + at + 1),
        };
        if due > 0 {
            self.meter.wrote(due);
            self.sink.write(&self.out[..due])?;
            self.out.drain(..due);
        }
        self.searched = self.out.len();
        Ok(())
    }

    fn write_all(&mut self) -> Result<(), CliError> {
        self.sink.write(&mem::take(&mut self.out))
    }

    fn is_worth_keeping(&self) -> bool {
        !(self.manner.repeatable && self.sink.is_temporary())
    }

    fn finish(self, ending: Ending, finish: Finish) -> Result<M::Summary, CliError> {
        let keep = self.is_worth_keeping();
        let Works { machine, mut sink, mut out, meter, broken, .. } = self;
        let before = out.len();
        let finished = match broken {
            true => None,
            false => catch_unwind(AssertUnwindSafe(|| machine.finish(ending, &mut out))).ok(),
        };
        let Some(finished) = finished else {
            out.truncate(before);
            sink.write(&out)?;
            if keep {
                set_aside(sink, finish)?;
            }
            let what = "it was passed on without a seal";
            return Err(CliError::new(Exit::BUG, "the text", what)
                .why("this is a bug in encypher, not in your input".to_owned())
                .fix(REPORT));
        };
        meter.wrote(out.len());
        sink.write(&out)?;
        let summary = finished?;
        match ending {
            Ending::Complete if M::is_whole(&summary) => sink.finish(finish)?,
            _ => set_aside(sink, finish)?,
        }
        M::settle(&summary, finish)?;
        Ok(summary)
    }
}

/// A file that is not whole does not take the place of one that is.
fn set_aside(sink: Sink, finish: Finish) -> Result<(), CliError> {
    if let Some(path) = sink.set_aside(finish)? {
        console::say(&format!(
            "the text is not whole; what there is of it is in {}",
            path.display()
        ));
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
#[path = "pump_tests.rs"]
mod tests;
