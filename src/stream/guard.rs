//! The guard in a container: what the guards of all texts found, and what a guard looks at besides
//! the texts: the other strings of an event or a record, each by itself.

use std::borrow::Cow;
use std::ops::Range;

use crate::guard::guard::{CompiledPolicy, Guard};
use crate::guard::report;
use crate::guard::summary::Summary;
use crate::json::Object;
use crate::json::literal::{self, Spelling};
use crate::json::spans::{Kind, Tape, Value};
use crate::stream::dialect::{Channel, SyntheticEvent};
use crate::stream::frame::Splitter;
use crate::stream::frame::splice::Splice;

use crate::stream::edits::spelled;
use crate::stream::operation::{ChannelFinding, Operation};

impl ChannelFinding {
    /// What logs and documents say about it.
    pub fn to_json(&self) -> Object {
        let channel = self.channel.as_ref();
        let stream = channel.map(|name| Object::new().with("channel", name.to_string()));
        report::finding(&self.finding).with_some("stream", stream)
    }
}

/// What the guards of a stream did.
#[derive(Debug, Default)]
pub struct Reports {
    /// What was found and not asked for yet.
    pub findings: Vec<ChannelFinding>,
    /// The figures of all texts that are over.
    pub summary: Summary,
    /// Whether a guard ended the stream.
    pub blocked: bool,
    /// Whether a finding could not be told: then nothing more passes.
    pub untold: bool,
}

impl Reports {
    /// Takes what a guard has found.
    pub fn take(&mut self, guard: &mut Guard, channel: Option<&Channel>) {
        let findings = guard.take_findings().into_iter();
        self.findings
            .extend(findings.map(|finding| ChannelFinding { channel: channel.cloned(), finding }));
        self.blocked |= guard.is_blocked();
    }

    /// Tells an operation what was found since it was last told.
    pub fn tell<O: Operation>(&mut self, operation: &mut O) -> Result<(), O::Error> {
        if self.findings.is_empty() {
            return Ok(());
        }
        let told = operation.found(std::mem::take(&mut self.findings));
        self.untold |= told.is_err();
        told
    }
}

/// Returns what may pass of a whole text; `before` is context that is not part of it.
pub fn whole(
    terms: &CompiledPolicy,
    before: &str,
    text: &[u8],
    reports: &mut Reports,
    channel: Option<&Channel>,
) -> Vec<u8> {
    let mut guard = Guard::new(terms.clone());
    let mut safe = Vec::with_capacity(text.len());
    guard.precede(before);
    guard.push(text, &mut safe);
    guard.finish(&mut safe);
    reports.take(&mut guard, channel);
    reports.summary.add(guard.summary());
    safe
}

/// A string, a number, or a name in an event, with the name of its member.
struct Leaf<'a> {
    name: Option<Value<'a>>,
    value: Value<'a>,
}

impl Leaf<'_> {
    /// The context that the guard gets with it.
    fn before(&self) -> String {
        let name = self.name.and_then(Value::string).unwrap_or_default();
        format!("{name}: ")
    }

    fn text(&self) -> Cow<'_, str> {
        match self.value.literal() {
            Some(literal) => literal::to_text(literal),
            None => String::from_utf8_lossy(self.value.bytes()),
        }
    }

    /// Another text in its place: within its quotes, and a number becomes a string.
    fn replacement(&self, text: &[u8]) -> (Range<usize>, Vec<u8>) {
        let span = self.value.span();
        match self.value.literal() {
            Some(literal) => {
                let spelling = Spelling::of(literal).unwrap_or_default();
                (span.start + 1..span.end - 1, spelled(text, spelling))
            }
            None => {
                let text = spelled(text, Spelling::default());
                (span, [b"\"", &text[..], b"\""].concat())
            }
        }
    }
}

