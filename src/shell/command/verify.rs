//! `verify`: a verdict for each text, and never the text.
//!
//! The verdict is reached before a word of the report is written: a reader that leaves early turns no
//! "no" into a "yes". A text that cannot be read does not stop the others.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use clap::builder::styling::{AnsiColor, Style};
use encypher::detached::DetachedVerifier;
use encypher::relay::records::{self, Fields, Reader, RecordReader};
use encypher::relay::verify::{CHANNELS_MAX, RelayVerification, RelayVerifier};
use encypher::relay::{self, Manner};
use encypher::report::{self, escape};
use encypher::verify::{Reason, Verdict, Verification, Verifier};
use serde_json::{Value, json};

use super::place::Place;
use super::relayed;
use crate::shell::console::{self, Console};
use crate::shell::exit::Exit;
use crate::shell::flags::VerifyFlags;
use crate::shell::flags::choice::Color;
use crate::shell::plan::judge::{self, Judging};
use crate::shell::plan::stream::Reading;
use crate::shell::sink;
use crate::shell::source::{Input, Source};
use crate::shell::trouble::{Trouble, words};

/// The most bytes that a signature file may have: the largest metadata, and room to spare.
const SIGNATURE_MAX: u64 = 1024 * 1024;

/// The most documents that are listed.
const DOCUMENTS_MAX: usize = 1000;

/// What came of one text.
struct Judged {
    /// The input as it was typed; `-` for standard input.
    name: String,
    /// The input as messages name it.
    subject: String,
    /// Which of its texts this is, where it has several.
    place: Option<Place>,
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
        let Judgement {
            texts,
            exit: of_input,
            verified: is_verified,
        } = judge_input(input, &plan, console);
        exit = exit.worst(of_input);
        verified += usize::from(is_verified);
        accepted += usize::from(of_input == Exit::DONE && !is_verified);
        if plan.json {
            all.extend(texts);
        } else {
            for judged in texts {
                judged.tell(&plan, console)?;
            }
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

/// What came of all texts of one input.
struct Judgement {
    texts: Vec<Judged>,
    exit: Exit,
    verified: bool,
}

impl Judgement {
    fn of(texts: Vec<Judged>) -> Judgement {
        Judgement {
            exit: texts
                .iter()
                .fold(Exit::DONE, |exit, judged| exit.worst(judged.exit)),
            verified: texts.iter().all(Judged::is_verified),
            texts,
        }
    }
}

fn judge_input(input: &Input, plan: &Judging, console: Console) -> Judgement {
    let one = |outcome| Judgement::of(vec![Judged::new(input, None, outcome, plan)]);
    match &plan.reading {
        Reading::Text => one(verification(input, plan)),
        Reading::Relay(manner) => match stream(input, *manner, plan) {
            Err(trouble) => one(Err(trouble)),
            Ok(found) => {
                let mut texts = channels(input, found.channels, plan);
                if found.unknown && !plan.json {
                    console.warn(&relayed::unknown(&input.name(), "nothing was checked"));
                }
                if texts.is_empty() {
                    let nothing = Verifier::new(plan.keyring.clone()).finish();
                    texts.push(Judged::new(input, None, Ok(nothing), plan));
                }
                if found.too_many {
                    let what = format!("it has text in more than {CHANNELS_MAX} channels");
                    let trouble = Trouble::new(Exit::NO, input.name(), what)
                        .why("the others were not checked".to_owned());
                    texts.push(Judged::new(input, None, Err(trouble), plan));
                }
                if let Some(broken) = found.broken {
                    let mut trouble = relayed::broken_trouble(broken, &input.name());
                    if trouble.exit == Exit::DONE {
                        trouble.exit = Exit::NO;
                        trouble.what =
                            "its events are not separated, so they cannot be checked".to_owned();
                    }
                    texts.push(Judged::new(input, None, Err(trouble), plan));
                }
                Judgement::of(texts)
            }
        },
        Reading::Records(fields) => match documents(input, fields.clone(), plan, console) {
            Err(trouble) => one(Err(trouble)),
            Ok(judgement) => judgement,
        },
    }
}

/// The channels of a stream that are meant.
fn channels(input: &Input, channels: Vec<relay::verify::Judged>, plan: &Judging) -> Vec<Judged> {
    let meant = |judged: &relay::verify::Judged| {
        plan.channel
            .as_ref()
            .is_none_or(|channel| *channel == judged.channel.to_string())
    };
    let channels = channels.into_iter().filter(meant);
    let judge = |judged: relay::verify::Judged| {
        let name = judged.channel.to_string();
        let place = if judged.copy {
            Place::Copy(name)
        } else {
            Place::Channel(name)
        };
        Judged::new(input, Some(place), Ok(judged.verification), plan)
    };
    channels.map(judge).collect()
}

fn stream(input: &Input, manner: Manner, plan: &Judging) -> Result<RelayVerification, Trouble> {
    let mut source = Source::open(input)?;
    let mut verifier = RelayVerifier::new(manner, plan.keyring.clone());
    source.drain(|bytes| verifier.push(bytes))?;
    if source.is_utf16() {
        return Err(source.utf16_trouble("nothing was checked"));
    }
    Ok(verifier.finish())
}

/// The documents of an input: those that do not pass, and the first ones of all.
struct Documents<'a> {
    input: &'a Input,
    plan: &'a Judging,
    judgement: Judgement,
    passed: u64,
    total: u64,
}

impl Documents<'_> {
    fn add(&mut self, judged: Judged) {
        self.total += 1;
        let passes = judged.exit == Exit::DONE;
        self.passed += u64::from(passes);
        self.judgement.exit = self.judgement.exit.worst(judged.exit);
        self.judgement.verified &= judged.is_verified();
        // For people the documents that pass are a number.
        if self.judgement.texts.len() < DOCUMENTS_MAX && (!passes || self.plan.json) {
            self.judgement.texts.push(judged);
        }
    }
}

