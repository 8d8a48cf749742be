//! The three standard streams, as files without buffers; one that was closed is an error. Later
//! rooms take what this one gives as an ordinary file.

use std::fs::File;
use std::io;

use crate::cli::error::CliError;
use crate::cli::hints;
use crate::cli::io::closed::{self, Doubt};
use crate::cli::io::patient::Patient;

/// Standard input, without a buffer that would swallow what a child process should read. Nothing is
/// lost if it is taken for an empty text.
pub fn stdin() -> Result<Patient, CliError> {
    if closed::is_closed(closed::STDIN, Doubt::Open) {
        return Err(CliError::io("standard input", "it is closed")
            .fix("redirect a file, or nothing at all: < FILE, < /dev/null"));
    }
    duplicate(&io::stdin()).map(Patient::of).map_err(|error| {
        CliError::system("standard input", &error).fix(hints::standard_input(&error))
    })
}

/// Standard output, without the line buffer that drops the end of a text on a full disk.
pub fn stdout(doubt: Doubt) -> Result<Patient, CliError> {
    if closed::is_closed(closed::STDOUT, doubt) {
        return Err(CliError::io("standard output", "it is closed")
            .fix("redirect it into a file, or to nowhere: > FILE, > /dev/null"));
    }
    duplicate(&io::stdout()).map(Patient::of).map_err(|error| {
        CliError::system("standard output", &error).fix(hints::standard_output(&error))
    })
}

#[cfg(unix)]
fn duplicate(stream: &impl std::os::fd::AsFd) -> io::Result<File> {
    stream.as_fd().try_clone_to_owned().map(File::from)
}

#[cfg(windows)]
fn duplicate(stream: &impl std::os::windows::io::AsHandle) -> io::Result<File> {
    stream.as_handle().try_clone_to_owned().map(File::from)
}

/// How the terminal of standard input is set up, to be put back by who is ended while a line is
/// edited.
#[cfg(unix)]
pub struct Setup(Option<rustix::termios::Termios>);

#[cfg(unix)]
impl Setup {
    /// As it is now.
    pub fn now() -> Setup {
        Setup(rustix::termios::tcgetattr(io::stdin()).ok())
    }

    /// Puts it back.
    pub fn restore(&self) {
        if let Some(setup) = &self.0 {
            let _ = rustix::termios::tcsetattr(
                io::stdin(),
                rustix::termios::OptionalActions::Now,
                setup,
            );
        }
    }
}

/// Elsewhere nobody is ended that way.
#[cfg(not(unix))]
pub struct Setup;

#[cfg(not(unix))]
impl Setup {
    /// As it is now.
    pub fn now() -> Setup {
        Setup
    }

    /// Puts it back.
    pub fn restore(&self) {}
}

/// All of the text is written: whoever reads it sees its end now, whatever is still said on
/// standard error.
pub fn release_stdout() {
    #[cfg(unix)]
    if let Ok(nowhere) = File::options().write(true).open("/dev/null") {
        let _ = rustix::stdio::dup2_stdout(nowhere);
    }
}

/// Ends as the kernel ends a writer whose reader has left: without a word, by SIGPIPE.
pub fn die_of_broken_pipe() -> ! {
    #[cfg(unix)]
    {
        let _ = signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGPIPE);
    }
    std::process::exit(1)
}

/// Waits until standard input has something to read, or has ended: known only where it can be asked
/// for.
pub fn await_input() {
    #[cfg(unix)]
    crate::cli::io::patient::await_ready(&io::stdin(), rustix::event::PollFlags::IN);
}
