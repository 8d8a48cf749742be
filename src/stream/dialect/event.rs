//! What one event says.

use crate::json::spans::{Kind, Value};
use crate::stream::dialect::fault::Fault;
use std::borrow::Cow;
use std::fmt;

/// What tells the texts of one stream apart: a choice, a block, a candidate, a part.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Channel {
    /// The index of a choice, a block, a candidate.
    Index(u64),
    /// The index of an output, and of a part of it.
    Part(u64, u64),
    /// A name.
    Name(String),
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Index(index) => index.fmt(f),
            Self::Part(output, part) => write!(f, "{output}.{part}"),
            Self::Name(name) => f.write_str(name),
        }
    }
}

impl Channel {
    /// The channel of this index or name; one that says nothing of itself is the first.
    pub(super) fn of(said: Option<Value<'_>>) -> Self {
        match said {
            Some(said) => match said.number() {
                Some(index) => Self::Index(index),
                None => Self::Name(said.string().map_or_else(
                    || String::from_utf8_lossy(said.bytes()).into_owned(),
                    |name| name.into_owned(),
                )),
            },
            None => Self::Index(0),
        }
    }
}

/// Whether an object says that it is of this kind.
pub(super) fn is_of(object: Value<'_>, kind: &str) -> bool {
    object.get("type").is_some_and(|known| known.is(kind))
}

/// What one event says.
#[derive(Debug, Default)]
pub struct EventInfo<'a> {
    /// Pieces of visible text, in order; none is empty.
    pub texts: Vec<Text<'a>>,
    /// Channels that end here, behind the text of this event.
    pub ends: Vec<ChannelEnd>,
    /// All channels end here.
    pub end_all: Option<End>,
    /// Copies of the whole text of a channel; they may be empty.
    pub copies: Vec<Text<'a>>,
    /// The stream is over; what follows is another one.
    pub over: bool,
    /// What went wrong.
    pub fault: Option<Fault>,
    /// All texts of the stream are repeated here; one that is not has been left out.
    pub repeats_all: bool,
    /// Something stands in the place of text that clients may show, each in its way.
    pub unclear: bool,
}

impl<'a> EventInfo<'a> {
    /// Whether there is nothing in it.
    pub fn says_nothing(&self) -> bool {
        let quiet = self.texts.is_empty() && self.ends.is_empty() && self.copies.is_empty();
        quiet && self.end_all.is_none() && !self.over && self.fault.is_none() && !self.unclear
    }

    /// A channel ends here, for this reason.
    pub(super) fn end(&mut self, channel: Channel, reason: Option<Value<'_>>) {
        let close = self.close(reason, None);
        self.ends.push(ChannelEnd { channel, close });
    }

    /// The stream ends here, for this reason, and with what is said about it.
    pub(super) fn end_stream(&mut self, reason: Option<Value<'_>>, message: Option<Value<'_>>) {
        self.end_all = Some(self.close(reason, message));
        self.over = true;
    }

    /// An end that is not normal is a fault.
    fn close(&mut self, reason: Option<Value<'_>>, message: Option<Value<'_>>) -> End {
        let close = reason.map_or_else(End::well, End::of);
        if !close.well {
            let message = message.and_then(Value::string);
            self.fault = Some(Fault::new(close.reason.clone(), message.map(Cow::into_owned)));
        }
        close
    }

    /// What went wrong, if anything did: it ends all texts.
    pub(super) fn fail(&mut self, error: Option<Value<'_>>) {
        if let Some(error) = error {
            self.fault = Some(Fault::of(error));
            self.end_all = Some(End::cut());
        }
    }

    /// What stands in the place of text.
    pub(super) fn add_text(&mut self, channel: &Channel, value: Option<Value<'a>>) {
        let text = self.string(channel, value);
        self.texts
            .extend(text.filter(|text| text.string.literal().is_some_and(|text| !text.is_empty())));
    }

    /// What stands in the place of a copy of the whole text.
    pub(super) fn add_copy(&mut self, channel: &Channel, value: Option<Value<'a>>) {
        let copy = self.string(channel, value);
        self.copies.extend(copy);
    }

    fn string(&mut self, channel: &Channel, value: Option<Value<'a>>) -> Option<Text<'a>> {
        let string = value.filter(|value| value.kind() != Kind::Null)?;
        self.unclear |= string.kind() != Kind::String;
        (string.kind() == Kind::String).then(|| Text { channel: channel.clone(), string })
    }
}

/// A string with text in it.
#[derive(Debug, Clone)]
pub struct Text<'a> {
    /// Whose text it is.
    pub channel: Channel,
    /// The string.
    pub string: Value<'a>,
}

/// The end of a channel.
#[derive(Debug, Clone)]
pub struct ChannelEnd {
    /// Which one.
    pub channel: Channel,
    /// How it ends.
    pub close: End,
}

/// How a text ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// Whether this is a normal end.
    pub well: bool,
    /// The provider's word for it.
    pub reason: Option<String>,
}

impl End {
    /// A normal end.
    pub fn well() -> Self {
        Self { well: true, reason: None }
    }

    /// An end before its time.
    pub fn cut() -> Self {
        Self { well: false, reason: None }
    }

    /// The end that this word stands for; nearly all that are not normal are a filter's.
    pub(super) fn of(reason: Value<'_>) -> Self {
        let reason = match reason.string() {
            Some(reason) => reason.into_owned(),
            None => String::from_utf8_lossy(reason.bytes()).into_owned(),
        };
        let word = reason.to_ascii_lowercase();
        let cut = [
            "error",
            "filter",
            "safety",
            "recitation",
            "blocklist",
            "prohibited",
            "spii",
            "other",
            "malformed",
            "language",
            "toxic",
            "refusal",
            "abort",
            "cancel",
            "timeout",
            "limit_exceeded",
            "unexpected",
        ];
        Self { well: !cut.iter().any(|cut| word.contains(cut)), reason: Some(reason) }
    }
}
