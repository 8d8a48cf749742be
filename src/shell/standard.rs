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
        if !is_two_way_null("self", stream) {
            return false;
        }
        let parent = std::os::unix::process::parent_id().to_string();
        let name = fs::read_to_string(format!("/proc/{parent}/comm")).unwrap_or_default();
        SHELLS.contains(&name.trim_end()) && !is_two_way_null(&parent, stream)
    }

    /// Whether a process has `/dev/null` there, open for reading and writing.
    fn is_two_way_null(process: &str, stream: u8) -> bool {
        let link = fs::read_link(format!("/proc/{process}/fd/{stream}"));
        let about = fs::read_to_string(format!("/proc/{process}/fdinfo/{stream}"));
        let about = about.unwrap_or_default();
        let flags = about.lines().find_map(|line| line.strip_prefix("flags:"));
        let flags = flags.and_then(|flags| u32::from_str_radix(flags.trim(), 8).ok());
        link.is_ok_and(|path| path.as_os_str() == "/dev/null")
            && flags.is_some_and(|flags| flags & 0o3 == 0o2)
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
/// Waits until standard input has something to read, or has ended.
#[cfg(unix)]
pub fn await_input() {
    use rustix::event::{PollFd, PollFlags, poll};
    let stdin = std::io::stdin();
    // A failure shows when it is read.
    let _ = poll(&mut [PollFd::new(&stdin, PollFlags::IN)], None);
}

/// Waits until standard input has something to read: known only where it can be asked for.
#[cfg(not(unix))]
pub fn await_input() {}
