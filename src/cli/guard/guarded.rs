//! The guard on the way of a text: what it found is recorded before what it lets pass is written.

use encypher::embed::Ending;
use encypher::guard::finding::Finding;
use encypher::guard::guard::{CompiledPolicy, Guard};
use encypher::guard::policy::{Action, OnBlock};
use encypher::guard::report;
use encypher::guard::summary::Summary;
use encypher::json::Object;
use encypher::report::human::count;
use encypher::stream::events::guard::{DocumentGuard, Reported, Reports};
use encypher::text::utf16::{self, Utf16};

use crate::cli::args::choice::FailOn;
use crate::cli::commands::embed::plan::Marking;
use crate::cli::console::{self, Console};
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::guard::plan::Guarding;

/// The guard of one input.
pub struct Guarded {
    guarding: Guarding,
    stage: Stage,
    name: String,
    console: Console,
    fail_on: Option<FailOn>,
    /// The first bytes of a text, which tell whether it can be looked at.
    first: Vec<u8>,
    blocked: Option<Finding>,
}

/// Where the text is looked at.
pub enum Stage {
    /// All of the input is one text.
    Text(Box<Guard>),
    /// A document a line.
    Documents(Box<DocumentGuard>),
    /// In the events of a provider's stream.
    Within(Summary),
}

impl Stage {
    /// Where it is looked at if this becomes of it.
    pub fn of(marking: &Marking, terms: &CompiledPolicy) -> Stage {
        match marking {
            Marking::Relayed(..) => Stage::Within(Summary::default()),
            Marking::Records(fields, ..) => {
                Stage::Documents(Box::new(DocumentGuard::new(terms.clone(), fields.line_max)))
            }
            Marking::Untouched | Marking::Woven(_) | Marking::Detached(..) => {
                Stage::Text(Box::new(Guard::new(terms.clone())))
            }
        }
    }
}

/// What the guard did.
#[derive(Debug)]
pub struct Verdict {
    /// Its figures.
    pub summary: Summary,
    /// The code that it deserves.
    pub exit: Exit,
    /// Why that is no, if nothing was blocked.
    failed: Option<CliError>,
}

impl Guarded {
    /// The guard of an input that goes by some name, which the log has been told.
    pub fn new(
        guarding: Guarding,
        stage: Stage,
        name: &str,
        console: Console,
        fail_on: Option<FailOn>,
    ) -> Guarded {
        Guarded {
            guarding,
            stage,
            name: name.to_owned(),
            console,
            fail_on,
            first: Vec::new(),
            blocked: None,
        }
    }

    /// What may pass of the next bytes.
    pub fn push(&mut self, input: &[u8]) -> Result<Vec<u8>, CliError> {
        let mut safe = Vec::with_capacity(input.len());
        self.sniff(input)?;
        let found = match &mut self.stage {
            Stage::Text(guard) => {
                guard.push(input, &mut safe);
                reported(guard)
            }
            Stage::Documents(guard) => {
                guard.push(input, &mut safe);
                std::mem::take(&mut guard.reports.findings)
            }
            Stage::Within(_) => {
                safe.extend_from_slice(input);
                Vec::new()
            }
        };
        self.note(&found)?;
        Ok(safe)
    }

    /// What may pass of the end of the text.
    pub fn rest(&mut self) -> Result<Vec<u8>, CliError> {
        let mut safe = Vec::new();
        let found = match &mut self.stage {
            Stage::Text(guard) => {
                guard.finish(&mut safe);
                reported(guard)
            }
            Stage::Documents(guard) => {
                guard.finish(&mut safe);
                std::mem::take(&mut guard.reports.findings)
            }
            Stage::Within(_) => Vec::new(),
        };
        self.note(&found)?;
        Ok(safe)
    }

    /// Takes what the guards in a provider's stream have found.
    pub fn take(&mut self, reports: &mut Reports) -> Result<(), CliError> {
        let found = std::mem::take(&mut reports.findings);
        if let Stage::Within(summary) = &mut self.stage {
            *summary = reports.summary.clone();
        }
        self.note(&found)
    }

    /// A text whose characters have two bytes cannot be looked at.
    fn sniff(&mut self, input: &[u8]) -> Result<(), CliError> {
        if self.first.len() < utf16::UNMARKED {
            let wanted = utf16::UNMARKED - self.first.len();
            self.first.extend(input.iter().take(wanted));
            if utf16::sniff(&self.first) == Utf16::Yes || utf16::is_unmarked(&self.first) {
                return Err(CliError::io(
                    &self.name,
                    "the input is UTF-16, so nothing of it was looked at",
                )
                .why("PowerShell 5.1 '>' rewrites text as UTF-16".to_owned())
                .fix("convert it first: iconv -f UTF-16 -t UTF-8".to_owned()));
            }
        }
        Ok(())
    }

