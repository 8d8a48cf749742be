//! What becomes of each frame while texts are signed: which text it adds to, which one it ends, and
//! what is written before it, in it, and in its place.

mod guarded;
mod seals;

use crate::embed::{EmbedError, Ending};
use crate::guard::guard::Guard;
use crate::stream::Written;
use crate::stream::dialect::{Channel, ChannelEnd, Dialect, End, EventInfo, Text};
use crate::stream::events::guard::{self, Reports};
use crate::stream::events::marks::{Closed, spelled};
use crate::stream::events::open::{Open, Woven};
use crate::stream::events::reader::{Event, Known};
use crate::stream::events::signer::Signer;
use crate::stream::events::summary::{CHANNELS_MAX, RelaySummary};
use crate::stream::frame::literal::Spelling;
use crate::stream::frame::splice::Splice;
use crate::stream::frame::{Frame, Kind, Shape};
use crate::text::count::Counts;
use seals::Ended;

/// Signs what comes, frame by frame.
pub struct Signing {
    signer: Signer,
    written: Written,
    /// The channels whose texts have begun, in that order.
    open: Vec<Open>,
    /// Texts that have ended and may be repeated.
    closed: Vec<Closed>,
    /// How characters outside of ASCII are spelled in this stream.
    spelling: Spelling,
    /// Whether a text has come, and the event that ends its stream has not.
    amid: bool,
    summary: RelaySummary,
    reports: Reports,
    /// The guard of what is no stream any more.
    tail: Option<Box<Guard>>,
}

impl Signing {
    pub fn new(signer: Signer, written: Written) -> Self {
        Self {
            signer,
            written,
            open: Vec::new(),
            closed: Vec::new(),
            spelling: Spelling::default(),
            amid: false,
            summary: RelaySummary::default(),
            reports: Reports::default(),
            tail: None,
        }
    }

    /// The next frame; `ending` is how the input ends, if this is its last one.
    pub fn take(
        &mut self,
        frame: &Frame<'_>,
        event: Event<'_>,
        ending: Ending,
        out: &mut Vec<u8>,
    ) -> Result<(), EmbedError> {
        match event {
            Event::Known(known) => return self.known(frame, known, ending, out),
            Event::Over => {
                self.close_all(&End::well(), frame, out)?;
                self.over();
            }
            Event::Fault(fault) => {
                self.summary.fault.get_or_insert(fault);
                self.close_all(&End::cut(), frame, out)?;
            }
            Event::Broken => {
                self.close_all(&End::cut(), frame, out)?;
                return self.broken(frame, out);
            }
            Event::Other if !frame.ended => {
                let understood = self.summary.dialect.is_some();
                self.summary.cut |=
                    understood && (frame.kind == Kind::Data || frame.shape == Shape::Element);
                self.close_all(&End::cut(), frame, out)?;
            }
            Event::Other => {}
        }
        let Some(terms) = &self.signer.guard else {
            self.write(frame, &mut Splice::default(), out);
            return Ok(());
        };
        let safe = guard::whole(terms, "", frame.bytes, &mut self.reports, None);
        if self.reports.blocked {
            return Err(EmbedError::Blocked);
        }
        if self.written == Written::Same {
            out.extend_from_slice(&safe);
        }
        Ok(())
    }

    /// Pieces of text so far, and what was counted in them.
    pub fn counts(&self) -> (u64, Counts) {
        let mut counts = self.summary.counts;
        self.open.iter().for_each(|open| counts += open.counts());
        (self.summary.deltas, counts)
    }

    /// What the guards have found since this was asked last.
    pub fn reports(&mut self) -> &mut Reports {
        &mut self.reports
    }

    /// The input is over.
    pub fn end(
        mut self,
        ending: Ending,
        out: &mut Vec<u8>,
    ) -> Result<(RelaySummary, Reports), EmbedError> {
        let dialect = self.summary.dialect;
        let well = ending == Ending::Complete && dialect.is_some_and(Dialect::ends_with_input);
        let close = if well { End::well() } else { End::cut() };
        self.summary.cut |= !well && !self.open.is_empty();
        self.summary.cut |= self.amid || ending == Ending::Incomplete;
        let mut ended = Vec::new();
        while !self.open.is_empty() {
            ended.extend(self.seal(0, &close, out)?);
        }
        self.put_before(ended, false, None, out);
        if let Some(mut guard) = self.tail.take() {
            let mut safe = Vec::new();
            guard.finish(&mut safe);
            if self.written == Written::Same {
                out.extend_from_slice(&safe);
            }
            self.reports.take(&mut guard, None);
            self.reports.summary.add(guard.summary());
        }
        Ok((self.summary, self.reports))
    }

    fn known(
        &mut self,
        frame: &Frame<'_>,
        known: Known<'_>,
        ending: Ending,
        out: &mut Vec<u8>,
    ) -> Result<(), EmbedError> {
        let Known { dialect, json, mut reading } = known;
        if !reading.says_nothing() && self.open.iter().any(|open| open.dialect != dialect) {
            // Another stream has begun: nothing ends those texts any more.
            self.close_all(&End::cut(), frame, out)?;
        }
        self.summary.dialect = Some(dialect);
        if let Some(fault) = reading.fault.take() {
            self.summary.fault.get_or_insert(fault);
        }
        if !frame.ended {
            self.unfinished(frame, dialect, &mut reading, ending, out)?;
        }
        let mut edits = Splice::default();
        for text in &reading.texts {
            self.text(dialect, text, frame, &mut edits, out)?;
        }
        self.guard_rest(json, &reading, frame, &mut edits);
        if self.reports.blocked {
            return self.block(json, &reading, frame);
        }
        self.ends(frame, &reading, &mut edits, out)?;
        for copy in &reading.copies {
            self.copy(copy, frame, &mut edits);
        }
        if self.reports.blocked {
            return Err(EmbedError::Blocked);
        }
        let has_text = |open: &Open| reading.texts.iter().any(|text| text.channel == open.channel);
        let same = self.written == Written::Same;
        for open in self.open.iter_mut().filter(|open| same && has_text(open)) {
            open.keep(json, frame, self.spelling);
        }
        self.write(frame, &mut edits, out);
        self.amid |= !reading.texts.is_empty() && dialect.has_last_event();
        if reading.over {
            self.over();
        }
        Ok(())
    }

