//! Takes the marks out of the texts inside a provider's stream, and the events that carried nothing
//! else.
//!
//! A mark may be spread over several events. Where the text of an event ends with what may be a
//! part of one, the event waits for the next text of its channel; all others leave as soon as their
//! end has come.

use crate::report::is_hidden;
use crate::stream::Written;
use crate::stream::dialect::{Channel, EventInfo, Text};
use crate::stream::events::reader::{Event, EventReader, Manner};
use crate::stream::frame::literal::{self, Decoder};
use crate::stream::frame::splice::Splice;
use crate::stream::frame::{Broken, Frame};
use crate::strip::{StripSummary, Stripper};
use std::collections::BTreeMap;
use std::ops::Range;

/// The most bytes of events that wait.
const WAITING_MAX: usize = 4 * 1024 * 1024;
/// The most channels that are told apart.
const CHANNELS_MAX: usize = 1024;
/// The most channels for which they wait.
const UNDECIDED_MAX: usize = 64;

/// Strips each text of a stream.
#[derive(Debug)]
pub struct RelayStripper {
    intake: EventReader,
    stripping: Stripping,
}

#[derive(Debug)]
struct Stripping {
    written: Written,
    waiting: Vec<Waiting>,
    /// Bytes that wait.
    bytes: usize,
    /// Channels whose text so far ends with what may be a part of a mark.
    undecided: Vec<Channel>,
    /// The text of one channel, if that is what is written.
    text: Stripper,
    decoder: Decoder,
    /// Channels with text, if that of one is written.
    channels: Vec<Channel>,
    summary: StripSummary,
}

/// A frame that has not left yet.
#[derive(Debug)]
struct Waiting {
    bytes: Vec<u8>,
    edits: Splice,
    strings: Vec<Literal>,
    /// Whether the event says something else than text.
    needed: bool,
}

/// Where a piece of text stands in a frame, between the quotes.
#[derive(Debug)]
struct Literal {
    channel: Channel,
    place: Range<usize>,
}

impl RelayStripper {
    /// A machine for one input.
    pub fn new(manner: Manner, written: Written) -> Self {
        Self {
            intake: EventReader::new(manner),
            stripping: Stripping {
                written,
                waiting: Vec::new(),
                bytes: 0,
                undecided: Vec::new(),
                text: Stripper::new(),
                decoder: Decoder::default(),
                channels: Vec::new(),
                summary: StripSummary::default(),
            },
        }
    }

    /// Whether there were events, and none of them was understood.
    pub fn is_unknown(&self) -> bool {
        self.intake.is_unknown()
    }

    /// Channels that carried text, if the text of one is written.
    pub fn channels(&self) -> &[Channel] {
        &self.stripping.channels
    }

    /// Why the rest of the input was passed on, if it was.
    pub fn broken(&self) -> Option<Broken> {
        self.intake.broken()
    }

    /// The next bytes of the input; writes what is text for sure to the end of `out`.
    pub fn push(&mut self, input: &[u8], out: &mut Vec<u8>) {
        self.intake.push(input);
        while let Some(seen) = self.intake.next(false) {
            self.stripping.take(&seen.frame, &seen.event, out);
        }
    }

    /// The input is over.
    pub fn finish(&mut self, out: &mut Vec<u8>) -> StripSummary {
        while let Some(seen) = self.intake.next(true) {
            self.stripping.take(&seen.frame, &seen.event, out);
        }
        self.stripping.release(out);
        if self.stripping.written != Written::Same {
            let mut rest = Vec::new();
            self.stripping.decoder.finish(&mut rest);
            let mut stripper = std::mem::take(&mut self.stripping.text);
            stripper.push(&rest, out);
            self.stripping.summary = stripper.finish(out);
        }
        self.stripping.summary
    }
}

