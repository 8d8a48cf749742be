//! What was typed for `embed` and `run`, which share all but their input.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueHint};
use encypher::embed::{OnMarked, StreamId};
use encypher::highlight::Highlight;
use encypher::target::Target;

use crate::cli::args::choice::{Format, highlight, on_marked, target};
use crate::cli::args::guard::GuardedFlags;
use crate::cli::args::stream::{OutputFlags, StreamFlags};
use crate::cli::args::value::{
    Every, Member, PathOfNames, When, every, member, path, stream_id, when,
};
use crate::cli::args::watch::WatchFlags;

const EMBED_EXAMPLES: &str = "\
Examples:
  llm 'Tell me a joke' | encypher embed --meta model=gpt-4 > joke.txt
  encypher embed -m model=gpt-4 -m temperature:=0.7 draft.md -o signed.md
  encypher embed --every 4K < long.txt    # cut it: the parts still verify
  encypher embed --detached main.sig main.py > /dev/null    # left alone
  curl -sN ... | encypher embed --input sse --meta model=gpt-4o | my-client
  curl -sN ... | encypher embed --input sse --output text > answer.txt

Exit status: 0 signed; 1 refused or not markable; 9 what an --input stream
itself says was cut short or ended in an error (its texts came through and are
sealed as incomplete).

The signing key is the first of: --key, ENCYPHER_KEY_FILE,
ENCYPHER_HMAC_SECRET_KEY (the secret itself), the configuration, the default
key, which is made on first use.";

const RUN_EXAMPLES: &str = "\
Examples:
  encypher run --meta model=llama3 -- ollama run llama3 'Hello' > hello.txt
  encypher run -- sh -c 'echo one; echo two'

Exit status: that of COMMAND, or 128+N if signal N killed it; 125 if encypher
itself failed, 126 if COMMAND cannot be executed, 127 if there is none. If
COMMAND fails, the text is sealed as incomplete. If it does not, 9 for an
--input stream that says of itself that it was cut short, 1 if it could not be
marked as asked.";

/// Sign a stream of text while it passes
///
/// Passes text on as it comes, with a signature in it that no reader sees. The text itself is not
/// changed: `encypher strip` gives it back byte for byte. Each piece is passed on as soon as it
/// arrives; only line breaks at the end wait, so that the seal can stand in front of them.
#[derive(Debug, Args)]
#[command(after_help = EMBED_EXAMPLES)]
pub struct EmbedFlags {
    /// The text; standard input if it is missing or -
    pub file: Option<PathBuf>,
    /// Everything else.
    #[command(flatten)]
    pub mark: MarkFlags,
}

/// Run a command and sign what it prints
///
/// Runs COMMAND, signs what it prints, and exits as it exits. Standard input and standard error are
/// left to COMMAND.
#[derive(Debug, Args)]
#[command(after_help = RUN_EXAMPLES, override_usage = "encypher run [OPTIONS] -- COMMAND [ARG]...")]
pub struct RunFlags {
    /// Everything else.
    #[command(flatten)]
    pub mark: MarkFlags,
    /// The command and its arguments
    #[arg(value_name = "COMMAND", required = true, trailing_var_arg = true, value_hint = ValueHint::CommandWithArguments)]
    pub command: Vec<OsString>,
}

