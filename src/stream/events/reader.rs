//! What comes in: frames, and what the events in them say.

use crate::json::spans::{JsonError, Kind as JsonKind, Tape, Value};
use crate::stream::dialect::{Dialect, EventInfo, Fault};
use crate::stream::frame::{Broken, Frame, Framing, Kind, Label, Splitter};

/// How a stream is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manner {
    /// How the frames are set off.
    pub framing: Framing,
    /// The format of the events; otherwise it is recognised.
    pub dialect: Option<Dialect>,
    /// The most bytes of one frame.
    pub frame_max: usize,
}

impl Manner {
    /// The most bytes of one frame, unless somebody wants more.
    pub const FRAME_MAX: usize = 64 * 1024 * 1024;
}

/// Reads a stream, frame by frame.
#[derive(Debug)]
pub struct EventReader {
    splitter: Splitter,
    framing: Framing,
    tape: Tape,
    joined: Vec<u8>,
    named: Option<Dialect>,
    dialect: Option<Dialect>,
    /// Whether any event was in a known dialect.
    recognised: bool,
    /// Whether there was any frame.
    started: bool,
    broken: Option<Broken>,
    labels: Labels,
}

/// A frame, and what it says.
#[derive(Debug)]
pub struct Seen<'a> {
    /// The frame.
    pub frame: Frame<'a>,
    /// What it says.
    pub event: Event<'a>,
    /// Whether some clients may see other text in it.
    pub unclear: bool,
}

/// What a frame says.
#[derive(Debug)]
pub enum Event<'a> {
    /// An event in a known dialect.
    Known(Known<'a>),
    /// The stream is over.
    Over,
    /// The provider sent an error in the place of an event.
    Fault(Fault),
    /// Nothing that is understood.
    Other,
    /// From here on the input is passed on.
    Broken,
}

/// An event in a known dialect.
#[derive(Debug)]
pub struct Known<'a> {
    /// The dialect.
    pub dialect: Dialect,
    /// The event.
    pub json: Value<'a>,
    /// What it says.
    pub info: EventInfo<'a>,
}

impl EventReader {
    /// A reader for one input.
    pub fn new(manner: Manner) -> Self {
        Self {
            splitter: Splitter::new(manner.framing, manner.frame_max),
            framing: manner.framing,
            tape: Tape::default(),
            joined: Vec::new(),
            named: manner.dialect,
            dialect: manner.dialect,
            recognised: false,
            started: false,
            broken: None,
            labels: Labels::default(),
        }
    }

    /// The next bytes of the input.
    pub fn push(&mut self, input: &[u8]) {
        self.splitter.push(input);
    }

    /// Whether there was something, and nothing of it in a known dialect.
    pub fn is_unknown(&self) -> bool {
        self.started && !self.recognised
    }

    /// Why the rest of the input is passed on, if it is.
    pub fn broken(&self) -> Option<Broken> {
        self.broken
    }

    /// The next frame that is whole; with the input over, what is left.
    pub fn next(&mut self, over: bool) -> Option<Seen<'_>> {
        let frame = match over {
            true => self.splitter.last_frame(),
            false => self.splitter.next_frame(),
        }?;
        self.broken = self.broken.or(frame.broken);
        if self.broken.is_some() {
            return Some(Seen { frame, event: Event::Broken, unclear: false });
        }
        self.started = true;
        let mut unclear = frame.has_more();
        let event = match frame.kind {
            Kind::Other => Event::Other,
            Kind::Close => Event::Over,
            Kind::Data | Kind::Fault => {
                let data = frame.data(&mut self.joined);
                match self.tape.read(data) {
                    Ok(json) => {
                        let label = frame.label();
                        // Some client may look into a list; those of the Vercel data stream are
                        // named as what they are.
                        let list = json.kind() == JsonKind::Array && json.items().next().is_some();
                        unclear |= self.recognised && list && !matches!(label, Label::Type(_));
                        let event = understand(
                            &mut self.dialect,
                            self.named.is_some(),
                            self.framing,
                            label,
                            json,
                        );
                        self.recognised |=
                            frame.kind == Kind::Data && matches!(event, Event::Known(_));
                        match (frame.kind, event) {
                            (Kind::Fault, event) => {
                                unclear |= matches!(&event, Event::Known(known) if !known.info.texts.is_empty());
                                match is_fault(json) {
                                    true => {
                                        Event::Fault(Fault::of(json.some("error").unwrap_or(json)))
                                    }
                                    false => Event::Other,
                                }
                            }
                            (_, Event::Known(mut known)) => {
                                known.info.unclear |= self.labels.are_unclear(label, &known);
                                Event::Known(known)
                            }
                            (_, event) => event,
                        }
                    }
                    Err(JsonError::TooLarge) => {
                        self.broken = Some(Broken::TooLarge(frame.offset));
                        Event::Broken
                    }
                    // Clients look no further than that.
                    Err(JsonError::Invalid) if data.trim_ascii().starts_with(b"[DONE]") => {
                        Event::Over
                    }
                    Err(JsonError::Invalid) => {
                        // Half an event is nothing to anybody; lines that others see in a line are.
                        let whole =
                            frame.ended || memchr::memchr(b'\r', data.trim_ascii()).is_some();
                        unclear |= whole && memchr::memchr2(b'"', b'{', data).is_some();
                        Event::Other
                    }
                }
            }
        };
        let over = match &event {
            Event::Over => true,
            Event::Known(known) => known.info.over,
            _ => false,
        };
        if over {
            self.dialect = self.named;
            self.labels = Labels::default();
        }
        if let Event::Known(known) = &event {
            unclear |= known.info.unclear;
        }
        Some(Seen { frame, event, unclear })
    }
}