impl Stripping {
    fn take(&mut self, frame: &Frame<'_>, event: &Event<'_>, out: &mut Vec<u8>) {
        if self.written != Written::Same {
            if let Event::Known(known) = event {
                self.take_text(&known.reading, out);
            }
            return;
        }
        let Event::Known(known) = event else {
            if !matches!(event, Event::Other) {
                self.release(out);
            }
            return self.pass(frame, Splice::default(), Vec::new(), true, out);
        };
        let reading = &known.reading;
        let ends = !reading.ends.is_empty() || reading.end_all.is_some();
        if ends && reading.texts.is_empty() {
            self.release(out);
        }
        let mut edits = Splice::default();
        for copy in &reading.copies {
            if let Some(literal) = copy.string.literal().filter(|literal| is_suspect(literal)) {
                let place = frame.place(copy.string.span().start + 1);
                let (characters, text) = read(&[(0, place, literal)]);
                for (_, place) in removed(&characters, &text, &mut self.summary) {
                    edits.replace(place, Vec::new());
                }
            }
        }
        let suspect =
            reading.texts.iter().any(|text| text.string.literal().is_some_and(is_suspect));
        if !suspect && self.waiting.is_empty() {
            return edits.apply(frame.bytes, out);
        }
        let needed = ends || !reading.copies.is_empty() || reading.fault.is_some();
        if suspect && !needed && reading.texts.iter().all(|text| self.is_marks(text)) {
            // Whatever comes next, this is no text of anybody's.
            return self.release(out);
        }
        for text in &reading.texts {
            self.undecided.retain(|channel| *channel != text.channel);
            let room = self.undecided.len() <= UNDECIDED_MAX;
            if !ends && room && text.string.literal().is_some_and(ends_suspect) {
                self.undecided.push(text.channel.clone());
            }
        }
        let strings = reading.texts.iter().map(|text| {
            let span = text.string.span();
            Literal {
                channel: text.channel.clone(),
                place: frame.place(span.start + 1)..frame.place(span.end - 1),
            }
        });
        self.pass(frame, edits, strings.collect(), needed, out);
        if ends || self.undecided.is_empty() || self.undecided.len() > UNDECIDED_MAX {
            self.release(out);
        }
    }

    /// Whether a text is nothing but whole marks.
    fn is_marks(&mut self, text: &Text<'_>) -> bool {
        let literal = text.string.literal().unwrap_or_default();
        let (characters, text) = read(&[(0, 0, literal)]);
        let mut summary = self.summary;
        let all = removed(&characters, &text, &mut summary) == [(0, 0..literal.len())];
        if all {
            self.summary = summary;
        }
        all
    }

    /// Writes a frame, or lets it wait behind those that wait.
    fn pass(
        &mut self,
        frame: &Frame<'_>,
        mut edits: Splice,
        strings: Vec<Literal>,
        needed: bool,
        out: &mut Vec<u8>,
    ) {
        if self.waiting.is_empty() && strings.is_empty() {
            return edits.apply(frame.bytes, out);
        }
        self.bytes += frame.bytes.len() + size_of::<Waiting>();
        self.waiting.push(Waiting { bytes: frame.bytes.to_vec(), edits, strings, needed });
        if self.bytes > WAITING_MAX {
            self.release(out);
        }
    }

    /// Writes all that waits.
    fn release(&mut self, out: &mut Vec<u8>) {
        let mut waiting = std::mem::take(&mut self.waiting);
        self.bytes = 0;
        self.undecided.clear();
        let mut channels = BTreeMap::<&Channel, Vec<(usize, usize, &[u8])>>::new();
        let mut text_left = vec![0; waiting.len()];
        for (at, frame) in waiting.iter().enumerate() {
            for Literal { channel, place } in &frame.strings {
                let piece = (at, place.start, &frame.bytes[place.clone()]);
                channels.entry(channel).or_default().push(piece);
                text_left[at] += place.len();
            }
        }
        let mut edits = Vec::new();
        for pieces in channels.values() {
            let (characters, text) = read(pieces);
            edits.extend(removed(&characters, &text, &mut self.summary));
        }
        for (at, place) in edits {
            text_left[at] -= place.len();
            waiting[at].edits.replace(place, Vec::new());
        }
        for (mut frame, left) in waiting.into_iter().zip(text_left) {
            let was_marks = left == 0 && !frame.strings.is_empty() && !frame.needed;
            if !was_marks {
                frame.edits.apply(&frame.bytes, out);
            }
        }
    }