/// What is said about a text, where, and who signs it.
#[derive(Clone, Debug, Default, Args)]
pub struct SignFlags {
    /// Add a member to the metadata: a string, or KEY:=JSON for any JSON value; repeatable
    #[arg(short, long, value_name = "KEY=VALUE", value_parser = member, help_heading = "Metadata")]
    pub meta: Vec<Member>,
    /// Add the members of a JSON object
    #[arg(long, value_name = "JSON", help_heading = "Metadata")]
    pub meta_json: Option<String>,
    /// Add the members of the JSON object in FILE
    #[arg(long, value_name = "FILE", help_heading = "Metadata")]
    pub meta_file: Option<PathBuf>,
    /// The member `timestamp`: now, none, seconds since 1970, or a date such as
    /// 2026-11-21T05:33:19Z
    ///
    /// SOURCE_DATE_EPOCH is taken for now. A timestamp in the metadata itself wins.
    #[arg(long, value_name = "TIME", value_parser = when, help_heading = "Metadata")]
    pub timestamp: Option<When>,
    /// Where the metadata goes [default: auto; end for sse and jsonl]
    ///
    /// ENCYPHER_METADATA_TARGET and the configuration may name another default, for sse and jsonl
    /// as well.
    #[arg(short, long, value_name = "PLACE", value_parser = target(), help_heading = "Placement")]
    pub target: Option<Target>,
    /// Let at least N characters pass before the metadata is placed [default: 0]
    #[arg(long, value_name = "N", help_heading = "Placement")]
    pub min_buffer: Option<u64>,
    /// Repeat metadata and seal after each SIZE bytes of text (4096, 4K, 1M; or off, the default)
    #[arg(long, value_name = "SIZE", value_parser = every, help_heading = "Placement")]
    pub every: Option<Every>,
    /// The file of the signing key
    #[arg(short, long, value_name = "FILE", help_heading = "Signing")]
    pub key: Option<PathBuf>,
    /// The format that is written
    #[arg(
        short,
        long,
        value_name = "FORMAT",
        value_enum,
        default_value_t,
        help_heading = "Signing"
    )]
    pub format: Format,
    /// Who the encypher3 formats say signed the text [default: the name of the key file]
    #[arg(long, value_name = "NAME", help_heading = "Signing")]
    pub signer: Option<String>,
}

/// What is written, where it goes, and who signs it.
#[derive(Debug, Default, Args)]
pub struct MarkFlags {
    /// What is said, and who signs it.
    #[command(flatten)]
    pub sign: SignFlags,

    /// Never keep a line break at the end back; the seal then stands behind it
    #[arg(long, help_heading = "Placement")]
    pub no_hold: bool,
    /// What to do with text that carries our marks already
    #[arg(
        long,
        value_name = "ACTION",
        value_parser = on_marked(),
        default_value = "refuse",
        help_heading = "Placement"
    )]
    pub on_marked: OnMarked,

    /// Leave the text untouched and write the signature to FILE
    ///
    /// For code, JSON, and whatever else invisible characters would break.
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = ["target", "min_buffer", "every", "no_hold", "on_marked", "format", "signer"],
        help_heading = "Signing"
    )]
    pub detached: Option<PathBuf>,
    /// Fix the random stream id (16 hex digits), for reproducible output
    #[arg(long, value_name = "HEX", value_parser = stream_id, help_heading = "Signing")]
    pub stream_id: Option<StreamId>,

    /// The framing of the input.
    #[command(flatten)]
    pub stream: StreamFlags,
    /// Where it goes, and as what.
    #[command(flatten)]
    pub output: OutputFlags,
    /// End with exit status 1 if there was nothing that could be marked
    #[arg(long, help_heading = "Provider streams")]
    pub require_marks: bool,
    /// Where in each document an object stands whose members are added to the metadata
    #[arg(long, value_name = "PATH", value_parser = path, requires = "records", help_heading = "Documents")]
    pub meta_field: Option<PathOfNames>,
    /// Stop at the first document that cannot be signed, instead of passing it as it is
    #[arg(long, requires = "records", help_heading = "Documents")]
    pub strict: bool,
    /// The guard.
    #[command(flatten)]
    pub guarded: GuardedFlags,
    /// Colour the passing text, on a terminal and nowhere else
    #[arg(
        long,
        value_name = "KIND,...",
        value_parser = highlight(),
        value_delimiter = ',',
        help_heading = "Messages"
    )]
    pub highlight: Vec<Highlight>,
    /// Who watches.
    #[command(flatten)]
    pub watch: WatchFlags,
}
