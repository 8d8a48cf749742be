//! A process that is talked to while it runs.

use super::process::PATIENCE;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::ioctl_fionread;
use rustix::process::{Pid, Signal, kill_process};
use std::io::{Read, Write};
use std::os::fd::AsFd;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Bytes that arrive one piece at a time.
struct Arrivals {
    pieces: Receiver<Vec<u8>>,
    seen: Vec<u8>,
}

impl Arrivals {
    fn of(mut stream: impl Read + Send + 'static) -> Arrivals {
        let (sender, pieces) = mpsc::channel();
        thread::spawn(move || {
            let mut buffer = vec![0; 64 * 1024];
            while let Ok(length @ 1..) = stream.read(&mut buffer) {
                if sender.send(buffer[..length].to_vec()).is_err() {
                    break;
                }
            }
        });
        Arrivals { pieces, seen: Vec::new() }
    }

    fn rest(mut self) -> Vec<u8> {
        self.seen.extend(self.pieces.iter().flatten());
        self.seen
    }
}

/// A process that is talked to while it runs. One that is forgotten is ended.
pub struct Live {
    child: Child,
    input: Option<ChildStdin>,
    output: Option<Arrivals>,
    errors: JoinHandle<Vec<u8>>,
}

/// What came of it.
pub struct Ended {
    pub status: ExitStatus,
    pub output: Vec<u8>,
    pub errors: String,
}

impl Ended {
    pub fn signal(&self) -> Option<i32> {
        self.status.signal()
    }
}

impl Live {
    /// Starts a process; a stream that the command does not redirect itself is ours.
    pub fn start(mut command: Command) -> Live {
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = child.spawn().unwrap();
        let mut errors = child.stderr.take().unwrap();
        Live {
            input: child.stdin.take(),
            output: child.stdout.take().map(Arrivals::of),
            errors: thread::spawn(move || {
                let mut text = Vec::new();
                errors.read_to_end(&mut text).unwrap();
                text
            }),
            child,
        }
    }

    /// Sends text, at once.
    pub fn send(&mut self, text: impl AsRef<[u8]>) {
        let input = self.input.as_mut().unwrap();
        input.write_all(text.as_ref()).unwrap();
    }

    /// Waits until all that was sent has been read.
    pub fn await_read(&self) {
        let input = self.input.as_ref().unwrap();
        wait_until(|| ioctl_fionread(input).unwrap() == 0);
    }

    /// Waits until the output ends with some text.
    pub fn expect(&mut self, text: &str) {
        let output = self.output.as_mut().unwrap();
        let deadline = Instant::now() + PATIENCE;
        while !output.seen.ends_with(text.as_bytes()) {
            let left = deadline.saturating_duration_since(Instant::now());
            match output.pieces.recv_timeout(left) {
                Ok(piece) => output.seen.extend(piece),
                Err(_) => panic!("{text:?} did not come, but {:?}", self.shown()),
            }
        }
    }

    /// Nothing comes for a while.
    pub fn expect_silence(&mut self, while_: Duration) {
        let output = self.output.as_mut().unwrap();
        let came = output.pieces.recv_timeout(while_);
        assert_eq!(came, Err(RecvTimeoutError::Timeout));
    }

    /// What has come so far.
    pub fn shown(&self) -> String {
        let seen = &self.output.as_ref().unwrap().seen;
        String::from_utf8_lossy(seen).into_owned()
    }

    pub fn signal(&self, signal: Signal) {
        let id = i32::try_from(self.child.id()).unwrap();
        kill_process(Pid::from_raw(id).unwrap(), signal).unwrap();
    }

    /// Closes the input, if that was not done, and waits for the end.
    pub fn end(mut self) -> Ended {
        self.input = None;
        self.ended()
    }

    /// Waits for the end, with the input left as it is.
    pub fn ended(mut self) -> Ended {
        let status = wait(&mut self.child);
        let output = self.output.take().map(Arrivals::rest);
        Ended {
            status,
            output: output.unwrap_or_default(),
            errors: String::from_utf8(self.errors.join().unwrap()).unwrap(),
        }
    }
}

/// Waits until something is so.
pub fn wait_until(mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "it never came to be");
        thread::sleep(Duration::from_millis(5));
    }
}

/// Waits until a pipe takes no more.
pub fn wait_until_full(writer: &impl AsFd) {
    let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
    wait_until(|| poll(&mut [PollFd::new(writer, PollFlags::OUT)], Some(&at_once)) == Ok(0));
}

/// Waits for a process, but not for ever.
pub fn wait(child: &mut Child) -> ExitStatus {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if Instant::now() > deadline {
            child.kill().unwrap();
            panic!("the process did not end");
        }
        thread::sleep(Duration::from_millis(2));
    }
}
