//! JSON: values that are passed on ([`Json`], [`Object`]), where values are in a text ([`spans`]),
//! and what the literals of strings mean ([`literal`]).

pub mod literal;
pub mod spans;
mod text;

pub use text::{Json, Object, ParseError};
