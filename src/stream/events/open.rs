//! One channel while its text comes: the text is signed, and the last event of it kept as the model
//! for one more.

use crate::embed::{EmbedError, EmbedSummary, Embedder, Ending, Outlet};
use crate::guard::guard::Guard;
use crate::guard::report;
use crate::json::Object;
use crate::stream::dialect::{Channel, Dialect, End, SyntheticEvent};
use crate::stream::events::marks::{Closed, Marks, spelled};
use crate::stream::events::signer::Signer;
use crate::stream::frame::Frame;
use crate::stream::frame::event_template::EventTemplate;
use crate::stream::frame::json::{Tape, Value};
use crate::stream::frame::literal::{Decoder, Spelling};
use crate::text::count::{Counter, Counts};
use sha2::{Digest, Sha256};

/// An event of more bytes is kept without its text and what else is large in it.
const MODEL_MAX: usize = 16 * 1024;
/// The length of an escape such as `\uDE00`.
const ESCAPE: usize = 6;
/// The memory that is kept for pieces of text.
const SCRATCH_MAX: usize = 64 * 1024;

/// What becomes of a piece of text in the stream.
pub enum Woven {
    /// It stays, and marks are put into it, at places in the literal.
    Marks(Vec<(usize, Vec<u8>)>),
    /// This stands in its place: the beginning of the literal as it is, and text.
    Whole(Vec<u8>, Vec<u8>),
}

/// The last event with text of a channel.
struct Model {
    json: Vec<u8>,
    dress: EventTemplate,
    spelling: Spelling,
}

/// A channel whose text has begun.
pub struct Open {
    /// Which one.
    pub channel: Channel,
    /// The dialect of all its events.
    pub dialect: Dialect,
    embedder: Box<Embedder>,
    guard: Option<Box<Guard>>,
    says: Option<Object>,
    /// Text and marks for which there was no place in an event.
    left: Vec<u8>,
    decoder: Decoder,
    /// Bytes of text so far.
    fed: u64,
    counter: Option<Counter>,
    scratch: Vec<u8>,
    /// Marks that have no place yet, while the stream is written.
    woven: Marks,
    /// All marks so far, if the whole text will come again.
    placed: Vec<(u64, Vec<u8>)>,
    model: Option<Model>,
    /// For the copies of the whole text.
    whole: Option<Sha256>,
}

impl Open {
    /// A channel before its first text.
    pub fn new(channel: Channel, dialect: Dialect, embedder: Embedder, signer: &Signer) -> Self {
        let guard = signer.guard.clone();
        Self {
            channel,
            dialect,
            embedder: Box::new(embedder),
            guard: guard.map(|terms| Box::new(Guard::new(terms))),
            says: signer.says.clone(),
            counter: signer.counts.then(Counter::default),
            left: Vec::new(),
            decoder: Decoder::default(),
            fed: 0,
            scratch: Vec::new(),
            woven: Marks::default(),
            placed: Vec::new(),
            model: None,
            whole: dialect.repeats_texts().then(Sha256::new),
        }
    }

    /// The next piece of text, signed into the stream.
    pub fn weave(&mut self, literal: &[u8]) -> Result<Woven, EmbedError> {
        match &mut self.guard {
            Some(guard) if !guard.enforces() => {
                let mut text = Vec::new();
                self.decoder.clone().decode(literal, &mut text);
                guard.push(&text, &mut Vec::new());
            }
            Some(_) => return self.weave_guarded(literal),
            None => {}
        }
        let (before, decoder) = (self.fed, self.decoder);
        let mut woven = std::mem::take(&mut self.woven);
        let pushed = self.decode(literal, &mut woven);
        self.woven = woven;
        pushed?;
        Ok(self.placed(literal, before, decoder))
    }

