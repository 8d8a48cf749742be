//! Exit codes. Which code a thing deserves is decided where it happens; what they mean is listed in
//! [`reference`](crate::cli::reference).

use std::process::ExitCode;

use encypher::verify::Verdict;

/// What the process says to whoever started it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exit(u8);

impl Exit {
    /// Done, written, flushed.
    pub const DONE: Exit = Exit(0);
    /// The answer is no.
    pub const NO: Exit = Exit(1);
    /// The command line makes no sense.
    pub const USAGE: Exit = Exit(2);
    /// Nothing is marked here.
    pub const UNMARKED: Exit = Exit(3);
    /// Signed with a key that is not at hand.
    pub const UNTRUSTED: Exit = Exit(4);
    /// Reading or writing failed.
    pub const IO: Exit = Exit(5);
    /// A key or the configuration.
    pub const KEY: Exit = Exit(6);
    /// The text came through, and the stream was cut short.
    pub const CUT: Exit = Exit(9);
    /// A bug of ours.
    pub const BUG: Exit = Exit(70);
    /// Whoever reads us has left: SIGPIPE, as a shell reports it.
    pub const BROKEN_PIPE: Exit = Exit(141);
    /// `run`: we failed, not the command.
    pub const RUN_FAILED: Exit = Exit(125);
    /// `run`: the command is there and cannot be executed.
    pub const NOT_EXECUTABLE: Exit = Exit(126);
    /// `run`: there is no such command.
    pub const NOT_FOUND: Exit = Exit(127);

    /// From harmless to worst; of several inputs the worst counts.
    const ORDER: [u8; 8] = [0, 3, 4, 9, 1, 6, 5, 70];

    /// The code of a verdict.
    pub fn of(verdict: Verdict) -> Exit {
        let row = VERDICTS.iter().find(|row| row.0 == verdict);
        row.map_or(Exit::NO, |row| row.1)
    }

    /// The status of a command that `run` ran.
    pub fn of_command(status: u8) -> Exit {
        Exit(status)
    }

    /// The code itself.
    pub fn code(self) -> u8 {
        self.0
    }

    /// The worse of two.
    pub fn worst(self, other: Exit) -> Exit {
        if other.rank() > self.rank() { other } else { self }
    }

    fn rank(self) -> usize {
        let found = Exit::ORDER.iter().position(|code| *code == self.0);
        found.unwrap_or(Exit::ORDER.len())
    }
}

/// The verdicts of `verify` as its help lists them, with their codes and what else is said there.
const VERDICTS: [(Verdict, Exit, &str); Verdict::ALL.len()] = [
    (Verdict::Verified, Exit::DONE, ""),
    (Verdict::Reflowed, Exit::NO, "only white space or its encoding differs"),
    (Verdict::Altered, Exit::NO, ""),
    (Verdict::Truncated, Exit::NO, ""),
    (Verdict::Malformed, Exit::NO, ""),
    (Verdict::Partial, Exit::NO, "unsigned text beside it"),
    (Verdict::MetadataOnly, Exit::NO, ""),
    (Verdict::Incomplete, Exit::CUT, "the stream was cut short"),
    (Verdict::Untrusted, Exit::UNTRUSTED, "no key at hand"),
    (Verdict::Unmarked, Exit::UNMARKED, ""),
];

/// The verdicts in words, for the help of `verify`.
pub fn verdicts_in_words() -> String {
    let words = VERDICTS.map(|(verdict, _, words)| match words {
        "" => verdict.to_string(),
        words => format!("{verdict} ({words})"),
    });
    words.join(", ")
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.0)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Exit, VERDICTS};
    use encypher::verify::Verdict;

    #[test]
    fn every_verdict_has_its_exit_code_and_that_of_the_readme() {
        let readme = include_str!("../../README.md");
        for verdict in Verdict::ALL {
            assert!(VERDICTS.iter().any(|row| row.0 == verdict), "{verdict}");
            let name = format!("| `{verdict}` |");
            let row = readme.lines().find(|line| line.starts_with(&name)).unwrap();
            assert!(row.ends_with(&format!("| {} |", Exit::of(verdict).code())), "{row}");
        }
    }

    #[test]
    fn the_worst_counts_whatever_the_order() {
        for (index, worse) in Exit::ORDER.iter().enumerate() {
            for better in &Exit::ORDER[..=index] {
                let (worse, better) = (Exit(*worse), Exit(*better));
                assert_eq!(worse.worst(better), worse);
                assert_eq!(better.worst(worse), worse);
            }
        }
    }
}
