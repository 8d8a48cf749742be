//! Where questions come from: typed at a terminal, with an editor where one can be used, or read
//! from a script.

use std::io::{BufRead, BufReader, Read};

use rustyline::config::Configurer;
use rustyline::error::ReadlineError;
use rustyline::{Config, DefaultEditor};

use crate::cli::console;
use crate::cli::environment;
use crate::cli::error::{CliError, words};
use crate::cli::hints;
use crate::cli::io::stdio::{self, Stream};
use crate::cli::terminal;

/// What asks for a question, and for more of it.
const PROMPT: &str = "> ";
const MORE: &str = ". ";
/// The most bytes of a question.
const QUESTION_MAX: usize = 1024 * 1024;
/// The most questions that the editor remembers.
const REMEMBERED: usize = 1000;

/// Reads questions.
pub struct Lines {
    reader: Reader,
}

enum Reader {
    /// At a terminal; what was typed can be edited and comes back with the arrow keys.
    Editor(Box<DefaultEditor>),
    /// From whatever standard input is; somebody is prompted if that is a terminal.
    Plain(BufReader<Stream>, bool),
}

/// What came of asking for a line.
enum Line {
    Whole(String),
    /// Ctrl-C.
    TakenBack,
    End,
}

impl Lines {
    /// Opens standard input.
    pub fn open() -> Result<Lines, CliError> {
        let typed = terminal::stdin_is_terminal();
        let dumb = environment::text("TERM").is_none_or(|term| term == "dumb");
        // An editor draws on standard output.
        if typed && terminal::stdout_is_terminal() && !dumb {
            let config = Config::builder().auto_add_history(true).build();
            let editor = DefaultEditor::with_config(config).and_then(|mut editor| {
                editor.set_max_history_size(REMEMBERED)?;
                Ok(editor)
            });
            if let Ok(editor) = editor {
                let reader = Reader::Editor(Box::new(editor));
                return Ok(Lines { reader });
            }
        }
        let reader = Reader::Plain(BufReader::new(stdio::stdin()?), typed);
        Ok(Lines { reader })
    }

    /// Whether somebody sits at a terminal.
    pub fn are_typed(&self) -> bool {
        matches!(self.reader, Reader::Editor(_) | Reader::Plain(_, true))
    }

    /// The next question; nothing, if there is none.
    pub fn next(&mut self) -> Result<Option<String>, CliError> {
        let mut question = String::new();
        let mut prompt = PROMPT;
        loop {
            let line = match self.line(prompt)? {
                Line::Whole(line) => line,
                Line::TakenBack => {
                    (question, prompt) = (String::new(), PROMPT);
                    continue;
                }
                // Who leaves amid a question does not ask it; a script has no more to say.
                Line::End if question.is_empty() || self.are_typed() => return Ok(None),
                Line::End => return Ok(Some(question)),
            };
            question.push_str(&line);
            if question.len() > QUESTION_MAX {
                let what = format!("a question has more than {QUESTION_MAX} bytes");
                return Err(CliError::io("standard input", what)
                    .fix("ask in several pieces, or let COMMAND read the text from a file"));
            }
            match question.strip_suffix('\\') {
                Some(begun) => question = format!("{begun}\n"),
                None => return Ok(Some(question)),
            }
            prompt = MORE;
        }
    }

    /// The next line, without its end.
    fn line(&mut self, prompt: &str) -> Result<Line, CliError> {
        match &mut self.reader {
            Reader::Editor(editor) => match editor.readline(prompt) {
                Ok(line) => Ok(Line::Whole(line)),
                // Ctrl-C takes back what was typed.
                Err(ReadlineError::Interrupted) => {
                    console::say("to leave: /exit or Ctrl-D");
                    Ok(Line::TakenBack)
                }
                Err(ReadlineError::Eof) => Ok(Line::End),
                Err(error) => Err(CliError::io("standard input", error.to_string().to_lowercase())
                    .why("the line cannot be edited on this terminal".to_owned())
                    .fix("set TERM=dumb, or pipe the questions in")),
            },
            Reader::Plain(input, typed) => {
                if *typed {
                    console::prompt(prompt);
                }
                let mut line = Vec::new();
                let read = input.take(QUESTION_MAX as u64 + 1).read_until(b'\n', &mut line);
                read.map_err(|error| {
                    CliError::io("standard input", words(&error)).fix(hints::standard_input(&error))
                })?;
                if line.is_empty() {
                    if *typed {
                        // The shell's prompt gets a line of its own.
                        console::prompt("\n");
                    }
                    return Ok(Line::End);
                }
                let line = String::from_utf8_lossy(&line);
                Ok(Line::Whole(line.trim_end_matches(['\n', '\r']).to_owned()))
            }
        }
    }
}
