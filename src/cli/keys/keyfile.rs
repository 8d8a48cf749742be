//! One key file: reading it with care, and making it so that nobody else can.
//!
//! What the text means is the core's business. Here are size, permissions and the disk.

use std::fs::{self, DirBuilder, File};
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;

use encypher::key::{Key, text};
use tempfile::Builder;
use zeroize::Zeroizing;

use crate::cli::environment;
use crate::cli::error::{CliError, quoted, words};
use crate::cli::hints;
use crate::cli::io::stdio::{self, Stream};

/// The most bytes that a key file may have.
const SIZE_MAX: usize = 64 * 1024;

/// Whether standard input is free to be read as a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stdin {
    /// The text comes from a FILE.
    Free,
    /// The text, or a command, reads it.
    Taken,
}

/// Reads a key.
pub fn read(path: &Path, stdin: Stdin) -> Result<Key, CliError> {
    let file = open(path, stdin)?;
    let name = path.display();
    let about = file.metadata().map_err(|error| missing(path, &error))?;
    if about.is_dir() {
        let what = "it is a folder, and a key file is wanted";
        return Err(CliError::key(name, what)
            .fix("name a file in it; for verify, --keyring takes a folder".to_owned()));
    }
    // With room for all of it, so that growing leaves no copy of a secret behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(SIZE_MAX + 1));
    file.take(SIZE_MAX as u64 + 1).read_to_end(&mut bytes).map_err(|error| {
        CliError::key(&name, format!("reading failed: {}", words(&error)))
            .fix(hints::reading(path, &error))
    })?;
    if bytes.len() > SIZE_MAX {
        let what = format!("it has more than {SIZE_MAX} bytes, so it is no key file");
        return Err(CliError::key(name, what).fix("name the file of the key".to_owned()));
    }
    let key =
        text::parse(&bytes).map_err(|error| CliError::key(&name, &error).hint(error.code()))?;
    if key.is_secret() {
        refuse_if_shared(path, &about)?;
    }
    Ok(key)
}

fn open(path: &Path, stdin: Stdin) -> Result<Stream, CliError> {
    if path != Path::new("-") && path != Path::new("/dev/stdin") {
        let file = File::open(path).map_err(|error| missing(path, &error))?;
        return Ok(Stream::new(file));
    }
    match stdin {
        Stdin::Free => stdio::stdin(),
        Stdin::Taken => {
            let what = "standard input cannot give both the key and the text";
            Err(CliError::usage(format!("the key {}", path.display()), what)
                .fix("name the text as a FILE, or the key".to_owned()))
        }
    }
}

fn missing(path: &Path, error: &io::Error) -> CliError {
    CliError::key(path.display(), words(error)).fix(match error.kind() {
        ErrorKind::NotFound => "name the file of the key; `encypher keygen` makes one".to_owned(),
        _ => hints::reading(path, error),
    })
}

/// A secret that others can read is none. Pipes and devices have no say in who reads them.
#[cfg(unix)]
fn refuse_if_shared(path: &Path, about: &fs::Metadata) -> Result<(), CliError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = about.permissions().mode() & 0o777;
    // systemd shows its access lists as the rights of a group.
    let credential = environment::path("CREDENTIALS_DIRECTORY")
        .is_some_and(|folder| path.parent() == Some(&folder) && mode == 0o440);
    if about.is_file() && mode & 0o077 != 0 && !credential {
        return Err(CliError::key(
            path.display(),
            format!("others may read this private key (mode {mode:04o})"),
        )
        .fix(format!("chmod 600 {}", quoted(path))));
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_if_shared(_path: &Path, _about: &fs::Metadata) -> Result<(), CliError> {
    Ok(())
}

/// Who may read a new file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Only we: mode 0600 under any umask.
    Owner,
    /// Everybody: a public key.
    All,
}

/// Makes a new file, whole or not at all, and never in the place of another. That one is there
/// already is an error of kind [`ErrorKind::AlreadyExists`].
pub fn create(path: &Path, contents: &str, audience: Audience) -> io::Result<()> {
    let file = written_beside(path, contents, audience)?;
    file.persist_noclobber(path).map_err(|error| error.error)?;
    sync_folder(path);
    Ok(())
}

/// Puts a file in the place of another, in one step.
pub fn replace(path: &Path, contents: &str, audience: Audience) -> io::Result<()> {
    let file = written_beside(path, contents, audience)?;
    file.persist(path).map_err(|error| error.error)?;
    sync_folder(path);
    Ok(())
}

fn written_beside(
    path: &Path,
    contents: &str,
    audience: Audience,
) -> io::Result<tempfile::NamedTempFile> {
    let folder = folder_of(path);
    let mut file = Builder::new().prefix(".encypher-").tempfile_in(folder)?;
    restrict(file.as_file(), audience)?;
    file.write_all(contents.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(unix)]
fn restrict(file: &File, audience: Audience) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = if audience == Audience::Owner { 0o600 } else { 0o644 };
    file.set_permissions(fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn restrict(_file: &File, _audience: Audience) -> io::Result<()> {
    Ok(())
}

/// The name of a new file is on the disk only when its folder is. Not every system can say so.
fn sync_folder(path: &Path) {
    if let Ok(folder) = File::open(folder_of(path)) {
        let _ = folder.sync_all();
    }
}

/// Makes the folder of a key, for us alone, if it is not there.
pub fn create_folder_of(path: &Path) -> Result<(), CliError> {
    let folder = folder_of(path);
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| {
        CliError::system(folder.display(), &error)
            .why("the key goes into that folder".to_owned())
            .fix("name a key with --key FILE; `encypher keygen -o FILE` makes one")
    })
}
