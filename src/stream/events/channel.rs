//! The text of one channel while it comes: its machine, its guard, and the last event of it, which
//! is the template for one more.

use crate::embed::{EmbedError, Ending};
use crate::guard::guard::Guard;
use crate::json::literal::{self, Decoder, Spelling};
use crate::json::spans::{Tape, Value};
use crate::mark::Outlet;
use crate::stream::dialect::{Channel, Dialect, End, SyntheticEvent};
use crate::stream::edits::{Added, spelled};
use crate::stream::frame::Frame;
use crate::stream::frame::event_template::EventTemplate;
use crate::stream::operation::{TextEnd, TextMachine};
use sha2::{Digest, Sha256};

/// An event of more bytes is kept without its text and what else is large in it.
const TEMPLATE_MAX: usize = 16 * 1024;
/// The length of an escape such as `\uDE00`.
const ESCAPE: usize = 6;
/// The memory that is kept for pieces of text.
const SCRATCH_MAX: usize = 64 * 1024;

/// What becomes of a piece of text in the stream.
pub enum Piece {
    /// It stays, and marks are put into it, at places in the literal.
    Marks(Vec<(usize, Vec<u8>)>),
    /// This takes its place: the beginning of the literal as it is, and text.
    Whole(Vec<u8>, Vec<u8>),
}

/// The last event with text of a channel.
struct Template {
    json: Vec<u8>,
    event: EventTemplate,
    spelling: Spelling,
}

/// What is known of the text of a channel besides its machine.
pub struct Track {
    /// Whose text it is.
    pub channel: Channel,
    /// The dialect of all its events.
    pub dialect: Dialect,
    /// Bytes of text so far.
    length: u64,
    /// All marks so far, if the whole text will come again.
    marks: Vec<(u64, Vec<u8>)>,
    template: Option<Template>,
    /// For the copies of the whole text.
    whole: Option<Sha256>,
}

/// A channel whose text has begun.
pub struct OpenText<M> {
    /// What is known of it.
    pub track: Track,
    machine: Box<M>,
    /// Whether the text was refused; nothing more of it passes.
    refused: bool,
    /// What looks at the text before the machine does.
    pub guard: Option<Box<Guard>>,
    /// Text and marks for which there was no place in an event.
    left: Vec<u8>,
    decoder: Decoder,
    scratch: Vec<u8>,
    /// Marks that have no place yet, while the stream is written.
    added: Added,
}

impl<M: TextMachine> OpenText<M> {
    /// A channel before its first text.
    pub fn new(channel: Channel, dialect: Dialect, machine: M, guard: Option<Box<Guard>>) -> Self {
        Self {
            track: Track {
                channel,
                dialect,
                length: 0,
                marks: Vec::new(),
                template: None,
                whole: dialect.repeats_texts().then(Sha256::new),
            },
            machine: Box::new(machine),
            refused: false,
            guard,
            left: Vec::new(),
            decoder: Decoder::default(),
            scratch: Vec::new(),
            added: Added::default(),
        }
    }

    /// Hands the text of a literal to the guard; returns what may pass of it, if the guard can
    /// change the text, and the text. The literal is still to be pushed.
    pub fn look(&mut self, literal: &[u8]) -> Option<Looked> {
        let guard = self.guard.as_mut()?;
        let (mut text, mut safe) = (Vec::new(), Vec::new());
        let mut decoder = self.decoder;
        decoder.decode(literal, &mut text);
        guard.push(&text, &mut safe);
        guard.enforces().then_some(Looked { decoder, text, safe })
    }

