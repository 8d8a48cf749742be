//! What the guard of one input found: it is recorded before what the guard lets pass is written.

use encypher::embed::Ending;
use encypher::guard::finding::Finding;
use encypher::guard::policy::{Action, OnBlock};
use encypher::guard::report;
use encypher::guard::summary::Summary;
use encypher::report::human::count;
use encypher::stream::operation::ChannelFinding;
use encypher::text::utf16::{self, Utf16};

use crate::cli::args::choice::FailOn;
use crate::cli::console::{self, Console};
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::guard::plan::Guarding;

/// What the guard of one input found.
pub struct GuardLog {
    guarding: Guarding,
    name: String,
    console: Console,
    fail_on: Option<FailOn>,
    /// The first bytes of the input, which tell whether it can be looked at.
    first: Vec<u8>,
    blocked: Option<Finding>,
}

/// What the guard did.
#[derive(Debug)]
pub struct GuardVerdict {
    /// Its figures.
    pub summary: Summary,
    /// The code that it deserves.
    pub exit: Exit,
    /// Why that is no, if nothing was blocked.
    failed: Option<CliError>,
}

impl GuardLog {
    /// A log for an input that goes by some name, which the audit log has been told.
    pub fn new(
        guarding: Guarding,
        name: &str,
        console: Console,
        fail_on: Option<FailOn>,
    ) -> GuardLog {
        GuardLog {
            guarding,
            name: name.to_owned(),
            console,
            fail_on,
            first: Vec::new(),
            blocked: None,
        }
    }

    /// Refuses an input whose characters have two bytes: nobody could look at it.
    pub fn sniff(&mut self, input: &[u8]) -> Result<(), CliError> {
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

    /// Records what was found.
    pub fn note(&mut self, found: &[ChannelFinding]) -> Result<(), CliError> {
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

    /// Finishes the input: records what was done.
    pub fn finish(mut self, summary: Summary, ending: Ending) -> Result<GuardVerdict, CliError> {
        let failed = self.fail_on.and_then(|on| failed(on, &summary, &self.name));
        let blocked = self.blocked.is_some();
        let exit = if blocked || failed.is_some() { Exit::NO } else { Exit::DONE };
        if let Some(audit) = &mut self.guarding.audit {
            let complete = ending == Ending::Complete && !blocked;
            audit.summary(&summary, blocked, complete, exit)?;
        }
        Ok(GuardVerdict { summary, exit, failed: failed.filter(|_| !blocked) })
    }
}

impl GuardVerdict {
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

fn article(kind: &str) -> String {
    let vowel = kind.starts_with(['a', 'e', 'i', 'o']);
    format!("{} {kind}", if vowel { "an" } else { "a" })
}

fn place(finding: &Finding) -> String {
    format!("line {}, column {}", finding.place.line, finding.place.column)
}