    fn take_text(&mut self, reading: &EventInfo<'_>, out: &mut Vec<u8>) {
        for text in &reading.texts {
            if self.channels.len() < CHANNELS_MAX && !self.channels.contains(&text.channel) {
                self.channels.push(text.channel.clone());
            }
            if self.written.includes(&text.channel) {
                let mut piece = Vec::new();
                let literal = text.string.literal().unwrap_or_default();
                self.decoder.decode(literal, &mut piece);
                self.text.push(&piece, out);
            }
        }
    }
}

/// A character of some text: the frame it stands in, where its spelling stands there, and its bytes
/// of text.
pub(in crate::stream) struct Character {
    frame: usize,
    place: Range<usize>,
    text: usize,
}

/// The characters of a text that is spread over literals, each in a frame and at a place there.
pub(in crate::stream) fn read(pieces: &[(usize, usize, &[u8])]) -> (Vec<Character>, Vec<u8>) {
    let (mut characters, mut text) = (Vec::new(), Vec::new());
    let mut decoder = Decoder::default();
    for (frame, start, literal) in pieces {
        let mut at = *start;
        for one in literal::characters(literal, decoder) {
            characters.push(Character {
                frame: *frame,
                place: at..at + one.literal,
                text: one.text,
            });
            at += one.literal;
        }
        decoder.decode(literal, &mut text);
    }
    (characters, text)
}

/// The places, frame by frame, of what is not text.
pub(in crate::stream) fn removed(
    characters: &[Character],
    text: &[u8],
    summary: &mut StripSummary,
) -> Vec<(usize, Range<usize>)> {
    let mut stripper = Stripper::new();
    let mut kept = Vec::with_capacity(text.len());
    stripper.push(text, &mut kept);
    let found = stripper.finish(&mut kept);
    summary.records += found.records;
    summary.compat_marks += found.compat_marks;
    summary.damaged += found.damaged;
    summary.text_bytes += found.text_bytes;
    let (mut rest, mut at) = (kept.as_slice(), 0);
    let mut places = Vec::<(usize, Range<usize>)>::new();
    // The first half of a surrogate pair goes or stays with the second.
    let mut first = 0;
    for (index, character) in characters.iter().enumerate() {
        if character.text == 0 {
            continue;
        }
        let spelled = &text[at..at + character.text];
        at += character.text;
        let spelling = &characters[std::mem::replace(&mut first, index + 1)..=index];
        if let Some(behind) = rest.strip_prefix(spelled) {
            rest = behind;
            continue;
        }
        for part in spelling {
            match places.last_mut() {
                Some((frame, place)) if *frame == part.frame && place.end == part.place.start => {
                    place.end = part.place.end;
                }
                _ => places.push((part.frame, part.place.clone())),
            }
        }
    }
    // Only characters were taken out, so that what is left has been found again.
    debug_assert!(rest.is_empty());
    places
}

/// Whether there may be a part of a mark in a literal.
fn is_suspect(literal: &[u8]) -> bool {
    let plain = literal.is_ascii() && memchr::memmem::find(literal, b"\\u").is_none();
    !plain && literal::to_text(literal).chars().any(may_be_mark)
}

/// Whether the text of a literal ends with what may be a part of a mark.
fn ends_suspect(literal: &[u8]) -> bool {
    literal::to_text(literal).chars().next_back().is_some_and(may_be_mark)
}

fn may_be_mark(c: char) -> bool {
    is_hidden(c) && !c.is_control()
}
