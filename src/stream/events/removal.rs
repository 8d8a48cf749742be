//! Takes marks out of the texts of a stream, and the events that carried nothing else.
//!
//! A mark may be spread over several events. Where the text of an event ends with what may be a
//! part of one, the event waits for the next text of its channel; all others leave as soon as their
//! end has come.

use crate::embed::Ending;
use crate::json::literal::{self, Decoder};
use crate::report::is_hidden;
use crate::stream::dialect::{Channel, EventInfo, Text};
use crate::stream::edits::removed;
use crate::stream::events::reader::Event;
use crate::stream::events::{Texts, Written};
use crate::stream::frame::Frame;
use crate::stream::frame::splice::Splice;
use crate::stream::operation::{Failure, Operation, Place, TextEnd, TextMachine};
use std::collections::BTreeMap;
use std::ops::Range;

/// The most bytes of events that wait.
const WAITING_MAX: usize = 4 * 1024 * 1024;
/// The most channels for which they wait.
const UNDECIDED_MAX: usize = 64;

/// What waits until it is known whether it has marks in it.
pub struct Removal<M> {
    waiting: Vec<Waiting>,
    /// Bytes that wait.
    bytes: usize,
    /// Channels whose text so far ends with what may be a part of a mark.
    undecided: Vec<Channel>,
    /// The machine for the text of one channel, if that is what is written.
    text: Option<M>,
    decoder: Decoder,
}

impl<M> Default for Removal<M> {
    fn default() -> Self {
        Self {
            waiting: Vec::new(),
            bytes: 0,
            undecided: Vec::new(),
            text: None,
            decoder: Decoder::default(),
        }
    }
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

/// Where a piece of text is in a frame, between the quotes.
#[derive(Debug)]
struct Literal {
    channel: Channel,
    place: Range<usize>,
}

impl<O: Operation> Texts<O> {
    /// Takes the next frame.
    pub(super) fn remove(
        &mut self,
        frame: &Frame<'_>,
        event: &Event<'_>,
        out: &mut Vec<u8>,
    ) -> Result<(), O::Error> {
        if self.written != Written::Same {
            return match event {
                Event::Known(known) => self.remove_from_text(&known.info, out),
                _ => Ok(()),
            };
        }
        let Event::Known(known) = event else {
            if !matches!(event, Event::Other) {
                self.release(out)?;
            }
            return self.wait(frame, Splice::default(), Vec::new(), true, out);
        };
        let info = &known.info;
        let ends = !info.ends.is_empty() || info.end_all.is_some();
        if ends && info.texts.is_empty() {
            self.release(out)?;
        }
        let mut edits = Splice::default();
        for copy in &info.copies {
            if let Some(literal) = copy.string.literal().filter(|literal| is_suspect(literal)) {
                let place = frame.place(copy.string.span().start + 1);
                for (_, place) in self.removed(&copy.channel, &[(0, place, literal)])? {
                    edits.replace(place, Vec::new());
                }
            }
        }
        let suspect = info.texts.iter().any(|text| text.string.literal().is_some_and(is_suspect));
        if !suspect && self.removal.waiting.is_empty() {
            edits.apply(frame.bytes, out);
            return Ok(());
        }
        let needed = ends || !info.copies.is_empty() || info.fault.is_some();
        if suspect && !needed && self.are_marks(&info.texts)? {
            // Whatever comes next, nobody wrote this text.
            return self.release(out);
        }
        for text in &info.texts {
            let undecided = &mut self.removal.undecided;
            undecided.retain(|channel| *channel != text.channel);
            let room = undecided.len() <= UNDECIDED_MAX;
            if !ends && room && text.string.literal().is_some_and(ends_suspect) {
                undecided.push(text.channel.clone());
            }
        }
        let strings = info.texts.iter().map(|text| {
            let span = text.string.span();
            Literal {
                channel: text.channel.clone(),
                place: frame.place(span.start + 1)..frame.place(span.end - 1),
            }
        });
        self.wait(frame, edits, strings.collect(), needed, out)?;
        let undecided = self.removal.undecided.len();
        match ends || undecided == 0 || undecided > UNDECIDED_MAX {
            true => self.release(out),
            false => Ok(()),
        }
    }

