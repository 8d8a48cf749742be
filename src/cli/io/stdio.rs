//! The three standard streams, as files without buffers, and what a terminal or a pipe needs that a
//! file does not.
//!
//! # Streams that were closed
//!
//! Before our first line runs, Rust's runtime opens `/dev/null` for reading and writing in the place
//! of each standard stream that is closed. A filter that wrote its text there would lose it and
//! report success, so a stream that was closed is an error where that can be known (on Linux). The
//! null device of the runtime looks exactly like one that a program opens in the same way for us to
//! write to, as Python, node and git do for output that they discard. So a null device that is open
//! both ways counts as closed in two cases only:
//!
//! - our parent has no stream of that number: it was started without it, and so were we;
//! - our parent is a shell that has something else there: the redirections of shells open the null
//!   device one way, so the command line said `>&-` or `<&-`.
//!
//! A stream that any other parent closed for us goes unnoticed, and so does one that a shell closed
//! for `exec encypher`, for then the shell is not our parent but gone.

use std::fs::{File, Metadata};
use std::io::{self, ErrorKind, Read, Write};

use crate::cli::error::CliError;
use crate::cli::hints;

/// An open file whose reads and writes wait until it is ready.
///
/// A pipe or a terminal is set not to block for all processes that share it, and some programs
/// (node and ssh, for two) leave it so when they end. What it answers while it is not ready is no
/// error.
pub struct Stream(File);

impl Stream {
    /// Wraps an open file.
    pub fn new(file: File) -> Stream {
        Stream(file)
    }

    /// Waits until it can be read, or until another stream has ended. Returns true if that has.
    #[cfg(unix)]
    pub fn await_or(&self, stop: &impl std::os::fd::AsFd) -> bool {
        use rustix::event::{PollFd, PollFlags, poll};
        let mut streams = [PollFd::new(&self.0, PollFlags::IN), PollFd::new(stop, PollFlags::IN)];
        while let Err(rustix::io::Errno::INTR) = poll(&mut streams, None) {}
        !streams[1].revents().is_empty()
    }

    /// What the system knows about it.
    pub fn metadata(&self) -> io::Result<Metadata> {
        self.0.metadata()
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.0.read(buffer) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => await_readable(&self.0),
                done => return done,
            }
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match self.0.write(bytes) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => await_writable(&self.0),
                done => return done,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(unix)]
fn await_readable(stream: &impl std::os::fd::AsFd) {
    await_ready(stream, rustix::event::PollFlags::IN);
}

#[cfg(unix)]
fn await_writable(stream: &impl std::os::fd::AsFd) {
    await_ready(stream, rustix::event::PollFlags::OUT);
}

/// Waits until a stream can be used, or has ended. A failure shows when it is used.
#[cfg(unix)]
fn await_ready(stream: &impl std::os::fd::AsFd, how: rustix::event::PollFlags) {
    let _ = rustix::event::poll(&mut [rustix::event::PollFd::new(stream, how)], None);
}

/// Elsewhere no file answers that it is not ready.
#[cfg(not(unix))]
fn await_readable(_file: &File) {
    std::thread::yield_now();
}

/// Elsewhere no file answers that it is not ready.
#[cfg(not(unix))]
fn await_writable(_file: &File) {
    std::thread::yield_now();
}

/// Returns standard input, without a buffer: that would swallow what a child process should read.
pub fn stdin() -> Result<Stream, CliError> {
    if was_closed(0) {
        return Err(CliError::io("standard input", "it is closed")
            .fix("redirect a file, or nothing at all: < FILE, < /dev/null"));
    }
    duplicate(&io::stdin()).map(Stream::new).map_err(|error| {
        CliError::system("standard input", &error).fix(hints::standard_input(&error))
    })
}

/// Returns standard output, without the line buffer that drops the end of a text on a full disk.
pub fn stdout() -> Result<Stream, CliError> {
    if was_closed(1) {
        return Err(CliError::io("standard output", "it is closed")
            .fix("redirect it into a file, or to nowhere: > FILE, > /dev/null"));
    }
    duplicate(&io::stdout()).map(Stream::new).map_err(|error| {
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

/// Returns true if the standard stream of this number was closed when we were started, as far as
/// that can be known; see above.
#[cfg(target_os = "linux")]
fn was_closed(stream: u8) -> bool {
    use std::fs::{read_dir, read_link};
    let parent = std::os::unix::process::parent_id();
    if !is_two_way_null("self", stream) || is_two_way_null(&parent.to_string(), stream) {
        return false;
    }
    let theirs = read_link(format!("/proc/{parent}/fd/{stream}"));
    if theirs.is_err_and(|error| error.kind() == ErrorKind::NotFound) {
        // Or there is no parent: in a container we may be the first process.
        return read_dir(format!("/proc/{parent}/fd")).is_ok();
    }
    let program = read_link(format!("/proc/{parent}/exe")).unwrap_or_default();
    program.file_name().is_some_and(|name| SHELLS.iter().any(|shell| name == *shell))
}

/// Elsewhere a closed stream cannot be told from the null device.
#[cfg(not(target_os = "linux"))]
fn was_closed(_stream: u8) -> bool {
    false
}

/// The shells whose redirections open the null device one way only.
#[cfg(target_os = "linux")]
const SHELLS: [&str; 9] = ["sh", "bash", "dash", "zsh", "ksh", "ksh93", "mksh", "fish", "busybox"];

/// Returns true if a process has `/dev/null` there, open for reading and writing.
#[cfg(target_os = "linux")]
fn is_two_way_null(process: &str, stream: u8) -> bool {
    let path = std::fs::read_link(format!("/proc/{process}/fd/{stream}"));
    let about = std::fs::read_to_string(format!("/proc/{process}/fdinfo/{stream}"));
    let about = about.unwrap_or_default();
    let flags = about.lines().find_map(|line| line.strip_prefix("flags:"));
    let flags = flags.and_then(|flags| u32::from_str_radix(flags.trim(), 8).ok());
    path.is_ok_and(|path| path.as_os_str() == "/dev/null")
        && flags.is_some_and(|flags| flags & 0o3 == 0o2)
}

/// Waits until standard input has something to read, or has ended, where that can be asked for.
pub fn await_input() {
    #[cfg(unix)]
    await_readable(&io::stdin());
}

/// How the terminal of standard input is set up. The process that is ended while a line is edited
/// puts it back.
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

/// Elsewhere no process is ended that way.
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

/// Lets the reader of the text see its end now, whatever is still said on standard error. The text
/// must be written.
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
