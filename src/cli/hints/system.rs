//! What to do when the system refuses something: by what it says, and by what is there.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// What makes a file readable.
pub fn reading(path: &Path, error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => missing(path),
        ErrorKind::PermissionDenied => match path.symlink_metadata() {
            Ok(about) if !is_ours(&about) => {
                "ask its owner to let you read it, or name a copy of yours".to_owned()
            }
            Ok(_) => format!("make it readable for you: chmod u+r {}", quoted(path)),
            Err(_) => open_folder(path, "u+x"),
        },
        ErrorKind::IsADirectory => folder(path),
        _ => other(path, error)
            .unwrap_or_else(|| format!("see if it can be read at all: cat {}", quoted(path))),
    }
}

/// What lets a file appear in its folder, in the place of another or not.
pub fn replacing(path: &Path, error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::PermissionDenied => open_folder(path, "u+wx"),
        _ => writing(path, error),
    }
}

/// What makes a file that is there writable, or lets a new one appear.
pub fn appending(path: &Path, error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::PermissionDenied if path.exists() => {
            format!("make it writable for you: chmod u+w {}", quoted(path))
        }
        _ => replacing(path, error),
    }
}

fn writing(path: &Path, error: &io::Error) -> String {
    let folder = folder_of(path);
    match error.kind() {
        ErrorKind::NotFound => format!("make its folder first: mkdir -p {}", quoted(&folder)),
        ErrorKind::IsADirectory => {
            let inside = path.join("signed.txt");
            format!("name a file in it, such as {}", quoted(&inside))
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            format!("make room there (df -h {}), or name another folder", quoted(&folder))
        }
        _ => other(path, error).unwrap_or_else(|| "name a file elsewhere".to_owned()),
    }
}

/// What helps if standard output takes no more.
pub fn standard_output(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "make room where it goes to (df -h says how much there is), or redirect it elsewhere"
        }
        ErrorKind::FileTooLarge => "allow larger files: ulimit -f unlimited",
        _ => "see where it goes to, or redirect it into a file: > FILE",
    }
    .to_owned()
}

/// What helps if standard input cannot be read.
pub fn standard_input(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::IsADirectory => "redirect a file, and no folder: < FILE",
        _ => "redirect a file that can be read: < FILE",
    }
    .to_owned()
}

/// What helps if no temporary file can be made or filled.
pub fn temporary() -> String {
    "name a folder with room for it: export TMPDIR=FOLDER".to_owned()
}

/// Why a command cannot be run, and what helps.
pub fn running(name: &str, error: &io::Error) -> (Option<&'static str>, String) {
    /// What the system says of a file that is no program.
    const NO_PROGRAM: Option<i32> = Some(8);
    let path = Path::new(name);
    let file = quoted(path);
    let has_path = path.components().count() > 1;
    match error.kind() {
        ErrorKind::NotFound if has_path && path.exists() => (
            Some("what its first line names behind #! is not there"),
            format!("see what that is: head -n 1 {file}"),
        ),
        ErrorKind::NotFound if has_path => (None, missing(path)),
        ErrorKind::NotFound => (
            Some("no folder in PATH has it; aliases and functions are known to your shell only"),
            "check its name, install it, or give its path: ./NAME".to_owned(),
        ),
        ErrorKind::PermissionDenied if path.is_dir() => (Some("it is a folder"), folder(path)),
        ErrorKind::PermissionDenied if has_path && path.exists() => {
            (None, format!("make it executable: chmod +x {file}"))
        }
        ErrorKind::PermissionDenied => (
            Some("no file of this name in PATH is executable"),
            format!("give its path, or make it executable: chmod +x FILE; type -a {file}"),
        ),
        ErrorKind::ArgumentListTooLong => (
            Some("its arguments are longer than the system takes"),
            "give it the long part on standard input, or in a file".to_owned(),
        ),
        ErrorKind::WouldBlock | ErrorKind::OutOfMemory => (
            Some("there are too many processes, or there is too little memory"),
            "end some other program, then try again".to_owned(),
        ),
        _ if cfg!(unix) && error.raw_os_error() == NO_PROGRAM => (
            Some("it is no program of this machine, and no script that begins with #!"),
            format!("if it is a script, name its shell: sh {file}"),
        ),
        _ => (None, format!("see if it runs by itself: {file}")),
    }
}

