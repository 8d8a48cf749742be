//! One channel while its text comes: the text is signed, and the last event of it kept as the model for
//! one more.

use crate::embed::{EmbedError, EmbedOptions, EmbedSummary, Embedder, Ending, Outlet, StreamId};
use crate::framing::Frame;
use crate::framing::dress::Dress;
use crate::framing::json::{Tape, Value};
use crate::framing::literal::{self, Decoder, Spelling};
use crate::key::Key;
use crate::peer::write::PeerMark;
use crate::provider::{Channel, Close, Dialect, Extra};
use crate::record::metadata::Metadata;
use sha2::{Digest, Sha256};

/// Who signs, and what is said about each text.
#[derive(Clone)]
pub struct Signer {
    /// Where records go.
    pub options: EmbedOptions,
    /// The key.
    pub key: Key,
    /// What is said.
    pub metadata: Metadata,
    /// What tells the first text from all others; the next ones follow from it.
    pub id: StreamId,
    /// The mark of encypher-ai that goes beside ours, if one is asked for.
    pub peer: Option<PeerMark>,
}

impl Signer {
    /// The machine for the text of this number.
    pub(super) fn nth(&self, number: u64) -> Result<Embedder, EmbedError> {
        Embedder::beside(
            self.options,
            self.key.clone(),
            self.metadata.clone(),
            self.id.nth(number),
            self.peer.clone(),
        )
    }
}

/// An event of more bytes is kept without its text and what else is large in it.
const MODEL_MAX: usize = 16 * 1024;
/// The memory that is kept for pieces of text.
const SCRATCH_MAX: usize = 64 * 1024;

/// Marks, and where they go: behind so many bytes of the text.
#[derive(Debug, Default)]
pub struct Marks {
    passed: u64,
    /// In their order.
    marks: Vec<(u64, Vec<u8>)>,
}

impl Outlet for Marks {
    fn text(&mut self, text: &[u8]) {
        self.passed += text.len() as u64;
    }

    fn mark(&mut self, mark: &[u8]) {
        match self.marks.last_mut() {
            Some((place, marks)) if *place == self.passed => marks.extend_from_slice(mark),
            _ => self.marks.push((self.passed, mark.to_vec())),
        }
    }
}

impl Marks {
    /// The marks within and behind the text that a literal adds, as places in the literal.
    ///
    /// `before` is how much text there was before it, and `decoder` the one that read it, as it was then.
    pub(super) fn take(
        &mut self,
        literal: &[u8],
        before: u64,
        decoder: Decoder,
    ) -> Vec<(usize, Vec<u8>)> {
        let mut placed = Vec::with_capacity(self.marks.len());
        let mut characters = literal::characters(literal, decoder);
        let (mut text, mut at) = (before, 0);
        for (place, marks) in self.marks.drain(..) {
            while text < place {
                let Some(one) = characters.next() else {
                    break;
                };
                text += one.text as u64;
                at += one.literal;
            }
            placed.push((at, marks));
        }
        placed
    }
}

/// The last event with text of a channel.
struct Model {
    json: Vec<u8>,
    dress: Dress,
    spelling: Spelling,
}

/// A channel whose text has begun.
pub struct Open {
    /// Which one.
    pub channel: Channel,
    /// The dialect of all its events.
    pub dialect: Dialect,
    embedder: Box<Embedder>,
    decoder: Decoder,
    /// Bytes of text so far.
    fed: u64,
    scratch: Vec<u8>,
    /// Marks that have no place yet, while the stream is written.
    woven: Marks,
    /// All marks so far, if the whole text will come again.
    placed: Vec<(u64, Vec<u8>)>,
    model: Option<Model>,
    /// For the copies of the whole text.
    whole: Option<Sha256>,
}

/// What is known of a text that has ended, for the copies of it.
pub struct Closed {
    /// Whose text it is.
    pub channel: Channel,
    /// All its marks, and where they stand.
    marks: Vec<(u64, Vec<u8>)>,
    length: u64,
    digest: [u8; 32],
}

