//! What goes wrong, in three parts: what happened to which file or flag, why, and how to fix it.
//!
//! A [`Trouble`] carries its exit code. It is printed in one place only, the console.

use std::fmt::{self, Display};
use std::io;
use std::path::Path;

use super::exit::Exit;

/// An error on its way to the user.
#[derive(Debug)]
pub struct Trouble {
    /// The code with which the process ends.
    pub exit: Exit,
    /// The file, flag, variable or command that it is about.
    pub subject: String,
    /// What happened: lower case, no full stop.
    pub what: String,
    /// Why, where that is not plain already.
    pub why: Option<String>,
    /// What to do about it.
    pub fix: Option<String>,
    /// Whether this is the answer of the guard, and no failure of ours.
    pub is_refusal: bool,
}

impl Trouble {
    /// Trouble with a code, about a subject.
    pub fn new(exit: Exit, subject: impl Display, what: impl Display) -> Trouble {
        Trouble {
            exit,
            subject: subject.to_string(),
            what: what.to_string(),
            why: None,
            fix: None,
            is_refusal: false,
        }
    }

    /// The command line makes no sense.
    pub fn usage(subject: impl Display, what: impl Display) -> Trouble {
        Trouble::new(Exit::USAGE, subject, what)
    }

    /// Reading or writing failed, for a reason of ours.
    pub fn io(subject: impl Display, what: impl Display) -> Trouble {
        Trouble::new(Exit::IO, subject, what)
    }

    /// A key or the configuration cannot be used.
    pub fn key(subject: impl Display, what: impl Display) -> Trouble {
        Trouble::new(Exit::KEY, subject, what)
    }

    /// The system refused something.
    pub fn system(subject: impl Display, error: &io::Error) -> Trouble {
        Trouble::io(subject, words(error))
    }

    /// An error that nobody expected.
    pub fn bug(error: anyhow::Error) -> Trouble {
        Trouble::new(Exit::BUG, "internal error", format!("{error:#}"))
            .why("this is a bug in encypher, not in your input".to_owned())
            .fix("please report it, with the command line".to_owned())
    }

    /// Adds why.
    pub fn why(mut self, why: impl Into<Option<String>>) -> Trouble {
        self.why = why.into();
        self
    }

    /// Adds what to do.
    pub fn fix(mut self, fix: impl Into<Option<String>>) -> Trouble {
        self.fix = fix.into();
        self
    }

    /// Puts another code in the place of this one.
    pub fn exit(mut self, exit: Exit) -> Trouble {
        self.exit = exit;
        self
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.subject, self.what)
    }
}

impl std::error::Error for Trouble {}

/// A system error in our own style: lower case, and without the number that Rust appends.
pub fn words(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_lowercase().chain(letters).collect())
        .unwrap_or_default()
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
mod tests {
    use super::*;

    #[test]
    fn system_errors_are_lower_case_and_without_numbers() {
        let error = io::Error::from_raw_os_error(2);
        assert_eq!(words(&error), "no such file or directory");
    }

    #[test]
    fn paths_survive_a_shell() {
        assert_eq!(quoted(Path::new("/a/b.key")), "/a/b.key");
        assert_eq!(quoted(Path::new("it's a key")), r"'it'\''s a key'");
    }
}
