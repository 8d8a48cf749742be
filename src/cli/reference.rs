//! What the help, the manual pages and the README list: exit codes, variables of the environment,
//! files. A test holds the README to it.

use clap::Command;

use crate::cli::environment;
use crate::cli::exit::Exit;

/// What a command does, going by its options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    /// It reads text or a stream.
    Read,
    /// It reads marks.
    ReadMarks,
    /// It signs.
    Sign,
    /// It judges what is signed.
    Verify,
    /// It guards a text.
    Guard,
    /// It makes a key.
    MakeKey,
    /// It runs a command.
    Run,
}

impl Does {
    fn is_done_by(self, command: &Command) -> bool {
        let has = |id| command.get_arguments().any(|arg| arg.get_id() == id);
        match self {
            Self::Read => has("input"),
            Self::ReadMarks => has("input") && !has("policy"),
            Self::Sign => has("meta"),
            Self::Verify => has("accept"),
            Self::Guard => has("policy"),
            Self::MakeKey => has("ed25519"),
            Self::Run => has("command"),
        }
    }
}

/// A term, what it means, and what the commands do that it concerns: all, if there is nothing.
pub struct Entry {
    pub term: String,
    pub meaning: &'static str,
    does: &'static [Does],
}

impl Entry {
    /// Whether it concerns a command.
    pub fn concerns(&self, command: &Command) -> bool {
        self.does.is_empty() || self.does.iter().any(|does| does.is_done_by(command))
    }
}

use Does::*;

/// Exit codes that mean the same.
struct ExitCodes {
    codes: &'static [Exit],
    /// In a few words, for the help of the program; nothing, if they are not in it.
    words: &'static str,
    /// In a sentence.
    meaning: &'static str,
    does: &'static [Does],
}

const EXIT_CODES: &[ExitCodes] = &[
    ExitCodes {
        codes: &[Exit::DONE],
        words: "done; for verify: everything is as signed",
        meaning: "Done, written and flushed. For verify: everything is as signed.",
        does: &[],
    },
    ExitCodes {
        codes: &[Exit::NO],
        words: "the answer is no",
        meaning: "The answer is no: not as signed, not as expected, the text could not be marked as asked, or the guard found what must not pass.",
        does: &[Read],
    },
    ExitCodes {
        codes: &[Exit::USAGE],
        words: "the command line makes no sense",
        meaning: "The command line makes no sense.",
        does: &[],
    },
    ExitCodes {
        codes: &[Exit::UNMARKED],
        words: "nothing is marked here",
        meaning: "Nothing is marked here.",
        does: &[ReadMarks],
    },
    ExitCodes {
        codes: &[Exit::UNTRUSTED],
        words: "signed with a key that is not at hand",
        meaning: "Signed with a key that is not at hand.",
        does: &[Verify],
    },
    ExitCodes {
        codes: &[Exit::IO],
        words: "reading or writing failed",
        meaning: "Reading or writing failed.",
        does: &[],
    },
    ExitCodes {
        codes: &[Exit::KEY],
        words: "a key or the configuration",
        meaning: "A key, the configuration or a policy cannot be used.",
        does: &[Sign, Verify, Guard, MakeKey],
    },
    ExitCodes {
        codes: &[Exit::CUT],
        words: "the stream was cut short",
        meaning: "The stream was cut short or ended in an error; what there was of its text is signed.",
        does: &[Read],
    },
    ExitCodes {
        codes: &[Exit::BUG],
        words: "a bug in encypher",
        meaning: "A bug in encypher. Please report it.",
        does: &[],
    },
    ExitCodes {
        codes: &[Exit::RUN_FAILED, Exit::NOT_EXECUTABLE, Exit::NOT_FOUND],
        words: "",
        meaning: "run: encypher failed; run and chat: COMMAND cannot be executed; there is no such COMMAND.",
        does: &[Run],
    },
];

/// The exit codes.
pub fn exit_codes() -> Vec<Entry> {
    let entry = |row: &ExitCodes| {
        let codes: Vec<String> = row.codes.iter().map(|exit| exit.code().to_string()).collect();
        Entry { term: codes.join(", "), meaning: row.meaning, does: row.does }
    };
    let signals = Entry { term: "128+N".into(), meaning: "Ended by signal N.", does: &[] };
    EXIT_CODES.iter().map(entry).chain([signals]).collect()
}

/// The exit codes in two columns, for the help of the program.
pub fn exit_codes_in_columns() -> String {
    let shown: Vec<_> = EXIT_CODES.iter().filter(|row| !row.words.is_empty()).collect();
    let (left, right) = shown.split_at(shown.len().div_ceil(2));
    let line = |at: usize| {
        let line = format!("  {} {}", left[at].codes[0].code(), left[at].words);
        match right.get(at) {
            Some(row) => format!("{line:<50}{:>2} {}", row.codes[0].code(), row.words),
            None => line,
        }
    };
    let lines: Vec<String> = (0..left.len()).map(line).collect();
    lines.join("\n")
}

/// The variables of the environment.
pub fn environment() -> Vec<Entry> {
    let entry = |term: &str, meaning, does| Entry { term: term.into(), meaning, does };
    vec![
        entry(environment::KEY_FILE, "The file of the signing key.", &[Sign, Verify]),
        entry(environment::SECRET, "The HMAC secret itself, for CI.", &[Sign, Verify]),
        entry(environment::KEYRING, "A folder of keys to verify with.", &[Verify]),
        entry(environment::CONFIG, "The configuration file.", &[Sign, Verify]),
        entry(environment::TARGET, "Where the metadata goes; see --target of embed.", &[Sign]),
        entry(
            environment::FIRST_CHUNK_ONLY,
            "false: the same as --every 4K. true: the same as --every off.",
            &[Sign],
        ),
        entry(
            environment::SOURCE_DATE_EPOCH,
            "The time that is taken for now in signed metadata.",
            &[Sign],
        ),
        entry("NO_COLOR, CLICOLOR_FORCE", "Colour in reports and help: never, always.", &[]),
        entry(
            "CI",
            "No default key is made if it is set, and nothing is coloured or drawn by itself.",
            &[],
        ),
    ]
}

/// The files that are looked for without being named.
pub fn files() -> Vec<Entry> {
    let entry = |term: &str, meaning, does| Entry { term: term.into(), meaning, does };
    vec![
        entry(
            "$XDG_CONFIG_HOME/encypher/keys/default.key",
            "The default key. XDG_CONFIG_HOME is ~/.config if it is not set.",
            &[Sign, Verify, MakeKey],
        ),
        entry(
            "$XDG_CONFIG_HOME/encypher/keys/",
            "Keys that verify tries: *.key, *.pub, *.pem.",
            &[Verify],
        ),
        entry(
            "$XDG_CONFIG_HOME/encypher/config.toml",
            "Defaults: key, keyring, target, every, min_buffer, color.",
            &[Sign, Verify],
        ),
        entry(
            "POLICY.toml",
            "What the guard looks for, and what becomes of it; see --guard.",
            &[Guard],
        ),
    ]
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::exit_codes;

    #[test]
    fn the_readme_lists_the_exit_codes() {
        let readme = include_str!("../../README.md");
        let rows = readme.lines().skip_while(|line| !line.starts_with("| exit |")).skip(2);
        let rows = rows.take_while(|line| !line.is_empty());
        let listed: Vec<&str> = rows.map(|row| row.split("| ").nth(1).unwrap().trim()).collect();
        let terms: Vec<String> = exit_codes().into_iter().map(|entry| entry.term).collect();
        assert_eq!(listed, terms[..terms.len() - 1], "signals stand below the table");
    }
}
