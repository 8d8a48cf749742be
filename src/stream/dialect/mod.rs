//! What the events of a provider's stream say: where visible text stands in them, what ends it,
//! what repeats it, what went wrong; and how one more event with text looks.
//!
//! A new dialect is a [`Spec`](spec::Spec) in a file of its own, or of its family, and a line in
//! [`Dialect::ALL`]. Those files know `event`, `fault`, `template` and `spec`, and nothing of each
//! other. None of them decides anything about a stream: they look at one event, and say what it is.

mod anthropic;
mod cohere;
mod event;
mod fault;
mod flat;
mod gemini;
mod openai;
mod responses;
mod spec;
mod template;
mod tokens;
mod vercel;

use crate::json::spans::Value;
use crate::stream::dialect::spec::OfMembers;
use crate::stream::frame::Label;
use std::sync::LazyLock;

pub use event::{Channel, ChannelEnd, End, EventInfo, Text};
pub use fault::{Class, Fault};
pub use spec::Dialect;
pub use template::SyntheticEvent;

/// What recognises events by their members, in the order of the registry: most events have no type,
/// and are looked at by one after the other.
static OF_MEMBERS: LazyLock<Vec<OfMembers>> =
    LazyLock::new(|| Dialect::ALL.iter().filter_map(|dialect| dialect.0.of_members).collect());

impl Dialect {
    /// All of them, as the command line lists them. An event that may be in several is first tried
    /// as the one that comes first here.
    pub const ALL: &[Dialect] = &[
        Dialect(&openai::CHAT),
        Dialect(&openai::COMPLETIONS),
        Dialect(&responses::RESPONSES),
        Dialect(&anthropic::MESSAGES),
        Dialect(&flat::ANTHROPIC),
        Dialect(&gemini::GEMINI),
        Dialect(&flat::OLLAMA),
        Dialect(&cohere::V2),
        Dialect(&cohere::V1),
        Dialect(&flat::TGI),
        Dialect(&flat::LLAMACPP),
        Dialect(&vercel::UI),
        Dialect(&vercel::DATA),
        Dialect(&tokens::TOKENS),
    ];

    /// The one of this name.
    pub fn named(name: &str) -> Option<Dialect> {
        Self::ALL.iter().find(|dialect| dialect.names().contains(&name)).copied()
    }

    /// The dialects in which an event may be written, by what it shows; nearly always one. `label`
    /// says of which kind its data is. A type says more than members do, and lines with a letter
    /// are told apart by nothing else.
    pub fn recognise<'a>(
        label: Label<'_>,
        event: Value<'a>,
    ) -> impl Iterator<Item = Dialect> + use<'a> {
        let all = || Self::ALL.iter().copied();
        let line = match label {
            Label::Type(letter) => Some(letter),
            Label::None | Label::Event(_) => None,
        };
        let lines = line.into_iter().flat_map(move |letter| {
            all().filter(move |one| one.0.is_line.is_some_and(|is_one| is_one(letter, event)))
        });
        let kind = event.get("type").and_then(Value::string);
        let typed = kind.into_iter().flat_map(move |kind| {
            all().filter(move |one| one.0.is_type.is_some_and(|is_one| is_one(&kind, event)))
        });
        let shaped = OF_MEMBERS.iter().filter_map(move |of_members| of_members(event));
        lines.chain(typed.chain(shaped).filter(move |_| line.is_none()))
    }
}

#[cfg(test)]
mod tests {
    use super::Dialect;

    #[test]
    fn every_name_is_that_of_one_dialect() {
        for dialect in Dialect::ALL {
            assert!(!dialect.names().is_empty());
            for name in dialect.names() {
                assert_eq!(Dialect::named(name), Some(*dialect), "{name}");
            }
        }
    }
}
