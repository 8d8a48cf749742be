//! Faults that were found once, each with the behaviour that holds since.

mod guard;
mod streams;
mod text;
