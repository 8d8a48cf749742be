//! The guard on the command line: its plan from a policy and flags, and its logs.

pub mod audit;
pub mod log;
pub mod plan;

pub use log::{GuardLog, GuardVerdict};
pub use plan::{Guarding, plan, plan_or_default};
