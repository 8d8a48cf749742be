//! What reads and writes: sources, sinks, the pump between them, signals, and commands that run.

pub mod child;
pub mod listen;
pub mod pump;
pub mod signals;
pub mod sink;
pub mod source;
pub mod spool;
pub mod stdio;
