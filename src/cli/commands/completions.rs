//! `completions`: a script for a shell, on standard output.

use clap_complete::Shell;

use crate::cli::completions;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::io::sink::{Finish, Output, Sink};

/// Prints the script.
pub fn run(shell: Shell) -> Result<Exit, CliError> {
    let mut sink = Sink::open(&Output::Standard)?;
    sink.write(&completions::script(shell))?;
    sink.finish(Finish::Durable)?;
    Ok(Exit::DONE)
}
