//! What was typed. The doc comments here are the help.
//!
//! Nothing is looked up in this room: what a missing flag means, and what the environment and the
//! configuration say, is decided in the plan, which comes next.

mod chat;
pub mod choice;
mod guard;
mod judge;
mod key;
mod mark;
mod stream;
pub mod value;
mod watch;

use std::path::PathBuf;

use clap::{ArgAction, Args, CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

use crate::cli::reference;

pub use chat::ChatFlags;
pub use guard::{CheckFlags, GuardFlags};
pub use judge::{ExtractFlags, StripFlags, VerifyFlags};
pub use key::KeygenFlags;
pub use mark::{EmbedFlags, MarkFlags, RunFlags, SignFlags};
pub use stream::StreamFlags;
pub use value::Selectors;
pub use watch::WatchFlags;

const ABOUT: &str = "Signs text while a machine writes it, in invisible characters";

const LONG_ABOUT: &str = "\
Signs text while a machine writes it, in invisible characters.

`encypher embed` passes a stream of text on as it comes and puts a signature into it that no reader \
sees. `encypher verify` says later whether the text is still the one that was signed, and \
`encypher strip` takes the invisible characters out again.";

const EXAMPLES: &str = "\
Examples:
  llm 'Why is the sky blue?' | encypher embed -m model=gpt-4 | tee answer.txt
  encypher verify answer.txt && encypher extract answer.txt
  encypher run --meta model=llama3 -- ollama run llama3 'Hello' > hello.txt";

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "encypher",
    bin_name = "encypher",
    version,
    about = ABOUT,
    long_about = LONG_ABOUT,
    after_help = format!("{EXAMPLES}\n\nExit status:\n{}", reference::exit_codes_in_columns()),
    arg_required_else_help = true,
    subcommand_required = true,
    max_term_width = 80
)]
pub struct Flags {
    /// How talkative we are.
    #[command(flatten)]
    pub messages: Messages,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command. They concern messages and reports, never the text.
#[derive(Debug, Args)]
#[command(next_help_heading = "Messages")]
pub struct Messages {
    /// Colour in reports
    #[arg(long, global = true, value_name = "WHEN", value_enum)]
    pub color: Option<choice::Color>,
    /// Say less; twice: nothing but errors
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub quiet: u8,
    /// Say more
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
}

/// The commands. The help of each stands at its flags.
#[derive(Debug, Subcommand)]
pub enum Command {
    Embed(Box<EmbedFlags>),
    Run(Box<RunFlags>),
    Verify(VerifyFlags),
    Extract(ExtractFlags),
    Strip(StripFlags),
    Check(CheckFlags),
    Chat(Box<ChatFlags>),
    Keygen(KeygenFlags),
    /// Print a completion script for a shell
    #[command(
        after_help = "Examples:\n  encypher completions fish > ~/.config/fish/completions/encypher.fish"
    )]
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: Shell,
    },
    /// Write the manual pages into a folder
    #[command(hide = true)]
    Manual {
        /// The folder
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
}

/// The command line as it is shown: without the commands that are hidden.
pub fn shown() -> clap::Command {
    let command = Flags::command();
    let shown = command.get_subcommands().filter(|command| !command.is_hide_set());
    clap::Command::new("encypher")
        .version(env!("CARGO_PKG_VERSION"))
        .args(command.get_arguments().cloned())
        .subcommands(shown.cloned())
}

#[cfg(test)]
mod tests {
    use super::Flags;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        Flags::command().debug_assert();
    }
}
