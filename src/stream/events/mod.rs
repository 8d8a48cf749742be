//! A stream of events, with one text in each channel.

pub mod embed;
pub mod extract;
pub mod guard;
pub(crate) mod marks;
pub(crate) mod open;
pub(crate) mod reader;
pub(crate) mod sign;
pub(crate) mod signer;
pub mod strip;
pub(crate) mod summary;
pub mod verify;
