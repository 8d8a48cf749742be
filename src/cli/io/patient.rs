//! A file that is waited for, even if somebody else has set it not to block.
//!
//! Whether a pipe or a terminal blocks is a matter of all the processes that share it, and some of
//! them (node and ssh, for two) do not clean up behind them. What such a stream says while it is
//! not ready is no error of the text.

use std::fs::{File, Metadata};
use std::io::{self, ErrorKind, Read, Write};

/// The file.
pub struct Patient(File);

impl Patient {
    /// An open file.
    pub fn of(file: File) -> Patient {
        Patient(file)
    }

    /// Waits until it can be read, or until another stream has ended, and says whether that has.
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

impl Read for Patient {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.0.read(buffer) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => await_readable(&self.0),
                done => return done,
            }
        }
    }
}

impl Write for Patient {
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
fn await_readable(file: &File) {
    await_ready(file, rustix::event::PollFlags::IN);
}

#[cfg(unix)]
fn await_writable(file: &File) {
    await_ready(file, rustix::event::PollFlags::OUT);
}

/// Waits until a stream can be used, or has ended. A failure shows when it is used.
#[cfg(unix)]
pub fn await_ready(stream: &impl std::os::fd::AsFd, how: rustix::event::PollFlags) {
    let _ = rustix::event::poll(&mut [rustix::event::PollFd::new(stream, how)], None);
}

/// Elsewhere no file of ours says this.
#[cfg(not(unix))]
fn await_readable(_file: &File) {
    std::thread::yield_now();
}

/// Elsewhere no file of ours says this.
#[cfg(not(unix))]
fn await_writable(_file: &File) {
    std::thread::yield_now();
}
