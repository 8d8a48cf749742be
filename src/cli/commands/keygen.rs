//! `keygen`: a new key, in a file of its own. A key that is there is never lost.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use encypher::key::{Key, text};
use zeroize::Zeroizing;

use crate::cli::args::KeygenFlags;
use crate::cli::console::Console;
use crate::cli::error::{CliError, quoted};
use crate::cli::exit::Exit;
use crate::cli::hints;
use crate::cli::io::sink::{self, Finish, Output, Sink};
use crate::cli::keys::keyfile::{self, Audience};
use crate::cli::keys::keyring;
use crate::cli::settings;

/// A key and the texts of its files.
struct New {
    key: Key,
    private: Zeroizing<String>,
    /// None for an HMAC key.
    public: Option<String>,
}

/// Makes a key.
pub fn run(flags: &KeygenFlags, console: Console) -> Result<Exit, CliError> {
    let new = draw(flags.ed25519)?;
    let path = match &flags.output_file {
        Some(path) if path.as_os_str() == "-" => return print(&new, console),
        Some(path) => path.clone(),
        None => {
            let path = keyring::default_key().ok_or_else(|| {
                CliError::key("keygen", "there is no home folder to put a key in")
                    .fix("name a file with -o FILE".to_owned())
            })?;
            keyfile::create_folder_of(&path)?;
            path
        }
    };
    write(&new, &path, flags.force, console)?;
    match &new.public {
        Some(public) => sink::print(public)?,
        None => sink::report(&format!("key id: {}\n", new.key.id()))?,
    }
    advise(&new, &path, flags.output_file.is_none(), console);
    Ok(Exit::DONE)
}

fn draw(ed25519: bool) -> Result<New, CliError> {
    if !ed25519 {
        let (key, private) = keyring::new_hmac()?;
        return Ok(New { key, private, public: None });
    }
    let seed = keyring::random()?;
    let key = Key::ed25519_seed(&seed);
    let public = text::print_ed25519_public(&key);
    Ok(New { key, private: text::print_ed25519_private(&seed), public: Some(public) })
}

/// The private key alone, on standard output; what is public can be made from it.
fn print(new: &New, console: Console) -> Result<Exit, CliError> {
    sink::print(&new.private)?;
    console.note(&format!("key id: {}", new.key.id()));
    Ok(Exit::DONE)
}

fn write(new: &New, path: &Path, force: bool, console: Console) -> Result<(), CliError> {
    if path.is_dir() {
        let error = ErrorKind::IsADirectory.into();
        let inside = quoted(&path.join("signing.key"));
        return Err(
            CliError::system(path.display(), &error).fix(format!("name a file in it: -o {inside}"))
        );
    }
    // A device or a pipe is written to; there is nothing to keep and nothing to rename.
    if fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir()) {
        let mut sink = Sink::open(&Output::File(path.to_owned()))?;
        sink.write(new.private.as_bytes())?;
        return sink.finish(Finish::Durable);
    }
    let Some(public) = &new.public else {
        return place(path, &new.private, Audience::Owner, force, console);
    };
    let beside = public_path(path)?;
    let there = [path, &beside].into_iter().find(|path| path.symlink_metadata().is_ok());
    if let Some(there) = there.filter(|_| !force) {
        return Err(exists(there));
    }
    place(path, &new.private, Audience::Owner, force, console)?;
    place(&beside, public, Audience::All, force, console).inspect_err(|_| {
        // Half a pair helps nobody; a pair that was replaced is still in its backups.
        if !force {
            let _ = fs::remove_file(path);
        }
    })
}

/// `release.key` has its public key in `release.pub`.
fn public_path(path: &Path) -> Result<PathBuf, CliError> {
    let beside = path.with_extension("pub");
    if beside == path {
        return Err(CliError::usage(
            "-o",
            format!("{} is the place of the public key", path.display()),
        )
        .fix(format!("-o {}", quoted(&path.with_extension("key")))));
    }
    Ok(beside)
}

fn place(
    path: &Path,
    contents: &str,
    audience: Audience,
    force: bool,
    console: Console,
) -> Result<(), CliError> {
    let created = keyfile::create(path, contents, audience);
    match created {
        Err(error) if error.kind() == ErrorKind::AlreadyExists && force => {
            let backup = back_up(path).map_err(|error| {
                CliError::system(path.display(), &error)
                    .why("the old key is kept under another name first".to_owned())
                    .fix(hints::replacing(path, &error))
            })?;
            console.note(&format!("the old {} is kept as {}", path.display(), backup.display()));
            keyfile::replace(path, contents, audience)
        }
        other => other,
    }
    .map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => exists(path),
        _ => CliError::writing(path.display(), &error).fix(hints::replacing(path, &error)),
    })
}

fn exists(path: &Path) -> CliError {
    CliError::key(path.display(), "there is a key already").fix(
        "--force replaces it and keeps the old one as FILE.bak-TIME; or -o another FILE".to_owned(),
    )
}

/// Gives a file a second name, which no other file has.
fn back_up(path: &Path) -> io::Result<PathBuf> {
    let mut time = settings::now();
    loop {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".bak-{time}"));
        let backup = PathBuf::from(name);
        match fs::hard_link(path, &backup) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => time += 1,
            other => return other.map(|()| backup),
        }
    }
}

fn advise(new: &New, path: &Path, default: bool, console: Console) {
    console.note(&format!("wrote {} (keep it to yourself)", path.display()));
    if new.public.is_some() {
        let public = path.with_extension("pub");
        console.note(&format!(
            "wrote {} (for those who verify), key {}",
            public.display(),
            new.key.id()
        ));
    }
    let option = if default { String::new() } else { format!(" --key {}", quoted(path)) };
    console.note(&format!("next: llm 'Hello' | encypher embed{option} --meta model=NAME"));
}
