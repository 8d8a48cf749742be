//! A stream of events: each of its channels carries a text.
//!
//! ```text
//! bytes ─▶ reader ─▶ text of a channel ─▶ guard ─▶ operation ─▶ edits ─▶ bytes
//!          frames,   channel.rs                                 of the frame, or
//!          what an                                              events of their own (ends.rs)
//!          event says
//! ```
//!
//! An event leaves as soon as its end has come. What an operation adds at the end of a text goes
//! out before the event that ends the text, in an event like the last one that carried text; where
//! the ending event carries text itself, after that text. Everything else goes out as it came in.
//! An operation that takes marks out works otherwise: removal.rs.

mod channel;
mod ends;
mod reader;
mod removal;

pub use reader::Manner;

use crate::embed::{EmbedError, Ending};
use crate::guard::guard::{CompiledPolicy, Guard};
use crate::json::literal::Spelling;
use crate::json::spans::Value;
use crate::stream::container::{Container, Report};
use crate::stream::dialect::{Channel, ChannelEnd, Dialect, End, EventInfo, Text};
use crate::stream::edits::spelled;
use crate::stream::frame::splice::Splice;
use crate::stream::frame::{Frame, Kind, Shape};
use crate::stream::guard::{Reports, strings, whole};
use crate::stream::operation::strip::Strip;
use crate::stream::operation::{Effect, Failure, Operation, Place, TEXTS_MAX};
use channel::{ClosedText, OpenText, Piece};
use ends::Ended;
use reader::{Event, EventReader, Known};
use removal::Removal;

/// What is written of a stream.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Written {
    /// The stream.
    #[default]
    Same,
    /// The text of one channel and nothing else; of the first one, if none is named.
    Text(Option<String>),
}

impl Written {
    /// Whether a channel is written; the first one asked for is, if none is named.
    fn includes(&mut self, channel: &Channel) -> bool {
        match self {
            Self::Same => true,
            Self::Text(wanted) => {
                let name = channel.to_string();
                *wanted.get_or_insert_with(|| name.clone()) == name
            }
        }
    }
}

/// A stream of events.
pub struct Events<O: Operation> {
    reader: EventReader,
    /// Takes out marks that are there already.
    stripper: Option<Box<Events<Strip>>>,
    texts: Texts<O>,
    refused: bool,
}

/// The texts of a stream, and what becomes of its frames.
struct Texts<O: Operation> {
    operation: O,
    policy: Option<CompiledPolicy>,
    written: Written,
    /// The channels whose texts have begun, in that order.
    open: Vec<OpenText<O::Text>>,
    /// Texts that have ended and may be repeated, the last one of each channel.
    closed: Vec<ClosedText>,
    /// How characters outside of ASCII are spelled in this stream.
    spelling: Spelling,
    /// Whether a text has come, and the event that ends its stream has not.
    amid: bool,
    report: Report,
    reports: Reports,
    /// The guard of what is no stream any more.
    tail: Option<Box<Guard>>,
    /// What waits, where marks are taken out.
    removal: Removal<O::Text>,
}

impl<O: Operation> Events<O> {
    /// A container for one input.
    pub fn new(
        manner: Manner,
        written: Written,
        operation: O,
        policy: Option<CompiledPolicy>,
    ) -> Self {
        let stripper = operation
            .replaces_marks()
            .then(|| Box::new(Events::new(manner, Written::Same, Strip::default(), None)));
        Self {
            reader: EventReader::new(manner),
            stripper,
            texts: Texts {
                operation,
                policy,
                written,
                open: Vec::new(),
                closed: Vec::new(),
                spelling: Spelling::default(),
                amid: false,
                report: Report::default(),
                reports: Reports::default(),
                tail: None,
                removal: Removal::default(),
            },
            refused: false,
        }
    }

    fn handle(&mut self, over: bool, ending: Ending, out: &mut Vec<u8>) -> Result<(), O::Error> {
        while let Some(mut seen) = self.reader.next(over) {
            if seen.unclear {
                self.texts.report.unclear.get_or_insert(seen.frame.offset);
            }
            match O::EFFECT {
                Effect::Removes => self.texts.remove(&seen.frame, &seen.event, out)?,
                Effect::Reads | Effect::Adds => {
                    self.texts.take(&seen.frame, &mut seen.event, ending, out)?;
                }
            }
        }
        Ok(())
    }

