//! The one test binary. Each module says what it proves; `common` holds what several of them need.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

// The core, without a process: the guarantees of docs/format.md.
mod guarantees;
mod guard;
mod guard_streams;
mod tampering;

// Bugs that were found once.
mod stories;
mod stories_guard;
mod stories_streams;

// The vectors of docs/format.md, which other implementations can read as well.
mod vectors;

// The marks of encypher-ai, from recorded cases of its releases.
mod peers;

// The streams of providers, recorded.
mod relay;

// The text as it is shown: stretches, margins, colours, pages.
mod shown;

// The house and its papers: what the sources may name, and what the docs promise.
mod papers;
mod walls;

// The program, as a process: what scripts may rely on. On Linux, for /dev/full and /proc.
#[cfg(target_os = "linux")]
mod cli;
// The filter in a pipe: nothing waits, a reader may leave, memory does not grow (docs/format.md
// names it).
#[cfg(target_os = "linux")]
mod pipe;
