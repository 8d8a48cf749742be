//! Judges an input: one text, the channels of a provider's stream, or document by document.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use encypher::detached::DetachedVerifier;
use encypher::relay::records::{self, Fields, Reader, RecordReader};
use encypher::relay::verify::{RelayVerification, RelayVerifier, TEXTS_MAX};
use encypher::relay::{self, Manner};
use encypher::verify::{Verification, Verifier};

use super::judged::Judged;
use super::place::Place;
use super::relayed;
use crate::shell::console::Console;
use crate::shell::exit::Exit;
use crate::shell::plan::judge::Judging;
use crate::shell::plan::stream::Reading;
use crate::shell::source::{Input, Source};
use crate::shell::trouble::{Trouble, words};

/// The most bytes that a signature file may have: the largest metadata, and room to spare.
const SIGNATURE_MAX: u64 = 1024 * 1024;

/// The most documents that are listed.
const DOCUMENTS_MAX: usize = 1000;

/// What came of all texts of one input.
pub struct Judgement {
    /// The texts, or those of them that are listed.
    pub texts: Vec<Judged>,
    /// The worst of all their codes.
    pub exit: Exit,
    /// Whether all of them are verified.
    pub verified: bool,
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

/// Judges all texts of an input.
pub fn judge(input: &Input, plan: &Judging, console: Console) -> Judgement {
    let one = |outcome| Judgement::of(vec![Judged::new(input, None, outcome, plan)]);
    match &plan.reading {
        Reading::Text => one(verification(input, plan)),
        Reading::Relay(manner) => match stream(input, *manner, plan) {
            Err(trouble) => one(Err(trouble)),
            Ok(found) => {
                let mut texts = channels(input, found.texts, plan);
                if found.unknown && !plan.json {
                    console.warn(&relayed::unknown(&input.name(), "nothing was checked"));
                }
                if texts.is_empty() {
                    let nothing = Verifier::new(plan.keyring.clone()).finish();
                    texts.push(Judged::new(input, None, Ok(nothing), plan));
                }
                if found.too_many {
                    let what = format!("it has more than {TEXTS_MAX} texts");
                    let trouble = Trouble::new(Exit::NO, input.name(), what)
                        .why("the others were not checked".to_owned());
                    texts.push(Judged::new(input, None, Err(trouble), plan));
                }
                if let Some(offset) = found.unclear {
                    let what =
                        format!("the event at byte {offset} can be read in more than one way");
                    let trouble = Trouble::new(Exit::NO, input.name(), what)
                        .why("clients may show other text there than what was judged".to_owned());
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