    /// Finishes the input.
    pub(super) fn end_removal(&mut self, out: &mut Vec<u8>) -> Result<(), O::Error> {
        self.release(out)?;
        let Some(mut machine) = self.removal.text.take() else {
            return Ok(());
        };
        let mut rest = Vec::new();
        self.removal.decoder.finish(&mut rest);
        let end = TextEnd { ending: Ending::Complete, reason: None, guard: None };
        let finished = machine.push(&rest, out).and_then(|()| machine.finish(&end, out));
        finished.map_err(|error| self.operation.fail(error.into()))?;
        self.operation.end(Place::default(), machine);
        Ok(())
    }

    /// The machine for the text of a channel.
    fn machine(&mut self, channel: &Channel) -> Result<Option<O::Text>, O::Error> {
        let place = Place { channel: Some(channel.clone()), ..Place::default() };
        let begun = self.operation.begin(&place, None);
        begun.map_err(|error| self.operation.fail(Failure { line: None, error }))
    }

    /// The places, frame by frame, of what is taken out of a text that is spread over literals.
    fn removed(
        &mut self,
        channel: &Channel,
        pieces: &[(usize, usize, &[u8])],
    ) -> Result<Vec<(usize, Range<usize>)>, O::Error> {
        let Some(mut machine) = self.machine(channel)? else {
            return Ok(Vec::new());
        };
        let places = removed(pieces, &mut machine);
        self.operation.end(Place { channel: Some(channel.clone()), ..Place::default() }, machine);
        Ok(places)
    }

    /// Whether texts are nothing but whole marks; what was taken out of those before one that is
    /// not counts.
    fn are_marks(&mut self, texts: &[Text<'_>]) -> Result<bool, O::Error> {
        for text in texts {
            let literal = text.string.literal().unwrap_or_default();
            let Some(mut machine) = self.machine(&text.channel)? else {
                return Ok(false);
            };
            if removed(&[(0, 0, literal)], &mut machine) != [(0, 0..literal.len())] {
                return Ok(false);
            }
            let place = Place { channel: Some(text.channel.clone()), ..Place::default() };
            self.operation.end(place, machine);
        }
        Ok(true)
    }

    /// Writes a frame, or lets it wait after those that wait.
    fn wait(
        &mut self,
        frame: &Frame<'_>,
        mut edits: Splice,
        strings: Vec<Literal>,
        needed: bool,
        out: &mut Vec<u8>,
    ) -> Result<(), O::Error> {
        if self.removal.waiting.is_empty() && strings.is_empty() {
            edits.apply(frame.bytes, out);
            return Ok(());
        }
        self.removal.bytes += frame.bytes.len() + size_of::<Waiting>();
        self.removal.waiting.push(Waiting { bytes: frame.bytes.to_vec(), edits, strings, needed });
        match self.removal.bytes > WAITING_MAX {
            true => self.release(out),
            false => Ok(()),
        }
    }

    /// Writes all that waits.
    fn release(&mut self, out: &mut Vec<u8>) -> Result<(), O::Error> {
        let mut waiting = std::mem::take(&mut self.removal.waiting);
        self.removal.bytes = 0;
        self.removal.undecided.clear();
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
        for (channel, pieces) in &channels {
            edits.extend(self.removed(channel, pieces)?);
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
        Ok(())
    }

    /// Writes the text of one channel.
    fn remove_from_text(
        &mut self,
        info: &EventInfo<'_>,
        out: &mut Vec<u8>,
    ) -> Result<(), O::Error> {
        for text in &info.texts {
            self.note_channel(&text.channel);
            if !self.written.includes(&text.channel) {
                continue;
            }
            if self.removal.text.is_none() {
                self.removal.text = self.machine(&text.channel)?;
            }
            let Removal { text: Some(machine), decoder, .. } = &mut self.removal else {
                continue;
            };
            let mut piece = Vec::new();
            decoder.decode(text.string.literal().unwrap_or_default(), &mut piece);
            let pushed = machine.push(&piece, out);
            pushed.map_err(|error| self.operation.fail(error.into()))?;
        }
        Ok(())
    }
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
