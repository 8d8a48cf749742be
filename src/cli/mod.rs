//! The command line: the only modules that read, write or ask the system.
//!
//! What was typed ([`args`]) becomes plain values (the `plan` of a command, from [`settings`] and
//! [`keys`]); one of the [`commands`] connects a source, a machine of the core and a sink; the
//! result leaves as an [`exit`] code. The core knows none of these.

mod args;
mod commands;
mod completions;
mod console;
mod environment;
mod error;
mod exit;
mod guard;
mod hints;
mod io;
mod keys;
mod manual;
mod progress;
mod reference;
mod settings;
mod terminal;
mod time;

use std::panic;
use std::process::ExitCode;

use exit::Exit;

/// Runs what was typed. A panic is a bug of ours and never leaves as anything but its own code.
pub fn run() -> ExitCode {
    console::report_bugs();
    panic::catch_unwind(commands::run).unwrap_or(Exit::BUG).into()
}
