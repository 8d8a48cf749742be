//! Checks of candidate values: check digits, tables, and forms. Pure functions over bytes.
//!
//! Every function takes the value without separators, unless it says otherwise, and answers whether
//! the value can be real. None of them looks at the text around the value.

pub mod cards;
pub mod crypto;
pub mod dates;
pub mod digits;
pub mod letters;
pub mod net;
pub mod phones;
pub mod secrets;
pub mod tlds;
