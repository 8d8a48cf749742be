//! The commands: each connects a source, a machine of the core and a sink, and says with which code
//! to leave. What was typed is read here; no strings decide, a match does.

mod chat;
mod check;
mod child;
mod completions;
mod counting;
mod embed;
mod extract;
mod guarded;
mod judged;
mod judgement;
mod keygen;
mod manual;
mod marked;
mod marker;
mod place;
mod relayed;
mod run;
mod spoken;
mod stats;
mod strip;
mod usage;
mod verify;
mod watcher;

use clap::Parser;
use clap::error::ErrorKind;

use super::console::{self, Console};
use super::exit::Exit;
use super::flags::choice::Color;
use super::flags::{Command, Flags};
use super::sink;
use super::standard;
use super::trouble::Trouble;

/// Does what was typed.
pub fn run() -> Exit {
    let done = match Flags::try_parse() {
        Ok(flags) => dispatch(&flags),
        Err(error) => answer(&error),
    };
    done.unwrap_or_else(|error| {
        // What no room has put into words for the user is a bug.
        let trouble = error.downcast().unwrap_or_else(Trouble::bug);
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
        let colored = console::colored(Color::Auto, standard::stdout_is_terminal());
        let text = if colored { text.ansi().to_string() } else { text.to_string() };
        sink::print(&text)?;
        return Ok(Exit::DONE);
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        console::write_block(&text.to_string());
        return Ok(Exit::USAGE);
    }
    Ok(usage::tell(error)?)
}
