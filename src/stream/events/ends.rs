//! What is written when a text ends, and into what repeats it.

use crate::json::literal;
use crate::stream::dialect::{End, SyntheticEvent, Text};
use crate::stream::edits::spelled;
use crate::stream::events::channel::Track;
use crate::stream::events::{Texts, Written};
use crate::stream::frame::Frame;
use crate::stream::frame::event_template::EventTemplate;
use crate::stream::frame::splice::Splice;
use crate::stream::guard::{self, whole};
use crate::stream::operation::{Effect, Operation, Place, TEXTS_MAX};

/// A text that has ended, and what of it is not in the stream yet, with the last marks.
pub struct Ended {
    pub track: Track,
    pub text: Vec<u8>,
}

impl<O: Operation> Texts<O> {
    /// Finishes a text.
    pub(super) fn seal(
        &mut self,
        at: usize,
        end: &End,
        out: &mut Vec<u8>,
    ) -> Result<Option<Ended>, O::Error> {
        let mut open = self.open.remove(at);
        self.report.texts_cut |= !end.well;
        let rest = if self.reports.untold { Vec::new() } else { open.rest() };
        let channel = open.track.channel.clone();
        if let Some(guard) = &mut open.guard {
            self.reports.take(guard, Some(&channel));
            self.reports.summary.add(guard.summary());
            self.reports.tell(&mut self.operation)?;
        }
        let sealed = match self.written {
            Written::Same => open.seal(&rest, end),
            Written::Text(_) => open.finish(&rest, end, out).map(|()| Vec::new()),
        };
        let text = sealed.map_err(|error| self.operation.fail(error.into()))?;
        let (machine, track) = open.close();
        self.operation.end(Place { channel: Some(channel), ..Place::default() }, machine);
        let ended = Ended { track, text };
        match O::EFFECT {
            Effect::Reads => {
                self.remember(vec![ended]);
                Ok(None)
            }
            // A text without marks has no copies that could get them.
            Effect::Adds | Effect::Removes => Ok((!ended.text.is_empty()).then_some(ended)),
        }
    }

    /// Finishes all texts that are open; what is added to them goes into frames of their own before
    /// this one.
    pub(super) fn close_all(
        &mut self,
        end: &End,
        frame: &Frame<'_>,
        out: &mut Vec<u8>,
    ) -> Result<(), O::Error> {
        let mut ended = Vec::new();
        while !self.open.is_empty() {
            ended.extend(self.seal(0, end, out)?);
        }
        self.put_before(ended, false, Some(frame), out);
        Ok(())
    }

    /// Writes what is added at the end of texts in frames of their own; texts that end together
    /// share one, so that a client that reads the first element of a list only sees the first.
    pub(super) fn put_before(
        &mut self,
        ended: Vec<Ended>,
        together: bool,
        next: Option<&Frame<'_>>,
        out: &mut Vec<u8>,
    ) {
        if ended.is_empty() {
            return;
        }
        let mut events: Vec<(SyntheticEvent, &EventTemplate)> = Vec::new();
        for ended in &ended {
            match ended.track.extra(&ended.text) {
                Some((event, template)) => events.push(match &self.policy {
                    Some(policy) => (guard::event(policy, event), template),
                    None => (event, template),
                }),
                None => self.report.unsigned += 1,
            }
        }
        let alike = ended.windows(2).all(|two| two[0].track.dialect == two[1].track.dialect);
        if together && alike && events.len() > 1 {
            let items: Option<Vec<&[u8]>> = events
                .iter()
                .map(|(event, _)| event.item.clone().map(|item| &event.json[item]))
                .collect();
            if let (Some(items), Some(place)) = (items, events[0].0.item.clone()) {
                let items = items.join(&b","[..]);
                events.truncate(1);
                events[0].0.json.splice(place, items);
            }
        }
        for (event, template) in &events {
            template.put_on(&event.json, event.label, next, out);
        }
        drop(events);
        self.remember(ended);
    }

    /// Remembers texts that have ended, for their copies; not without end.
    pub(super) fn remember(&mut self, ended: Vec<Ended>) {
        if ended.is_empty() {
            return;
        }
        let closed = ended.into_iter().map(|ended| ended.track.close());
        // A reader has to know of all texts, a writer of those that may get copies.
        for closed in closed.filter(|text| O::EFFECT == Effect::Reads || text.may_be_repeated()) {
            self.closed.retain(|known| known.channel != closed.channel);
            self.closed.push(closed);
        }
        let surplus = self.closed.len().saturating_sub(TEXTS_MAX);
        self.closed.drain(..surplus);
    }

    /// Treats a copy of a whole text as the text was treated.
    pub(super) fn copy(&mut self, copy: &Text<'_>, frame: &Frame<'_>, edits: &mut Splice) {
        let literal = copy.string.literal().unwrap_or_default();
        let closed = self.closed.iter_mut().rfind(|closed| closed.channel == copy.channel);
        if O::EFFECT == Effect::Reads {
            let text = literal::to_text(literal);
            let streamed = closed.is_some();
            match closed {
                Some(closed) if closed.is(text.as_bytes()) => closed.repeated = true,
                _ => {
                    let channel = Some(copy.channel.clone());
                    let place = Place { channel, copy: true, line: None };
                    self.operation.copy(place, text.as_bytes(), streamed);
                }
            }
            return;
        }
        if let Some(policy) = &self.policy {
            // What was kept out of the text is not to come with its copy.
            let text = literal::to_text(literal);
            let channel = Some(&copy.channel);
            let safe = whole(policy, "", text.as_bytes(), &mut self.reports, channel);
            if safe != text.as_bytes() {
                let marked = closed.and_then(|closed| closed.with_marks(&safe));
                let span = copy.string.span();
                let place = frame.place(span.start + 1)..frame.place(span.end - 1);
                edits.replace(place, spelled(&marked.unwrap_or(safe), self.spelling));
                return;
            }
        }
        let Some(closed) = closed else {
            self.report.strange_copies +=
                u64::from(!literal.is_empty() && self.written == Written::Same);
            return;
        };
        let Some(marks) = closed.marks_for(literal) else {
            self.report.strange_copies += 1;
            return;
        };
        for (place, marks) in marks {
            let place = frame.place(copy.string.span().start + 1 + place);
            edits.insert(place, spelled(&marks, self.spelling));
        }
    }
}
