//! What came of one text, and how it is told: a line for people, an object for programs.

use anstyle::{AnsiColor, Style};
use encypher::json::Object;
use encypher::key::Keyring;
use encypher::report::html::{Entry, Outcome, Page};
use encypher::report::terminal::TerminalReport;
use encypher::report::{self, escape};
use encypher::stream::operation::Place;
use encypher::verify::{Reason, Verdict, Verification};

use crate::cli::commands::place;
use crate::cli::commands::verify::plan::Judging;
use crate::cli::console::{self, Console};
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::hints;
use crate::cli::io::sink::{self, Finish, Sink};
use crate::cli::io::source::Input;
use crate::cli::io::spool::{More, Spool};
use crate::cli::time;

/// What came of one text.
pub struct Judged {
    /// The input as it was typed; `-` for standard input.
    name: String,
    /// The input as messages name it.
    subject: String,
    /// Which of its texts this is, where it has several.
    place: Place,
    outcome: Result<Verification, CliError>,
    /// Why the policy refuses what the verdict would let pass.
    refusal: Option<Reason>,
    /// The code that it deserves.
    pub exit: Exit,
    /// The text, if it is needed once more.
    text: Option<Spool>,
}

impl Judged {
    /// What the policy makes of what was found.
    pub fn new(
        input: &Input,
        place: Place,
        mut outcome: Result<Verification, CliError>,
        plan: &Judging,
    ) -> Judged {
        let (exit, refusal) = match &outcome {
            Ok(verification) => plan.policy.judge(verification),
            Err(trouble) => (trouble.exit, None),
        };
        if let (Ok(verification), Some(_)) = (&mut outcome, &refusal) {
            verification.reason.clone_from(&refusal);
        }
        Judged {
            name: input.operand_name(),
            subject: input.name(),
            place,
            outcome,
            refusal,
            exit,
            text: None,
        }
    }

    /// The same, with its text.
    pub fn with(self, text: Option<Spool>) -> Judged {
        Judged { text, ..self }
    }

    /// Whether the text is as it was signed, and says what is expected.
    pub fn is_verified(&self) -> bool {
        let verdict = self.outcome.as_ref().map(|verification| verification.verdict);
        self.exit == Exit::DONE && matches!(verdict, Ok(Verdict::Verified))
    }

    /// The verdict, if the text could be read.
    pub fn verdict(&self) -> Option<Verdict> {
        self.outcome.as_ref().ok().map(|verification| verification.verdict)
    }

    /// The input, and which of its texts.
    fn shown(&self) -> String {
        match place::words(&self.place) {
            None => self.name.clone(),
            Some(place) => format!("{} [{place}]", self.name),
        }
    }

    /// Its place in the report.
    pub fn to_json(&self) -> Object {
        let mut value = self.outcome_to_json();
        place::add_to(&self.place, &mut value);
        value
    }

    fn outcome_to_json(&self) -> Object {
        match &self.outcome {
            Ok(verification) => report::json::result(&self.name, verification, hints::fix),
            Err(trouble) => {
                // What is wrong with another file, such as the signature, needs its name.
                let message = match trouble.subject == self.subject {
                    true => trouble.what.clone(),
                    false => trouble.to_string(),
                };
                report::json::error(&self.name, &trouble.failure(&message))
            }
        }
    }

    /// A line, and with `-v` all there is. What cannot be read is an error like any other.
    pub fn tell(&self, plan: &Judging, console: Console) -> Result<(), CliError> {
        let verification = match &self.outcome {
            Ok(verification) => verification,
            Err(trouble) => {
                console::complain(trouble);
                return Ok(());
            }
        };
        let hushed = match plan.show {
            // Who asks for the text and for silence wants nothing but the text.
            Some(_) => console.quiet > 0,
            None => console.quiet > 1 || (console.quiet == 1 && self.exit == Exit::DONE),
        };
        if hushed {
            return Ok(());
        }
        let mut lines = vec![self.line(verification, plan.color)];
        if console.verbose {
            lines.extend(report::human::details(verification));
        }
        sink::report(&format!("{}\n", lines.join("\n")))?;
        // What is good enough needs no fix.
        let fix = verification.reason.as_ref().filter(|_| self.exit != Exit::DONE);
        if let Some(fix) = fix.and_then(hints::fix) {
            console.note(&format!("{}: fix: {fix}", self.shown()));
        }
        Ok(())
    }

    /// Shows the text, if that is asked for.
    pub fn show(&mut self, plan: &Judging, console: Console) -> Result<(), CliError> {
        let (Some(manner), Ok(verification), Some(text)) =
            (plan.show, &self.outcome, &mut self.text)
        else {
            return Ok(());
        };
        let mut sink = Sink::for_report()?;
        let mut shower = TerminalReport::new(verification, manner);
        let mut out = String::new();
        if console.quiet == 0 {
            out = format!("{}\n", shower.legend());
        }
        text.read(|bytes| {
            shower.push(bytes, &mut out);
            sink.write(out.as_bytes())?;
            out.clear();
            Ok(More::Yes)
        })?;
        shower.finish(&mut out);
        sink.write(out.as_bytes())?;
        sink.finish(Finish::Durable)
    }

    /// Adds it to a page; its text is not needed any more.
    pub fn add_to(&mut self, page: &mut Page, keyring: &Keyring) -> Result<(), CliError> {
        let mut written = None;
        if let (Ok(verification), Some(mut spool)) = (&self.outcome, self.text.take()) {
            let text = written.insert(page.text(verification));
            spool.read(|bytes| {
                text.push(bytes);
                Ok(match text.is_full() {
                    true => More::No,
                    false => More::Yes,
                })
            })?;
        }
        let entry = Entry {
            name: &self.shown(),
            outcome: match &self.outcome {
                Ok(verification) => Outcome::Judged(verification),
                Err(trouble) => Outcome::Failed {
                    what: &trouble.to_string(),
                    why: trouble.why.as_deref(),
                    fix: Some(&trouble.fix),
                },
            },
            refused: self.refusal.is_some(),
            exit_code: self.exit.code(),
            keyring,
            time: time::utc_seconds,
            fix: hints::fix,
        };
        page.add(&entry, written);
        Ok(())
    }

    fn line(&self, verification: &Verification, color: bool) -> String {
        let line = match &self.refusal {
            None => report::human::line(&self.shown(), verification),
            Some(reason) => {
                // Who looks for "verified" is not to find it here.
                let text = format!("refused  {} ({})", reason.message, verification.verdict);
                format!("{}: {}", escape(&self.shown()), escape(&text))
            }
        };
        if color { self.painted(&line, verification.verdict) } else { line }
    }

    /// Colours the verdict, the word behind the name, and nothing else.
    fn painted(&self, line: &str, verdict: Verdict) -> String {
        let head = format!("{}: ", escape(&self.shown()));
        let word = verdict.name();
        let Some(rest) = line.strip_prefix(&head).and_then(|rest| rest.strip_prefix(word)) else {
            return line.to_owned();
        };
        let color = match self.exit.code() {
            0 => AnsiColor::Green,
            1 => AnsiColor::Red,
            _ => AnsiColor::Yellow,
        };
        let style = Style::new().bold().fg_color(Some(color.into()));
        format!("{head}{style}{word}{style:#}{rest}")
    }
}
