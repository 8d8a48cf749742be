//! `completions`: a script for a shell, on standard output.

use clap_complete::Shell;

use crate::shell::completions;
use crate::shell::exit::Exit;
use crate::shell::sink::{Finish, Output, Sink};
use crate::shell::trouble::Trouble;

/// Prints the script.
pub fn run(shell: Shell) -> Result<Exit, Trouble> {
    let mut sink = Sink::open(&Output::Standard)?;
    sink.write(&completions::script(shell))?;
    sink.finish(Finish::Durable)?;
    Ok(Exit::DONE)
}
