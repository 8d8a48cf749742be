//! What the events of a provider's stream say: where visible text stands in them, what ends it, what repeats
//! it, what went wrong; and how one more event with text looks.
//!
//! One room for each family of formats. None of them decides anything about a stream: they look at one
//! event, and say what it is.

mod anthropic;
mod cohere;
mod fault;
mod gemini;
mod native;
mod openai;
mod responses;
mod tokens;
mod vercel;

use crate::framing::json::Value;
use crate::framing::splice::Splice;
use std::fmt;
use std::ops::Range;

pub use fault::{Class, Fault};

/// A format of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// OpenAI chat completions, and all who speak like it: Azure, Mistral, vLLM, LiteLLM, OpenRouter.
    OpenAiChat,
    /// OpenAI completions.
    OpenAiCompletions,
    /// OpenAI responses.
    OpenAiResponses,
    /// Anthropic messages.
    Anthropic,
    /// Anthropic completions.
    AnthropicCompletions,
    /// Gemini, as events or as an array.
    Gemini,
    /// Ollama generate and chat.
    Ollama,
    /// Cohere chat, version 2.
    Cohere,
    /// Cohere chat, version 1.
    CohereV1,
    /// Text Generation Inference of Hugging Face.
    Tgi,
    /// The native completions of llama.cpp.
    LlamaCpp,
    /// The UI message stream of the Vercel AI SDK.
    VercelUi,
    /// The data stream of the Vercel AI SDK.
    VercelData,
    /// A JSON string on each line, or objects with a member `token` or `text`.
    Tokens,
}

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

/// What one event says.
#[derive(Debug, Default)]
pub struct Reading<'a> {
    /// Pieces of visible text, in order; none is empty.
    pub texts: Vec<Text<'a>>,
    /// Channels that end here, behind the text of this event.
    pub ends: Vec<End>,
    /// All channels end here.
    pub end_all: Option<Close>,
    /// Copies of the whole text of a channel.
    pub copies: Vec<Text<'a>>,
    /// The stream is over; what follows is another one.
    pub over: bool,
    /// What went wrong.
    pub fault: Option<Fault>,
}

impl Reading<'_> {
    /// Whether there is nothing in it.
    pub fn says_nothing(&self) -> bool {
        let quiet = self.texts.is_empty() && self.ends.is_empty() && self.copies.is_empty();
        quiet && self.end_all.is_none() && !self.over && self.fault.is_none()
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
pub struct End {
    /// Which one.
    pub channel: Channel,
    /// How it ends.
    pub close: Close,
}

/// How a text ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Close {
    /// Whether this is a normal end.
    pub well: bool,
    /// The provider's word for it.
    pub reason: Option<String>,
}

impl Close {
    /// A normal end.
    pub fn well() -> Self {
        Self {
            well: true,
            reason: None,
        }
    }

    /// An end before its time.
    pub fn cut() -> Self {
        Self {
            well: false,
            reason: None,
        }
    }

    /// The end that this word stands for; nearly all that are not normal are a filter's.
    fn of(reason: Value<'_>) -> Self {
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
        Self {
            well: !cut.iter().any(|cut| word.contains(cut)),
            reason: Some(reason),
        }
    }
}

/// One more event, made from one that was there.
#[derive(Debug)]
pub struct Clone {
    /// Its JSON.
    pub json: Vec<u8>,
    /// The element of a list in it that is this channel's own.
    pub item: Option<Range<usize>>,
    /// The kind of event, where it is not that of the model.
    pub label: Option<&'static str>,
}