/// The habit of a stream to say of which type its events are, in the field `event:`.
#[derive(Debug, Default)]
struct Labels {
    habit: Option<bool>,
}

impl Labels {
    /// Whether clients that go by this field see something else than those that do not.
    fn are_unclear(&mut self, label: Label<'_>, known: &Known<'_>) -> bool {
        let info = &known.info;
        if info.texts.is_empty() && info.ends.is_empty() && info.copies.is_empty() {
            return false;
        }
        let Label::Event(label) = label else {
            return known.dialect.is_typed() && *self.habit.get_or_insert(false);
        };
        let same = known.json.get("type").is_some_and(|kind| kind.literal() == Some(label));
        if !known.dialect.is_typed() {
            return label != b"message" && !same;
        }
        !same || !*self.habit.get_or_insert(true)
    }
}

/// Whether JSON that is no event says what went wrong; a whole answer does not.
fn is_fault(json: Value<'_>) -> bool {
    let has_words = ["message", "detail"].iter().any(|name| json.text(name).is_some());
    let answers = ["choices", "content", "response", "candidates", "output", "text"];
    json.some("error").is_some()
        || (has_words && answers.iter().all(|name| json.get(name).is_none()))
}

/// What an event says. It shows its dialect by itself; one that does not is in that of its stream.
/// What was named comes first, unless there is text in another: some client may see it.
///
/// What an event shows decides, and not what came before it, wherever it has text: it is read alike
/// in every place.
fn understand<'a>(
    dialect: &mut Option<Dialect>,
    is_named: bool,
    framing: Framing,
    label: Label<'_>,
    json: Value<'a>,
) -> Event<'a> {
    let known = dialect.filter(|_| is_named);
    let mut read = known.map(|known| (known, known.read(label, json)));
    let says = |read: &Option<(Dialect, EventInfo<'_>)>| {
        read.as_ref().is_some_and(|(_, info)| !info.says_nothing())
    };
    if !says(&read) {
        for shown in Dialect::recognise(label, json) {
            let other = dialect.is_some_and(|known| !known.is_ambiguous());
            if shown.is_ambiguous() && (framing != Framing::Jsonl || other) {
                continue;
            }
            let info = shown.read(label, json);
            if !info.texts.is_empty() {
                read = Some((shown, info));
                break;
            }
            if !is_named && !says(&read) && (read.is_none() || !info.says_nothing()) {
                read = Some((shown, info));
            }
        }
    }
    if let Some(known) = dialect.filter(|_| !is_named && !says(&read)) {
        let info = known.read(label, json);
        if !info.says_nothing() || read.is_none() {
            read = Some((known, info));
        }
    }
    let Some((known, info)) = read else {
        return match json.some("error").map(Value::kind) {
            Some(JsonKind::Object | JsonKind::String) => {
                Event::Fault(Fault::of(json.some("error").unwrap_or(json)))
            }
            _ => Event::Other,
        };
    };
    if !is_named && (dialect.is_none() || !info.says_nothing()) {
        *dialect = Some(known);
    }
    Event::Known(Known { dialect: known, json, info })
}
