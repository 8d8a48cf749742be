//! What is shown about a text while it passes, and when it is over.

pub mod counting;
pub mod live;
pub mod meter;
pub mod stats;
pub mod watcher;
pub mod watching;
