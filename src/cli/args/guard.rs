//! What was typed about the guard, and for `check`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::args::choice::FailOn;
use crate::cli::args::stream::StreamFlags;
use crate::cli::args::value::{Selectors, selectors};

const CHECK_EXAMPLES: &str = "\
Examples:
  encypher check < prompt.txt && llm < prompt.txt
  encypher check --guard policy.toml --json prompt.txt
  encypher check --block secret --explain notes.md
  llm < prompt.txt | encypher embed --guard policy.toml > answer.txt

Exit status: 0 nothing that is to be blocked or redacted; 1 something is, or the
risk is too high; 5 not readable; 6 the policy; 9 an --input stream was cut
short.";

/// The policy of the guard.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Guard")]
pub struct GuardFlags {
    /// The policy: what is looked for, and what becomes of it (docs/guard.md)
    #[arg(short = 'g', long = "guard", value_name = "POLICY.toml")]
    pub policy: Option<PathBuf>,
    /// End the text before the first of these kinds or groups (pci, pii, phi, secret, email, us_ssn
    /// ...); before the policy's rules
    #[arg(long, value_name = "KIND,...", value_parser = selectors)]
    pub block: Vec<Selectors>,
    /// Write a label in the place of these kinds
    #[arg(long, value_name = "KIND,...", value_parser = selectors)]
    pub redact: Vec<Selectors>,
    /// Report these kinds, and let them pass
    #[arg(long, value_name = "KIND,...", value_parser = selectors)]
    pub warn: Vec<Selectors>,
}

/// How a guarded text is signed, and ends.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Guard")]
pub struct GuardedFlags {
    /// The policy.
    #[command(flatten)]
    pub guard: GuardFlags,
    /// End with exit status 1 if something was redacted, or even reported; the text passes all the
    /// same
    #[arg(long, value_name = "ACTION", value_enum)]
    pub fail_on: Option<FailOn>,
    /// Add a member `guard` to the metadata: the policy's name and digest; with the target end also
    /// what was found
    #[arg(long)]
    pub meta_guard: bool,
}

/// Check a text for what must not pass: personal data, card data, health ids, secrets
///
/// Prints a line for each finding, FILE:LINE:COLUMN: KIND (EVIDENCE), and never what was found.
/// Without a policy, all kinds that are looked for by default are to be blocked.
#[derive(Debug, Args)]
#[command(after_help = CHECK_EXAMPLES)]
pub struct CheckFlags {
    /// The text; standard input if it is missing or -
    pub file: Option<PathBuf>,
    /// The policy.
    #[command(flatten)]
    pub guard: GuardFlags,
    /// The framing of the input.
    #[command(flatten)]
    pub stream: StreamFlags,
    /// Print one JSON document, on success and failure alike
    #[arg(long, help_heading = "Report")]
    pub json: bool,
    /// Say of each finding which rule decided, how certain it is, and what it adds to the risk
    #[arg(long, help_heading = "Report")]
    pub explain: bool,
    /// Print the policy as it is in effect, and check nothing
    #[arg(long, help_heading = "Report")]
    pub print_policy: bool,
    /// Print all kinds, and check nothing
    #[arg(long, help_heading = "Report", conflicts_with = "print_policy")]
    pub list_kinds: bool,
}
