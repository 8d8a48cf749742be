//! What the guard looks for, and how it finds it: the engine asks the scanners at each place where
//! a value may begin, and the scanners read the text through a cursor.

pub mod class;
pub mod context;
pub mod cursor;
pub mod custom;
pub mod engine;
pub mod kind;
pub mod kinds;
pub mod lookbehind;
pub mod normalized;
pub mod prefilter;
pub mod scan;
pub mod shape;