    /// Finishes the input, and says what was found out about it.
    fn end(&mut self, ending: Ending, out: &mut Vec<u8>) -> Result<Report, O::Error> {
        if let Some(mut stripper) = self.stripper.take() {
            let mut stripped = Vec::new();
            // To strip refuses nothing.
            let _ = stripper.end(Ending::Complete, &mut stripped);
            self.reader.push(&stripped);
        }
        if !self.refused
            && let Err(error) = self.handle(true, ending, out)
            && !self.texts.reports.blocked
        {
            return Err(error);
        }
        match O::EFFECT {
            Effect::Removes => self.texts.end_removal(out)?,
            Effect::Reads | Effect::Adds => self.texts.end(ending, out)?,
        }
        let mut report = std::mem::take(&mut self.texts.report);
        report.unknown = self.reader.is_unknown();
        report.broken = self.reader.broken();
        report.guard = std::mem::take(&mut self.texts.reports.summary);
        report.blocked = self.texts.reports.blocked;
        Ok(report)
    }
}

impl<O: Operation> Container<O> for Events<O> {
    fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<(), O::Error> {
        match &mut self.stripper {
            None => self.reader.push(input),
            Some(stripper) => {
                let mut stripped = Vec::new();
                // To strip refuses nothing.
                let _ = stripper.push(input, &mut stripped);
                self.reader.push(&stripped);
            }
        }
        let pushed = self.handle(false, Ending::Complete, out);
        self.refused |= pushed.is_err();
        pushed
    }

    fn finish(
        mut self: Box<Self>,
        ending: Ending,
        out: &mut Vec<u8>,
    ) -> Result<(O, Report), O::Error> {
        let report = self.end(ending, out)?;
        Ok((self.texts.operation, report))
    }

    fn operation(&mut self) -> &mut O {
        &mut self.texts.operation
    }

    fn pieces(&self) -> u64 {
        self.texts.report.pieces
    }
}

impl<O: Operation> Texts<O> {
    /// Takes the next frame; `ending` is how the input ends, if this is its last one.
    fn take(
        &mut self,
        frame: &Frame<'_>,
        event: &mut Event<'_>,
        ending: Ending,
        out: &mut Vec<u8>,
    ) -> Result<(), O::Error> {
        match event {
            Event::Known(known) => return self.known(frame, known, ending, out),
            Event::Over => {
                self.close_all(&End::well(), frame, out)?;
                self.over();
            }
            Event::Fault(fault) => {
                self.report.fault.get_or_insert_with(|| fault.clone());
                self.close_all(&End::cut(), frame, out)?;
            }
            Event::Broken => {
                self.close_all(&End::cut(), frame, out)?;
                return self.pass_broken(frame, out);
            }
            Event::Other if !frame.ended => {
                let understood = self.report.dialect.is_some();
                self.report.cut |=
                    understood && (frame.kind == Kind::Data || frame.shape == Shape::Element);
                self.close_all(&End::cut(), frame, out)?;
            }
            Event::Other => {}
        }
        let Some(policy) = &self.policy else {
            self.write(frame, &mut Splice::default(), out);
            return Ok(());
        };
        let safe = whole(policy, "", frame.bytes, &mut self.reports, None);
        self.reports.tell(&mut self.operation)?;
        self.refuse_if_blocked()?;
        if self.written == Written::Same {
            out.extend_from_slice(&safe);
        }
        Ok(())
    }

    fn refuse_if_blocked(&self) -> Result<(), O::Error> {
        match self.reports.blocked {
            true => Err(self.operation.fail(EmbedError::Blocked.into())),
            false => Ok(()),
        }
    }

    /// Passes the rest of the input as it is, but for what the guard keeps back: it is one text
    /// from here on.
    fn pass_broken(&mut self, frame: &Frame<'_>, out: &mut Vec<u8>) -> Result<(), O::Error> {
        let Some(policy) = &self.policy else {
            self.write(frame, &mut Splice::default(), out);
            return Ok(());
        };
        let guard = self.tail.get_or_insert_with(|| Box::new(Guard::new(policy.clone())));
        let mut safe = Vec::new();
        guard.push(frame.bytes, &mut safe);
        self.reports.take(guard, None);
        self.reports.tell(&mut self.operation)?;
        if self.written == Written::Same {
            out.extend_from_slice(&safe);
        }
        self.refuse_if_blocked()
    }

