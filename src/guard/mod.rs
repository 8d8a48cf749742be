//! The content guard: values that must not pass are found while the text streams.

pub mod check;
pub mod class;
pub mod context;
pub mod custom;
pub mod engine;
pub mod keywords;
pub mod kind;
pub mod look;
pub mod past;
pub mod policy;
pub mod scan;
pub mod view;
