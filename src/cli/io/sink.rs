//! Where bytes leave: standard output, or a file that appears whole or not at all.
//!
//! Every write goes out at once, and every failure is an error, that of the last bytes above all:
//! they are the seal. A reader that has left ends us in silence.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use encypher::highlight::Highlighter;
use tempfile::{Builder, NamedTempFile};

use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::hints;
use crate::cli::io::stdio::{self, Stream};

/// What the user named for writing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Standard output.
    Standard,
    /// A file, through a temporary file beside it.
    File(PathBuf),
}

impl Output {
    /// The value of `-o`; `-` is standard output.
    pub fn named(path: Option<&Path>) -> Output {
        match path {
            Some(path) if path.as_os_str() != "-" => Output::File(path.to_owned()),
            _ => Output::Standard,
        }
    }
}

/// How sure a finished file must be of its place on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finish {
    /// Wait for the disk.
    Durable,
    /// A signal leaves no time to wait.
    Hasty,
}

/// How messages name standard output.
const STANDARD: &str = "standard output";

/// An open output.
pub struct Sink {
    place: Place,
    name: String,
    /// Colours what is written, if that is a terminal.
    highlighter: Option<Highlighter>,
    /// Whether there is something to be done before we end with our reader.
    survives: bool,
}

enum Place {
    Stream(Stream),
    Temporary { file: NamedTempFile, path: PathBuf },
}

impl Sink {
    /// Opens an output; an existing file is not touched yet.
    pub fn open(output: &Output) -> Result<Sink, CliError> {
        match output {
            Output::Standard => Sink::standard(),
            Output::File(path) => {
                let name = path.display().to_string();
                let place = Place::of(path).map_err(|error| {
                    CliError::system(&name, &error).fix(hints::replacing(path, &error))
                })?;
                Ok(Sink { place, name, highlighter: None, survives: false })
            }
        }
    }

    /// Opens standard output, for a report that is written bit by bit.
    pub fn for_report() -> Result<Sink, CliError> {
        Sink::standard()
    }

    fn standard() -> Result<Sink, CliError> {
        Ok(Sink {
            place: Place::Stream(stdio::stdout()?),
            name: STANDARD.to_owned(),
            highlighter: None,
            survives: false,
        })
    }

    /// Colours what is written. Only what goes to a terminal may be.
    pub fn highlight(&mut self, highlighter: Option<Highlighter>) {
        self.highlighter = highlighter;
    }

    /// A reader that has left is an error from now on, with [`Exit::BROKEN_PIPE`], and not the end
    /// of us.
    pub fn survive(&mut self) {
        self.survives = true;
    }

    /// Writes all of it, now.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), CliError> {
        let Some(highlighter) = &mut self.highlighter else {
            return self.write_as_it_is(bytes);
        };
        let mut colored = Vec::with_capacity(2 * bytes.len());
        highlighter.push(bytes, &mut colored);
        self.write_as_it_is(&colored)
    }

    fn write_as_it_is(&mut self, bytes: &[u8]) -> Result<(), CliError> {
        let written = match &mut self.place {
            Place::Stream(file) => file.write_all(bytes),
            Place::Temporary { file, .. } => file.write_all(bytes),
        };
        match written {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::BrokenPipe && self.survives => {
                Err(self.failed(&error).exit(Exit::BROKEN_PIPE))
            }
            Err(error) if error.kind() == ErrorKind::BrokenPipe => stdio::die_of_broken_pipe(),
            Err(error) => Err(self.failed(&error)),
        }
    }

    /// All is well: the file takes its name. Without this, a temporary file goes without a trace.
    pub fn finish(mut self, finish: Finish) -> Result<(), CliError> {
        if let Some(mut highlighter) = self.highlighter.take() {
            let mut rest = Vec::new();
            highlighter.finish(&mut rest);
            self.write_as_it_is(&rest)?;
        }
        let name = self.name;
        let failed = |error: &io::Error| refused(&name, error);
        match self.place {
            Place::Stream(mut file) => file.flush().map_err(|error| failed(&error)),
            Place::Temporary { file, path } => {
                if finish == Finish::Durable {
                    file.as_file().sync_all().map_err(|error| failed(&error))?;
                }
                file.persist(&path).map_err(|error| failed(&error.error))?;
                Ok(())
            }
        }
    }

    /// Not all is well: a file is not touched, and what there is goes beside it, into the file
    /// whose name is returned.
    pub fn set_aside(self, finish: Finish) -> Result<Option<PathBuf>, CliError> {
        let (file, path) = match self.place {
            Place::Stream(_) => return self.finish(finish).map(|()| None),
            Place::Temporary { file, path } => (file, path),
        };
        let written = file.as_file().metadata();
        if written.is_ok_and(|about| about.len() == 0) {
            return Ok(None);
        }
        let mut aside = path.into_os_string();
        aside.push(".incomplete");
        let path = PathBuf::from(aside);
        let sink = Sink {
            place: Place::Temporary { file, path: path.clone() },
            name: self.name,
            highlighter: None,
            survives: false,
        };
        sink.finish(finish).map(|()| Some(path))
    }

    /// Whether it is a file that does not appear before [`Sink::finish`].
    pub fn is_temporary(&self) -> bool {
        matches!(self.place, Place::Temporary { .. })
    }

    fn failed(&self, error: &io::Error) -> CliError {
        refused(&self.name, error)
    }
}

fn refused(name: &str, error: &io::Error) -> CliError {
    CliError::writing(name, error).fix(match name {
        STANDARD => hints::standard_output(error),
        name => hints::replacing(Path::new(name), error),
    })
}

impl Place {
    fn of(path: &Path) -> io::Result<Place> {
        // The file that a link points to is replaced, not the link.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let about = fs::metadata(&path).ok();
        if about.as_ref().is_some_and(fs::Metadata::is_dir) {
            return Err(io::Error::new(ErrorKind::IsADirectory, "it is a folder"));
        }
        // A device or a pipe cannot be replaced by a file: it is written to.
        if about.as_ref().is_some_and(|about| !about.is_file()) {
            let file = OpenOptions::new().write(true).open(&path)?;
            return Ok(Place::Stream(Stream::new(file)));
        }
        let file = temporary_beside(&path)?;
        if let Some(about) = about {
            fs::set_permissions(file.path(), about.permissions())?;
        }
        Ok(Place::Temporary { file, path })
    }
}

/// An empty file in the folder of `path`, with the permissions that a new file there has.
fn temporary_beside(path: &Path) -> io::Result<NamedTempFile> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = Builder::new();
    builder.prefix(".encypher-");
    #[cfg(unix)]
    builder.permissions(<fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// Prints what was asked for on standard output, whole.
pub fn print(text: &str) -> Result<(), CliError> {
    let mut sink = Sink::standard()?;
    sink.write(text.as_bytes())?;
    sink.finish(Finish::Durable)
}

/// Prints a report on what the exit code or a file says as well.
pub fn report(text: &str) -> Result<(), CliError> {
    print(text)
}

/// Writes a whole file, or nothing.
pub fn write_file(path: &Path, text: &str, finish: Finish) -> Result<(), CliError> {
    let mut sink = Sink::open(&Output::File(path.to_owned()))?;
    sink.write(text.as_bytes())?;
    sink.finish(finish)
}
