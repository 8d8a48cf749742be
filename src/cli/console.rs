//! Messages: whole lines on stderr, and one line that may be drawn again and again below them.
//!
//! What comes from outside (a path, a metadata key, a panic's message) is escaped here, once, so
//! that no text can play with the reader's terminal. A message that cannot be written is dropped:
//! a full stderr must not change what the command answers.

use std::io::{self, Write};
use std::panic;
use std::sync::{Mutex, MutexGuard, PoisonError};

use encypher::json::Object;
use encypher::report::escape;
use encypher::report::json::to_text;
use indicatif::ProgressBar;

use crate::cli::args::Messages;
use crate::cli::args::choice::Color;
use crate::cli::environment;
use crate::cli::error::{CliError, REPORT};
use crate::cli::terminal;

/// How much the user wants to hear.
#[derive(Clone, Copy, Debug)]
pub struct Console {
    /// How often `-q` was given.
    pub quiet: u8,
    /// Whether `-v` was given.
    pub verbose: bool,
    /// Whether somebody is watching.
    watched: bool,
    /// When to colour, if that was said.
    pub color: Option<Color>,
}

impl Console {
    /// From what was typed.
    pub fn new(messages: &Messages) -> Console {
        Console {
            quiet: messages.quiet,
            verbose: messages.verbose > 0,
            watched: terminal::stderr_is_terminal(),
            color: messages.color,
        }
    }

    /// The same for what happens again and again, which nobody wants to be told each time.
    pub fn unwatched(self) -> Console {
        Console { watched: false, ..self }
    }

    /// Something that the user should know; `-q` hides it.
    pub fn note(self, text: &str) {
        if self.quiet == 0 {
            write_line(&format!("encypher: {}", escape(text)));
        }
    }

    /// Something that only a person who is watching wants to know.
    pub fn remark(self, text: &str) {
        if self.verbose || self.watched {
            self.note(text);
        }
    }

    /// CliError that does not stop us; `-q` hides it.
    pub fn warn(self, trouble: &CliError) {
        if self.quiet == 0 {
            complain(trouble);
        }
    }
}

/// Something that the user must know, always.
pub fn say(text: &str) {
    write_line(&format!("encypher: {}", escape(text)));
}

/// CliError, always: what, why and fix, a line each.
pub fn complain(trouble: &CliError) {
    let mut text = format!("encypher: {}: {}", escape(&trouble.subject), escape(&trouble.what));
    if let Some(why) = &trouble.why {
        text.push_str(&format!("\n  why: {}", escape(why)));
    }
    text.push_str(&format!("\n  fix: {}", escape(&trouble.fix)));
    write_line(&text);
}

/// Writes a line of JSON, in which everything is escaped already.
pub fn write_json(value: &Object) {
    write_line(&to_text(value));
}

/// Asks for a line.
pub fn prompt(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

/// Writes text of several lines as it is, but for control characters.
pub fn write_block(text: &str) {
    let lines: Vec<String> = text.trim_end().lines().map(escape).collect();
    write_line(&lines.join("\n"));
}

fn write_line(text: &str) {
    let write = || drop(io::stderr().write_all(format!("{text}\n").as_bytes()));
    match &*drawn() {
        // The line makes room and comes back below.
        Some(bar) => bar.suspend(write),
        None => write(),
    }
}

/// The line that is drawn again and again, if there is one.
static DRAWN: Mutex<Option<ProgressBar>> = Mutex::new(None);

fn drawn() -> MutexGuard<'static, Option<ProgressBar>> {
    DRAWN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Shows a line until it is cleared.
pub fn draw(bar: ProgressBar) {
    *drawn() = Some(bar);
}

/// Changes the line, if it is still there.
pub fn redraw(change: impl FnOnce(&ProgressBar)) {
    if let Some(bar) = &*drawn() {
        change(bar);
    }
}

/// Takes the line away.
pub fn clear() {
    if let Some(bar) = drawn().take() {
        bar.finish_and_clear();
    }
}

/// From now on a panic asks for a report, and names no file of ours unless asked to.
pub fn report_bugs() {
    let detailed = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if environment::text("RUST_BACKTRACE").is_some_and(|value| value != "0") {
            detailed(info);
        }
        let payload = info.payload();
        let plain = payload.downcast_ref::<&str>().copied();
        let cause = plain.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        write_line(&format!(
            "encypher: internal error: {}\n  why: this is a bug in encypher, not in your input\n  \
             fix: {REPORT}",
            escape(cause.unwrap_or("no message"))
        ));
    }));
}

/// Whether to colour: flag, then NO_COLOR, then CLICOLOR_FORCE, then the terminal; automatic builds
/// have none, even where they have a terminal.
pub fn colored(choice: Color, terminal: bool) -> bool {
    match choice {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if environment::value("NO_COLOR").is_some() => false,
        Color::Auto if environment::text("CLICOLOR_FORCE").is_some_and(|value| value != "0") => {
            true
        }
        Color::Auto if environment::is_ci() => false,
        Color::Auto => terminal && environment::text("TERM").is_none_or(|term| term != "dumb"),
    }
}
