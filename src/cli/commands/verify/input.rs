//! Judges an input: one text, the channels of a provider's stream, or document by document.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use encypher::detached::{DetachedError, DetachedVerifier};
use encypher::embed::Ending;
use encypher::stream::dialect::Channel;
use encypher::stream::operation::verify::{self, Verify};
use encypher::stream::operation::{Place, TEXTS_MAX};
use encypher::stream::{Format, Report};
use encypher::verdict::Verdict;

use crate::cli::commands::embed::marking::refused;
use crate::cli::commands::stream_report;
use crate::cli::commands::verify::outcome::Judged;
use crate::cli::commands::verify::plan::Judging;
use crate::cli::console::Console;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::hints;
use crate::cli::io::source::{Input, Source};
use crate::cli::io::spool::Spool;
use crate::cli::settings::THREADS;

/// The most bytes that a signature file may have: the largest metadata, and room to spare.
const SIGNATURE_MAX: u64 = 1024 * 1024;

/// The most texts that are listed.
const LISTED_MAX: usize = 1000;

/// What came of all texts of one input.
pub struct Judgement {
    /// The texts, or those of them that are listed.
    pub texts: Vec<Judged>,
    /// The worst of all their codes.
    pub exit: Exit,
    /// Whether all of them are verified.
    pub verified: bool,
    /// What else there is to say.
    pub warnings: Vec<CliError>,
    passed: u64,
    total: u64,
}

impl Judgement {
    fn new() -> Judgement {
        Judgement {
            texts: Vec::new(),
            exit: Exit::DONE,
            verified: true,
            warnings: Vec::new(),
            passed: 0,
            total: 0,
        }
    }

    fn of(judged: Judged) -> Judgement {
        let mut judgement = Judgement::new();
        judgement.add(judged, true);
        judgement
    }

    /// One more text; those that do not pass are listed in any case, as far as there is room.
    fn add(&mut self, judged: Judged, listed: bool) {
        let passes = judged.exit == Exit::DONE;
        self.total += 1;
        self.passed += u64::from(passes);
        self.exit = self.exit.worst(judged.exit);
        self.verified &= judged.is_verified();
        if self.texts.len() < LISTED_MAX && (listed || !passes) {
            self.texts.push(judged);
        }
    }
}

/// Judges all texts of an input.
pub fn judge(input: &Input, plan: &Judging, console: Console) -> Judgement {
    let judged = match &plan.detached {
        Some(signature) => detached(input, signature, plan),
        None => texts(input, plan, console),
    };
    judged.unwrap_or_else(|trouble| {
        Judgement::of(Judged::new(input, Place::default(), Err(trouble), plan))
    })
}

/// Judges the texts of an input by the marks in them.
fn texts(input: &Input, plan: &Judging, console: Console) -> Result<Judgement, CliError> {
    let name = input.name();
    let failed = |failure| refused(&name, failure);
    let mut source = Source::open(input)?;
    let mut spool = (plan.keeps_texts() && plan.format == Format::Plain).then(Spool::new);
    let verify = Verify::with_threads(plan.keyring.clone(), THREADS);
    let mut container = plan.format.clone().open(verify, None).map_err(failed)?;
    let mut judging = Texts { input, plan, judgement: Judgement::new(), channels: Vec::new() };
    let mut out = Vec::new();
    source.try_drain(|bytes| {
        container.push(bytes, &mut out).map_err(failed)?;
        judging.add(container.operation().take(), None);
        spool.as_mut().map_or(Ok(()), |text| text.write(bytes))
    })?;
    if source.is_utf16() && !matches!(plan.format, Format::Records(_)) {
        return Err(source.utf16_trouble("nothing was checked"));
    }
    let (mut verify, report) = container.finish(Ending::Complete, &mut out).map_err(failed)?;
    judging.add(verify.take(), spool);
    judging.finish(&report, source.first(), console)
}

/// Texts that were judged one after the other.
struct Texts<'a> {
    input: &'a Input,
    plan: &'a Judging,
    judgement: Judgement,
    /// Channels with a text that has ended.
    channels: Vec<Channel>,
}

