//! Judges the texts inside a provider's stream, each channel on its own, and the copies of whole
//! texts.
//!
//! A text ends where the stream says so: what follows is another one. Nothing that some client may
//! show and that was not judged goes unnoticed.

use crate::digest::Threads;
use crate::key::Keyring;
use crate::stream::dialect::{Channel, Dialect, Text};
use crate::stream::events::reader::{Event, EventReader, Known, Manner};
use crate::stream::frame::Broken;
use crate::stream::frame::literal::Decoder;
use crate::verify::{Reason, Verdict, Verification, Verifier};
use sha2::{Digest, Sha256};

/// The most texts that are open at once.
pub const TEXTS_MAX: usize = 1024;

/// What was found in one text.
#[derive(Debug)]
pub struct Judged {
    /// Its channel.
    pub channel: Channel,
    /// Whether this is a copy of the whole text, and not what the deltas make.
    pub copy: bool,
    /// What was found; offsets are bytes of the text.
    pub verification: Verification,
}

/// What was found in a stream.
#[derive(Debug)]
pub struct RelayVerification {
    /// The texts that were not taken before, in the order in which they ended.
    pub texts: Vec<Judged>,
    /// Whether there was something, and nothing of it was understood.
    pub unknown: bool,
    /// Why the rest of the input could not be read.
    pub broken: Option<Broken>,
    /// Whether there were more than [`TEXTS_MAX`] texts open at once.
    pub too_many: bool,
    /// The first event in which clients may see other text than was judged, in bytes of the input.
    pub unclear: Option<u64>,
}

/// Judges each text of a stream.
pub struct RelayVerifier {
    intake: EventReader,
    judging: Judging,
}

struct Judging {
    keyring: Keyring,
    threads: Threads,
    open: Vec<Listening>,
    /// Texts of this stream that have ended.
    ended: Vec<Ended>,
    texts: Vec<Judged>,
    /// Channels with a text that has ended; the first ones of many.
    heard: Vec<Channel>,
    too_many: bool,
    unclear: Option<u64>,
}

/// A channel whose text has begun.
struct Listening {
    channel: Channel,
    dialect: Dialect,
    decoder: Decoder,
    verifier: Box<Verifier>,
    /// For the copies of the whole text.
    whole: Option<Sha256>,
    /// Whether it is nothing but line breaks.
    blank: bool,
}

/// A text that may be repeated.
struct Ended {
    channel: Channel,
    digest: Option<[u8; 32]>,
    /// Whether the last event that repeats texts repeated it.
    repeated: bool,
}

impl Ended {
    /// Whether an event that repeats all texts does not repeat it.
    fn is_left_out(&self) -> bool {
        self.digest.is_some() && !self.repeated
    }
}

impl RelayVerifier {
    /// A machine for one input.
    pub fn new(manner: Manner, keyring: Keyring) -> Self {
        Self::with_threads(manner, keyring, Threads::default())
    }

    /// The same, with threads that may hash the texts.
    pub fn with_threads(manner: Manner, keyring: Keyring, threads: Threads) -> Self {
        Self {
            intake: EventReader::new(manner),
            judging: Judging {
                keyring,
                threads,
                open: Vec::new(),
                ended: Vec::new(),
                texts: Vec::new(),
                heard: Vec::new(),
                too_many: false,
                unclear: None,
            },
        }
    }

    /// The next bytes of the input.
    pub fn push(&mut self, input: &[u8]) {
        self.intake.push(input);
        self.listen(false);
    }

    /// The texts that have ended since they were last taken.
    pub fn take(&mut self) -> Vec<Judged> {
        std::mem::take(&mut self.judging.texts)
    }

    /// The input is over: the answer.
    pub fn finish(mut self) -> RelayVerification {
        self.listen(true);
        self.judging.end_all();
        RelayVerification {
            texts: self.judging.texts,
            unknown: self.intake.is_unknown(),
            broken: self.intake.broken(),
            too_many: self.judging.too_many,
            unclear: self.judging.unclear,
        }
    }

    fn listen(&mut self, over: bool) {
        while let Some(seen) = self.intake.next(over) {
            if seen.unclear {
                self.judging.unclear.get_or_insert(seen.frame.offset);
            }
            match &seen.event {
                Event::Known(known) => self.judging.take(known, seen.frame.offset),
                Event::Over => self.judging.over(),
                Event::Fault(_) => self.judging.end_all(),
                Event::Other | Event::Broken => {}
            }
        }
    }
}

