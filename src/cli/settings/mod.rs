//! What it means: the one place that puts together what was typed, the environment, the
//! configuration file, the clock and randomness, in this order of precedence, into plain values.
//!
//! No byte of text is read here. Next come the commands, which connect what the plan names.

pub mod config;
pub mod stream;

use std::time::{SystemTime, UNIX_EPOCH};

use encypher::digest::Threads;

/// Threads that hash long texts: as many as one text has digests.
pub const THREADS: Threads = Threads(4);

/// Whole seconds since 1970.
pub fn now() -> u64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH);
    elapsed.map_or(0, |elapsed| elapsed.as_secs())
}