impl Dialect {
    /// All of them, with their names and other names for them.
    pub const ALL: [(Dialect, &[&str]); 14] = [
        (
            Dialect::OpenAiChat,
            &[
                "openai",
                "openai-chat",
                "azure",
                "azure-chat",
                "mistral",
                "mistral-chat",
                "vllm",
                "sglang",
                "litellm",
                "openrouter",
                "deepseek",
                "groq",
            ],
        ),
        (Dialect::OpenAiCompletions, &["openai-completions"]),
        (Dialect::OpenAiResponses, &["openai-responses"]),
        (Dialect::Anthropic, &["anthropic", "anthropic-messages"]),
        (Dialect::AnthropicCompletions, &["anthropic-completions"]),
        (Dialect::Gemini, &["gemini", "gemini-sse", "gemini-array"]),
        (
            Dialect::Ollama,
            &["ollama", "ollama-chat", "ollama-generate"],
        ),
        (Dialect::Cohere, &["cohere", "cohere-v2"]),
        (Dialect::CohereV1, &["cohere-v1"]),
        (Dialect::Tgi, &["tgi", "tgi-generate"]),
        (Dialect::LlamaCpp, &["llamacpp", "llamacpp-completion"]),
        (Dialect::VercelUi, &["vercel", "vercel-ui"]),
        (Dialect::VercelData, &["vercel-data", "vercel-data-v1"]),
        (Dialect::Tokens, &["tokens"]),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        let names = Self::ALL.iter().find(|(dialect, _)| *dialect == self);
        names.and_then(|(_, names)| names.first()).unwrap_or(&"")
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Dialect> {
        let known = Self::ALL.iter().find(|(_, names)| names.contains(&name));
        known.map(|(dialect, _)| *dialect)
    }

    /// The dialect in which an event is written, if it shows. `label` says of which kind its data is.
    pub fn recognise(label: &[u8], event: Value<'_>) -> Option<Dialect> {
        if label.len() == 2 {
            return vercel::is_data(label, event).then_some(Dialect::VercelData);
        }
        if let Some(kind) = event.get("type").and_then(Value::string) {
            let by_type = responses::knows(&kind, event)
                .then_some(Dialect::OpenAiResponses)
                .or_else(|| anthropic::knows(&kind))
                .or_else(|| cohere::knows(&kind, event).then_some(Dialect::Cohere))
                .or_else(|| vercel::knows(&kind).then_some(Dialect::VercelUi));
            if by_type.is_some() {
                return by_type;
            }
        }
        openai::recognise(event)
            .or_else(|| gemini::is(event).then_some(Dialect::Gemini))
            .or_else(|| native::recognise(event))
            .or_else(|| cohere::is_v1(event).then_some(Dialect::CohereV1))
            .or_else(|| tokens::is(event).then_some(Dialect::Tokens))
    }

    /// What an event says.
    pub fn read<'a>(self, label: &[u8], event: Value<'a>) -> Reading<'a> {
        let mut reading = Reading::default();
        match self {
            Self::OpenAiChat => openai::chat(event, &mut reading),
            Self::OpenAiCompletions => openai::completions(event, &mut reading),
            Self::OpenAiResponses => responses::read(event, &mut reading),
            Self::Anthropic => anthropic::messages(event, &mut reading),
            Self::AnthropicCompletions => anthropic::completions(event, &mut reading),
            Self::Gemini => gemini::read(event, &mut reading),
            Self::Ollama => native::ollama(event, &mut reading),
            Self::Cohere => cohere::read(event, &mut reading),
            Self::CohereV1 => cohere::read_v1(event, &mut reading),
            Self::Tgi => native::tgi(event, &mut reading),
            Self::LlamaCpp => native::llamacpp(event, &mut reading),
            Self::VercelUi => vercel::ui(event, &mut reading),
            Self::VercelData => vercel::data(label, event, &mut reading),
            Self::Tokens => tokens::read(event, &mut reading),
        }
        if reading.fault.is_some() && reading.ends.is_empty() {
            reading.end_all.get_or_insert_with(Close::cut);
        }
        reading
    }

    /// One more event of a channel: `model` is one with text of the channel, `literal` the text that is to stand there.
    pub fn clone(self, model: Value<'_>, channel: &Channel, literal: &[u8]) -> Option<Clone> {
        if self == Self::Anthropic && !anthropic::is_delta(model) {
            return Some(anthropic::first_delta(channel, literal));
        }
        let texts = self.read(b"0:", model).texts;
        let string = texts.iter().rfind(|text| text.channel == *channel)?.string.span();
        let mut edits = Splice::default();
        match self {
            Self::OpenAiChat | Self::OpenAiCompletions => {
                return openai::clone(self, model, string, literal);
            }
            Self::Gemini => return gemini::clone(model, string, literal),
            Self::OpenAiResponses => responses::quiet(model, &mut edits),
            Self::Tgi => native::quiet(model, &mut edits),
            Self::Cohere => leave_out(model, &["logprobs"], &mut edits),
            Self::Ollama => {
                leave_out(model, &["logprobs"], &mut edits);
                if let Some(message) = model.get("message") {
                    leave_out(message, &["thinking", "tool_calls", "images"], &mut edits);
                }
            }
            _ => {}
        }
        edits.replace(string.start + 1..string.end - 1, literal);
        Some(Clone {
            json: apply(edits, model),
            item: None,
            label: None,
        })
    }

    /// Whether whole texts are repeated when they have ended.
    pub fn repeats_texts(self) -> bool {
        matches!(self, Self::OpenAiResponses | Self::CohereV1 | Self::Tgi)
    }

    /// Whether an event of its own ends the stream, behind the ends of its texts.
    pub fn has_last_event(self) -> bool {
        matches!(
            self,
            Self::OpenAiResponses | Self::Anthropic | Self::Cohere | Self::VercelUi
        )
    }

    /// Whether nothing ends a text but the end of the input.
    pub fn ends_with_input(self) -> bool {
        self == Self::Tokens
    }
}

