//! `run`: a command's output is signed while it appears, and its status is ours.
//!
//! Standard input and standard error are the command's own. Exit codes of ours do not mix with
//! those of the command: our failures all leave as 125, but for a command line that makes no sense.

use std::process::Stdio;
use std::sync::Arc;

use crate::cli::args::RunFlags;
use crate::cli::commands::embed::machine::Marker;
use crate::cli::commands::embed::plan::{self, Asker};
use crate::cli::commands::embed::watcher::Watcher;
use crate::cli::console::Console;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::io::child::Running;
use crate::cli::io::listen::{self, Spoken};
use crate::cli::io::pump::Pump;
use crate::cli::io::signals;
use crate::cli::io::sink::{Finish, Output, Sink};
use crate::cli::io::stdio;
use crate::cli::keys::keyfile::Stdin;
use crate::cli::progress::meter::{Meter, Unit};
use crate::cli::progress::watching;

/// Runs the command.
pub fn run(flags: &RunFlags, console: Console) -> Result<Exit, CliError> {
    sign_output(flags, console).map_err(|trouble| match trouble.exit {
        Exit::USAGE | Exit::NOT_FOUND | Exit::NOT_EXECUTABLE => trouble,
        // The guard's answer is none of our failures.
        _ if trouble.is_refusal => trouble,
        _ => trouble.exit(Exit::RUN_FAILED),
    })
}

fn sign_output(flags: &RunFlags, console: Console) -> Result<Exit, CliError> {
    let meter = Arc::new(Meter::new(Unit::of(&flags.mark.stream)));
    let name = flags.command[0].display().to_string();
    let output = Output::named(flags.mark.output.output_file.as_deref());
    let mut sink = Sink::open(&output)?;
    sink.highlight(plan::highlighter(&flags.mark, &output, console)?);
    let asker = Asker { command: "run", stdin: Stdin::Taken, console };
    let mut plan = plan::plan(&flags.mark, &asker)?;
    plan.begin(&name)?;
    let marker = Marker::new(plan, &flags.mark, &name, &meter, console)?;
    let drains = marker.drains();
    let manner = marker.manner(&flags.mark, false);
    let watching = watching::plan(&flags.mark.watch, None, sink.is_temporary());
    let watcher = Watcher::new(watching, &meter);
    let pump = Pump::new(marker, sink, manner, meter);
    let mut child = Running::start(&flags.command, &name, Stdio::inherit())?;
    let source = child.output()?;
    let (cut, told) = (pump.clone(), watcher.clone());
    child.watch(move || {
        let _ = cut.cut(Finish::Hasty);
        told.tell(None);
    });
    let live = watcher.start();
    let (spoken, source) =
        listen::listen(&mut child, source, &pump, drains).inspect_err(|_| watcher.tell(None))?;
    if child.is_interrupted() {
        signals::await_death();
    }
    stdio::release_stdout();
    drop(live);
    let Spoken { summary: marked, status, cut } = spoken;
    watcher.tell(Some(&marked));
    let exit = marked.announce(&flags.mark, &name, source.first(), console);
    match cut {
        // What the command itself has to say comes first.
        None if status.success() => Ok(exit),
        None => Ok(Exit::of_command(listen::code(status))),
        Some(trouble) => Err(trouble),
    }
}
