//! The content guard: values that must not pass are found while the text streams, and reported,
//! replaced, or the end of it.
//!
//! ```text
//! text in ─▶ view ─▶ engine ─▶ machine ─▶ text out
//!            what     │  ▲     what becomes of it: policy, redact
//!            is seen  ▼  │
//!                    scan      what it is: check, context
//! ```

pub mod check;
pub mod class;
pub mod context;
pub mod custom;
pub mod engine;
pub mod finding;
pub mod glance;
pub mod kind;
pub mod look;
pub mod machine;
pub mod past;
pub mod policy;
pub mod redact;
pub mod report;
pub mod scan;
pub mod summary;
pub mod view;
