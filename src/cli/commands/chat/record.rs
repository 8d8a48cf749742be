//! The conversation as it is written down: each question quoted and signed, each answer as it was
//! signed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use encypher::embed::Ending;

use crate::cli::commands::embed::machine::Marker;
use crate::cli::commands::embed::outcome::Finished;
use crate::cli::error::CliError;
use crate::cli::hints;
use crate::cli::io::pump::Machine;

/// The most bytes of an answer that go back to the command later.
pub const ANSWER_MAX: usize = 256 * 1024;

/// The file of `--transcript`.
struct Transcript {
    file: File,
    name: String,
    /// What is to be written before all else, so that a blank line stands there.
    gap: &'static [u8],
}

/// The conversation so far; its clones share it.
#[derive(Clone)]
pub struct Record(Arc<Mutex<Pages>>);

struct Pages {
    /// All of it, for `/save`.
    all: File,
    /// Where it is written to as well.
    transcript: Option<Transcript>,
    /// The beginning of the answer that is under way.
    answer: Vec<u8>,
    /// The last byte that was written.
    last: Option<u8>,
}

impl Record {
    /// An empty record; a new transcript can be read by its owner only.
    pub fn open(transcript: Option<&Path>) -> Result<Record, CliError> {
        let all = tempfile::tempfile();
        let all = all.map_err(|error| unkept(&error))?;
        let transcript = transcript.map(|path| -> Result<_, CliError> {
            let mut options = OpenOptions::new();
            options.append(true).create(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let name = path.display().to_string();
            let file = options.open(path);
            let file = file.map_err(|error| {
                CliError::system(&name, &error).fix(hints::appending(path, &error))
            })?;
            #[cfg(unix)]
            if rustix::fs::flock(&file, rustix::fs::FlockOperation::NonBlockingLockExclusive)
                == Err(rustix::io::Errno::AGAIN)
            {
                return Err(CliError::io(&name, "another conversation is being written there")
                    .fix("end that one, or name another file"));
            }
            let gap = gap_behind(path).unwrap_or_default();
            Ok(Transcript { file, name, gap })
        });
        Ok(Record(Arc::new(Mutex::new(Pages {
            all,
            transcript: transcript.transpose()?,
            answer: Vec::new(),
            last: None,
        }))))
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes a question that is quoted and signed already. A blank line stands before it and
    /// behind it.
    pub fn question(&self, signed: &[u8]) -> Result<(), CliError> {
        let mut pages = self.pages();
        if pages.last.is_some() {
            pages.blank_line()?;
        }
        pages.write(signed)?;
        pages.blank_line()?;
        pages.answer.clear();
        Ok(())
    }

    /// Ends an answer; says how it ended, and gives the beginning of it.
    pub fn end_answer(&self) -> Result<(bool, Vec<u8>), CliError> {
        let mut pages = self.pages();
        let answer = std::mem::take(&mut pages.answer);
        let ended = answer.is_empty() || pages.last == Some(b'\n');
        if !ended {
            pages.write(b"\n")?;
        }
        Ok((ended, answer))
    }

    /// Writes the conversation so far into a new file, which its owner only can read.
    pub fn save(&self, path: &Path) -> Result<(), CliError> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => CliError::io(path.display(), "there is a file already")
                .fix("name another one, or remove it first"),
            _ => CliError::system(path.display(), &error).fix(hints::replacing(path, &error)),
        })?;
        let mut pages = self.pages();
        let copied = pages.copy_to(&mut file).and_then(|()| file.sync_all());
        // The next question goes behind the last answer, whatever happened.
        let back = pages.all.seek(SeekFrom::End(0));
        back.map_err(|error| unkept(&error))?;
        copied.map_err(|error| {
            let _ = fs::remove_file(path);
            CliError::writing(path.display(), &error).fix(hints::replacing(path, &error))
        })
    }
}

/// What makes a blank line of the end of a file.
fn gap_behind(path: &Path) -> io::Result<&'static [u8]> {
    let mut file = File::open(path)?;
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(2)))?;
    let mut end = Vec::new();
    file.take(2).read_to_end(&mut end)?;
    Ok(match end.as_slice() {
        [] | b"\n\n" => b"",
        [.., b'\n'] => b"\n",
        _ => b"\n\n",
    })
}

/// The conversation cannot be kept for `/save`.
fn unkept(error: &io::Error) -> CliError {
    CliError::system("the conversation", error)
        .why("it is kept in a temporary file, for /save".to_owned())
        .fix(hints::temporary())
}

impl Pages {
    fn copy_to(&mut self, file: &mut File) -> io::Result<()> {
        self.all.seek(SeekFrom::Start(0))?;
        io::copy(&mut self.all, file).map(drop)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), CliError> {
        let written = self.all.write_all(bytes);
        written.map_err(|error| unkept(&error))?;
        if let Some(Transcript { file, name, gap }) = &mut self.transcript {
            let written = file.write_all(std::mem::take(gap));
            written.and_then(|()| file.write_all(bytes)).map_err(|error| {
                CliError::writing(&*name, &error).fix(hints::appending(Path::new(name), &error))
            })?;
        }
        let room = ANSWER_MAX.saturating_sub(self.answer.len());
        self.answer.extend(bytes.iter().take(room));
        self.last = bytes.last().copied().or(self.last);
        Ok(())
    }

    fn blank_line(&mut self) -> Result<(), CliError> {
        match self.last {
            Some(b'\n') => self.write(b"\n"),
            _ => self.write(b"\n\n"),
        }
    }
}

/// Marks an answer and writes it down.
pub struct Recorder {
    /// What marks it.
    pub marker: Marker,
    /// Where it is written down.
    pub record: Record,
}

impl Machine for Recorder {
    type Summary = Finished;

    fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<(), CliError> {
        let before = out.len();
        let pushed = self.marker.push(input, out);
        self.record.pages().write(&out[before..])?;
        pushed
    }

    fn finish(self, ending: Ending, out: &mut Vec<u8>) -> Result<Finished, CliError> {
        let before = out.len();
        let finished = self.marker.finish(ending, out)?;
        self.record.pages().write(&out[before..])?;
        Ok(finished)
    }
}