    fn placed(&mut self, literal: &[u8], before: u64, decoder: Decoder) -> Woven {
        if self.woven.marks.is_empty() {
            return Woven::Marks(Vec::new());
        }
        if self.whole.is_some() {
            self.placed.extend_from_slice(&self.woven.marks);
        }
        Woven::Marks(self.woven.take(literal, before, decoder))
    }

    /// The same where not all of it may pass, or not yet.
    fn weave_guarded(&mut self, literal: &[u8]) -> Result<Woven, EmbedError> {
        let (before, decoder) = (self.fed, self.decoder);
        let mut text = Vec::new();
        self.decoder.decode(literal, &mut text);
        let mut safe = Vec::new();
        if let Some(guard) = &mut self.guard {
            guard.push(&text, &mut safe);
        }
        if decoder.is_amid() {
            self.embedder.bar();
        }
        let mut woven = std::mem::take(&mut self.woven);
        let fed = self.feed(&safe, &mut woven);
        self.woven = woven;
        fed?;
        if safe == text && !self.is_blocked() {
            return Ok(self.placed(literal, before, decoder));
        }
        if self.whole.is_some() {
            self.placed.extend_from_slice(&self.woven.marks);
        }
        let mut whole = self.woven.insert_into(&safe, before);
        // The first half of its first character stands in the stream already; nothing holds that
        // character.
        let half = match decoder.is_amid() && whole.first().is_some_and(|byte| *byte >= 0xF0) {
            true => {
                whole.drain(..4);
                literal[..literal.len().min(ESCAPE)].to_vec()
            }
            false => Vec::new(),
        };
        Ok(Woven::Whole(half, whole))
    }

    /// The next piece of text, signed into `out`.
    pub fn push(&mut self, literal: &[u8], out: &mut impl Outlet) -> Result<(), EmbedError> {
        if self.guard.is_none() {
            return self.decode(literal, out);
        }
        let mut text = Vec::new();
        self.decoder.decode(literal, &mut text);
        let mut safe = Vec::new();
        if let Some(guard) = &mut self.guard {
            guard.push(&text, &mut safe);
        }
        self.feed(&safe, out)
    }

    fn decode(&mut self, literal: &[u8], out: &mut impl Outlet) -> Result<(), EmbedError> {
        if let Some(text) = self.decoder.as_plain(literal) {
            return self.feed(text, out);
        }
        if self.decoder.is_amid() {
            self.embedder.bar();
        }
        let mut text = std::mem::take(&mut self.scratch);
        text.clear();
        self.decoder.decode(literal, &mut text);
        let fed = self.feed(&text, out);
        self.scratch = text;
        self.scratch.shrink_to(SCRATCH_MAX);
        fed
    }

    fn feed(&mut self, text: &[u8], out: &mut impl Outlet) -> Result<(), EmbedError> {
        self.fed += text.len() as u64;
        if let Some(counter) = &mut self.counter {
            counter.push(text);
        }
        if let Some(whole) = &mut self.whole {
            whole.update(text);
        }
        self.embedder.push(text, out)
    }

    /// Whether text may be kept back, or be changed.
    fn holds(&self) -> bool {
        self.guard.as_ref().is_some_and(|guard| guard.enforces())
    }

    /// Whether the guard has ended the text.
    pub fn is_blocked(&self) -> bool {
        self.guard.as_ref().is_some_and(|guard| guard.is_blocked())
    }

    /// Words and characters so far, if they are counted.
    pub fn counts(&self) -> Counts {
        let counter = self.counter.as_ref();
        counter.map(Counter::so_far).unwrap_or_default()
    }

    /// All words and characters, the text being over.
    pub fn take_counts(&mut self) -> Counts {
        self.counter.take().map(Counter::finish).unwrap_or_default()
    }

    /// The guard of this text.
    pub fn guard(&mut self) -> Option<&mut Guard> {
        self.guard.as_deref_mut()
    }

    /// Text and marks that have no place in an event go with the last ones.
    pub fn leave(&mut self, text: Vec<u8>) {
        self.left.extend(text);
    }