/// What to name instead of a folder.
pub fn folder(path: &Path) -> String {
    format!("name a file in it: ls {}", quoted(path))
}

fn missing(path: &Path) -> String {
    let folder = folder_of(path);
    match path.symlink_metadata() {
        Ok(_) => format!("it is a link to what is not there: ls -l {}", quoted(path)),
        Err(_) if folder.is_dir() => {
            format!("check its name; what is there: ls {}", quoted(&folder))
        }
        Err(_) => format!("check its path: there is no folder {} either", quoted(&folder)),
    }
}

fn other(path: &Path, error: &io::Error) -> Option<String> {
    /// Too many files are open: in the system, in the process.
    const TABLE_FULL: [Option<i32>; 2] = [Some(23), Some(24)];
    Some(match error.kind() {
        ErrorKind::NotADirectory => match path.ancestors().find(|path| path.is_file()) {
            Some(file) => format!("check its path: {} is a file, and no folder", quoted(file)),
            None => "leave out the / at its end".to_owned(),
        },
        ErrorKind::InvalidFilename => "take a shorter name".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "name a file elsewhere: that disk is read-only".to_owned(),
        ErrorKind::FileTooLarge => "allow larger files: ulimit -f unlimited".to_owned(),
        _ if cfg!(unix) && TABLE_FULL.contains(&error.raw_os_error()) => {
            "allow more open files: ulimit -n 1024".to_owned()
        }
        _ => return None,
    })
}

fn open_folder(path: &Path, right: &str) -> String {
    let folder = folder_of(path);
    match folder.metadata() {
        Ok(about) if is_ours(&about) => {
            format!("open its folder to yourself: chmod {right} {}", quoted(&folder))
        }
        _ => "name a file in a folder of yours".to_owned(),
    }
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Whether it is up to us to change the permissions.
#[cfg(unix)]
fn is_ours(about: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    rustix::process::geteuid().as_raw() == about.uid()
}

#[cfg(not(unix))]
fn is_ours(_about: &std::fs::Metadata) -> bool {
    true
}

/// A path as a shell takes it back: quoted where it must be.
pub fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+,=@%~".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_helps_depends_on_what_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("a file"), "").unwrap();
        let denied = io::Error::from(ErrorKind::PermissionDenied);
        let absent = io::Error::from(ErrorKind::NotFound);
        let full = io::Error::from(ErrorKind::StorageFull);
        let file = quoted(&path("a file"));
        let place = quoted(folder.path());
        for (remedy, wanted) in [
            (reading(&path("a file"), &denied), format!("chmod u+r {file}")),
            (reading(&path("none"), &denied), format!("chmod u+x {place}")),
            (reading(&path("none"), &absent), format!("ls {place}")),
            (reading(&path("no/ne"), &absent), "there is no folder".to_owned()),
            (replacing(&path("a file"), &denied), format!("chmod u+wx {place}")),
            (appending(&path("a file"), &denied), format!("chmod u+w {file}")),
            (appending(&path("no/ne"), &absent), "mkdir -p".to_owned()),
            (replacing(&path("a file"), &full), format!("df -h {place}")),
            (standard_output(&full), "df -h".to_owned()),
        ] {
            assert!(remedy.contains(&wanted), "{remedy}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn too_many_open_files_are_told_by_their_number() {
        let error = io::Error::from_raw_os_error(24);
        assert!(reading(Path::new("f"), &error).contains("ulimit -n"));
    }

    #[test]
    fn paths_survive_a_shell() {
        assert_eq!(quoted(Path::new("/a/b.key")), "/a/b.key");
        assert_eq!(quoted(Path::new("it's a key")), r"'it'\''s a key'");
    }
}
