//! What was typed about watching a text while it passes. All of it goes to standard error.

use clap::Args;

use crate::cli::args::choice::{Progress, Stats};
use crate::cli::args::value::size;

/// Figures and progress.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Messages")]
pub struct WatchFlags {
    /// Print figures about the stream on standard error at the end; on a terminal also while it
    /// passes
    #[arg(long, value_name = "FORMAT", value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "text")]
    pub stats: Option<Stats>,
    /// Show on standard error how far the stream has come: auto where that is a terminal and the
    /// text goes elsewhere [default: never]
    #[arg(long, value_name = "WHEN", value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "auto")]
    pub progress: Option<Progress>,
    /// The tokens that are expected, for --progress: reads, lines, deltas or documents, as --stats
    /// counts them
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), conflicts_with = "expect_bytes")]
    pub expect_tokens: Option<u64>,
    /// The bytes that are expected, for --progress [default: the size of FILE]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub expect_bytes: Option<u64>,
}
