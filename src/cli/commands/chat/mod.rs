//! `chat`: a conversation around any command. It reads a line, lets the guard look at it, runs the
//! command, and signs its answer.

mod answer;
mod lines;
mod record;

use std::path::Path;

use encypher::report::human::count;

use crate::cli::args::ChatFlags;
use crate::cli::console::{self, Console};
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::io::signals;
use crate::cli::io::stdio::{self, Setup};
use answer::{Asking, Current};
use lines::Lines;
use record::Record;

/// The most bytes of earlier questions and answers that are sent along.
const HISTORY_MAX: usize = 1024 * 1024;

const HELP: &str = "\
/help        what can be said to encypher
/stats       figures about the last answer and the conversation
/reset       send nothing of the conversation along any more, and count anew
/save FILE   write the whole conversation into a new FILE, signed
/exit        leave; so does Ctrl-D
All other lines are questions; a \\ at the end goes on with the next line.
A question that begins with / needs a space before it.
Ctrl-C ends an answer; a second one ends a command that does not listen.
";

/// Holds a conversation.
pub fn run(flags: &ChatFlags, console: Console) -> Result<Exit, CliError> {
    hold(flags, console).inspect_err(|trouble| {
        if trouble.exit == Exit::BROKEN_PIPE {
            stdio::die_of_broken_pipe();
        }
    })
}

fn hold(flags: &ChatFlags, console: Console) -> Result<Exit, CliError> {
    if flags.stream.records {
        return Err(CliError::usage("--records", "an answer is one text")
            .fix("leave it out; --input jsonl reads what a provider streams".to_owned()));
    }
    let mut lines = Lines::open()?;
    let record = Record::open(flags.transcript.as_deref())?;
    let current = Current::default();
    let asking = Asking::new(flags, record.clone(), current.clone(), console)?;
    let typed = lines.are_typed();
    let cut = current.clone();
    if typed {
        let interruption = current.interruption.clone();
        signals::on_break(&interruption, move || current.heed_break());
        let setup = Setup::now();
        signals::watch_termination(move |_| {
            setup.restore();
            cut.cut();
        });
    } else {
        signals::watch(move |_| cut.cut());
    }
    if typed && console.quiet == 0 {
        console.note("each answer is signed, in invisible characters; /help for help");
    }
    let mut chat = Chat {
        asking,
        record,
        keeps_history: flags.history,
        history: Vec::new(),
        turns: 0,
        answers: 0,
        words: 0,
        last: Vec::new(),
    };
    let mut worst = Exit::DONE;
    while let Some(line) = lines.next()? {
        match chat.take(&line)? {
            Turn::Over => break,
            Turn::Next(exit) => worst = worst.worst(exit),
        }
    }
    // Who sat there has seen what became of each answer.
    Ok(if typed { Exit::DONE } else { worst })
}

/// A conversation.
struct Chat<'a> {
    asking: Asking<'a>,
    record: Record,
    keeps_history: bool,
    /// Earlier questions and answers, without marks.
    history: Vec<(String, String)>,
    /// Questions that were asked.
    turns: u64,
    answers: u64,
    words: u64,
    /// The figures of the last answer.
    last: Vec<String>,
}

/// What a line leads to.
enum Turn {
    /// The next line; with what code this one was answered.
    Next(Exit),
    /// The end.
    Over,
}

impl Chat<'_> {
    fn take(&mut self, line: &str) -> Result<Turn, CliError> {
        if line.trim().is_empty() {
            return Ok(Turn::Next(Exit::DONE));
        }
        let Some(command) = line.strip_prefix('/') else {
            return self.ask(line.strip_prefix(' ').unwrap_or(line));
        };
        let (word, rest) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
        match (word, rest.trim()) {
            ("exit" | "quit", _) => return Ok(Turn::Over),
            ("help", _) => console::write_block(HELP),
            ("stats", _) => self.tell_figures(),
            ("reset", _) => {
                self.history.clear();
                (self.answers, self.words) = (0, 0);
                self.last.clear();
                console::say("the conversation begins anew");
            }
            ("save", "") => {
                return Ok(refused(line, "a FILE is wanted", "name it, such as /save talk.md"));
            }
            ("save", file) => {
                if let Err(trouble) = self.record.save(Path::new(file)) {
                    console::complain(&trouble);
                    return Ok(Turn::Next(trouble.exit));
                }
                console::say(&format!("the conversation is in {file}"));
            }
            _ => {
                return Ok(refused(
                    line,
                    "it is no command of encypher",
                    "/help says which there are; a question that begins with / needs a space before it",
                ));
            }
        }
        Ok(Turn::Next(Exit::DONE))
    }

    fn ask(&mut self, line: &str) -> Result<Turn, CliError> {
        let question = match self.asking.admit(line) {
            Ok(question) => question,
            Err(trouble) => return go_on(trouble),
        };
        if question.trim().is_empty() {
            return Ok(Turn::Next(Exit::DONE));
        }
        self.turns += 1;
        let prompt = self.prompt(&question);
        let answer = match self.asking.ask(self.turns, &question, prompt) {
            Ok(answer) => answer,
            Err(trouble) => return go_on(trouble),
        };
        self.answers += 1;
        self.words += answer.words;
        self.last = answer.figures;
        if self.keeps_history {
            self.history.push((question, answer.text));
            self.forget_the_oldest();
        }
        Ok(Turn::Next(answer.exit))
    }

    /// What the command reads: the question, behind those before it if they are wanted.
    fn prompt(&self, question: &str) -> String {
        if self.history.is_empty() {
            return format!("{question}\n");
        }
        let mut prompt = String::new();
        for (question, answer) in &self.history {
            prompt.push_str(&format!("User: {question}\nAssistant: {answer}\n"));
        }
        prompt + &format!("User: {question}\nAssistant:\n")
    }

    fn forget_the_oldest(&mut self) {
        let size = |history: &[(String, String)]| -> usize {
            history.iter().map(|(question, answer)| question.len() + answer.len()).sum()
        };
        while size(&self.history) > HISTORY_MAX {
            self.history.remove(0);
        }
    }

    fn tell_figures(&self) {
        let answers = count(self.answers, "answer");
        let words = count(self.words, "word");
        let mut lines = vec![format!("encypher: {answers}, {words}")];
        if !self.last.is_empty() {
            lines.push(format!("the last one:\n    {}", self.last.join("\n    ")));
        }
        console::write_block(&format!("{}\n", lines.join("\n  ")));
    }
}

/// Something went wrong with one question. What would go wrong with the next one as well ends the
/// conversation.
fn go_on(trouble: CliError) -> Result<Turn, CliError> {
    if !trouble.is_refusal && trouble.exit != Exit::NO {
        return Err(trouble);
    }
    console::complain(&trouble);
    Ok(Turn::Next(trouble.exit))
}

fn refused(line: &str, what: &str, fix: &str) -> Turn {
    console::complain(&CliError::usage(line, what).fix(fix));
    Turn::Next(Exit::USAGE)
}
