//! `embed`: the text passes, and leaves with marks in it.

pub mod machine;
pub mod marking;
mod metadata;
pub mod outcome;
pub mod plan;
pub mod stats;
pub mod watcher;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use encypher::embed::Ending;

use self::plan::Asker;
use crate::cli::args::EmbedFlags;
use crate::cli::commands::embed::machine::Marker;
use crate::cli::commands::embed::watcher::Watcher;
use crate::cli::console::Console;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::io::pump::{Fed, Pump};
use crate::cli::io::signals;
use crate::cli::io::sink::{Finish, Output, Sink};
use crate::cli::io::source::{Input, Source};
use crate::cli::io::stdio;
use crate::cli::keys::keyfile::Stdin;
use crate::cli::progress::meter::{Meter, Unit};
use crate::cli::progress::watching;

/// Signs the text of a FILE or of standard input.
pub fn run(flags: &EmbedFlags, console: Console) -> Result<Exit, CliError> {
    let meter = Arc::new(Meter::new(Unit::of(&flags.mark.stream)));
    let input = Input::operand(flags.file.as_deref(), "embed")?;
    let output = Output::named(flags.mark.output.output_file.as_deref());
    if let Some(signature) = &flags.mark.detached {
        refuse_overwriting(signature, &input, &output)?;
    }
    // The input and the output first: a key must not be made for a text that is not there.
    let mut source = Source::open(&input)?;
    let mut sink = Sink::open(&output)?;
    sink.highlight(plan::highlighter(&flags.mark, &output, console)?);
    let repeatable = matches!(input, Input::File(_));
    let stdin = if repeatable { Stdin::Free } else { Stdin::Taken };
    let mut plan = plan::plan(&flags.mark, &Asker { command: "embed", stdin, console })?;
    plan.begin(&input.operand_name())?;
    let marker = Marker::new(plan, &flags.mark, &input.name(), &meter, console)?;
    let drains = marker.drains();
    let manner = marker.manner(&flags.mark, repeatable);
    let watching = watching::plan(&flags.mark.watch, source.size(), sink.is_temporary());
    let watcher = Watcher::new(watching, &meter);
    let live = watcher.start();
    let pump = Pump::new(marker, sink, manner, meter);
    let (cut, told) = (pump.clone(), watcher.clone());
    let interruption = signals::watch(move |_| {
        let _ = cut.cut(Finish::Hasty);
        told.tell(None);
    });
    let fed = pump.feed(&mut source).inspect_err(|trouble| {
        watcher.tell(None);
        // What is written on is read, and left.
        if trouble.is_refusal && drains {
            let _ = source.drain(|_| {});
        }
    })?;
    match fed {
        // The break key ends whoever wrote the text, too: what looks like its end is not.
        Fed::Whole if interruption.has_come() => signals::await_death(),
        Fed::Whole => {
            let marked = pump.finish(Ending::Complete)?;
            stdio::release_stdout();
            drop(live);
            watcher.tell(Some(&marked));
            Ok(marked.announce(&flags.mark, &input.name(), source.first(), console))
        }
        Fed::Cut(trouble) => {
            pump.cut(Finish::Durable)?;
            drop(live);
            watcher.tell(None);
            Err(trouble)
        }
    }
}

/// A signature must not take the place of the text that it signs.
fn refuse_overwriting(signature: &Path, input: &Input, output: &Output) -> Result<(), CliError> {
    let place = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let is_input = matches!(input, Input::File(path) if place(path) == place(signature));
    let is_output = matches!(output, Output::File(path) if place(path) == place(signature));
    if is_input || is_output || signature.as_os_str() == "-" {
        return Err(CliError::usage("--detached", "the signature needs a file of its own")
            .fix("name another FILE for it, such as the text's name with .sig".to_owned()));
    }
    Ok(())
}
