//! What goes wrong, in three parts: what happened to which file or flag, why, and how to fix it.
//!
//! A [`CliError`] carries its exit code. It is printed in one place only, the console.

use std::fmt::{self, Display};
use std::io::{self, ErrorKind};

use encypher::json::Object;
use encypher::report::json::{self, Failure};

use crate::cli::exit::Exit;
use crate::cli::hints;

pub use crate::cli::hints::quoted;

/// What to do about a bug of ours.
pub const REPORT: &str = "please report it, with the command line and, if you can, the text";

/// An error on its way to the user.
#[derive(Debug)]
pub struct CliError {
    /// The code with which the process ends.
    pub exit: Exit,
    /// The file, flag, variable or command that it is about.
    pub subject: String,
    /// What happened: lower case, no full stop.
    pub what: String,
    /// Why, where that is not plain already.
    pub why: Option<String>,
    /// What to do about it.
    pub fix: String,
    /// Whether this is the answer of the guard, and no failure of ours.
    pub is_refusal: bool,
}

/// CliError of which nobody has said yet what to do. Only [`Unfixed::fix`] makes an error of it, so
/// that none goes out without.
pub struct Unfixed(CliError);

impl Unfixed {
    /// Adds why.
    pub fn why(self, why: impl Into<Option<String>>) -> Unfixed {
        Unfixed(self.0.why(why))
    }

    /// Adds what to do.
    pub fn fix(self, fix: impl Into<String>) -> CliError {
        self.0.fix(fix)
    }

    /// Adds why and what to do, as the table has them for an error of the library.
    pub fn hint(self, code: &str) -> CliError {
        let (why, fix) = hints::words(code).unwrap_or((None, REPORT));
        self.why(why.map(str::to_owned)).fix(fix)
    }
}

impl CliError {
    /// CliError with a code, about a subject.
    #[allow(clippy::new_ret_no_self)]
    pub fn new(exit: Exit, subject: impl Display, what: impl Display) -> Unfixed {
        Unfixed(CliError {
            exit,
            subject: subject.to_string(),
            what: what.to_string(),
            why: None,
            fix: String::new(),
            is_refusal: false,
        })
    }

    /// The command line makes no sense.
    pub fn usage(subject: impl Display, what: impl Display) -> Unfixed {
        CliError::new(Exit::USAGE, subject, what)
    }

    /// Reading or writing failed, for a reason of ours.
    pub fn io(subject: impl Display, what: impl Display) -> Unfixed {
        CliError::new(Exit::IO, subject, what)
    }

    /// A key or the configuration cannot be used.
    pub fn key(subject: impl Display, what: impl Display) -> Unfixed {
        CliError::new(Exit::KEY, subject, what)
    }

    /// The system refused something.
    pub fn system(subject: impl Display, error: &io::Error) -> Unfixed {
        CliError::io(subject, words(error))
    }

    /// The system refused to write.
    pub fn writing(subject: impl Display, error: &io::Error) -> Unfixed {
        CliError::io(subject, format!("writing failed: {}", words(error)))
    }

    /// The system has no random numbers.
    pub fn random(error: getrandom::Error) -> CliError {
        let error = error.to_string().to_lowercase();
        CliError::io("the system's random numbers", format!("there are none: {error}"))
            .why("keys and signatures are made of them".to_owned())
            .fix("see that /dev/urandom is there; a sandbox may hide it")
    }

    /// An error that nobody expected.
    pub fn bug(error: anyhow::Error) -> CliError {
        CliError::new(Exit::BUG, "internal error", format!("{error:#}"))
            .why("this is a bug in encypher, not in your input".to_owned())
            .fix(REPORT)
    }

    /// Adds why.
    pub fn why(mut self, why: impl Into<Option<String>>) -> CliError {
        self.why = why.into();
        self
    }

    /// Says otherwise what to do.
    pub fn fix(mut self, fix: impl Into<String>) -> CliError {
        self.fix = fix.into();
        self
    }

    /// Puts another code in the place of this one.
    pub fn exit(mut self, exit: Exit) -> CliError {
        self.exit = exit;
        self
    }

    /// The same for programs, where it may be said in other words what happened.
    pub fn failure<'a>(&'a self, message: &'a str) -> Failure<'a> {
        Failure {
            code: match self.exit {
                Exit::USAGE => "usage-error",
                Exit::KEY => "key-error",
                Exit::BUG => "internal-error",
                _ => "input-error",
            },
            message,
            why: self.why.as_deref(),
            fix: &self.fix,
        }
    }

    /// The reason in a report that is about more than the subject.
    pub fn to_json(&self) -> Object {
        json::failure(&self.failure(&self.to_string()))
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.subject, self.what)
    }
}

impl std::error::Error for CliError {}

/// A system error in our own style: lower case, and without the number that Rust appends.
pub fn words(error: &io::Error) -> String {
    if error.kind() == ErrorKind::IsADirectory {
        return "it is a folder".to_owned();
    }
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn system_errors_are_lower_case_and_without_numbers() {
        let error = io::Error::from_raw_os_error(2);
        assert_eq!(words(&error), "no such file or directory");
    }
}
