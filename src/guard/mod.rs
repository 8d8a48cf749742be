//! What the content guard knows: kinds of values, how the text is looked at, and checks of candidates.
//!
//! The engine that walks through a text with them, and the policy, come next; nothing of the program asks this room yet.

pub mod check;
pub mod kind;
pub mod view;
