//! The guard in a provider's stream: beside the texts, which have guards of their own, all other strings of an event are looked
//! at, each for itself.

use std::ops::Range;

use crate::framing::Splitter;
use crate::framing::json::{Kind, Tape, Value};
use crate::framing::literal::{self, Spelling};
use crate::framing::splice::Splice;
use crate::guard::finding::Finding;
use crate::guard::machine::{Guard, Terms};
use crate::guard::summary::Summary;
use crate::provider::{Channel, Extra};

use super::marks::spelled;

/// A finding, and in which channel; outside of all channels, if there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct Reported {
    /// The channel.
    pub channel: Option<Channel>,
    /// The finding.
    pub finding: Finding,
}

/// What the guards of a stream did.
#[derive(Debug, Default)]
pub struct Reports {
    /// What was found and not asked for yet.
    pub findings: Vec<Reported>,
    /// The figures of all texts that are over.
    pub summary: Summary,
    /// Whether a guard ended the stream.
    pub blocked: bool,
}

impl Reports {
    /// Takes what a guard has found.
    pub fn take(&mut self, guard: &mut Guard, channel: Option<&Channel>) {
        let findings = guard.take_findings().into_iter();
        self.findings.extend(findings.map(|finding| Reported {
            channel: channel.cloned(),
            finding,
        }));
        self.blocked |= guard.is_blocked();
    }
}

/// What may pass of a text that is there as a whole.
pub fn whole(
    terms: &Terms,
    text: &[u8],
    reports: &mut Reports,
    channel: Option<&Channel>,
) -> Vec<u8> {
    let mut guard = Guard::new(terms.clone());
    let mut safe = Vec::with_capacity(text.len());
    guard.push(text, &mut safe);
    guard.finish(&mut safe);
    reports.take(&mut guard, channel);
    reports.summary.add(guard.summary());
    safe
}

/// Looks at all strings of an event but those at some places; `place` says where a byte of the event stands in what is edited.
pub fn strings(
    terms: &Terms,
    json: Value<'_>,
    but: &[Range<usize>],
    place: impl Fn(usize) -> usize,
    edits: &mut Splice,
    reports: &mut Reports,
) {
    let mut values = vec![json];
    while let Some(value) = values.pop() {
        match value.kind() {
            Kind::Object => values.extend(value.members().map(|(_, value)| value)),
            Kind::Array => values.extend(value.items()),
            Kind::String if !but.contains(&value.span()) => {
                let literal = value.literal().unwrap_or_default();
                let text = literal::to_text(literal);
                let safe = whole(terms, text.as_bytes(), reports, None);
                if safe != text.as_bytes() {
                    let span = value.span();
                    let place = place(span.start + 1)..place(span.end - 1);
                    let spelling = Spelling::of(literal).unwrap_or_default();
                    edits.replace(place, spelled(&safe, spelling));
                }
            }
            _ => {}
        }
    }
}

/// What may pass of an event that is made of another one.
pub fn event(terms: &Terms, mut event: Extra, reports: &mut Reports) -> Extra {
    let mut tape = Tape::default();
    let mut edits = Splice::default();
    if let Ok(json) = tape.read(&event.json) {
        strings(terms, json, &[], |at| at, &mut edits, reports);
    }
    event.item = event
        .item
        .map(|item| edits.place(item.start)..edits.place(item.end));
    let mut json = Vec::with_capacity(event.json.len());
    edits.apply(&event.json, &mut json);
    event.json = json;
    event
}

/// Guards documents, one a line, before anything else is done with them: each string in them for itself. Lines that are no JSON
/// are texts.
pub struct DocumentGuard {
    terms: Terms,
    splitter: Splitter,
    tape: Tape,
    joined: Vec<u8>,
    /// What was found.
    pub reports: Reports,
}

impl DocumentGuard {
    /// A guard for one input with lines of at most so many bytes.
    pub fn new(terms: Terms, line_max: usize) -> Self {
        Self {
            terms,
            splitter: Splitter::lines(line_max),
            tape: Tape::default(),
            joined: Vec::new(),
            reports: Reports::default(),
        }
    }

    /// The next bytes of the input; adds what may pass to `out`.
    pub fn push(&mut self, input: &[u8], out: &mut Vec<u8>) {
        self.splitter.push(input);
        self.lines(false, out);
    }

    /// The input is over.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        self.lines(true, out);
    }

    fn lines(&mut self, over: bool, out: &mut Vec<u8>) {
        while !self.reports.blocked {
            let frame = match over {
                true => self.splitter.last_frame(),
                false => self.splitter.next_frame(),
            };
            let Some(frame) = frame else {
                return;
            };
            let Ok(json) = self.tape.read(frame.data(&mut self.joined)) else {
                let safe = whole(&self.terms, frame.bytes, &mut self.reports, None);
                if !self.reports.blocked {
                    out.extend_from_slice(&safe);
                }
                continue;
            };
            let mut edits = Splice::default();
            let Self { terms, reports, .. } = self;
            strings(terms, json, &[], |at| frame.place(at), &mut edits, reports);
            // Half a document is none.
            if !reports.blocked {
                edits.apply(frame.bytes, out);
            }
        }
    }
}