    fn note(&mut self, found: &[Reported]) -> Result<(), CliError> {
        for reported in found {
            if let Some(audit) = &mut self.guarding.audit {
                audit.finding(reported)?;
            }
            let finding = &reported.finding;
            match finding.action {
                Action::Warn => self.console.note(&format!(
                    "{}:{}, and passed",
                    self.name,
                    report::line(finding)
                )),
                Action::Block => self.blocked = Some(finding.clone()),
                _ => {}
            }
        }
        Ok(())
    }

    /// Why nothing more passes, if nothing does.
    pub fn refusal(&self) -> Option<CliError> {
        let finding = self.blocked.as_ref()?;
        let what = format!(
            "the guard ended the text before {} at {}",
            article(&finding.kind),
            place(finding)
        );
        let mut trouble = CliError::new(Exit::NO, &self.name, what)
            .why(match finding.rule.as_str() {
                "default" => "the policy blocks what no rule of it names".to_owned(),
                rule => format!("{rule} says so"),
            })
            .fix("if it may pass: a rule that redacts it, or an entry in [[allow]]".to_owned());
        trouble.is_refusal = true;
        Some(trouble)
    }

    /// The same for a text that goes out as a whole or not at all.
    pub fn refusal_of_a_question(&self) -> Option<CliError> {
        let finding = self.blocked.as_ref()?;
        let what =
            format!("it was not sent: it has {} at {}", article(&finding.kind), place(finding));
        let mut refusal = self.refusal()?;
        refusal.what = what;
        Some(refusal)
    }

    /// Whether who writes a text that was ended may write on.
    pub fn drains(&self) -> bool {
        self.guarding.terms.policy.on_block == OnBlock::Drain
    }

    /// What can be said in the metadata of a text: which policy guarded it, and what was found so
    /// far.
    pub fn findings(&self) -> Object {
        let summary = self.summary();
        self.guarding
            .says()
            .with("findings", report::counts(summary))
            .with("risk", report::risk(summary))
    }

    fn summary(&self) -> &Summary {
        match &self.stage {
            Stage::Text(guard) => guard.summary(),
            Stage::Documents(guard) => &guard.reports.summary,
            Stage::Within(summary) => summary,
        }
    }

    /// The text is over: records what was done.
    pub fn finish(mut self, ending: Ending) -> Result<Verdict, CliError> {
        let summary = self.summary().clone();
        let failed = self.fail_on.and_then(|on| failed(on, &summary, &self.name));
        let blocked = self.blocked.is_some();
        let exit = if blocked || failed.is_some() { Exit::NO } else { Exit::DONE };
        if let Some(audit) = &mut self.guarding.audit {
            let complete = ending == Ending::Complete && !blocked;
            audit.summary(&summary, blocked, complete, exit)?;
        }
        Ok(Verdict { summary, exit, failed: failed.filter(|_| !blocked) })
    }
}

impl Verdict {
    /// Says what was done, to whoever watches.
    pub fn announce(&self, console: Console) {
        let redacted = self.summary.count_of(Action::Redact);
        if redacted > 0 {
            console.remark(&format!("redacted {}", count(redacted, "value")));
        }
        if let Some(failed) = &self.failed {
            console::complain(failed);
        }
    }
}

/// What --fail-on makes an error of.
fn failed(on: FailOn, summary: &Summary, name: &str) -> Option<CliError> {
    let redacted = summary.count_of(Action::Redact);
    let (found, what, flag) = match on {
        FailOn::Redact => (redacted, "redacted", "redact"),
        FailOn::Warn => (redacted + summary.count_of(Action::Warn), "redacted or reported", "warn"),
    };
    let values = count(found, "value");
    (found > 0).then(|| {
        CliError::new(Exit::NO, name, format!("the guard {what} {values}"))
            .why(format!("--fail-on {flag} makes that an error; the text passed all the same"))
            .fix("take them out of the text, or leave out --fail-on")
    })
}

fn reported(guard: &mut Guard) -> Vec<Reported> {
    guard.take_findings().into_iter().map(Into::into).collect()
}

fn article(kind: &str) -> String {
    let vowel = kind.starts_with(['a', 'e', 'i', 'o']);
    format!("{} {kind}", if vowel { "an" } else { "a" })
}

fn place(finding: &Finding) -> String {
    format!("line {}, column {}", finding.place.line, finding.place.column)
}