impl Judging {
    fn take(&mut self, known: &Known<'_>, offset: u64) {
        let reading = &known.reading;
        if !reading.says_nothing() && self.open.iter().any(|open| open.dialect != known.dialect) {
            // Another stream has begun.
            self.end_all();
        }
        for text in &reading.texts {
            self.hear(known.dialect, text);
        }
        for end in &reading.ends {
            if let Some(at) = self.open.iter().position(|open| open.channel == end.channel) {
                self.end(at);
            }
        }
        if reading.end_all.is_some() {
            self.end_all();
        }
        for ended in &mut self.ended {
            ended.repeated = false;
        }
        for copy in &reading.copies {
            self.compare(copy);
        }
        if reading.repeats_all && self.ended.iter().any(Ended::is_left_out) {
            self.unclear.get_or_insert(offset);
        }
        if reading.over {
            self.over();
        }
    }

    /// The stream is over; the same names mean other texts from now on.
    fn over(&mut self) {
        self.end_all();
        self.ended.clear();
    }

    fn verifier(&self) -> Verifier {
        Verifier::with_threads(self.keyring.clone(), self.threads)
    }

    fn hear(&mut self, dialect: Dialect, text: &Text<'_>) {
        let found = self.open.iter().position(|open| open.channel == text.channel);
        let at = match found {
            Some(at) => at,
            None if self.open.len() == TEXTS_MAX => {
                self.too_many = true;
                return;
            }
            None => {
                self.open.push(Listening {
                    channel: text.channel.clone(),
                    dialect,
                    decoder: Decoder::default(),
                    verifier: Box::new(self.verifier()),
                    whole: dialect.repeats_texts().then(Sha256::new),
                    blank: true,
                });
                self.open.len() - 1
            }
        };
        let literal = text.string.literal().unwrap_or_default();
        let open = &mut self.open[at];
        match open.decoder.as_plain(literal) {
            Some(text) => open.push(text),
            None => {
                let mut text = Vec::new();
                open.decoder.decode(literal, &mut text);
                open.push(&text);
            }
        }
    }

    fn end_all(&mut self) {
        while !self.open.is_empty() {
            self.end(0);
        }
    }

    fn end(&mut self, at: usize) {
        let mut open = self.open.remove(at);
        let mut rest = Vec::new();
        open.decoder.finish(&mut rest);
        open.push(&rest);
        let known = self.heard.contains(&open.channel);
        if !known && self.heard.len() < TEXTS_MAX {
            self.heard.push(open.channel.clone());
        }
        if self.ended.len() == TEXTS_MAX {
            self.ended.remove(0);
        }
        self.ended.retain(|ended| ended.channel != open.channel);
        self.ended.push(Ended {
            channel: open.channel.clone(),
            digest: open.whole.map(|whole| whole.finalize().into()),
            repeated: false,
        });
        // Line breaks behind a text are nobody's.
        if !(open.blank && known) {
            self.texts.push(Judged {
                channel: open.channel,
                copy: false,
                verification: open.verifier.finish(),
            });
        }
    }

    /// A copy is the text that it repeats; one that is not is judged on its own, and is as good as
    /// altered.
    fn compare(&mut self, copy: &Text<'_>) {
        let mut text = Vec::new();
        let mut decoder = Decoder::default();
        decoder.decode(copy.string.literal().unwrap_or_default(), &mut text);
        decoder.finish(&mut text);
        let digest = <[u8; 32]>::from(Sha256::digest(&text));
        let repeated = self.ended.iter_mut().rfind(|ended| ended.channel == copy.channel);
        let strange = match repeated {
            Some(ended) if ended.digest == Some(digest) => {
                ended.repeated = true;
                return;
            }
            Some(_) => true,
            None if text.is_empty() => return,
            None => false,
        };
        let mut verifier = self.verifier();
        verifier.push(&text);
        let mut verification = verifier.finish();
        let signed = verification.verdict != Verdict::Unmarked;
        if strange && signed && verification.verdict < Verdict::Altered {
            verification.verdict = Verdict::Altered;
            verification.verdicts.push(Verdict::Altered);
            verification.reason = Some(Reason {
                code: "copy-differs",
                message: "it is not the text that was streamed".to_owned(),
                offset: None,
                line: None,
                format: None,
            });
        }
        self.texts.push(Judged { channel: copy.channel.clone(), copy: true, verification });
    }
}

impl Listening {
    fn push(&mut self, text: &[u8]) {
        self.blank &= text.iter().all(|byte| matches!(byte, b'\n' | b'\r'));
        self.verifier.push(text);
        if let Some(whole) = &mut self.whole {
            whole.update(text);
        }
    }
}
