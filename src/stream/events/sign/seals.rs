//! What is written when a text ends, and into what repeats it.

use crate::embed::EmbedError;
use crate::stream::Written;
use crate::stream::dialect::{End, SyntheticEvent, Text};
use crate::stream::events::guard;
use crate::stream::events::marks::spelled;
use crate::stream::events::open::Open;
use crate::stream::events::sign::Signing;
use crate::stream::events::summary::CHANNELS_MAX;
use crate::stream::frame::Frame;
use crate::stream::frame::event_template::EventTemplate;
use crate::stream::frame::literal;
use crate::stream::frame::splice::Splice;

/// A text that has ended, and the marks behind it.
pub(super) struct Ended {
    pub(super) open: Open,
    pub(super) marks: Vec<u8>,
}

impl Signing {
    /// Seals a text.
    pub(super) fn seal(
        &mut self,
        at: usize,
        close: &End,
        out: &mut Vec<u8>,
    ) -> Result<Option<Ended>, EmbedError> {
        let mut open = self.open.remove(at);
        self.summary.texts_cut |= !close.well;
        let (summary, marks) = match self.written {
            Written::Same => open.seal(close)?,
            Written::Text(_) => (open.finish(close, out)?, Vec::new()),
        };
        self.summary.counts += open.take_counts();
        let channel = open.channel.clone();
        if let Some(guard) = open.guard() {
            self.reports.take(guard, Some(&channel));
            self.reports.summary.add(guard.summary());
        }
        self.summary.text_bytes += summary.text_bytes;
        self.summary.marks += summary.marks;
        self.summary.seals += summary.seals;
        Ok((!marks.is_empty()).then_some(Ended { open, marks }))
    }

    /// Writes seals in frames of their own; those that end together in one, so that who reads the
    /// first element of a list only sees the first one.
    pub(super) fn put_before(
        &mut self,
        ended: Vec<Ended>,
        together: bool,
        next: Option<&Frame<'_>>,
        out: &mut Vec<u8>,
    ) {
        let mut events: Vec<(SyntheticEvent, &EventTemplate)> = Vec::new();
        for ended in &ended {
            match ended.open.extra(&ended.marks) {
                Some((event, dress)) => events.push(match &self.signer.guard {
                    Some(terms) => (guard::event(terms, event, &mut self.reports), dress),
                    None => (event, dress),
                }),
                None => self.summary.unsigned += 1,
            }
        }
        let alike = ended.windows(2).all(|two| two[0].open.dialect == two[1].open.dialect);
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
        for (event, dress) in &events {
            dress.put_on(&event.json, event.label, next, out);
        }
        drop(events);
        self.keep_closed(ended);
    }

    /// Remembers texts that have ended, for their copies; not without end.
    pub(super) fn keep_closed(&mut self, ended: Vec<Ended>) {
        self.closed.extend(ended.into_iter().filter_map(|ended| ended.open.close()));
        let surplus = self.closed.len().saturating_sub(CHANNELS_MAX);
        self.closed.drain(..surplus);
    }

    /// A copy of a whole text is marked as the text is.
    pub(super) fn copy(&mut self, copy: &Text<'_>, frame: &Frame<'_>, edits: &mut Splice) {
        let closed = self.closed.iter().rfind(|closed| closed.channel == copy.channel);
        let literal = copy.string.literal().unwrap_or_default();
        if let Some(terms) = &self.signer.guard {
            // What was kept out of the text is not to come with its copy.
            let text = literal::to_text(literal);
            let channel = Some(&copy.channel);
            let safe = guard::whole(terms, "", text.as_bytes(), &mut self.reports, channel);
            if safe != text.as_bytes() {
                let marked = closed.and_then(|closed| closed.with_marks(&safe));
                let span = copy.string.span();
                let place = frame.place(span.start + 1)..frame.place(span.end - 1);
                edits.replace(place, spelled(&marked.unwrap_or(safe), self.spelling));
                return;
            }
        }
        let Some(closed) = closed else {
            self.summary.strange_copies +=
                u64::from(!literal.is_empty() && self.written == Written::Same);
            return;
        };
        let Some(marks) = closed.marks_for(literal) else {
            self.summary.strange_copies += 1;
            return;
        };
        for (place, marks) in marks {
            let place = frame.place(copy.string.span().start + 1 + place);
            edits.insert(place, spelled(&marks, self.spelling));
        }
    }
}
