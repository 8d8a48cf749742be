//! The one test binary. Each module says what it proves; `common` holds what several of them need.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

// The core, without a process: the guarantees of docs/format.md.
mod guard;
mod guard_streams;
mod metadata;
mod properties;
mod tampering;

// Faults that were found once.
mod regressions;

// The vectors of docs/format.md, which other implementations can read as well.
mod vectors;

// The marks of encypher-ai, from recorded cases of its releases.
mod compat;

// The streams of providers, recorded.
mod streams;

// The reports: spans, margins, colours and pages.
mod report;

// The structure of the sources, and what the docs promise.
mod architecture;
mod docs;

// The program, as a process: what scripts may rely on. On Linux, for /dev/full and /proc.
#[cfg(target_os = "linux")]
mod cli;
// The filter in a pipe: nothing waits, a reader may leave, memory does not grow (docs/format.md
// names it).
#[cfg(target_os = "linux")]
mod pipe;
