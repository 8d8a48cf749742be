//! JSON: where values are in a text ([`spans`]), and what the literals of strings mean
//! ([`literal`]).

pub mod literal;
pub mod spans;
