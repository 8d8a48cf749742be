//! Provenance for text that machines write: signs a text stream while it passes, in invisible
//! Unicode characters, and says of a text whether it is what was signed, by whom, and where it was
//! changed.
//!
//! This is the core. It knows no files, clock, randomness or command line, and it starts no threads
//! unless the caller allows some for long texts ([`digest::Threads`]). A byte of text goes through
//! the modules in this order:
//!
//! ```text
//! text in ─▶ mark::scan ─▶ text ─▶ target ─▶ digest ─▶ record ─▶ mark::spell ─▶ text out   embed
//!                 │                                                    ▲
//!                 ├─▶ strip     the text without records              key
//!                 ├─▶ extract   what the heads say, unverified         ▼
//!                 └─▶ verify ─▶ text ─▶ digest ─▶ record ─▶ verdict ─▶ report
//!                                 └─▶ compat  the marks of encypher-ai in it
//! ```
//!
//! An input may have several texts. A [`stream::Container`] finds them, in plain text, in the
//! events of a provider's stream or in records, and does a [`stream::Operation`] to each:
//!
//! ```text
//! input in ─▶ container ─▶ text ─▶ guard ─▶ operation ─▶ container ─▶ input out
//! ```
//!
//! The [`guard`] comes first: what must not leave is replaced there, or ends the text, so that what
//! is signed is what left. On its way to a terminal a text may be coloured ([`highlight`]).
//!
//! # Errors
//!
//! The message of an error says what happened, and its fields hold the values. Its `code()`, like
//! the code of a [`verdict::Reason`], is a name that later versions keep, so that the program which
//! uses the library can say in its own words what to do.

pub mod compat;
pub mod detached;
pub mod digest;
pub mod embed;
pub mod extract;
pub mod guard;
pub mod highlight;
pub mod json;
pub mod key;
pub mod mark;
pub mod record;
pub mod report;
pub mod stream;
pub mod strip;
pub mod target;
pub mod text;
pub mod verdict;
pub mod verify;
