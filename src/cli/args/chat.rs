//! What was typed for `chat`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueHint};
use encypher::embed::OnMarked;
use encypher::highlight::Highlight;

use crate::cli::args::choice::{Framing, Stats, Written, highlight};
use crate::cli::args::guard::GuardedFlags;
use crate::cli::args::mark::{MarkFlags, SignFlags};
use crate::cli::args::stream::{OutputFlags, StreamFlags};
use crate::cli::args::watch::WatchFlags;

const EXAMPLES: &str = "\
Examples:
  encypher chat --meta model=llama3 -- ollama run llama3
  encypher chat --transcript talk.md -- llm -c -m gpt-4o
  encypher chat --history --block secret,pci -- ./ask.sh
  printf 'Hello\\n/stats\\n' | encypher chat -- llm -c

A line is a question; a \\ at its end goes on with the next line. Lines that
begin with / are for encypher: /help /stats /reset /save FILE /exit. COMMAND
runs once for each question, which it reads from standard input.

Exit status: 0; in a script (standard input is no terminal) 9 if an answer was
cut short, 1 if the guard refused a question or ended an answer, 2 or 5 if a
line for encypher failed; 126 if COMMAND cannot be executed, 127 if there is
none.";

/// Talk with any LLM command; each answer is guarded and signed
///
/// Reads questions line by line, runs COMMAND for each, and signs its answer while it appears. What
/// goes back to COMMAND is stripped of marks first. The guard looks at questions, too: what it
/// refuses never reaches COMMAND.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, override_usage = "encypher chat [OPTIONS] -- COMMAND [ARG]...")]
pub struct ChatFlags {
    /// Append the conversation to FILE: questions quoted and answers, each signed
    #[arg(long, value_name = "FILE", help_heading = "Conversation")]
    pub transcript: Option<PathBuf>,
    /// Send earlier questions and answers along, for a COMMAND that does not remember them
    #[arg(long, help_heading = "Conversation")]
    pub history: bool,
    /// What is said, and who signs it.
    #[command(flatten)]
    pub sign: SignFlags,
    /// The framing of what COMMAND prints.
    #[command(flatten)]
    pub stream: StreamFlags,
    /// The guard.
    #[command(flatten)]
    pub guarded: GuardedFlags,
    /// Print figures about each answer on standard error
    #[arg(long, value_name = "FORMAT", value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "text", help_heading = "Messages")]
    pub stats: Option<Stats>,
    /// Colour the answers, on a terminal and nowhere else
    #[arg(
        long,
        value_name = "KIND,...",
        value_parser = highlight(),
        value_delimiter = ',',
        help_heading = "Messages"
    )]
    pub highlight: Vec<Highlight>,
    /// The command and its arguments
    #[arg(value_name = "COMMAND", required = true, trailing_var_arg = true, value_hint = ValueHint::CommandWithArguments)]
    pub command: Vec<OsString>,
}

impl ChatFlags {
    /// How an answer is marked. What a provider streams is shown as text.
    pub fn mark(&self) -> MarkFlags {
        let output = match self.stream.input {
            Framing::Raw | Framing::Lines => Written::Same,
            Framing::Jsonl | Framing::Sse => Written::Text,
        };
        MarkFlags {
            sign: self.sign.clone(),
            stream: self.stream.clone(),
            guarded: self.guarded.clone(),
            output: OutputFlags { output_file: None, output },
            highlight: self.highlight.clone(),
            // What a model repeats of an answer is no answer that was signed.
            on_marked: OnMarked::Replace,
            watch: WatchFlags {
                stats: Some(self.stats.unwrap_or(Stats::Text)),
                ..WatchFlags::default()
            },
            ..MarkFlags::default()
        }
    }
}
