//! What was done to a stream, and the limit of it.

use crate::stream::dialect::{Channel, Dialect, Fault};
use crate::stream::frame::Broken;
use crate::text::count::Counts;

/// The most channels whose texts are open at once; what comes beyond passes unsigned.
pub const CHANNELS_MAX: usize = 1024;

/// What a [`crate::stream::events::embed::RelayEmbedder`] did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RelaySummary {
    /// Texts that were signed.
    pub texts: u64,
    /// Pieces of text.
    pub deltas: u64,
    /// Bytes of text.
    pub text_bytes: u64,
    /// Words and characters in them, if they were to be counted.
    pub counts: Counts,
    /// Marks written.
    pub marks: u64,
    /// Seals written.
    pub seals: u64,
    /// Channels that passed unsigned, for too many were open.
    pub unsigned: u64,
    /// Copies of a whole text that differ from the text, and were left alone.
    pub strange_copies: u64,
    /// The dialect of the last event that was understood.
    pub dialect: Option<Dialect>,
    /// Whether there were events and none was understood.
    pub unknown: bool,
    /// Whether the stream was cut short.
    pub cut: bool,
    /// Whether a text was sealed before its end.
    pub texts_cut: bool,
    /// Why the rest of the input passed as it was, if it did.
    pub broken: Option<Broken>,
    /// The first thing that went wrong at the provider's.
    pub fault: Option<Fault>,
    /// Channels that carried text.
    pub channels: Vec<Channel>,
}