    /// Keeps an event with text of this channel; of a large one what another one like it needs.
    pub fn keep(&mut self, json: Value<'_>, frame: &Frame<'_>, spelling: Spelling) {
        let mut trimmed = None;
        if json.json().len() > MODEL_MAX {
            trimmed = self.dialect.trim(json, &self.channel);
        }
        let bytes = trimmed.as_deref().unwrap_or(json.json());
        match &mut self.model {
            Some(model) => {
                model.json.clear();
                model.json.shrink_to(MODEL_MAX);
                model.json.extend_from_slice(bytes);
                model.dress.take(frame);
                model.spelling = spelling;
            }
            None => {
                self.model =
                    Some(Model { json: bytes.to_vec(), dress: EventTemplate::of(frame), spelling });
            }
        }
    }

    /// The text is over: what is left of it, and the marks behind it.
    pub fn seal(&mut self, close: &End) -> Result<(EmbedSummary, Vec<u8>), EmbedError> {
        let mut woven = std::mem::take(&mut self.woven);
        let before = self.fed;
        let rest = self.rest();
        let summary = self.finish_with(&rest, close, &mut woven)?;
        if self.whole.is_some() {
            self.placed.extend_from_slice(&woven.marks);
        }
        // Half a character at the end stands in the stream already; what a guard has kept back does
        // not.
        let unwritten = match self.holds() {
            true => rest,
            false => Vec::new(),
        };
        let mut text = std::mem::take(&mut self.left);
        text.extend(woven.insert_into(&unwritten, before));
        Ok((summary, text))
    }

    /// The text is over: what is left of it, and the last marks.
    pub fn finish(
        &mut self,
        close: &End,
        out: &mut impl Outlet,
    ) -> Result<EmbedSummary, EmbedError> {
        let rest = self.rest();
        self.finish_with(&rest, close, out)
    }

    /// What may pass of the text that was kept back.
    fn rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        self.decoder.finish(&mut rest);
        let Some(guard) = &mut self.guard else {
            return rest;
        };
        let mut safe = Vec::new();
        guard.push(&rest, &mut safe);
        guard.finish(&mut safe);
        match guard.enforces() {
            true => safe,
            false => rest,
        }
    }

    fn finish_with(
        &mut self,
        rest: &[u8],
        close: &End,
        out: &mut impl Outlet,
    ) -> Result<EmbedSummary, EmbedError> {
        if !rest.is_empty() {
            if !self.holds() {
                self.embedder.bar();
            }
            self.feed(rest, out)?;
        }
        if let Some(says) = &self.says {
            let mut says = says.clone();
            if let Some(guard) = &self.guard {
                says.set("findings", report::counts(guard.summary()));
                says.set("risk", report::risk(guard.summary()));
            }
            self.embedder.add_metadata("guard", says);
        }
        if let Some(reason) = &close.reason {
            self.embedder.add_metadata("finish_reason", reason.as_str());
        }
        let ending = match close.well && !self.is_blocked() {
            true => Ending::Complete,
            false => Ending::Incomplete,
        };
        self.embedder.finish(ending, out)
    }

    /// One more event of this channel with these marks for its text, and how it is dressed.
    pub fn extra(&self, marks: &[u8]) -> Option<(SyntheticEvent, &EventTemplate)> {
        let model = self.model.as_ref()?;
        let mut tape = Tape::default();
        let json = tape.read(&model.json).ok()?;
        let literal = spelled(marks, model.spelling);
        let event = self.dialect.extra(json, &self.channel, &literal)?;
        Some((event, &model.dress))
    }

    /// What the copies of the whole text need to know, if there are any.
    pub fn close(self) -> Option<Closed> {
        Some(Closed {
            channel: self.channel,
            marks: self.placed,
            length: self.fed,
            digest: self.whole?.finalize().into(),
        })
    }
}
