//! Whether a person is at the other end of a standard stream.

use std::io::{self, IsTerminal};

/// Whether a person would have to type the input.
pub fn stdin_is_terminal() -> bool {
    io::stdin().is_terminal()
}

/// Whether a person reads the output.
pub fn stdout_is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Whether a person reads the messages.
pub fn stderr_is_terminal() -> bool {
    io::stderr().is_terminal()
}