    /// Takes the next piece of text, and says what becomes of it in the stream.
    pub fn splice(&mut self, literal: &[u8], looked: Option<Looked>) -> Result<Piece, EmbedError> {
        let (before, decoder) = (self.track.length, self.decoder);
        let mut added = std::mem::take(&mut self.added);
        let pushed = match &looked {
            None => self.decode(literal, &mut added),
            Some(looked) => self.pass(looked, &mut added),
        };
        self.added = added;
        self.refused |= pushed.is_err();
        pushed?;
        if self.track.whole.is_some() {
            self.track.marks.extend_from_slice(&self.added.marks);
        }
        match looked {
            Some(looked) if looked.safe != looked.text || self.is_blocked() => {
                let mut whole = self.added.insert_into(&looked.safe, before);
                // The first half of its first character is in the stream already; nothing holds
                // that character.
                let half =
                    match decoder.is_amid() && whole.first().is_some_and(|byte| *byte >= 0xF0) {
                        true => {
                            whole.drain(..4);
                            literal[..literal.len().min(ESCAPE)].to_vec()
                        }
                        false => Vec::new(),
                    };
                Ok(Piece::Whole(half, whole))
            }
            _ if self.added.marks.is_empty() => Ok(Piece::Marks(Vec::new())),
            _ => Ok(Piece::Marks(self.added.take(literal, before, decoder))),
        }
    }

    /// Takes the next piece of text, and writes what becomes of it to `out`.
    pub fn push(
        &mut self,
        literal: &[u8],
        looked: Option<Looked>,
        out: &mut impl Outlet,
    ) -> Result<(), EmbedError> {
        let pushed = match looked {
            None => self.decode(literal, out),
            Some(looked) => {
                self.decoder = looked.decoder;
                self.feed(&looked.safe, out)
            }
        };
        self.refused |= pushed.is_err();
        pushed
    }

    /// Takes what the guard lets pass of a literal.
    fn pass(&mut self, looked: &Looked, out: &mut impl Outlet) -> Result<(), EmbedError> {
        if self.decoder.is_amid() {
            self.machine.bar();
        }
        self.decoder = looked.decoder;
        self.feed(&looked.safe, out)
    }

    fn decode(&mut self, literal: &[u8], out: &mut impl Outlet) -> Result<(), EmbedError> {
        if let Some(text) = self.decoder.as_plain(literal) {
            return self.feed(text, out);
        }
        if self.decoder.is_amid() {
            self.machine.bar();
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
        self.track.length += text.len() as u64;
        if let Some(whole) = &mut self.track.whole {
            whole.update(text);
        }
        self.machine.push(text, out)
    }

    /// Whether text may be kept back, or be changed.
    fn holds(&self) -> bool {
        self.guard.as_ref().is_some_and(|guard| guard.enforces())
    }

    /// Whether the guard has ended the text.
    pub fn is_blocked(&self) -> bool {
        self.guard.as_ref().is_some_and(|guard| guard.is_blocked())
    }

    /// Keeps text and marks that have no place in an event for the end.
    pub fn leave(&mut self, text: Vec<u8>) {
        self.left.extend(text);
    }

    /// Returns what may pass of the text that was kept back, for [`OpenText::seal`].
    pub fn rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        if self.refused {
            return rest;
        }
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

    /// Finishes the text with the rest of it; returns what of that is not in the stream, with the
    /// last marks.
    pub fn seal(&mut self, rest: &[u8], end: &End) -> Result<Vec<u8>, EmbedError> {
        let mut added = std::mem::take(&mut self.added);
        let before = self.track.length;
        self.finish(rest, end, &mut added)?;
        if self.track.whole.is_some() {
            self.track.marks.extend_from_slice(&added.marks);
        }
        // Half a character at the end is in the stream already; what a guard has kept back is not.
        let unwritten = if self.holds() { rest } else { &[] };
        let mut text = std::mem::take(&mut self.left);
        text.extend(added.insert_into(unwritten, before));
        Ok(text)
    }

    /// Finishes the text with the rest of it, and writes that and the last marks to `out`.
    pub fn finish(
        &mut self,
        rest: &[u8],
        end: &End,
        out: &mut impl Outlet,
    ) -> Result<(), EmbedError> {
        if !rest.is_empty() {
            if !self.holds() {
                self.machine.bar();
            }
            self.feed(rest, out)?;
        }
        let ending = match end.well && !self.is_blocked() {
            true => Ending::Complete,
            false => Ending::Incomplete,
        };
        let guard = self.guard.as_ref().map(|guard| guard.summary());
        self.machine.finish(&TextEnd { ending, reason: end.reason.as_deref(), guard }, out)
    }

    /// Returns the machine of a text that is finished, and what is known of the text.
    pub fn close(self) -> (M, Track) {
        (*self.machine, self.track)
    }
}

/// A piece of text that a guard has looked at.
pub struct Looked {
    /// The decoder after this piece.
    decoder: Decoder,
    text: Vec<u8>,
    /// What may pass now, of this piece and those before it.
    safe: Vec<u8>,
}

impl Track {
    /// Keeps an event with text of this channel; of a large one what another one like it needs.
    pub fn keep(&mut self, json: Value<'_>, frame: &Frame<'_>, spelling: Spelling) {
        let mut trimmed = None;
        if json.json().len() > TEMPLATE_MAX {
            trimmed = self.dialect.trim(json, &self.channel);
        }
        let bytes = trimmed.as_deref().unwrap_or(json.json());
        match &mut self.template {
            Some(template) => {
                template.json.clear();
                template.json.shrink_to(TEMPLATE_MAX);
                template.json.extend_from_slice(bytes);
                template.event.take(frame);
                template.spelling = spelling;
            }
            None => {
                let event = EventTemplate::of(frame);
                self.template = Some(Template { json: bytes.to_vec(), event, spelling });
            }
        }
    }

