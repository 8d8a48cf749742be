//! A text that is read a second time: standard input comes only once, and a file may have changed
//! by then. What is small stays in memory, the rest goes into a file without a name, which ends
//! with us.

use std::io::{self, Read, Seek, Write};

use tempfile::SpooledTempFile;

use crate::cli::error::{CliError, words};
use crate::cli::hints;
use crate::cli::io::source::READ_SIZE;

/// How much stays in memory, in bytes.
const MEMORY_MAX: usize = 1024 * 1024;

/// A text that was read once.
pub struct Spool {
    file: SpooledTempFile,
}

impl Spool {
    /// Without anything in it.
    pub fn new() -> Spool {
        Spool { file: tempfile::spooled_tempfile(MEMORY_MAX) }
    }

    /// The next bytes of the text.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), CliError> {
        self.file.write_all(bytes).map_err(|error| failed("writing", &error))
    }

    /// Hands the text to `take` once more, from its beginning, as long as that wants more.
    pub fn read(
        &mut self,
        mut take: impl FnMut(&[u8]) -> Result<More, CliError>,
    ) -> Result<(), CliError> {
        let broken = |error: io::Error| failed("reading", &error);
        self.file.rewind().map_err(broken)?;
        let mut buffer = vec![0; READ_SIZE];
        loop {
            match self.file.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(length) => {
                    if take(&buffer[..length])? == More::No {
                        return Ok(());
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(broken(error)),
            }
        }
    }
}

/// Whether more of the text is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum More {
    Yes,
    No,
}

fn failed(what: &str, error: &io::Error) -> CliError {
    CliError::io("temporary file", format!("{what} failed: {}", words(error)))
        .why("the text is shown when it has been judged, and is kept there till then".to_owned())
        .fix(hints::temporary())
}
