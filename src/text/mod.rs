//! Bytes become characters, and the places between them get names.
//!
//! [`utf8`] finds characters in bytes, [`class`] says what a character is, [`cluster`], [`escape`]
//! and [`fence`] say where no mark may stand, [`count`] counts. Each is told every byte of the text
//! once, in order; none of them changes it.

pub mod class;
pub mod cluster;
pub mod count;
pub mod escape;
pub mod fence;
pub mod newline;
pub mod utf16;
pub mod utf8;