    /// One more event of this channel with this text, and what surrounds its data.
    pub fn extra(&self, text: &[u8]) -> Option<(SyntheticEvent, &EventTemplate)> {
        let template = self.template.as_ref()?;
        let mut tape = Tape::default();
        let json = tape.read(&template.json).ok()?;
        let literal = spelled(text, template.spelling);
        let event = self.dialect.extra(json, &self.channel, &literal)?;
        Some((event, &template.event))
    }

    /// What the copies of the whole text need to know.
    pub fn close(self) -> ClosedText {
        ClosedText {
            channel: self.channel,
            marks: self.marks,
            length: self.length,
            digest: self.whole.map(|whole| whole.finalize().into()),
            repeated: false,
        }
    }
}

/// What is known of a text that has ended, for the copies of it.
pub struct ClosedText {
    /// Whose text it is.
    pub channel: Channel,
    /// All its marks, and where they are.
    marks: Vec<(u64, Vec<u8>)>,
    length: u64,
    /// The SHA-256 of the text, if its dialect repeats texts.
    digest: Option<[u8; 32]>,
    /// Whether the last event that repeats texts repeated it.
    pub repeated: bool,
}

impl ClosedText {
    /// Whether its dialect repeats texts.
    pub fn may_be_repeated(&self) -> bool {
        self.digest.is_some()
    }

    /// Whether it may be repeated, and the last event that repeats texts left it out.
    pub fn is_left_out(&self) -> bool {
        self.may_be_repeated() && !self.repeated
    }

    /// Whether this is a copy of the text.
    pub fn is(&self, text: &[u8]) -> bool {
        text.len() as u64 == self.length && self.digest == Some(Sha256::digest(text).into())
    }

    /// The marks of the text for this copy of it, as places in the literal; nothing if it is no
    /// copy.
    pub fn marks_for(&self, literal: &[u8]) -> Option<Vec<(usize, Vec<u8>)>> {
        let text = literal::to_text(literal);
        self.is(text.as_bytes()).then(|| {
            let mut added = Added::of(self.length, self.marks.clone());
            added.take(literal, 0, Decoder::default())
        })
    }

    /// The text with its marks, if this is a copy of it.
    pub fn with_marks(&self, text: &[u8]) -> Option<Vec<u8>> {
        self.is(text).then(|| Added::of(self.length, self.marks.clone()).insert_into(text, 0))
    }
}
