//! What an engine is asked for, and what it answers.

use crate::guard::detect::custom::Custom;
use crate::guard::detect::kind::{Kinds, Name};
use crate::guard::detect::scan::Evidence;

/// What to look for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Built-in kinds.
    pub kinds: Kinds,
    /// The last year in which somebody can have been born.
    pub year: u32,
    /// Whether full-width digits, special spaces and dashes count as their ASCII likes.
    pub fold: bool,
    /// Kinds that a policy defines.
    pub custom: Option<Custom>,
}

/// A value in the text. Places are bytes of the text as it came.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// What it is.
    pub name: Name,
    /// Where it begins.
    pub start: u64,
    /// Where it ends, as far as it was looked at.
    pub end: u64,
    /// How certain that is, in percent.
    pub confidence: u8,
    /// What speaks for it.
    pub evidence: Vec<Evidence>,
    /// Whether it is one that is published for tests.
    pub test_value: bool,
    /// Whether it goes on, until a [`Step::More`] is the last of it.
    pub open: bool,
    /// The value, as it was looked at.
    pub value: Vec<u8>,
    /// Whether its end may be left in a mask: digits, and nothing behind them that makes something
    /// else of them.
    pub may_keep: bool,
    /// Whether it stands where JSON has a number: behind `"name":`, with no quotes around it.
    pub bare: bool,
}

/// What comes next.
#[derive(Debug)]
pub enum Step {
    /// A value; what becomes of it is to be said with
    /// [`crate::guard::detect::engine::Engine::replaced`], if it does not stay.
    Found(Found),
    /// More of the value that was found last.
    More {
        /// As it was looked at; nothing, if what came is no part of it.
        value: Vec<u8>,
        /// Where the whole value ends so far.
        end: u64,
        /// Whether this is the last of it.
        over: bool,
    },
}
