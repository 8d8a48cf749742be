//! `check`: what must not pass is looked for, and nothing is written but the report.

use std::path::Path;

use encypher::embed::Ending;
use encypher::guard::policy::{Action, print};
use encypher::guard::report;
use encypher::guard::summary::Summary;
use encypher::json::{Json, Object};
use encypher::record::metadata::Metadata;
use encypher::report::escape;
use encypher::report::json::to_text;
use encypher::stream::operation::sign::SignSummary;
use encypher::stream::operation::untouched::UntouchedText;
use encypher::stream::operation::{ChannelFinding, Effect, Failure, Place, TextError};
use encypher::stream::{Format, Operation};

use crate::cli::args::CheckFlags;
use crate::cli::args::choice::Framing;
use crate::cli::commands::embed::marking::refused;
use crate::cli::commands::stream_report::{self, Stream};
use crate::cli::console::{self, Console};
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::guard::{self, Guarding};
use crate::cli::io::sink;
use crate::cli::io::source::{Input, Source};
use crate::cli::settings::stream;

/// The name of the JSON document.
const SCHEMA: &str = "encypher.check/1";
/// The most findings of a JSON document; the figures count all of them.
const LISTED_MAX: usize = 10_000;

/// Checks a FILE or standard input.
pub fn run(flags: &CheckFlags, console: Console) -> Result<Exit, CliError> {
    match check(flags, console) {
        Err(trouble) if flags.json => tell_failure(&trouble, flags.file.as_deref()),
        done => done,
    }
}

/// Nothing could be checked; who asked for JSON is told so in JSON, and nowhere else.
pub fn tell_failure(trouble: &CliError, file: Option<&Path>) -> Result<Exit, CliError> {
    let input = file.map_or("-".to_owned(), |file| file.display().to_string());
    let document = Object::new()
        .with("schema", SCHEMA)
        .with("ok", false)
        .with("exit_code", trouble.exit.code())
        .with("input", input)
        .with("policy", Json::null())
        .with("findings", Vec::<Json>::new())
        .with("summary", Json::null())
        .with("reason", trouble.to_json())
        .with("warnings", Vec::<Json>::new());
    sink::report(&format!("{}\n", to_text(&document)))?;
    Ok(trouble.exit)
}

fn check(flags: &CheckFlags, console: Console) -> Result<Exit, CliError> {
    if flags.list_kinds {
        let guarding = guard::plan_or_default(&flags.guard, false)?;
        sink::print(&format!("{}\n", report::kinds(&guarding.terms.policy)))?;
        return Ok(Exit::DONE);
    }
    if flags.print_policy {
        let guarding = guard::plan_or_default(&flags.guard, false)?;
        sink::print(&print::print(&guarding.terms.policy))?;
        return Ok(Exit::DONE);
    }
    let format = stream::plan(&flags.stream)?;
    let input = Input::operand(flags.file.as_deref(), "check")?;
    let mut source = Source::open(&input)?;
    let mut guarding = guard::plan_or_default(&flags.guard, true)?;
    if let Some(audit) = &mut guarding.audit {
        audit.begin(&input.operand_name())?;
    }
    let policy = guarding.terms.clone();
    let checking = Checking {
        json: flags.json,
        explain: flags.explain,
        console,
        name: input.operand_name(),
        subject: input.name(),
        guarding,
        listed: Vec::new(),
        lines: String::new(),
        troubles: Vec::new(),
    };
    let mut container = format.clone().open(checking, Some(policy))?;
    let mut out = Vec::new();
    source.try_drain(|bytes| {
        out.clear();
        let pushed = container.push(bytes, &mut out);
        container.operation().tell()?;
        pushed
    })?;
    let (mut checking, report) = container.finish(Ending::Complete, &mut out)?;
    checking.tell()?;
    let mut exit = Exit::DONE;
    if let Format::Events(_, written) = &format {
        let (report, signed) = (&report, SignSummary::default());
        let stream = Stream { report, signed, written, require: false, passes: false };
        exit = stream.exit();
        for trouble in stream.troubles(&checking.subject, source.first()) {
            checking.heed(trouble);
        }
    }
    if source.is_utf16() {
        return Err(source.utf16_trouble("nothing was checked"));
    }
    if flags.stream.input == Framing::Raw {
        let forgotten = stream_report::forgotten_input(&input.name(), source.first());
        if let Some(trouble) = forgotten {
            // What marks would do is not the matter here.
            let why = "a value in several events is not seen as one";
            checking.heed(trouble.why(why.to_owned()));
        }
    }
    checking.finish(&report.guard, exit)
}

