//! `verify`: a verdict for each text, and never the text.
//!
//! The verdict is reached before a word of the report is written: a reader that leaves early turns no
//! "no" into a "yes". A text that cannot be read does not stop the others.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use clap::builder::styling::{AnsiColor, Style};
use encypher::detached::DetachedVerifier;
use encypher::report::{self, escape};
use encypher::verify::{Reason, Verdict, Verification, Verifier};
use serde_json::{Value, json};

use crate::shell::console::{self, Console};
use crate::shell::exit::Exit;
use crate::shell::flags::VerifyFlags;
use crate::shell::flags::choice::Color;
use crate::shell::plan::judge::{self, Judging};
use crate::shell::sink;
use crate::shell::source::{Input, Source};
use crate::shell::trouble::{Trouble, words};

/// The most bytes that a signature file may have: the largest metadata, and room to spare.
const SIGNATURE_MAX: u64 = 1024 * 1024;

/// What came of one input.
struct Judged {
    /// The input as it was typed; `-` for standard input.
    name: String,
    /// The input as messages name it.
    subject: String,
    outcome: Result<Verification, Trouble>,
    /// Why the policy refuses what the verdict would let pass.
    refusal: Option<Reason>,
    exit: Exit,
}

/// Judges the FILEs or standard input.
pub fn run(flags: &VerifyFlags, color: Option<Color>, console: Console) -> Result<Exit, Trouble> {
    let plan = match judge::plan(flags, color) {
        Ok(plan) => plan,
        Err(trouble) if flags.json => return tell_failure(&trouble, flags),
        Err(trouble) => return Err(trouble),
    };
    if !plan.json {
        plan.warnings
            .iter()
            .for_each(|warning| console.warn(warning));
    }
    let mut all = Vec::new();
    let mut exit = Exit::DONE;
    let (mut verified, mut accepted) = (0, 0);
    for input in &plan.inputs {
        let judged = Judged::new(input, &plan);
        exit = exit.worst(judged.exit);
        verified += usize::from(judged.is_verified());
        accepted += usize::from(judged.exit == Exit::DONE && !judged.is_verified());
        if plan.json {
            all.push(judged);
        } else {
            judged.tell(&plan, console)?;
        }
    }
    if plan.json {
        print_json(&all, &plan.warnings, exit)?;
    } else if plan.inputs.len() > 1 {
        let accepted = match accepted {
            0 => String::new(),
            several => format!(", {several} accepted as they are"),
        };
        let all = plan.inputs.len();
        console.note(&format!("{verified} of {all} files verified{accepted}"));
    }
    Ok(exit)
}

/// Nothing could be judged; who asked for JSON is told so in JSON, and nowhere else.
fn tell_failure(trouble: &Trouble, flags: &VerifyFlags) -> Result<Exit, Trouble> {
    let mut names: Vec<String> = flags
        .files
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    if names.is_empty() {
        names.push("-".to_owned());
    }
    let what = trouble.to_string();
    let entry = |name: &String| report::json::error(name, &what, trouble.fix.as_deref());
    let results = names.iter().map(entry).collect();
    print_document(trouble.exit, None, results, &[])?;
    Ok(trouble.exit)
}

fn print_json(all: &[Judged], warnings: &[Trouble], exit: Exit) -> Result<(), Trouble> {
    let read = || all.iter().filter_map(|judged| judged.outcome.as_ref().ok());
    let worst = read().map(|verification| verification.verdict).max();
    // Nobody is to read "verified" where there is something that nobody could look at.
    let worst = worst.filter(|worst| *worst != Verdict::Verified || read().count() == all.len());
    let results = all.iter().map(Judged::to_json).collect();
    print_document(exit, worst, results, warnings)
}

fn print_document(
    exit: Exit,
    worst: Option<Verdict>,
    results: Vec<Value>,
    warnings: &[Trouble],
) -> Result<(), Trouble> {
    let mut document = report::json::report(exit.code(), worst.map(Verdict::name), results);
    let warning = |trouble: &Trouble| json!({"message": trouble.to_string(), "fix": trouble.fix});
    document["warnings"] = warnings.iter().map(warning).collect();
    sink::report(&format!("{}\n", report::json::to_text(&document)))
}

