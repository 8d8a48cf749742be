//! The three standard streams, as files without buffers, and whether they are there at all.
//!
//! Rust's runtime opens `/dev/null` in the place of a standard stream that was closed when we were
//! started; a filter that wrote its text there would lose it and report success. Later rooms take
//! what this one gives as an ordinary file.

use std::fs::File;
use std::io::{self, IsTerminal};

use super::trouble::Trouble;

/// Standard input, without a buffer that would swallow what a child process should read.
pub fn stdin() -> Result<File, Trouble> {
    if closed::is_closed(closed::STDIN) {
        return Err(Trouble::io("standard input", "it is closed"));
    }
    duplicate(&io::stdin()).map_err(|error| Trouble::system("standard input", &error))
}

/// Standard output, without the line buffer that drops the end of a text on a full disk.
pub fn stdout() -> Result<File, Trouble> {
    if closed::is_closed(closed::STDOUT) {
        return Err(Trouble::io("standard output", "it is closed")
            .fix("redirect it to a file, or name one with -o FILE".to_owned()));
    }
    duplicate(&io::stdout()).map_err(|error| Trouble::system("standard output", &error))
}

#[cfg(unix)]
fn duplicate(stream: &impl std::os::fd::AsFd) -> io::Result<File> {
    stream.as_fd().try_clone_to_owned().map(File::from)
}

#[cfg(windows)]
fn duplicate(stream: &impl std::os::windows::io::AsHandle) -> io::Result<File> {
    stream.as_handle().try_clone_to_owned().map(File::from)
}

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

/// Ends as the kernel ends a writer whose reader has left: without a word, by SIGPIPE.
pub fn die_of_broken_pipe() -> ! {
    #[cfg(unix)]
    {
        let _ = signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGPIPE);
    }
    std::process::exit(1)
}

/// Finding the streams that the runtime has put `/dev/null` in the place of.
#[cfg(target_os = "linux")]
mod closed {
    use std::fs;

    use rustix::fs::{OFlags, fcntl_getfl};

    pub const STDIN: u8 = 0;
    pub const STDOUT: u8 = 1;

    /// The shells whose `<&-` and `>&-` close a stream.
    const SHELLS: [&str; 9] = [
        "sh", "bash", "dash", "zsh", "ksh", "mksh", "fish", "ash", "busybox",
    ];

    /// The runtime opens `/dev/null` for reading and writing; a shell's own redirections never do.
    /// Other parents do (Python's `DEVNULL`, for one), so only a shell's child is suspected, and
    /// only if the shell's own stream is another: in doubt, a stream counts as open.
    pub fn is_closed(stream: u8) -> bool {
        let flags = if stream == STDIN {
            fcntl_getfl(rustix::stdio::stdin())
        } else {
            fcntl_getfl(rustix::stdio::stdout())
        };
        flags.is_ok_and(|flags| flags.contains(OFlags::RDWR))
            && is_null(&format!("/proc/self/fd/{stream}"))
            && parent_is_shell(stream)
    }

    fn parent_is_shell(stream: u8) -> bool {
        let Some(parent) = rustix::process::getppid() else {
            return false;
        };
        let folder = format!("/proc/{}", parent.as_raw_nonzero());
        let name = fs::read_to_string(format!("{folder}/comm")).unwrap_or_default();
        SHELLS.contains(&name.trim_end()) && !is_null(&format!("{folder}/fd/{stream}"))
    }

    fn is_null(link: &str) -> bool {
        fs::read_link(link).is_ok_and(|path| path.as_os_str() == "/dev/null")
    }
}

/// Elsewhere nothing tells a closed stream from the null device.
#[cfg(not(target_os = "linux"))]
mod closed {
    pub const STDIN: u8 = 0;
    pub const STDOUT: u8 = 1;

    pub fn is_closed(_stream: u8) -> bool {
        false
    }
}
