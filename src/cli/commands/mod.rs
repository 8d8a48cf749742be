//! The commands: each connects a source, a machine of the core and a sink, and says with which code
//! to leave. What was typed is read here; no strings decide, a match does.

mod chat;
pub mod check;
mod completions;
pub mod embed;
mod extract;
mod keygen;
mod manual;
mod place;
mod run;
pub mod stream_report;
mod strip;
mod usage;
pub mod verify;

use clap::Parser;
use clap::error::ErrorKind;

use crate::cli::args::choice::Color;
use crate::cli::args::{Command, Flags};
use crate::cli::console::{self, Console};
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::io::sink;
use crate::cli::terminal;

/// Does what was typed.
pub fn run() -> Exit {
    let done = match Flags::try_parse() {
        Ok(flags) => dispatch(&flags),
        Err(error) => answer(&error),
    };
    done.unwrap_or_else(|error| {
        // What no room has put into words for the user is a bug.
        let trouble = error.downcast().unwrap_or_else(CliError::bug);
        console::complain(&trouble);
        trouble.exit
    })
}

fn dispatch(flags: &Flags) -> anyhow::Result<Exit> {
    let console = Console::new(&flags.messages);
    let exit = match &flags.command {
        Command::Embed(flags) => embed::run(flags, console),
        Command::Run(flags) => run::run(flags, console),
        Command::Verify(verify) => verify::run(verify, flags.messages.color, console),
        Command::Extract(flags) => extract::run(flags, console),
        Command::Strip(flags) => strip::run(flags, console),
        Command::Check(flags) => check::run(flags, console),
        Command::Chat(flags) => chat::run(flags, console),
        Command::Keygen(flags) => keygen::run(flags, console),
        Command::Completions { shell } => completions::run(*shell),
        Command::Manual { folder } => return manual::run(folder),
    };
    Ok(exit?)
}

/// Help goes to standard output, where a full disk counts as well; a mistake is pointed out.
fn answer(error: &clap::Error) -> anyhow::Result<Exit> {
    let text = error.render();
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let colored = console::colored(Color::Auto, terminal::stdout_is_terminal());
        let text = if colored { text.ansi().to_string() } else { text.to_string() };
        sink::print(&text)?;
        return Ok(Exit::DONE);
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        console::write_block(&text.to_string());
        return Ok(Exit::USAGE);
    }
    let (trouble, json) = usage::trouble(error);
    Ok(match json.as_deref() {
        Some("verify") => verify::tell_failure(&trouble, &[]),
        Some("check") => check::tell_failure(&trouble, None),
        _ => Err(trouble),
    }?)
}
