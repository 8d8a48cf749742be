//! Shows how much of a text has passed, while it passes.

pub mod counting;
pub mod live;
pub mod meter;
pub mod watching;
