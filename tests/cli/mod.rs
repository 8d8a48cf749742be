//! The contract of the command line, each promise a test of the program itself.

// Commands: what each does with good input.
mod chat;
mod compat;
mod completions;
mod detached;
mod embed;
mod extract;
mod guard;
mod guard_audit;
mod guard_events;
mod guard_live;
mod guard_policy;
mod highlight;
mod keygen;
mod metadata;
mod report;
mod run;
mod show;
mod streams;
mod strip;
mod verify;

// What scripts read: exit codes and the JSON report; what people read when something fails.
mod errors;
mod exits;
mod json;

// Where settings and keys come from, and that no secret gets out.
mod config;
mod keyfiles;
mod keys;
mod secrets;

// The world around (pipes are a room of their own, tests/pipe.rs): signals, terminals, full disks,
// bad input.
mod disk;
mod input;
mod signals;
mod standard;
mod stats;
pub mod terminal;
