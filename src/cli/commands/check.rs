//! `check`: what must not pass is looked for, and nothing is written but the report.

use std::path::Path;

use encypher::embed::{EmbedError, Ending};
use encypher::guard::guard::{CompiledPolicy, Guard};
use encypher::guard::policy::{Action, print};
use encypher::guard::report;
use encypher::guard::summary::Summary;
use encypher::json::{Json, Object};
use encypher::report::escape;
use encypher::report::json::to_text;
use encypher::stream::events::embed::{RelayEmbedder, Signer};
use encypher::stream::events::guard::{DocumentGuard, Reported};
use encypher::stream::{Manner, Written};

use crate::cli::args::CheckFlags;
use crate::cli::commands::stream_report::{self, Relayed};
use crate::cli::console::{self, Console};
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::guard::{self, Guarding};
use crate::cli::io::sink;
use crate::cli::io::source::{Input, Source};
use crate::cli::settings::stream::{self, Content};

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
    let content = stream::plan(&flags.stream)?;
    let input = Input::operand(flags.file.as_deref(), "check")?;
    let mut source = Source::open(&input)?;
    let mut guarding = guard::plan_or_default(&flags.guard, true)?;
    if let Some(audit) = &mut guarding.audit {
        audit.begin(&input.operand_name())?;
    }
    let mut checking = Checking {
        flags,
        console,
        name: input.operand_name(),
        subject: input.name(),
        guarding,
        listed: Vec::new(),
        troubles: Vec::new(),
    };
    let terms = checking.guarding.terms.clone();
    let (summary, exit) = match content {
        Content::Text => (text(terms, &mut source, &mut checking)?, Exit::DONE),
        Content::Records(fields) => {
            (documents(terms, fields.line_max, &mut source, &mut checking)?, Exit::DONE)
        }
        Content::Relay(manner) => events(terms, manner, &mut source, &mut checking)?,
    };
    if source.is_utf16() {
        return Err(source.utf16_trouble("nothing was checked"));
    }
    if matches!(flags.stream.input, crate::cli::args::choice::Framing::Raw) {
        let forgotten = stream_report::forgotten_input(&input.name(), source.first());
        if let Some(trouble) = forgotten {
            // What marks would do is not the matter here.
            let why = "a value in several events is not seen as one";
            checking.heed(trouble.why(why.to_owned()));
        }
    }
    checking.finish(&summary, exit)
}

/// A check that is under way.
struct Checking<'a> {
    flags: &'a CheckFlags,
    console: Console,
    name: String,
    /// The input as messages name it.
    subject: String,
    guarding: Guarding,
    /// For the JSON document.
    listed: Vec<Object>,
    /// What went wrong, for the JSON document.
    troubles: Vec<CliError>,
}

impl Checking<'_> {
    /// Tells what was found.
    fn tell(&mut self, found: impl IntoIterator<Item = Reported>) -> Result<(), CliError> {
        let mut lines = String::new();
        for reported in found {
            if let Some(audit) = &mut self.guarding.audit {
                audit.finding(&reported)?;
            }
            if self.flags.json {
                if self.listed.len() < LISTED_MAX {
                    self.listed.push(reported.to_json());
                }
            } else if self.console.quiet == 0 {
                lines.push_str(&self.line(&reported));
            }
        }
        match lines.is_empty() {
            true => Ok(()),
            false => sink::report(&lines),
        }
    }

    /// Something is wrong with the input; whether that is an error is its code.
    fn heed(&mut self, trouble: CliError) {
        match trouble.exit {
            _ if self.flags.json => self.troubles.push(trouble),
            Exit::DONE => self.console.warn(&trouble),
            _ => console::complain(&trouble),
        }
    }

    fn line(&self, Reported { channel, finding }: &Reported) -> String {
        let channel = channel.as_ref().map(|channel| format!(" [{channel}]")).unwrap_or_default();
        let name = escape(&format!("{}{channel}", self.name));
        let mut line = format!("{name}:{}\n", report::line(finding));
        if self.flags.explain {
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
        if self.flags.json {
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
        } else if self.flags.explain && self.console.quiet == 0 {
            let limit = self.guarding.terms.policy.max_risk;
            let limit = limit.map(|limit| format!(", the limit is {limit}")).unwrap_or_default();
            sink::report(&format!("risk {}{limit}\n", report::risk(summary)))?;
        }
        Ok(exit)
    }
}

fn text(
    terms: CompiledPolicy,
    source: &mut Source,
    checking: &mut Checking<'_>,
) -> Result<Summary, CliError> {
    let mut guard = Guard::new(terms);
    let mut out = Vec::new();
    source.try_drain(|bytes| {
        guard.push(bytes, &mut out);
        out.clear();
        checking.tell(guard.take_findings().into_iter().map(Reported::from))
    })?;
    guard.finish(&mut out);
    checking.tell(guard.take_findings().into_iter().map(Reported::from))?;
    Ok(guard.summary().clone())
}

fn documents(
    terms: CompiledPolicy,
    line_max: usize,
    source: &mut Source,
    checking: &mut Checking<'_>,
) -> Result<Summary, CliError> {
    let mut guard = DocumentGuard::new(terms, line_max);
    let mut out = Vec::new();
    source.try_drain(|bytes| {
        guard.push(bytes, &mut out);
        out.clear();
        checking.tell(guard.reports.findings.drain(..))
    })?;
    guard.finish(&mut out);
    checking.tell(guard.reports.findings.drain(..))?;
    Ok(guard.reports.summary.clone())
}

/// The texts in a provider's stream: it is rewritten as if it were signed, and nobody sees it.
fn events(
    terms: CompiledPolicy,
    manner: Manner,
    source: &mut Source,
    checking: &mut Checking<'_>,
) -> Result<(Summary, Exit), CliError> {
    let signer = Signer::silent(Some(terms));
    let name = checking.subject.clone();
    let failed = |error: EmbedError| {
        CliError::new(Exit::NO, &name, &error).why(error.why()).fix(error.fix())
    };
    let mut machine = RelayEmbedder::new(manner, signer, Written::Same).map_err(failed)?;
    let mut out = Vec::new();
    source.try_drain(|bytes| {
        let pushed = machine.push(bytes, &mut out);
        out.clear();
        checking.tell(machine.reports().findings.drain(..))?;
        pushed.map_err(failed)
    })?;
    let finished = machine.finish(Ending::Complete, false, &mut out);
    let (summary, reports) = finished.map_err(failed)?;
    checking.tell(reports.findings)?;
    let relayed = Relayed { summary, written: Written::Same, require: false, passes: false };
    for trouble in relayed.troubles(&checking.subject, source.first()) {
        checking.heed(trouble);
    }
    Ok((reports.summary, relayed.exit()))
}