    /// Finishes the input.
    fn end(&mut self, ending: Ending, out: &mut Vec<u8>) -> Result<(), O::Error> {
        let dialect = self.report.dialect;
        let well = ending == Ending::Complete && dialect.is_some_and(Dialect::ends_with_input);
        let end = if well { End::well() } else { End::cut() };
        self.report.cut |= !well && !self.open.is_empty();
        self.report.cut |= self.amid || ending == Ending::Incomplete;
        let mut ended = Vec::new();
        while !self.open.is_empty() {
            ended.extend(self.seal(0, &end, out)?);
        }
        self.put_before(ended, false, None, out);
        if let Some(mut guard) = self.tail.take() {
            let mut safe = Vec::new();
            guard.finish(&mut safe);
            self.reports.take(&mut guard, None);
            self.reports.summary.add(guard.summary());
            self.reports.tell(&mut self.operation)?;
            if self.written == Written::Same {
                out.extend_from_slice(&safe);
            }
        }
        self.reports.tell(&mut self.operation)
    }

    fn known(
        &mut self,
        frame: &Frame<'_>,
        known: &mut Known<'_>,
        ending: Ending,
        out: &mut Vec<u8>,
    ) -> Result<(), O::Error> {
        let Known { dialect, json, info } = known;
        let (dialect, json) = (*dialect, *json);
        if !info.says_nothing() && self.open.iter().any(|open| open.track.dialect != dialect) {
            // Another stream has begun: nothing ends those texts any more.
            self.close_all(&End::cut(), frame, out)?;
        }
        self.report.dialect = Some(dialect);
        if let Some(fault) = info.fault.take() {
            self.report.fault.get_or_insert(fault);
        }
        if !frame.ended && O::EFFECT != Effect::Reads {
            self.unfinished(frame, dialect, info, ending, out)?;
        }
        let mut edits = Splice::default();
        for text in &info.texts {
            self.text(dialect, text, frame, &mut edits, out)?;
        }
        self.guard_rest(json, info, frame, &mut edits);
        self.reports.tell(&mut self.operation)?;
        if self.reports.blocked {
            // The stream ends here: what may pass of this event goes with the last marks.
            self.keep(json, info, frame);
            return self.refuse_if_blocked();
        }
        self.ends(frame, info, &mut edits, out)?;
        if info.repeats_all {
            self.closed.iter_mut().for_each(|closed| closed.repeated = false);
        }
        for copy in &info.copies {
            self.copy(copy, frame, &mut edits);
        }
        if info.repeats_all && self.closed.iter().any(ClosedText::is_left_out) {
            self.report.unclear.get_or_insert(frame.offset);
        }
        self.reports.tell(&mut self.operation)?;
        self.refuse_if_blocked()?;
        if self.written == Written::Same && O::EFFECT == Effect::Adds {
            self.keep(json, info, frame);
        }
        self.write(frame, &mut edits, out);
        self.amid |= !info.texts.is_empty() && dialect.has_last_event();
        if info.over {
            self.over();
        }
        Ok(())
    }

    /// Keeps this event as the template of the channels that have text in it.
    fn keep(&mut self, json: Value<'_>, info: &EventInfo<'_>, frame: &Frame<'_>) {
        let spelling = self.spelling;
        for open in &mut self.open {
            if info.texts.iter().any(|text| text.channel == open.track.channel) {
                open.track.keep(json, frame, spelling);
            }
        }
    }

    /// Takes an event that has no end, after which nothing can be added.
    fn unfinished(
        &mut self,
        frame: &Frame<'_>,
        dialect: Dialect,
        info: &mut EventInfo<'_>,
        ending: Ending,
        out: &mut Vec<u8>,
    ) -> Result<(), O::Error> {
        let ends = !info.ends.is_empty() || info.end_all.is_some();
        if !ends && frame.shape != Shape::Line {
            // Some readers take it for an event, and some do not: the text before it is sealed by
            // itself.
            self.report.cut |= !info.texts.is_empty();
            self.close_all(&End::cut(), frame, out)?;
        }
        let well = ending == Ending::Complete && dialect.ends_with_input();
        let anything = !info.texts.is_empty() || !self.open.is_empty();
        self.report.cut |= anything && !ends && !well;
        let end = if well { End::well() } else { End::cut() };
        info.end_all.get_or_insert(end);
        Ok(())
    }

    /// Ends texts: what the operation adds goes after their text in this event, or into events of
    /// their own before it.
    fn ends(
        &mut self,
        frame: &Frame<'_>,
        info: &EventInfo<'_>,
        edits: &mut Splice,
        out: &mut Vec<u8>,
    ) -> Result<(), O::Error> {
        let mut ended = Vec::new();
        for ChannelEnd { channel, close } in &info.ends {
            if let Some(at) = self.open.iter().position(|open| open.track.channel == *channel) {
                ended.extend(self.seal(at, close, out)?);
            }
        }
        while let (Some(close), false) = (&info.end_all, self.open.is_empty()) {
            ended.extend(self.seal(0, close, out)?);
        }
        if ended.is_empty() {
            return Ok(());
        }
        let here =
            |ended: &Ended| info.texts.iter().rfind(|text| text.channel == ended.track.channel);
        for ended in &ended {
            if let Some(text) = here(ended) {
                let place = frame.place(text.string.span().end - 1);
                edits.insert(place, spelled(&ended.text, self.spelling));
            }
        }
        let (inside, before): (Vec<_>, Vec<_>) =
            ended.into_iter().partition(|ended| here(ended).is_some());
        self.put_before(before, info.ends.len() > 1, Some(frame), out);
        self.remember(inside);
        Ok(())
    }