impl Judged {
    fn new(input: &Input, plan: &Judging) -> Judged {
        let name = match input {
            Input::Standard => "-".to_owned(),
            Input::File(path) => path.display().to_string(),
        };
        let mut outcome = verification(input, plan);
        let (exit, refusal) = match &outcome {
            Ok(verification) => plan.policy.judge(verification),
            Err(trouble) => (trouble.exit, None),
        };
        if let (Ok(verification), Some(_)) = (&mut outcome, &refusal) {
            verification.reason.clone_from(&refusal);
        }
        Judged {
            name,
            subject: input.name(),
            outcome,
            refusal,
            exit,
        }
    }

    /// Whether the text is as it was signed, and says what is expected.
    fn is_verified(&self) -> bool {
        let verdict = self
            .outcome
            .as_ref()
            .map(|verification| verification.verdict);
        self.exit == Exit::DONE && matches!(verdict, Ok(Verdict::Verified))
    }

    fn to_json(&self) -> Value {
        match &self.outcome {
            Ok(verification) => report::json::result(&self.name, verification),
            Err(trouble) => {
                let fix = trouble.fix.as_deref();
                // What is wrong with another file, such as the signature, needs its name.
                match trouble.subject == self.subject {
                    true => report::json::error(&self.name, &trouble.what, fix),
                    false => report::json::error(&self.name, &trouble.to_string(), fix),
                }
            }
        }
    }

    /// A line, and with `-v` all there is. What cannot be read is an error like any other.
    fn tell(&self, plan: &Judging, console: Console) -> Result<(), Trouble> {
        let verification = match &self.outcome {
            Ok(verification) => verification,
            Err(trouble) => {
                console::complain(trouble);
                return Ok(());
            }
        };
        if console.quiet > 1 || (console.quiet == 1 && self.exit == Exit::DONE) {
            return Ok(());
        }
        let mut lines = vec![self.line(verification, plan.color)];
        if console.verbose {
            lines.extend(report::human::details(verification));
        }
        sink::report(&format!("{}\n", lines.join("\n")))?;
        // What is good enough needs no fix.
        let fix = report::human::fix(verification).filter(|_| self.exit != Exit::DONE);
        if let Some(fix) = fix {
            console.note(&format!("{}: fix: {fix}", self.name));
        }
        Ok(())
    }

    fn line(&self, verification: &Verification, color: bool) -> String {
        let line = match &self.refusal {
            None => report::human::line(&self.name, verification),
            Some(reason) => {
                // Who looks for "verified" is not to find it here.
                let text = format!("refused  {} ({})", reason.message, verification.verdict);
                format!("{}: {}", escape(&self.name), escape(&text))
            }
        };
        if color {
            self.painted(&line, verification.verdict)
        } else {
            line
        }
    }

    /// Colours the verdict, the word behind the name, and nothing else.
    fn painted(&self, line: &str, verdict: Verdict) -> String {
        let head = format!("{}: ", escape(&self.name));
        let word = verdict.name();
        let Some(rest) = line
            .strip_prefix(&head)
            .and_then(|rest| rest.strip_prefix(word))
        else {
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

fn verification(input: &Input, plan: &Judging) -> Result<Verification, Trouble> {
    let mut source = Source::open(input)?;
    let verification = match &plan.detached {
        None => {
            let mut verifier = Verifier::new(plan.keyring.clone());
            source.drain(|bytes| verifier.push(bytes))?;
            verifier.finish()
        }
        Some(path) => {
            let signature = read_signature(path)?;
            let mut verifier =
                DetachedVerifier::new(&signature, &plan.keyring).map_err(|error| {
                    Trouble::new(Exit::NO, path.display(), &error)
                        .fix("name the file that `encypher embed --detached` wrote".to_owned())
                })?;
            source.drain(|bytes| verifier.push(bytes))?;
            return Ok(verifier.finish());
        }
    };
    if source.is_utf16() {
        return Err(source.utf16_trouble("nothing was checked"));
    }
    Ok(verification)
}

fn read_signature(path: &Path) -> Result<String, Trouble> {
    let failed = |error: &std::io::Error| Trouble::io(path.display(), words(error));
    let file = File::open(path).map_err(|error| failed(&error))?;
    let mut bytes = Vec::new();
    file.take(SIGNATURE_MAX + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| failed(&error))?;
    if bytes.len() as u64 > SIGNATURE_MAX {
        return Err(Trouble::new(
            Exit::NO,
            path.display(),
            "it is too large for a signature file",
        ));
    }
    String::from_utf8(bytes).map_err(|_| {
        Trouble::new(
            Exit::NO,
            path.display(),
            "it is not a signature file: not UTF-8 text",
        )
    })
}
