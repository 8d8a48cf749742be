//! Operations on the texts of an input, whatever the input is made of.
//!
//! An input is a [`Format`]: plain text, a stream of events, or records. Its [`Container`] finds
//! the texts, lets a guard look at them, does an [`Operation`] to each, and splices the result
//! back. Three containers and five operations are eight things: a new operation touches no
//! container, and a new [dialect](dialect) no operation.

pub mod container;
pub mod dialect;
pub mod edits;
pub mod events;
mod format;
pub mod frame;
pub mod guard;
pub mod operation;
pub mod plain;
pub mod records;

pub use container::{Container, Report};
pub use events::{Manner, Written};
pub use format::Format;
pub use operation::Operation;
