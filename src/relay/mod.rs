//! The machines for what providers send: they sign, judge, strip and read the texts inside a stream of events,
//! each channel a text of its own, and touch nothing else in it.

pub mod embed;
pub mod extract;
mod intake;
mod open;
pub mod records;
pub mod strip;
pub mod verify;
mod works;

pub use intake::Manner;