/// A check that is under way.
struct Checking {
    json: bool,
    explain: bool,
    console: Console,
    name: String,
    /// The input as messages name it.
    subject: String,
    guarding: Guarding,
    /// For the JSON document.
    listed: Vec<Object>,
    /// What was found and not told yet.
    lines: String,
    /// What went wrong, for the JSON document.
    troubles: Vec<CliError>,
}

impl Operation for Checking {
    type Text = UntouchedText;
    type Error = CliError;
    const EFFECT: Effect = Effect::Adds;

    fn begin(
        &mut self,
        _place: &Place,
        _metadata: Option<Metadata>,
    ) -> Result<Option<UntouchedText>, TextError> {
        Ok(Some(UntouchedText::default()))
    }

    fn end(&mut self, _place: Place, _text: UntouchedText) {}

    fn fail(&self, failure: Failure) -> CliError {
        refused(&self.subject, failure)
    }

    fn found(&mut self, findings: Vec<ChannelFinding>) -> Result<(), CliError> {
        self.note(findings)
    }
}

impl Checking {
    /// Records what was found, and keeps the lines that tell it.
    fn note(&mut self, found: Vec<ChannelFinding>) -> Result<(), CliError> {
        for reported in found {
            if let Some(audit) = &mut self.guarding.audit {
                audit.finding(&reported)?;
            }
            if self.json {
                if self.listed.len() < LISTED_MAX {
                    self.listed.push(reported.to_json());
                }
            } else if self.console.quiet == 0 {
                let line = self.line(&reported);
                self.lines.push_str(&line);
            }
        }
        Ok(())
    }

    /// Tells what was found since it was last told.
    fn tell(&mut self) -> Result<(), CliError> {
        match std::mem::take(&mut self.lines).as_str() {
            "" => Ok(()),
            lines => sink::report(lines),
        }
    }

    /// Something is wrong with the input; whether that is an error is its code.
    fn heed(&mut self, trouble: CliError) {
        match trouble.exit {
            _ if self.json => self.troubles.push(trouble),
            Exit::DONE => self.console.warn(&trouble),
            _ => console::complain(&trouble),
        }
    }

    fn line(&self, ChannelFinding { channel, finding }: &ChannelFinding) -> String {
        let channel = channel.as_ref().map(|channel| format!(" [{channel}]")).unwrap_or_default();
        let name = escape(&format!("{}{channel}", self.name));
        let mut line = format!("{name}:{}\n", report::line(finding));
        if self.explain {
            line.push_str(&format!("  {}\n", report::explanation(finding)));
        }
        line
    }

    fn finish(mut self, summary: &Summary, exit: Exit) -> Result<Exit, CliError> {
        let refused = summary.count_of(Action::Block) + summary.count_of(Action::Redact) > 0;
        let exit = if refused { exit.worst(Exit::NO) } else { exit };
        if let Some(audit) = &mut self.guarding.audit {
            let blocked = summary.count_of(Action::Block) > 0;
            audit.summary(summary, blocked, exit != Exit::CUT, exit)?;
        }
        if self.json {
            let policy = &self.guarding.terms.policy;
            let figures = Object::new()
                .with("bytes_in", summary.bytes_in)
                .with("risk", report::risk(summary))
                .with("findings", report::counts(summary));
            let troubles = std::mem::take(&mut self.troubles).into_iter();
            let (warnings, errors): (Vec<_>, Vec<_>) =
                troubles.partition(|trouble| trouble.exit == Exit::DONE);
            let digest = self.guarding.digest.as_str();
            let document = Object::new()
                .with("schema", SCHEMA)
                .with("ok", exit == Exit::DONE)
                .with("exit_code", exit.code())
                .with("input", self.name.as_str())
                .with(
                    "policy",
                    Object::new().with("name", policy.name.as_deref()).with("sha256", digest),
                )
                .with("findings", self.listed)
                .with("summary", figures)
                .with("reason", errors.first().map(CliError::to_json))
                .with("warnings", warnings.iter().map(CliError::to_json).collect::<Json>());
            sink::report(&format!("{}\n", to_text(&document)))?;
        } else if self.explain && self.console.quiet == 0 {
            let limit = self.guarding.terms.policy.max_risk;
            let limit = limit.map(|limit| format!(", the limit is {limit}")).unwrap_or_default();
            sink::report(&format!("risk {}{limit}\n", report::risk(summary)))?;
        }
        Ok(exit)
    }
}
