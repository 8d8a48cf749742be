//! The guard on the command line: its plan from a policy and flags, what it found, and the log of it.

pub mod audit;
pub mod guarded;
pub mod plan;

pub use plan::{Guarding, plan, plan_or_default};