    /// The event has no end, and nothing can be added behind it.
    fn unfinished(
        &mut self,
        frame: &Frame<'_>,
        dialect: Dialect,
        reading: &mut EventInfo<'_>,
        ending: Ending,
        out: &mut Vec<u8>,
    ) -> Result<(), EmbedError> {
        let ends = !reading.ends.is_empty() || reading.end_all.is_some();
        if !ends && frame.shape != Shape::Line {
            // Some readers will take it for an event, and some will not. What was before it is
            // signed for itself.
            self.summary.cut |= !reading.texts.is_empty();
            self.close_all(&End::cut(), frame, out)?;
        }
        let well = ending == Ending::Complete && dialect.ends_with_input();
        let anything = !reading.texts.is_empty() || !self.open.is_empty();
        self.summary.cut |= anything && !ends && !well;
        let close = if well { End::well() } else { End::cut() };
        reading.end_all.get_or_insert(close);
        Ok(())
    }

    /// Ends texts: their seals go behind their text in this event, or into events of their own
    /// before it.
    fn ends(
        &mut self,
        frame: &Frame<'_>,
        reading: &EventInfo<'_>,
        edits: &mut Splice,
        out: &mut Vec<u8>,
    ) -> Result<(), EmbedError> {
        let mut ended = Vec::new();
        for ChannelEnd { channel, close } in &reading.ends {
            if let Some(at) = self.open.iter().position(|open| open.channel == *channel) {
                ended.extend(self.seal(at, close, out)?);
            }
        }
        while let (Some(close), false) = (&reading.end_all, self.open.is_empty()) {
            ended.extend(self.seal(0, close, out)?);
        }
        let here =
            |ended: &Ended| reading.texts.iter().rfind(|text| text.channel == ended.open.channel);
        for ended in &ended {
            if let Some(text) = here(ended) {
                let place = frame.place(text.string.span().end - 1);
                edits.insert(place, spelled(&ended.marks, self.spelling));
            }
        }
        let (inside, before): (Vec<_>, Vec<_>) =
            ended.into_iter().partition(|ended| here(ended).is_some());
        self.put_before(before, reading.ends.len() > 1, Some(frame), out);
        self.keep_closed(inside);
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
    ) -> Result<(), EmbedError> {
        let Some(at) = self.open(dialect, &text.channel)? else {
            return Ok(());
        };
        let Some(literal) = text.string.literal() else {
            return Ok(());
        };
        self.summary.deltas += 1;
        let own = Spelling::of(literal);
        self.spelling = own.unwrap_or(self.spelling);
        if self.written != Written::Same {
            let open = &mut self.open[at];
            let pushed = open.push(literal, out);
            if let Some(guard) = open.guard() {
                self.reports.take(guard, Some(&text.channel));
            }
            return pushed;
        }
        let span = text.string.span();
        let open = &mut self.open[at];
        let woven = open.weave(literal)?;
        if let Some(guard) = open.guard() {
            self.reports.take(guard, Some(&text.channel));
        }
        match woven {
            Woven::Marks(marks) => {
                for (place, marks) in marks {
                    let place = frame.place(span.start + 1 + place);
                    edits.insert(place, spelled(&marks, self.spelling));
                }
            }
            // There will be no such event.
            Woven::Whole(_, text) if self.open[at].is_blocked() => self.open[at].leave(text),
            Woven::Whole(mut literal, text) => {
                let place = frame.place(span.start + 1)..frame.place(span.end - 1);
                literal.extend(spelled(&text, self.spelling));
                edits.replace(place, literal);
            }
        }
        Ok(())
    }

    /// Where this channel is among the open ones; nothing if it is not to be signed.
    fn open(&mut self, dialect: Dialect, channel: &Channel) -> Result<Option<usize>, EmbedError> {
        let found = self.open.iter().position(|open| open.channel == *channel);
        if found.is_some() {
            return Ok(found);
        }
        if !self.summary.channels.contains(channel) && self.summary.channels.len() < CHANNELS_MAX {
            self.summary.channels.push(channel.clone());
        }
        if !self.written.includes(channel) {
            return Ok(None);
        }
        if self.open.len() == CHANNELS_MAX {
            self.summary.unsigned += 1;
            return Ok(None);
        }
        let embedder = self.signer.nth(self.summary.texts)?;
        self.summary.texts += 1;
        let open = Open::new(channel.clone(), dialect, embedder, &self.signer);
        self.open.push(open);
        Ok(Some(self.open.len() - 1))
    }

    /// Seals all texts that are open, in frames of their own before this one.
    fn close_all(
        &mut self,
        close: &End,
        frame: &Frame<'_>,
        out: &mut Vec<u8>,
    ) -> Result<(), EmbedError> {
        let mut ended = Vec::new();
        while !self.open.is_empty() {
            ended.extend(self.seal(0, close, out)?);
        }
        self.put_before(ended, false, Some(frame), out);
        Ok(())
    }

    fn write(&self, frame: &Frame<'_>, edits: &mut Splice, out: &mut Vec<u8>) {
        if self.written == Written::Same {
            edits.apply(frame.bytes, out);
        }
    }
}