/// The channel of this index or name; one that says nothing of itself is the first.
fn index(said: Option<Value<'_>>) -> Channel {
    match said {
        Some(said) => match said.number() {
            Some(index) => Channel::Index(index),
            None => Channel::Name(said.string().map_or_else(
                || String::from_utf8_lossy(said.bytes()).into_owned(),
                |name| name.into_owned(),
            )),
        },
        None => Channel::Index(0),
    }
}

/// Takes members out of an object.
fn leave_out(object: Value<'_>, names: &[&str], edits: &mut Splice) {
    let members: Vec<_> = object.members().collect();
    let goes = |(name, _): &(Value<'_>, Value<'_>)| names.iter().any(|known| name.is(known));
    let mut kept = None;
    for (at, member) in members.iter().enumerate() {
        if !goes(member) {
            kept = Some(at);
            continue;
        }
        // With the comma before it, or the one behind it where nothing is left before.
        let place = match (kept, members.get(at + 1)) {
            (Some(_), _) => members[at - 1].1.span().end..member.1.span().end,
            (None, Some(next)) => member.0.span().start..next.0.span().start,
            (None, None) => member.0.span().start..member.1.span().end,
        };
        edits.replace(place, Vec::new());
    }
}

/// Puts another value in the place of a member's, if the member is there and says something.
fn silence(object: Value<'_>, name: &str, value: &[u8], edits: &mut Splice) {
    let named = object.members().filter(|(known, _)| known.is(name));
    for (_, said) in named {
        edits.replace(said.span(), value);
    }
}

fn apply(mut edits: Splice, model: Value<'_>) -> Vec<u8> {
    let mut json = Vec::new();
    edits.apply(model.json(), &mut json);
    json
}

/// The model with changes made, and of a list in it nothing left but one element.
fn only(model: Value<'_>, list: Value<'_>, item: Value<'_>, mut edits: Splice) -> Clone {
    let (list, item) = (list.span(), item.span());
    edits.replace(list.start + 1..item.start, Vec::new());
    edits.replace(item.end..list.end - 1, Vec::new());
    let place = edits.place(item.start)..edits.place(item.end);
    Clone {
        json: apply(edits, model),
        item: Some(place),
        label: None,
    }
}