/// Looks at all strings, numbers and names of an event but the strings at some places; `place` says
/// where a byte of the event is in what is edited. The name of a member is context for its value.
pub fn strings(
    terms: &CompiledPolicy,
    json: Value<'_>,
    but: &[Range<usize>],
    place: impl Fn(usize) -> usize,
    edits: &mut Splice,
    reports: &mut Reports,
) {
    let mut leaves = Vec::new();
    let mut values = vec![Leaf { name: None, value: json }];
    while let Some(leaf) = values.pop() {
        let Leaf { name, value } = leaf;
        match value.kind() {
            Kind::Object => {
                for (name, value) in value.members() {
                    leaves.push(Leaf { name: None, value: name });
                    if terms.enforces() && name.is("logprobs") && value.kind() == Kind::Object {
                        // It spells the text again, token by token.
                        let span = value.span();
                        edits.replace(place(span.start)..place(span.end), *b"null");
                    } else {
                        let name = Some(name);
                        values.push(Leaf { name, value });
                    }
                }
            }
            Kind::Array => values.extend(value.items().map(|value| Leaf { name, value })),
            Kind::String if !but.contains(&value.span()) => leaves.push(leaf),
            Kind::Number => leaves.push(leaf),
            _ => {}
        }
    }
    // Most events have nothing: all of it is looked at together, with empty lines between.
    if is_calm(terms, &leaves) {
        return;
    }
    for leaf in &leaves {
        let text = leaf.text();
        let safe = whole(terms, &leaf.before(), text.as_bytes(), reports, None);
        if safe != text.as_bytes() {
            let (span, literal) = leaf.replacement(&safe);
            edits.replace(place(span.start)..place(span.end), literal);
        }
    }
}

fn is_calm(terms: &CompiledPolicy, leaves: &[Leaf<'_>]) -> bool {
    let mut text = String::new();
    for leaf in leaves {
        text.push_str(&leaf.before());
        text.push_str(&leaf.text());
        text.push_str("\n\n");
    }
    // What is numbered here is numbered again.
    let mut terms = terms.clone();
    terms.numbers = Default::default();
    let mut guard = Guard::new(terms);
    let mut nowhere = Vec::new();
    guard.push(text.as_bytes(), &mut nowhere);
    guard.finish(&mut nowhere);
    guard.take_findings().is_empty()
}

/// What may pass of an event that is made of another one. What is found in it was found, and
/// reported, when the other one passed.
pub fn event(policy: &CompiledPolicy, mut event: SyntheticEvent) -> SyntheticEvent {
    let mut reports = Reports::default();
    let mut tape = Tape::default();
    let mut edits = Splice::default();
    if let Ok(json) = tape.read(&event.json) {
        strings(policy, json, &[], |at| at, &mut edits, &mut reports);
    }
    event.item = event.item.map(|item| edits.place(item.start)..edits.place(item.end));
    let mut json = Vec::with_capacity(event.json.len());
    edits.apply(&event.json, &mut json);
    event.json = json;
    event
}

/// Guards documents, one a line, before anything else is done with them: each string in them for
/// itself. Lines that are no JSON are texts.
pub struct RecordGuard {
    terms: CompiledPolicy,
    splitter: Splitter,
    tape: Tape,
    joined: Vec<u8>,
    /// The guard of what is no line any more.
    tail: Option<Box<Guard>>,
    /// What was found.
    pub reports: Reports,
}

impl RecordGuard {
    /// A guard for one input with lines of at most so many bytes.
    pub fn new(terms: CompiledPolicy, line_max: usize) -> Self {
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
                let guard = self.tail.get_or_insert_with(|| Box::new(Guard::new(terms.clone())));
                guard.push(frame.bytes, out);
                self.reports.take(guard, None);
                continue;
            }
            let Ok(json) = self.tape.read(frame.data(&mut self.joined)) else {
                let safe = whole(&self.terms, "", frame.bytes, &mut self.reports, None);
                if !self.reports.blocked {
                    out.extend_from_slice(&safe);
                }
                continue;
            };
            let mut edits = Splice::default();
            let Self { terms, reports, .. } = self;
            strings(terms, json, &[], |at| frame.place(at), &mut edits, reports);
            // Half a record is none.
            if !reports.blocked {
                edits.apply(frame.bytes, out);
            }
        }
    }
}
