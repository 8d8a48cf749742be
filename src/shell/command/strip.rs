//! `strip`: the text passes, and our marks stay behind.

use encypher::embed::Ending;
use encypher::strip::{StripSummary, Stripper};

use crate::shell::console::Console;
use crate::shell::exit::Exit;
use crate::shell::flags::StripFlags;
use crate::shell::pump::{Fed, Machine, Manner, Pump};
use crate::shell::signals;
use crate::shell::sink::{Finish, Output, Sink};
use crate::shell::source::{Input, READ_SIZE, Source};
use crate::shell::trouble::Trouble;

impl Machine for Stripper {
    type Summary = StripSummary;

    fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<(), Trouble> {
        Stripper::push(self, input, out);
        Ok(())
    }

    fn finish(self, _ending: Ending, out: &mut Vec<u8>) -> Result<StripSummary, Trouble> {
        Ok(Stripper::finish(self, out))
    }
}

/// Prints the text of a FILE or of standard input as it was before it was signed.
pub fn run(flags: &StripFlags, console: Console) -> Result<Exit, Trouble> {
    let input = Input::operand(flags.file.as_deref(), "strip")?;
    let mut source = Source::open(&input)?;
    let sink = Sink::open(&Output::named(flags.output.as_deref()))?;
    let repeatable = matches!(input, Input::File(_));
    let manner = Manner {
        framing: flags.input,
        piece: READ_SIZE,
        repeatable,
    };
    let pump = Pump::new(Stripper::new(), sink, manner);
    let watched = pump.clone();
    signals::watch(move |_| drop(watched.cut(Finish::Hasty)));
    let summary = match pump.feed(&mut source)? {
        Fed::Whole => pump.finish(Ending::Complete)?,
        Fed::Cut(trouble) => {
            pump.cut(Finish::Durable)?;
            return Err(trouble);
        }
    };
    if source.is_utf16() {
        console.warn(&source.utf16_trouble("no mark can be seen in it"));
    }
    if summary.damaged > 0 {
        let plural = if summary.damaged == 1 {
            "record"
        } else {
            "records"
        };
        console.note(&format!(
            "{}: {} damaged {plural}: what is left of the marks may still be in the text",
            input.name(),
            summary.damaged
        ));
    }
    Ok(Exit::DONE)
}
