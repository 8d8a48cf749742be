//! What was typed for the commands that read signed text: `verify`, `extract`, `strip`.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use encypher::verify::Verdict;

use crate::cli::args::choice::acceptable;
use crate::cli::args::stream::{OutputFlags, StreamFlags};
use crate::cli::args::value::{Member, duration, member};
use crate::cli::exit;

const VERIFY_ABOUT: &str = "Judge whether text is as it was signed";

fn verify_about() -> String {
    format!(
        "{VERIFY_ABOUT}\n\nPrints a line for each FILE, and the text only with --show or --visible. \
         The verdicts: {}.",
        exit::verdicts_in_words()
    )
}

const VERIFY_EXAMPLES: &str = "\
Examples:
  encypher verify answer.txt
  encypher verify -q docs/*.md && make release
  encypher verify --expect model=gpt-4 --max-age 24h answer.txt
  encypher verify --input sse answer.sse
  encypher verify --json *.md | jq '.results[] | {input, verdict}'
  encypher verify --show --color always answer.txt | less -R
  encypher verify --report report.html *.md

Exit status: 0 only if everything is as signed; 1 changed or not as expected, 3
unmarked, 4 signed with an unknown key, 5 not readable, 6 a key or the
configuration, 9 cut short. Of several FILEs the worst counts.";

const EXTRACT_EXAMPLES: &str = "\
Examples:
  encypher extract answer.txt | jq -r .model
  encypher extract --all transcript.md

Nothing here is verified: whoever wrote the text may have written this too.
`encypher verify` asks the key.";

const STRIP_EXAMPLES: &str = "\
Examples:
  encypher strip answer.txt > plain.txt
  git config diff.encypher.textconv 'encypher strip'";

/// What was typed for `verify`.
#[derive(Debug, Args)]
#[command(about = VERIFY_ABOUT, long_about = verify_about(), after_help = VERIFY_EXAMPLES)]
pub struct VerifyFlags {
    /// The texts; standard input if there is none or for -
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// A key to try, instead of the default ones; repeatable
    #[arg(short, long = "key", value_name = "FILE", help_heading = "Keys")]
    pub keys: Vec<PathBuf>,
    /// A folder of keys (*.key, *.pub, *.pem) to try, instead of the default ones
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Keys")]
    pub keyring: Option<PathBuf>,

    /// Verdicts that are also good enough, separated by commas
    #[arg(
        long,
        value_name = "VERDICT",
        value_parser = acceptable(),
        value_delimiter = ',',
        help_heading = "Policy"
    )]
    pub accept: Vec<Verdict>,
    /// What the signed metadata must say; KEY:=JSON for a JSON value; repeatable
    #[arg(long, value_name = "KEY=VALUE", value_parser = member, help_heading = "Policy")]
    pub expect: Vec<Member>,
    /// How old the signed timestamp may be: 30s, 10m, 24h, 7d, 2w
    #[arg(long, value_name = "DURATION", value_parser = duration, help_heading = "Policy")]
    pub max_age: Option<u64>,

    /// The signature of an untouched text, as `embed --detached` wrote it
    #[arg(long, value_name = "FILE", help_heading = "Input and output")]
    pub detached: Option<PathBuf>,
    /// The framing of the input.
    #[command(flatten)]
    pub stream: StreamFlags,
    /// Print one JSON document, on success and failure alike
    #[arg(long, help_heading = "Input and output")]
    pub json: bool,
    /// Print the text behind the verdict: verified, altered and unsigned parts in colour, or with
    /// letters in the margin; with -q nothing else
    #[arg(long, conflicts_with = "json", help_heading = "The text")]
    pub show: bool,
    /// The same, with our invisible marks spelled out where they stand
    #[arg(long, conflicts_with = "json", help_heading = "The text")]
    pub visible: bool,
    /// Write a page of HTML with all of it: verdicts, signers, metadata, the text; nothing is
    /// loaded and no script is run
    #[arg(long, value_name = "FILE.html", help_heading = "The text")]
    pub report: Option<PathBuf>,
}

/// Print the metadata that a text carries, unverified
///
/// Prints a JSON object. No key is needed.
#[derive(Debug, Args)]
#[command(after_help = EXTRACT_EXAMPLES)]
pub struct ExtractFlags {
    /// The text; standard input if it is missing or -
    pub file: Option<PathBuf>,
    /// Print the metadata of every signed text in it: {"documents":[...]}
    #[arg(long)]
    pub all: bool,
    /// The framing of the input.
    #[command(flatten)]
    pub stream: StreamFlags,
}

/// Print the text without our invisible characters
///
/// The text is again as it was before it was signed, byte for byte.
#[derive(Debug, Args)]
#[command(after_help = STRIP_EXAMPLES)]
pub struct StripFlags {
    /// The text; standard input if it is missing or -
    pub file: Option<PathBuf>,
    /// Where it goes, and as what.
    #[command(flatten)]
    pub output: OutputFlags,
    /// The framing of the input.
    #[command(flatten)]
    pub stream: StreamFlags,
}