impl Reader for Documents<'_> {
    fn text(&mut self, line: u64, text: &[u8]) {
        let verification = records::verify(text, &self.plan.keyring);
        self.add(Judged::new(
            self.input,
            Some(Place::Line(line)),
            Ok(verification),
            self.plan,
        ));
    }

    fn none(&mut self, line: u64) {
        let trouble = Trouble::new(
            Exit::UNMARKED,
            self.input.name(),
            format!("line {line} has no text"),
        )
        .fix("check --text-field".to_owned());
        self.add(Judged::new(
            self.input,
            Some(Place::Line(line)),
            Err(trouble),
            self.plan,
        ));
    }
}

fn documents(
    input: &Input,
    fields: Fields,
    plan: &Judging,
    console: Console,
) -> Result<Judgement, Trouble> {
    let mut source = Source::open(input)?;
    let mut reader = RecordReader::new(fields);
    let judgement = Judgement::of(Vec::new());
    let mut documents = Documents {
        input,
        plan,
        judgement,
        passed: 0,
        total: 0,
    };
    source.drain(|bytes| reader.push(bytes, &mut documents))?;
    reader.finish(&mut documents);
    if documents.total == 0 {
        let nothing = Verifier::new(plan.keyring.clone()).finish();
        documents.add(Judged::new(input, None, Ok(nothing), plan));
        return Ok(documents.judgement);
    }
    if !plan.json {
        let Documents { passed, total, .. } = documents;
        console.note(&format!(
            "{}: {passed} of {total} documents pass",
            input.name()
        ));
    }
    Ok(documents.judgement)
}

impl Judged {
    fn new(
        input: &Input,
        place: Option<Place>,
        outcome: Result<Verification, Trouble>,
        plan: &Judging,
    ) -> Judged {
        let name = match input {
            Input::Standard => "-".to_owned(),
            Input::File(path) => path.display().to_string(),
        };
        let mut outcome = outcome;
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
            place,
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

    /// The input, and which of its texts.
    fn shown(&self) -> String {
        match &self.place {
            None => self.name.clone(),
            Some(place) => format!("{} [{place}]", self.name),
        }
    }

    fn to_json(&self) -> Value {
        let mut value = self.outcome_to_json();
        if let Some(place) = &self.place {
            place.add_to(&mut value);
        }
        value
    }

    fn outcome_to_json(&self) -> Value {
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
            console.note(&format!("{}: fix: {fix}", self.shown()));
        }
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
        if color {
            self.painted(&line, verification.verdict)
        } else {
            line
        }
    }

    /// Colours the verdict, the word behind the name, and nothing else.
    fn painted(&self, line: &str, verdict: Verdict) -> String {
        let head = format!("{}: ", escape(&self.shown()));
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
