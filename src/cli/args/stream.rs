//! What was typed about the framing of the input and the output, for all commands that read text.

use std::path::PathBuf;

use clap::Args;
use encypher::stream::dialect::Dialect;

use crate::cli::args::choice::{Framing, Written};
use crate::cli::args::value::{PathOfNames, path, provider, size};

/// How the text stands in what is read.
#[derive(Clone, Debug, Default, Args)]
pub struct StreamFlags {
    /// How the input is framed
    ///
    /// With lines, each is handled as soon as it has ended; a seal stands behind the last line
    /// break, as with --no-hold. With sse and jsonl, what an LLM provider streams is read, and each
    /// choice, block or part in it is a text of its own.
    #[arg(
        short,
        long,
        value_name = "FRAMING",
        value_enum,
        default_value_t,
        help_heading = "Input and output"
    )]
    pub input: Framing,
    /// Whose format the stream has, instead of recognising it: openai, anthropic, gemini, ollama
    /// ...
    #[arg(long, value_name = "NAME", value_parser = provider, help_heading = "Provider streams")]
    pub provider: Option<Dialect>,
    /// The channel that is meant: a choice, block or part [default: all; for --output text the
    /// first one]
    #[arg(long, value_name = "KEY", help_heading = "Provider streams")]
    pub channel: Option<String>,
    /// The most bytes of one event or line [default: 64M]
    #[arg(long, value_name = "SIZE", value_parser = size, help_heading = "Provider streams")]
    pub max_event: Option<u64>,
    /// jsonl: each line is a document of its own, with a text in it
    #[arg(long, help_heading = "Documents")]
    pub records: bool,
    /// Where the text stands in each document, such as answer.text [default: text]
    #[arg(long, value_name = "PATH", value_parser = path, requires = "records", help_heading = "Documents")]
    pub text_field: Option<PathOfNames>,
}

/// Where a text or a stream is written, and what is written of it.
#[derive(Clone, Debug, Default, Args)]
pub struct OutputFlags {
    /// Write to FILE instead of standard output; it appears whole or not at all; what was cut short
    /// goes into FILE.incomplete
    #[arg(short, long, value_name = "FILE", help_heading = "Input and output")]
    pub output_file: Option<PathBuf>,
    /// sse, jsonl: write the same stream, or the bare text of one channel
    #[arg(
        long,
        value_name = "WHAT",
        value_enum,
        default_value_t,
        help_heading = "Provider streams"
    )]
    pub output: Written,
}
