//! Completion scripts, made from the command line's own description.

use clap_complete::{Shell, generate};

use super::flags;

/// The script for a shell.
pub fn script(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    generate(shell, &mut flags::shown(), "encypher", &mut script);
    script
}
