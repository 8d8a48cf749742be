//! The program as a process, in a world of its own: no key, no configuration, no variable and no
//! ignored signal of the user who runs the tests reaches it, and nothing that it writes stays.

use assert_cmd::Command as Asserted;
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use std::env;
use std::ffi::OsStr;
use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Once};
use std::time::Duration;
use tempfile::TempDir;

/// How long a test waits for what must come, on the slowest of machines.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A secret that signs; no other text of the tests holds it.
pub const SECRET: &str = "sentinel-7f3a91-of-the-tests";

/// A text with room for every target, and a place for `auto`.
pub const TEXT: &str = "Hello there, world. It works well today. Yes, it does.\n";

/// The command line of the program itself, for shells.
pub fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_encypher"))
}

/// A home folder, a folder of configuration and a folder to work in.
pub struct World {
    folder: TempDir,
}

impl World {
    /// A world without a key.
    pub fn new() -> World {
        let world = World { folder: tempfile::tempdir().unwrap() };
        for folder in ["home", "config", "work"] {
            fs::create_dir(world.folder.path().join(folder)).unwrap();
        }
        world
    }

    /// A world whose default key is [`SECRET`].
    pub fn with_key() -> World {
        let world = World::new();
        world.write_config("keys/default.key", SECRET, 0o600);
        world
    }

    /// A path in the folder to work in.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("work").join(name)
    }

    /// A path in our folder of configuration.
    pub fn config(&self, name: &str) -> PathBuf {
        self.folder.path().join("config/encypher").join(name)
    }

    /// Writes a file into the folder to work in.
    pub fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, contents).unwrap();
        path
    }

    /// Writes a file that only its owner may read, as key files are.
    pub fn write_key(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.write(name, contents);
        set_mode(&path, 0o600);
        path
    }

    /// Writes a file into our folder of configuration.
    pub fn write_config(&self, name: &str, contents: impl AsRef<[u8]>, mode: u32) -> PathBuf {
        let path = self.config(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, contents).unwrap();
        set_mode(&path, mode);
        path
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// Whether text has been written into a file that has not got its name yet.
    pub fn has_text_beside(&self) -> bool {
        let mut names = self.files().into_iter();
        names.any(|name| {
            name.starts_with('.')
                && fs::metadata(self.path(&name)).is_ok_and(|about| about.len() > 0)
        })
    }

    /// The names in the folder to work in, hidden ones as well.
    pub fn files(&self) -> Vec<String> {
        names_in(&self.path(""))
    }

    /// Any program, with an environment of its own.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = hermetic(program);
        command
            .env("HOME", self.folder.path().join("home"))
            .env("XDG_CONFIG_HOME", self.folder.path().join("config"))
            .env("TERM", "xterm")
            .current_dir(self.path(""));
        command
    }

    /// The program, for tests that connect its streams themselves.
    pub fn raw(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(program());
        command.args(arguments);
        command
    }

    /// The program; without `write_stdin` its input is empty.
    pub fn encypher(&self, arguments: &[&str]) -> Asserted {
        let mut command = Asserted::from_std(self.raw(arguments));
        command.timeout(PATIENCE);
        command
    }

    /// A line of shell, in which `$0` is the program.
    pub fn shell(&self, line: &str) -> Command {
        let mut command = self.command("/bin/sh");
        command.arg("-c").arg(line).arg(program());
        command
    }

    /// What `embed` makes of a text; it must succeed in silence.
    pub fn embed(&self, arguments: &[&str], text: impl Into<Vec<u8>>) -> Vec<u8> {
        let mut command = self.encypher(&[&["embed"], arguments].concat());
        let done = command.write_stdin(text).assert().success().stderr("");
        done.get_output().stdout.clone()
    }

    /// What `strip` makes of a text.
    pub fn strip(&self, text: impl Into<Vec<u8>>) -> Vec<u8> {
        let done = self.encypher(&["strip"]).write_stdin(text).assert();
        done.success().get_output().stdout.clone()
    }

    /// The metadata of a text, on one line.
    pub fn extract(&self, text: impl Into<Vec<u8>>) -> String {
        let done = self.encypher(&["extract"]).write_stdin(text).assert();
        let output = done.success().get_output().stdout.clone();
        String::from_utf8(output).unwrap().trim_end().to_owned()
    }

    /// The exit code of `verify`.
    pub fn verify(&self, text: impl Into<Vec<u8>>) -> i32 {
        let mut command = self.encypher(&["verify"]);
        let output = command.write_stdin(text).output().unwrap();
        output.status.code().unwrap()
    }
}

/// A program that gets nothing from the user who runs the tests but the path to other programs and
/// a place for temporary files.
pub fn hermetic(program: impl AsRef<OsStr>) -> Command {
    reset_signals();
    let mut command = Command::new(program);
    let kept = ["PATH", "TMPDIR", "LLVM_PROFILE_FILE"];
    command.env_clear().envs(kept.into_iter().filter_map(|name| Some((name, env::var_os(name)?))));
    command
}

/// Lets the programs that tests start be ended by signals that we ourselves were told to ignore, as
/// `nohup` and scripts that start us with `&` do. A program inherits that a signal is ignored; one
/// that has a handler is reset to its default when the program starts.
fn reset_signals() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let status = fs::read_to_string("/proc/self/status").unwrap();
        let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).unwrap();
        let ignored = u64::from_str_radix(ignored.trim(), 16).unwrap();
        for signal in [SIGHUP, SIGINT, SIGQUIT, SIGTERM] {
            if ignored >> (signal - 1) & 1 == 1 {
                // A handler that does nothing: for us the signal remains ignored.
                signal_hook::flag::register(signal, Arc::default()).unwrap();
            }
        }
    });
}

pub fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

pub fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// The names in a folder, in order.
pub fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// A device that is always full.
pub fn full() -> File {
    File::options().write(true).open("/dev/full").unwrap()
}

/// How many of our marks stand in a text.
pub fn marks(text: &[u8]) -> usize {
    let is_mark = |c: &char| matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}');
    String::from_utf8_lossy(text).chars().filter(is_mark).count()
}

/// What stands in front of the first mark.
pub fn before_marks(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text).into_owned();
    text.split('\u{FE0B}').next().unwrap().to_owned()
}
