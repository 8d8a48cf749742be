//! A command that runs while we read its output, and what signals mean for the two of us.
//!
//! From a terminal a signal reaches both; one that was sent to us alone is passed on. Then the
//! command has a moment to say its last words, which are still signed.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, ErrorKind, PipeWriter, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::cli::environment;
use crate::cli::error::{CliError, words};
use crate::cli::exit::Exit;
use crate::cli::hints;
use crate::cli::io::signals::{self, Interruption};
use crate::cli::io::source::Source;

/// How long the command's last words are waited for after a signal. The seal has to be written in
/// what is left of the time that [`signals`] gives us.
const LAST_WORDS: Duration = Duration::from_millis(150);

/// A running command.
pub struct Running {
    child: Child,
    name: String,
    /// Whether a signal may be passed on: not once the command is waited for, for its number may
    /// then be somebody else's.
    alive: Arc<Mutex<bool>>,
    interruption: Interruption,
    /// Dropped when the output has ended.
    speaking: Option<Sender<()>>,
}

impl Running {
    /// Starts a command; its errors are ours, and the secret stays ours.
    pub fn start(command: &[OsString], name: &str, input: Stdio) -> Result<Running, CliError> {
        let child = Command::new(&command[0])
            .args(&command[1..])
            .env_remove(environment::SECRET)
            .stdin(input)
            .stdout(Stdio::piped())
            .spawn();
        Ok(Running {
            child: child.map_err(|error| refused(name, &error))?,
            name: name.to_owned(),
            alive: Arc::new(Mutex::new(true)),
            interruption: Interruption::default(),
            speaking: None,
        })
    }

    /// The command's output.
    pub fn output(&mut self) -> Result<Source, CliError> {
        let output = self.child.stdout.take().ok_or_else(|| ErrorKind::BrokenPipe.into());
        let output = output.map_err(|error: io::Error| self.lost(&error))?;
        #[cfg(unix)]
        let file = File::from(std::os::fd::OwnedFd::from(output));
        #[cfg(windows)]
        let file = File::from(std::os::windows::io::OwnedHandle::from(output));
        Ok(Source::of(file, self.name.clone()))
    }

    /// Gives the command its input. Whether it reads it is its own affair.
    pub fn tell(&mut self, text: String) {
        if let Some(mut input) = self.child.stdin.take() {
            // It may speak before it has heard all.
            thread::spawn(move || drop(input.write_all(text.as_bytes())));
        }
    }

    /// From now on somebody else says whether a signal has come.
    pub fn heed(&mut self, interruption: Interruption) {
        self.interruption = interruption;
    }

    /// What ends the command at once, from any thread.
    pub fn killer(&self, ending: PipeWriter) -> Killer {
        Killer { alive: Arc::clone(&self.alive), id: self.child.id(), ending: Some(ending) }
    }

    /// From now on the first signal is passed on, and `farewell` runs after the last words.
    pub fn watch(&mut self, farewell: impl FnOnce() + Send + 'static) {
        let (speaking, silence) = mpsc::channel();
        self.speaking = Some(speaking);
        let alive = Arc::clone(&self.alive);
        let id = self.child.id();
        self.interruption = signals::watch(move |signal| {
            if *alive.lock().unwrap_or_else(PoisonError::into_inner) {
                pass_on(signal, id);
            }
            // Ends early when the output does; there is never a message.
            let _ = silence.recv_timeout(LAST_WORDS);
            farewell();
        });
    }

    /// Waits for the command, whose output has ended.
    pub fn wait(&mut self) -> Result<ExitStatus, CliError> {
        self.speaking = None;
        await_exit(&self.child);
        *self.alive.lock().unwrap_or_else(PoisonError::into_inner) = false;
        self.child.wait().map_err(|error| self.lost(&error))
    }

    fn lost(&self, error: &io::Error) -> CliError {
        CliError::system(&self.name, error)
            .why("nobody can say how it ended".to_owned())
            .fix("start it again")
    }

    /// Whether a signal has come.
    pub fn is_interrupted(&self) -> bool {
        self.interruption.has_come()
    }
}

/// Ends a command at once, and its output: what it has started itself may hold that open.
pub struct Killer {
    alive: Arc<Mutex<bool>>,
    id: u32,
    /// What is read of its output ends with this.
    ending: Option<PipeWriter>,
}

impl Killer {
    /// Ends it, if it has not ended by itself.
    pub fn kill(&mut self) {
        #[cfg(unix)]
        self.send(rustix::process::Signal::KILL);
        self.ending = None;
    }

    /// Asks it to end.
    pub fn terminate(&mut self) {
        #[cfg(unix)]
        self.send(rustix::process::Signal::TERM);
    }

    #[cfg(unix)]
    fn send(&self, signal: rustix::process::Signal) {
        let alive = self.alive.lock().unwrap_or_else(PoisonError::into_inner);
        if let (true, Some(pid)) = (*alive, pid(self.id)) {
            let _ = rustix::process::kill_process(pid, signal);
        }
    }
}

fn refused(name: &str, error: &io::Error) -> CliError {
    let (why, fix) = hints::running(name, error);
    let refused = match error.kind() {
        ErrorKind::NotFound => CliError::new(Exit::NOT_FOUND, name, "there is no such command"),
        ErrorKind::WouldBlock | ErrorKind::OutOfMemory => CliError::system(name, error),
        _ => {
            CliError::new(Exit::NOT_EXECUTABLE, name, format!("it cannot be run: {}", words(error)))
        }
    };
    refused.why(why.map(str::to_owned)).fix(fix)
}

/// The break key reaches the command by itself: a second one would mean "at once" to many.
#[cfg(unix)]
fn pass_on(signal: i32, id: u32) {
    use rustix::process::{Signal, kill_process};
    let signal = match signal {
        signal_hook::consts::SIGTERM => Signal::TERM,
        signal_hook::consts::SIGHUP => Signal::HUP,
        _ => return,
    };
    if let Some(pid) = pid(id) {
        let _ = kill_process(pid, signal);
    }
}

#[cfg(unix)]
fn pid(id: u32) -> Option<rustix::process::Pid> {
    i32::try_from(id).ok().and_then(rustix::process::Pid::from_raw)
}

#[cfg(not(unix))]
fn pass_on(_signal: i32, _id: u32) {}

/// Waits for the end without collecting the status, so that the number stays the command's.
#[cfg(unix)]
fn await_exit(child: &Child) {
    use rustix::process::{WaitId, WaitIdOptions, waitid};
    let Some(pid) = pid(child.id()) else {
        return;
    };
    while let Err(rustix::io::Errno::INTR) =
        waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT)
    {}
}

#[cfg(not(unix))]
fn await_exit(_child: &Child) {}
