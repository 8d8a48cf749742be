//! The shell: the only rooms that touch the world.
//!
//! What was typed ([`flags`]) becomes plain values ([`plan`]); a [`command`] connects a source, a
//! machine of the core and a sink; what came of it leaves as an [`exit`] code. No room of the core
//! knows any of these.

mod audit;
mod closed;
mod command;
mod completions;
mod config;
mod console;
mod environment;
mod exit;
mod flags;
mod keyfile;
mod keyring;
mod live;
mod manual;
mod meter;
mod patient;
mod plan;
mod policy;
mod pump;
mod remedy;
mod signals;
mod sink;
mod source;
mod spool;
mod standard;
mod trouble;

use std::panic;
use std::process::ExitCode;

use exit::Exit;

/// Runs what was typed. A panic is a bug of ours and never leaves as anything but its own code.
pub fn run() -> ExitCode {
    console::report_bugs();
    panic::catch_unwind(command::run).unwrap_or(Exit::BUG).into()
}
