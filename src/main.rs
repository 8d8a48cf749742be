//! The command-line shell comes here.

fn main() {}