impl Open {
    /// A channel before its first text.
    pub fn new(channel: Channel, dialect: Dialect, embedder: Embedder) -> Self {
        Self {
            channel,
            dialect,
            embedder: Box::new(embedder),
            decoder: Decoder::default(),
            fed: 0,
            scratch: Vec::new(),
            woven: Marks::default(),
            placed: Vec::new(),
            model: None,
            whole: dialect.repeats_texts().then(Sha256::new),
        }
    }

    /// The next piece of text, signed into the stream: the marks in it, as places in the literal.
    pub fn weave(&mut self, literal: &[u8]) -> Result<Vec<(usize, Vec<u8>)>, EmbedError> {
        let (before, decoder) = (self.fed, self.decoder);
        let mut woven = std::mem::take(&mut self.woven);
        let pushed = self.push(literal, &mut woven);
        self.woven = woven;
        pushed?;
        if self.woven.marks.is_empty() {
            return Ok(Vec::new());
        }
        if self.whole.is_some() {
            self.placed.extend_from_slice(&self.woven.marks);
        }
        Ok(self.woven.take(literal, before, decoder))
    }

    /// The next piece of text, signed into `out`.
    pub fn push(&mut self, literal: &[u8], out: &mut impl Outlet) -> Result<(), EmbedError> {
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
        if let Some(whole) = &mut self.whole {
            whole.update(text);
        }
        self.embedder.push(text, out)
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
                self.model = Some(Model {
                    json: bytes.to_vec(),
                    dress: Dress::of(frame),
                    spelling,
                });
            }
        }
    }

    /// The text is over: the marks behind it.
    pub fn seal(&mut self, close: &Close) -> Result<(EmbedSummary, Vec<u8>), EmbedError> {
        let mut woven = std::mem::take(&mut self.woven);
        let summary = self.finish(close, &mut woven)?;
        if self.whole.is_some() {
            self.placed.extend_from_slice(&woven.marks);
        }
        let marks = woven
            .marks
            .into_iter()
            .flat_map(|(_, marks)| marks)
            .collect();
        Ok((summary, marks))
    }

    /// The text is over: what is left of it, and the last marks.
    pub fn finish(
        &mut self,
        close: &Close,
        out: &mut impl Outlet,
    ) -> Result<EmbedSummary, EmbedError> {
        let mut rest = Vec::new();
        self.decoder.finish(&mut rest);
        if !rest.is_empty() {
            self.embedder.bar();
            self.feed(&rest, out)?;
        }
        if let Some(reason) = &close.reason {
            self.embedder
                .add_metadata("finish_reason", reason.as_str().into());
        }
        let ending = match close.well {
            true => Ending::Complete,
            false => Ending::Incomplete,
        };
        self.embedder.finish(ending, out)
    }

    /// One more event of this channel with these marks for its text, and how it is dressed.
    pub fn extra(&self, marks: &[u8]) -> Option<(Extra, &Dress)> {
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

impl Closed {
    /// The marks of the text for this copy of it, as places in the literal; nothing if it is no copy.
    pub fn marks_for(&self, literal: &[u8]) -> Option<Vec<(usize, Vec<u8>)>> {
        let mut text = Vec::new();
        let mut decoder = Decoder::default();
        decoder.decode(literal, &mut text);
        decoder.finish(&mut text);
        let digest = <[u8; 32]>::from(Sha256::digest(&text));
        if text.len() as u64 != self.length || digest != self.digest {
            return None;
        }
        let mut marks = Marks {
            passed: self.length,
            marks: self.marks.clone(),
        };
        Some(marks.take(literal, 0, Decoder::default()))
    }
}

/// Marks as they are spelled in a literal.
pub fn spelled(marks: &[u8], spelling: Spelling) -> Vec<u8> {
    let mut literal = Vec::new();
    literal::spell(&String::from_utf8_lossy(marks), spelling, &mut literal);
    literal
}
