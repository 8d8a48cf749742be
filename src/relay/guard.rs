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

/// Looks at all strings, numbers and names of an event but the strings at some places; `place` says where a byte of the event
/// stands in what is edited. A member's name stands before its value.
pub fn strings(
    terms: &Terms,
    json: Value<'_>,
    but: &[Range<usize>],
    place: impl Fn(usize) -> usize,
    edits: &mut Splice,
    reports: &mut Reports,
) {
    let mut values = vec![(None, json)];
    while let Some((name, value)) = values.pop() {
        match value.kind() {
            Kind::Object => {
                for (name, value) in value.members() {
                    values.push((None, name));
                    let spells_text = name.is("logprobs") && value.kind() == Kind::Object;
                    if spells_text && terms.policy.enforces(terms.direction) {
                        // It spells the text again, token by token.
                        let span = value.span();
                        edits.replace(place(span.start)..place(span.end), *b"null");
                    } else {
                        values.push((Some(name), value));
                    }
                }
            }
            Kind::Array => values.extend(value.items().map(|value| (name, value))),
            Kind::String if !but.contains(&value.span()) => {
                let literal = value.literal().unwrap_or_default();
                let text = literal::to_text(literal);
                if let Some(safe) = member(terms, name, &text, reports) {
                    let span = value.span();
                    let spelling = Spelling::of(literal).unwrap_or_default();
                    let place = place(span.start + 1)..place(span.end - 1);
                    edits.replace(place, spelled(&safe, spelling));
                }
            }
            Kind::Number => {
                let text = String::from_utf8_lossy(value.bytes());
                if let Some(safe) = member(terms, name, &text, reports) {
                    let span = value.span();
                    let mut literal = b"\"".to_vec();
                    literal.extend(spelled(&safe, Spelling::default()));
                    literal.push(b'"');
                    edits.replace(place(span.start)..place(span.end), literal);
                }
            }
            _ => {}
        }
    }
}

/// What may pass of the value of a member, if that is not all of it.
fn member(
    terms: &Terms,
    name: Option<Value<'_>>,
    text: &str,
    reports: &mut Reports,
) -> Option<Vec<u8>> {
    let name = name.and_then(Value::string).unwrap_or_default();
    let mut guard = Guard::new(terms.clone());
    let mut safe = Vec::with_capacity(text.len());
    guard.precede(&format!("{name}: "));
    guard.push(text.as_bytes(), &mut safe);
    guard.finish(&mut safe);
    reports.take(&mut guard, None);
    reports.summary.add(guard.summary());
    (safe != text.as_bytes()).then_some(safe)
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
    /// The guard of what is no line any more.
    tail: Option<Box<Guard>>,
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
            tail: None,
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
        if let Some(mut guard) = self.tail.take() {
            guard.finish(out);
            self.reports.take(&mut guard, None);
            self.reports.summary.add(guard.summary());
        }
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
            if frame.broken.is_some() || self.tail.is_some() {
                let terms = &self.terms;
                let guard = self
                    .tail
                    .get_or_insert_with(|| Box::new(Guard::new(terms.clone())));
                guard.push(frame.bytes, out);
                self.reports.take(guard, None);
                continue;
            }
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
