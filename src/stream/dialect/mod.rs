//! What the events of a provider's stream say: where visible text stands in them, what ends it,
//! what repeats it, what went wrong; and how one more event with text looks.
//!
//! One room for each family of formats. None of them decides anything about a stream: they look at
//! one event, and say what it is.

mod anthropic;
mod cohere;
mod event;
mod fault;
mod gemini;
mod native;
mod openai;
mod responses;
mod template;
mod tokens;
mod vercel;

use crate::json::spans::Value;
use crate::stream::frame::Label;
use std::fmt;

pub use event::{ChannelEnd, End, EventInfo, Text};
pub use fault::{Class, Fault};
pub use template::SyntheticEvent;

use template::{leave_out, only, silence};

/// A format of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// OpenAI chat completions, and all who speak like it: Azure, Mistral, vLLM, LiteLLM,
    /// OpenRouter.
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
        (Dialect::Ollama, &["ollama", "ollama-chat", "ollama-generate"]),
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

    /// The dialects in which an event may be written, by what it shows; nearly always one. `label`
    /// says of which kind its data is.
    pub fn recognise<'a>(
        label: Label<'_>,
        event: Value<'a>,
    ) -> impl Iterator<Item = Dialect> + use<'a> {
        let line = match label {
            Label::Type(kind) => Some(kind),
            Label::None | Label::Event(_) => None,
        };
        let data = line.filter(|kind| vercel::is_data(*kind, event)).map(|_| Dialect::VercelData);
        let kind = event.get("type").and_then(Value::string);
        let typed = kind.into_iter().flat_map(move |kind| {
            let known = [
                responses::knows(&kind, event).then_some(Dialect::OpenAiResponses),
                anthropic::knows(&kind),
                cohere::knows(&kind, event).then_some(Dialect::Cohere),
                vercel::knows(&kind).then_some(Dialect::VercelUi),
            ];
            known.into_iter().flatten()
        });
        let shapes: [fn(Value<'_>) -> Option<Dialect>; 5] = [
            openai::recognise,
            |event| gemini::is(event).then_some(Dialect::Gemini),
            native::recognise,
            |event| cohere::is_v1(event).then_some(Dialect::CohereV1),
            |event| tokens::is(event).then_some(Dialect::Tokens),
        ];
        let shaped = shapes.into_iter().filter_map(move |shape| shape(event));
        data.into_iter().chain(typed.chain(shaped).filter(move |_| line.is_none()))
    }

    /// What an event says.
    pub fn read<'a>(self, label: Label<'_>, event: Value<'a>) -> EventInfo<'a> {
        let mut reading = EventInfo::default();
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
            reading.end_all.get_or_insert_with(End::cut);
        }
        reading
    }

    /// Whether whole texts are repeated when they have ended.
    pub fn repeats_texts(self) -> bool {
        matches!(self, Self::OpenAiResponses | Self::CohereV1 | Self::Tgi)
    }

    /// Whether an event of its own ends the stream, behind the ends of its texts.
    pub fn has_last_event(self) -> bool {
        matches!(self, Self::OpenAiResponses | Self::Anthropic | Self::Cohere | Self::VercelUi)
    }

    /// Whether each event says of which type it is, and servers repeat that in the field `event:`.
    pub fn is_typed(self) -> bool {
        matches!(
            self,
            Self::OpenAiResponses | Self::Anthropic | Self::AnthropicCompletions | Self::Cohere
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

/// Whether an object says that it is of this kind.
fn is_of(object: Value<'_>, kind: &str) -> bool {
    object.get("type").is_some_and(|known| known.is(kind))
}