    /// The stream is over; the same names mean other texts from now on.
    fn over(&mut self) {
        self.closed.clear();
        self.amid = false;
    }

    fn text(
        &mut self,
        dialect: Dialect,
        text: &Text<'_>,
        frame: &Frame<'_>,
        edits: &mut Splice,
        out: &mut Vec<u8>,
    ) -> Result<(), O::Error> {
        let Some(at) = self.open(dialect, &text.channel)? else {
            return Ok(());
        };
        let Some(literal) = text.string.literal() else {
            return Ok(());
        };
        self.report.pieces += 1;
        if O::EFFECT != Effect::Reads {
            self.spelling = Spelling::of(literal).unwrap_or(self.spelling);
        }
        let open = &mut self.open[at];
        let looked = open.look(literal);
        if let Some(guard) = &mut open.guard {
            self.reports.take(guard, Some(&text.channel));
            self.reports.tell(&mut self.operation)?;
        }
        let refused = |error: EmbedError| self.operation.fail(error.into());
        if self.written != Written::Same || O::EFFECT == Effect::Reads {
            return open.push(literal, looked, out).map_err(refused);
        }
        let span = text.string.span();
        match open.splice(literal, looked).map_err(refused)? {
            Piece::Marks(marks) => {
                for (place, marks) in marks {
                    let place = frame.place(span.start + 1 + place);
                    edits.insert(place, spelled(&marks, self.spelling));
                }
            }
            // There will be no such event.
            Piece::Whole(_, text) if open.is_blocked() => open.leave(text),
            Piece::Whole(mut literal, text) => {
                let place = frame.place(span.start + 1)..frame.place(span.end - 1);
                literal.extend(spelled(&text, self.spelling));
                edits.replace(place, literal);
            }
        }
        Ok(())
    }

    /// Where this channel is among the open ones; nothing if its text is to pass as it is.
    fn open(&mut self, dialect: Dialect, channel: &Channel) -> Result<Option<usize>, O::Error> {
        let found = self.open.iter().position(|open| open.track.channel == *channel);
        if found.is_some() {
            return Ok(found);
        }
        self.note_channel(channel);
        if !self.written.includes(channel) {
            return Ok(None);
        }
        if self.open.len() == TEXTS_MAX {
            self.report.unsigned += 1;
            return Ok(None);
        }
        let place = Place { channel: Some(channel.clone()), ..Place::default() };
        let begun = self.operation.begin(&place, None);
        let begun = begun.map_err(|error| self.operation.fail(Failure { line: None, error }))?;
        let Some(machine) = begun else {
            return Ok(None);
        };
        self.report.texts += 1;
        let guard = self.policy.clone().map(|policy| Box::new(Guard::new(policy)));
        self.open.push(OpenText::new(channel.clone(), dialect, machine, guard));
        Ok(Some(self.open.len() - 1))
    }

    /// Remembers that a channel carries text.
    fn note_channel(&mut self, channel: &Channel) {
        let channels = &mut self.report.channels;
        if channels.len() < TEXTS_MAX && !channels.contains(channel) {
            channels.push(channel.clone());
        }
    }

    /// Lets the guard look at what an event says besides its texts.
    fn guard_rest(
        &mut self,
        json: Value<'_>,
        info: &EventInfo<'_>,
        frame: &Frame<'_>,
        edits: &mut Splice,
    ) {
        let Some(policy) = &self.policy else {
            return;
        };
        // Texts of channels that are too many have no guard of their own.
        let is_open =
            |text: &&Text<'_>| self.open.iter().any(|open| open.track.channel == text.channel);
        let texts = info.texts.iter().filter(is_open).chain(&info.copies);
        let but: Vec<_> = texts.map(|text| text.string.span()).collect();
        strings(policy, json, &but, |at| frame.place(at), edits, &mut self.reports);
    }

    fn write(&self, frame: &Frame<'_>, edits: &mut Splice, out: &mut Vec<u8>) {
        if self.written == Written::Same && O::EFFECT != Effect::Reads {
            edits.apply(frame.bytes, out);
        }
    }
}
