//! Judges the texts inside a provider's stream, each channel on its own, and the copies of whole texts.

use super::intake::{Event, Intake, Manner};
use crate::framing::Broken;
use crate::framing::literal::Decoder;
use crate::key::Keyring;
use crate::provider::{Channel, Reading, Text};
use crate::verify::{Verification, Verifier};
use sha2::{Digest, Sha256};

/// The most channels that are told apart.
pub const CHANNELS_MAX: usize = 1024;

/// What was found in one channel.
#[derive(Debug)]
pub struct Judged {
    /// The channel.
    pub channel: Channel,
    /// Whether this is a copy of the whole text, and not what the deltas make.
    pub copy: bool,
    /// What was found; offsets are bytes of the channel's text.
    pub verification: Verification,
}

/// What was found in a stream.
#[derive(Debug)]
pub struct RelayVerification {
    /// Channel by channel, in the order in which their texts began.
    pub channels: Vec<Judged>,
    /// Whether there were events, and none of them was understood.
    pub unknown: bool,
    /// Why the rest of the input could not be read.
    pub broken: Option<Broken>,
    /// Whether there was text in more than [`CHANNELS_MAX`] channels.
    pub too_many: bool,
}

/// Judges each text of a stream.
pub struct RelayVerifier {
    intake: Intake,
    keyring: Keyring,
    channels: Vec<Listening>,
    copies: Vec<Judged>,
    too_many: bool,
}

struct Listening {
    channel: Channel,
    decoder: Decoder,
    verifier: Box<Verifier>,
    /// The text since the channel was last ended, for the copies of it.
    whole: Sha256,
    scratch: Vec<u8>,
    ended: bool,
}

impl RelayVerifier {
    /// A machine for one input.
    pub fn new(manner: Manner, keyring: Keyring) -> Self {
        Self {
            intake: Intake::new(manner),
            keyring,
            channels: Vec::new(),
            copies: Vec::new(),
            too_many: false,
        }
    }

    /// The next bytes of the input.
    pub fn push(&mut self, input: &[u8]) {
        self.intake.push(input);
        self.listen(false);
    }

    /// The input is over: the answer.
    pub fn finish(mut self) -> RelayVerification {
        self.listen(true);
        let mut channels = Vec::new();
        for mut listening in self.channels {
            listening.scratch.clear();
            listening.decoder.finish(&mut listening.scratch);
            listening.verifier.push(&listening.scratch);
            channels.push(Judged {
                channel: listening.channel,
                copy: false,
                verification: listening.verifier.finish(),
            });
        }
        channels.extend(self.copies);
        RelayVerification {
            channels,
            unknown: self.intake.is_unknown(),
            broken: self.intake.broken(),
            too_many: self.too_many,
        }
    }

    fn listen(&mut self, over: bool) {
        let Self {
            intake,
            keyring,
            channels,
            copies,
            too_many,
        } = self;
        while let Some(seen) = intake.next(over) {
            let Event::Known(known) = &seen.event else {
                continue;
            };
            for text in &known.reading.texts {
                *too_many |= !hear(text, channels, keyring);
            }
            mark_ends(&known.reading, channels);
            for copy in &known.reading.copies {
                *too_many |= !compare(copy, channels, keyring, copies);
            }
        }
    }
}

/// The next text of a channel; says whether there was room for it.
fn hear(text: &Text<'_>, channels: &mut Vec<Listening>, keyring: &Keyring) -> bool {
    let found = channels
        .iter()
        .position(|known| known.channel == text.channel);
    let at = match found {
        Some(at) => at,
        None if channels.len() == CHANNELS_MAX => return false,
        None => {
            channels.push(Listening {
                channel: text.channel.clone(),
                decoder: Decoder::default(),
                verifier: Box::new(Verifier::new(keyring.clone())),
                whole: Sha256::new(),
                scratch: Vec::new(),
                ended: false,
            });
            channels.len() - 1
        }
    };
    let listening = &mut channels[at];
    if std::mem::take(&mut listening.ended) {
        listening.whole = Sha256::new();
    }
    listening.scratch.clear();
    let literal = text.string.literal().unwrap_or_default();
    listening.decoder.decode(literal, &mut listening.scratch);
    listening.verifier.push(&listening.scratch);
    listening.whole.update(&listening.scratch);
    true
}

fn mark_ends(reading: &Reading<'_>, channels: &mut [Listening]) {
    let ends = |listening: &Listening| {
        let named = reading
            .ends
            .iter()
            .any(|end| end.channel == listening.channel);
        named || reading.end_all.is_some()
    };
    for listening in channels.iter_mut().filter(|listening| ends(listening)) {
        listening.ended = true;
    }
}

/// A copy that is not what the deltas made is judged on its own; says whether there was room for it.
fn compare(
    copy: &Text<'_>,
    channels: &[Listening],
    keyring: &Keyring,
    copies: &mut Vec<Judged>,
) -> bool {
    let mut text = Vec::new();
    let mut decoder = Decoder::default();
    decoder.decode(copy.string.literal().unwrap_or_default(), &mut text);
    decoder.finish(&mut text);
    let digest = Sha256::digest(&text);
    let known = channels.iter().find(|known| known.channel == copy.channel);
    if known.is_some_and(|known| known.whole.clone().finalize() == digest) {
        return true;
    }
    if copies.len() == CHANNELS_MAX {
        return false;
    }
    let mut verifier = Verifier::new(keyring.clone());
    verifier.push(&text);
    copies.push(Judged {
        channel: copy.channel.clone(),
        copy: true,
        verification: verifier.finish(),
    });
    true
}
