//! The content guard: values that must not pass are found while the text streams, and reported,
//! replaced, or the end of it.
//!
//! ```text
//! text in ─▶ view ─▶ engine ─▶ machine ─▶ text out
//!            what     │  ▲     what becomes of it: policy, redact
//!            is seen  ▼  │
//!                    scan      what it is: check, context
//! ```

pub mod checksum;
pub mod detect;
pub mod finding;
#[allow(clippy::module_inception)]
pub mod guard;
pub mod policy;
pub mod redact;
pub mod report;
pub mod summary;
