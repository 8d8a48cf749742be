//! Judges an input: one text, the channels of a provider's stream, or document by document.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use encypher::detached::{DetachedError, DetachedVerifier};
use encypher::stream::Manner;
use encypher::stream::events::verify::{RelayVerifier, TEXTS_MAX};
use encypher::stream::records::{Fields, Reader, RecordReader};
use encypher::verify::{Verdict, Verification};

use crate::cli::commands::place::Place;
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
use crate::cli::settings::stream::Content;

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
    let judged = match &plan.content {
        Content::Text => one_text(input, plan),
        Content::Relay(manner) => stream(input, *manner, plan),
        Content::Records(fields) => documents(input, fields.clone(), plan, console),
    };
    judged.unwrap_or_else(|trouble| Judgement::of(Judged::new(input, None, Err(trouble), plan)))
}

/// The channels of a stream.
fn stream(input: &Input, manner: Manner, plan: &Judging) -> Result<Judgement, CliError> {
    let name = input.name();
    let mut source = Source::open(input)?;
    let mut verifier = RelayVerifier::with_threads(manner, plan.keyring.clone(), THREADS);
    let mut judgement = Judgement::new();
    let mut channels = Vec::new();
    let mut add = |judgement: &mut Judgement,
                   texts: Vec<encypher::stream::events::verify::Judged>| {
        for judged in texts {
            let channel = judged.channel.to_string();
            if channels.len() < LISTED_MAX && !channels.contains(&judged.channel) {
                channels.push(judged.channel);
            }
            if plan.channel.as_ref().is_some_and(|wanted| *wanted != channel) {
                continue;
            }
            let place = match judged.copy {
                true => Place::Copy(channel),
                false => Place::Channel(channel),
            };
            judgement.add(Judged::new(input, Some(place), Ok(judged.verification), plan), true);
        }
    };
    source.drain(|bytes| {
        verifier.push(bytes);
        add(&mut judgement, verifier.take());
    })?;
    if source.is_utf16() {
        return Err(source.utf16_trouble("nothing was checked"));
    }
    let found = verifier.finish();
    add(&mut judgement, found.texts);
    let mut troubles = Vec::new();
    if found.too_many {
        troubles.push(
            CliError::new(Exit::NO, &name, format!("more than {TEXTS_MAX} texts are open at once"))
                .why("the others were not checked".to_owned())
                .fix("check the streams one by one, each in a FILE of its own"),
        );
    }
    if let Some(offset) = found.unclear {
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
    troubles.extend(found.broken.map(|broken| stream_report::broken_for_judging(broken, &name)));
    let missing = plan.channel.as_ref().filter(|_| judgement.total == 0 && !channels.is_empty());
    troubles.extend(missing.map(|wanted| stream_report::no_channel(wanted, &channels, &name)));
    if judgement.total == 0 && troubles.is_empty() {
        if found.unknown {
            let unknown = stream_report::unknown(&name, "nothing was checked", source.first());
            judgement.warnings.push(unknown);
        }
        let nothing = plan.verifier().finish();
        judgement.add(Judged::new(input, None, Ok(nothing), plan), true);
    }
    for trouble in troubles {
        judgement.add(Judged::new(input, None, Err(trouble), plan), true);
    }
    Ok(judgement)
}

/// The documents of an input: those that do not pass; for programs also the first ones of all.
struct Documents<'a> {
    input: &'a Input,
    plan: &'a Judging,
    judgement: Judgement,
}

impl Documents<'_> {
    fn add(&mut self, line: u64, outcome: Result<Verification, CliError>) {
        let judged = Judged::new(self.input, Some(Place::Line(line)), outcome, self.plan);
        self.judgement.add(judged, self.plan.json);
    }
}

impl Reader for Documents<'_> {
    fn text(&mut self, line: u64, text: &[u8]) {
        let mut verifier = self.plan.verifier();
        verifier.push(text);
        self.add(line, Ok(verifier.finish()));
    }

    fn none(&mut self, line: u64) {
        let what = format!("line {line} has no text");
        let trouble = CliError::new(Exit::UNMARKED, self.input.name(), what);
        self.add(line, Err(trouble.fix("check --text-field".to_owned())));
    }
}

fn documents(
    input: &Input,
    fields: Fields,
    plan: &Judging,
    console: Console,
) -> Result<Judgement, CliError> {
    let mut source = Source::open(input)?;
    let mut reader = RecordReader::new(fields);
    let mut documents = Documents { input, plan, judgement: Judgement::new() };
    source.drain(|bytes| reader.push(bytes, &mut documents))?;
    let broken = reader.finish(&mut documents);
    let mut judgement = documents.judgement;
    if let Some(broken) = broken {
        let trouble = stream_report::broken_for_judging(broken, &input.name());
        judgement.add(Judged::new(input, None, Err(trouble), plan), true);
    }
    if judgement.total == 0 {
        let nothing = plan.verifier().finish();
        judgement.add(Judged::new(input, None, Ok(nothing), plan), true);
    } else if !plan.json {
        let Judgement { passed, total, .. } = judgement;
        console.note(&format!("{}: {passed} of {total} documents pass", input.name()));
    }
    Ok(judgement)
}

/// Judges one text, and keeps it if it is needed once more.
fn one_text(input: &Input, plan: &Judging) -> Result<Judgement, CliError> {
    let mut source = Source::open(input)?;
    let mut text = plan.keeps_texts().then(Spool::new);
    let mut keep = |bytes: &[u8]| text.as_mut().map_or(Ok(()), |text| text.write(bytes));
    let verification = match &plan.detached {
        None => {
            let mut verifier = plan.verifier();
            source.try_drain(|bytes| {
                verifier.push(bytes);
                keep(bytes)
            })?;
            verifier.finish()
        }
        Some(path) => {
            let signature = read_signature(path)?;
            let mut verifier = DetachedVerifier::with_threads(&signature, &plan.keyring, THREADS)
                .map_err(|error| {
                CliError::new(Exit::NO, path.display(), &error).hint(error.code())
            })?;
            source.try_drain(|bytes| {
                verifier.push(bytes);
                keep(bytes)
            })?;
            let judged = Judged::new(input, None, Ok(verifier.finish()), plan);
            return Ok(Judgement::of(judged.with(text)));
        }
    };
    if source.is_utf16() {
        return Err(source.utf16_trouble("nothing was checked"));
    }
    let forgotten = stream_report::forgotten_input(&input.name(), source.first())
        .filter(|_| verification.verdict != Verdict::Verified);
    let judged = Judged::new(input, None, Ok(verification), plan).with(text);
    Ok(Judgement { warnings: forgotten.into_iter().collect(), ..Judgement::of(judged) })
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
