//! The metadata of the texts inside a provider's stream, taken at its word.

use crate::extract::{Extracted, Extractor};
use crate::stream::dialect::Channel;
use crate::stream::events::reader::{Event, EventReader, Manner};
use crate::stream::frame::Broken;
use crate::stream::frame::literal::Decoder;

/// The most channels that are told apart; a stream with more gives the first of them.
pub const CHANNELS_MAX: usize = 1024;

/// Collects the metadata of each text of a stream.
#[derive(Debug)]
pub struct RelayExtractor {
    intake: EventReader,
    channels: Vec<(Channel, Decoder, Extractor)>,
}

/// What the texts of a stream say about themselves.
#[derive(Debug)]
pub struct RelayExtracted {
    /// Channel by channel, in the order in which their texts began.
    pub channels: Vec<(Channel, Vec<Extracted>)>,
    /// Whether there were events, and none of them was understood.
    pub unknown: bool,
    /// Why the rest of the input could not be read.
    pub broken: Option<Broken>,
}

impl RelayExtractor {
    /// A machine for one input.
    pub fn new(manner: Manner) -> Self {
        Self { intake: EventReader::new(manner), channels: Vec::new() }
    }

    /// The next bytes of the input.
    pub fn push(&mut self, input: &[u8]) {
        self.intake.push(input);
        self.listen(false);
    }

    /// The input is over: all that was found.
    pub fn finish(mut self) -> RelayExtracted {
        self.listen(true);
        let channels = self.channels.into_iter();
        RelayExtracted {
            channels: channels
                .map(|(channel, _, extractor)| (channel, extractor.finish()))
                .collect(),
            unknown: self.intake.is_unknown(),
            broken: self.intake.broken(),
        }
    }

    fn listen(&mut self, over: bool) {
        let mut piece = Vec::new();
        while let Some(seen) = self.intake.next(over) {
            let Event::Known(known) = &seen.event else {
                continue;
            };
            for text in &known.reading.texts {
                let found = self.channels.iter().position(|(channel, ..)| *channel == text.channel);
                let at = match found {
                    Some(at) => at,
                    None if self.channels.len() == CHANNELS_MAX => continue,
                    None => {
                        self.channels.push((
                            text.channel.clone(),
                            Decoder::default(),
                            Extractor::new(),
                        ));
                        self.channels.len() - 1
                    }
                };
                let (_, decoder, extractor) = &mut self.channels[at];
                piece.clear();
                decoder.decode(text.string.literal().unwrap_or_default(), &mut piece);
                extractor.push(&piece);
            }
        }
    }
}