impl Texts<'_> {
    /// Adds texts that have ended; the last one may be needed once more.
    fn add(&mut self, texts: Vec<verify::Judged>, mut text: Option<Spool>) {
        for verify::Judged { place, verification } in texts {
            if let Some(channel) = &place.channel {
                if self.channels.len() < LISTED_MAX && !self.channels.contains(channel) {
                    self.channels.push(channel.clone());
                }
                let name = channel.to_string();
                if self.plan.channel.as_ref().is_some_and(|wanted| *wanted != name) {
                    continue;
                }
            }
            // Records that pass are listed for programs only.
            let listed = place.line.is_none() || self.plan.json;
            let line = place.line.unwrap_or_default();
            let outcome = verification.ok_or_else(|| {
                let what = format!("line {line} has no text");
                CliError::new(Exit::UNMARKED, self.input.name(), what)
                    .fix("check --text-field".to_owned())
            });
            let judged = Judged::new(self.input, place, outcome, self.plan).with(text.take());
            self.judgement.add(judged, listed);
        }
    }

    /// Adds what was wrong with the input, and what there is to say if there was no text.
    fn finish(
        mut self,
        report: &Report,
        first: &[u8],
        console: Console,
    ) -> Result<Judgement, CliError> {
        let name = self.input.name();
        let mut troubles = Vec::new();
        if report.unsigned > 0 {
            troubles.push(
                CliError::new(
                    Exit::NO,
                    &name,
                    format!("more than {TEXTS_MAX} texts are open at once"),
                )
                .why("the others were not checked".to_owned())
                .fix("check the streams one by one, each in a FILE of its own"),
            );
        }
        if let Some(offset) = report.unclear {
            troubles.push(
                CliError::new(
                    Exit::NO,
                    &name,
                    format!("the event at byte {offset} can be read in more than one way"),
                )
                .why("clients may show other text there than what was judged".to_owned())
                .fix("do not trust this stream; ask for it again"),
            );
        }
        troubles
            .extend(report.broken.map(|broken| stream_report::broken_for_judging(broken, &name)));
        let none = self.judgement.total == 0;
        let wanted = self.plan.channel.as_ref().filter(|_| none && !self.channels.is_empty());
        troubles
            .extend(wanted.map(|wanted| stream_report::no_channel(wanted, &self.channels, &name)));
        let is_plain = self.plan.format == Format::Plain;
        let verified = |judged: &Judged| judged.verdict() == Some(Verdict::Verified);
        let verified = self.judgement.texts.iter().all(verified);
        if none && troubles.is_empty() {
            if report.unknown {
                let unknown = stream_report::unknown(&name, "nothing was checked", first);
                self.judgement.warnings.push(unknown);
            }
            let nothing = self.plan.verifier().finish();
            let judged = Judged::new(self.input, Place::default(), Ok(nothing), self.plan);
            self.judgement.add(judged, true);
        } else if matches!(self.plan.format, Format::Records(_)) && !self.plan.json {
            let passed = self.judgement.passed;
            let total = self.judgement.total + troubles.len() as u64;
            console.note(&format!("{name}: {passed} of {total} documents pass"));
        } else if is_plain && !verified {
            self.judgement.warnings.extend(stream_report::forgotten_input(&name, first));
        }
        for trouble in troubles {
            let judged = Judged::new(self.input, Place::default(), Err(trouble), self.plan);
            self.judgement.add(judged, true);
        }
        Ok(self.judgement)
    }
}

/// Judges one text by a signature that is not in it.
fn detached(input: &Input, signature: &Path, plan: &Judging) -> Result<Judgement, CliError> {
    let mut source = Source::open(input)?;
    let mut text = plan.keeps_texts().then(Spool::new);
    let written = read_signature(signature)?;
    let mut verifier = DetachedVerifier::with_threads(&written, &plan.keyring, THREADS)
        .map_err(|error| CliError::new(Exit::NO, signature.display(), &error).hint(error.code()))?;
    source.try_drain(|bytes| {
        verifier.push(bytes);
        text.as_mut().map_or(Ok(()), |text| text.write(bytes))
    })?;
    let judged = Judged::new(input, Place::default(), Ok(verifier.finish()), plan);
    Ok(Judgement::of(judged.with(text)))
}

fn read_signature(path: &Path) -> Result<String, CliError> {
    let failed = |error: &std::io::Error| {
        CliError::system(path.display(), error).fix(hints::reading(path, error))
    };
    let wrong = |what: &str| {
        CliError::new(Exit::NO, path.display(), what).hint(DetachedError::Title.code())
    };
    let file = File::open(path).map_err(|error| failed(&error))?;
    let mut bytes = Vec::new();
    file.take(SIGNATURE_MAX + 1).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
    if bytes.len() as u64 > SIGNATURE_MAX {
        return Err(wrong("it is too large for a signature file"));
    }
    String::from_utf8(bytes).map_err(|_| wrong("it is not a signature file: not UTF-8 text"))
}
