//! Where bytes enter: standard input, a file, or a command's output.
//!
//! A read gives what is there and never waits for more. Nothing is buffered here and nothing is
//! judged, but for the first few bytes, which betray a text that is not UTF-8 at all. Next comes
//! the pump.

use std::fs::File;
use std::io::{ErrorKind, PipeReader, Read};
use std::path::{Path, PathBuf};

use encypher::text::utf16::{self, Utf16};

use crate::cli::error::{CliError, words};
use crate::cli::hints;
use crate::cli::io::stdio::{self, Stream};
use crate::cli::terminal;

/// The size of the buffer that a read may fill.
pub const READ_SIZE: usize = 128 * 1024;

/// How many of the first bytes tell UTF-16 from everything else.
const FIRST: usize = utf16::UNMARKED;

/// What the user named for reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// `-`, or nothing.
    Standard,
    /// A file.
    File(PathBuf),
}

impl Input {
    /// A FILE operand; `-` is standard input.
    pub fn named(path: &Path) -> Input {
        if path.as_os_str() == "-" { Input::Standard } else { Input::File(path.to_owned()) }
    }

    /// An operand that may be missing. A person who sees no prompt waits for ever, so a terminal
    /// is only read if it was asked for with `-`.
    pub fn operand(path: Option<&Path>, command: &str) -> Result<Input, CliError> {
        match path {
            Some(path) => Ok(Input::named(path)),
            None if terminal::stdin_is_terminal() => Err(CliError::usage(
                command,
                format!("standard input is a terminal; usage: encypher {command} [OPTIONS] [FILE]"),
            )
            .fix("pipe text in, name a FILE, or give - to type the text".to_owned())),
            None => Ok(Input::Standard),
        }
    }

    /// The name under which reports speak of it: as it was typed, `-` for standard input.
    pub fn operand_name(&self) -> String {
        match self {
            Input::Standard => "-".to_owned(),
            Input::File(path) => path.display().to_string(),
        }
    }

    /// The name under which messages speak of it.
    pub fn name(&self) -> String {
        match self {
            Input::Standard => "standard input".to_owned(),
            Input::File(path) => path.display().to_string(),
        }
    }
}

/// An open input.
pub struct Source {
    file: Stream,
    name: String,
    first: Vec<u8>,
    /// What ends it before its end.
    stop: Option<PipeReader>,
}

impl Source {
    /// Opens an input; a folder is refused here, before anything is written.
    pub fn open(input: &Input) -> Result<Source, CliError> {
        let name = input.name();
        let file = match input {
            Input::Standard => stdio::stdin()?,
            Input::File(path) => {
                let file = File::open(path).map_err(|error| {
                    CliError::system(&name, &error).fix(hints::reading(path, &error))
                })?;
                Stream::new(file)
            }
        };
        if file.metadata().is_ok_and(|about| about.is_dir()) {
            let fix = match input {
                Input::Standard => "redirect a file, and no folder: < FILE".to_owned(),
                Input::File(path) => hints::folder(path),
            };
            return Err(CliError::io(name, "it is a folder").fix(fix));
        }
        Ok(Source::of_stream(file, name))
    }

    /// A source that is open already, such as a command's output.
    pub fn of(file: File, name: String) -> Source {
        Source::of_stream(Stream::new(file), name)
    }

    fn of_stream(file: Stream, name: String) -> Source {
        Source { file, name, first: Vec::with_capacity(FIRST), stop: None }
    }

    /// Ends with the other end of this pipe, even if nothing comes.
    pub fn until(mut self, stop: PipeReader) -> Source {
        self.stop = Some(stop);
        self
    }

    /// What has arrived; nothing means the end.
    pub fn read<'a>(&mut self, buffer: &'a mut [u8]) -> Result<&'a [u8], CliError> {
        loop {
            #[cfg(unix)]
            if let Some(stop) = &self.stop
                && self.file.await_or(stop)
            {
                return Ok(&[]);
            }
            match self.file.read(buffer) {
                Ok(length) => {
                    let wanted = FIRST - self.first.len();
                    self.first.extend(buffer[..length].iter().take(wanted));
                    return Ok(&buffer[..length]);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    let what = format!("reading failed: {}", words(&error));
                    return Err(CliError::io(&self.name, what)
                        .fix("see that it can be read to its end, then start again"));
                }
            }
        }
    }

    /// Hands everything to `take`, read by read.
    pub fn drain(&mut self, mut take: impl FnMut(&[u8])) -> Result<(), CliError> {
        self.try_drain(|bytes| {
            take(bytes);
            Ok(())
        })
    }

    /// Hands everything to `take`, read by read, until it fails.
    pub fn try_drain(
        &mut self,
        mut take: impl FnMut(&[u8]) -> Result<(), CliError>,
    ) -> Result<(), CliError> {
        let mut buffer = vec![0; READ_SIZE];
        loop {
            match self.read(&mut buffer)? {
                [] => return Ok(()),
                bytes => take(bytes)?,
            }
        }
    }

    /// How many bytes there are to be read, if it is a file.
    pub fn size(&self) -> Option<u64> {
        let about = self.file.metadata().ok()?;
        about.is_file().then_some(about.len())
    }

    /// The first bytes that were read.
    pub fn first(&self) -> &[u8] {
        &self.first
    }

    /// Whether what was read starts as UTF-16 does. Our marks cannot be seen in it.
    pub fn is_utf16(&self) -> bool {
        utf16::sniff(&self.first) == Utf16::Yes || utf16::is_unmarked(&self.first)
    }

    /// What to say about such a text.
    pub fn utf16_trouble(&self, what: &str) -> CliError {
        CliError::io(&self.name, format!("input is UTF-16, so {what}"))
            .why("PowerShell 5.1 '>' rewrites text as UTF-16".to_owned())
            .fix("write with `encypher embed -o FILE`, or use PowerShell 7.4 or newer")
    }
}
