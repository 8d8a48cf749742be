//! OpenAI chat completions and completions, and all who speak like them.

use crate::json::spans::{Kind, Value};
use crate::stream::dialect::event::{Channel, EventInfo, is_of};
use crate::stream::dialect::spec::{Dialect, Spec};
use crate::stream::dialect::template::{SyntheticEvent, leave_out, only, silence};
use crate::stream::frame::Label;
use crate::stream::frame::splice::Splice;
use std::ops::Range;

pub(super) static CHAT: Spec = Spec {
    names: &[
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
    of_members: Some(of_members),
    read: chat,
    extra: |event, _, text, literal| {
        extra(event, text, |choice, edits| {
            let delta = choice.get("delta")?;
            let delta_now = match delta.get("content")?.kind() {
                Kind::Array => {
                    [b"{\"content\":[{\"type\":\"text\",\"text\":\"", literal, b"\"}]}"].concat()
                }
                _ => [b"{\"content\":\"", literal, b"\"}"].concat(),
            };
            edits.replace(delta.span(), delta_now);
            Some(())
        })
    },
    ..Spec::DEFAULT
};

pub(super) static COMPLETIONS: Spec = Spec {
    names: &["openai-completions"],
    read: completions,
    extra: |event, _, text, literal| {
        extra(event, text, |choice, edits| {
            edits.replace(choice.get("text")?.span(), [b"\"", literal, b"\""].concat());
            Some(())
        })
    },
    ..Spec::DEFAULT
};

fn of_members(event: Value<'_>) -> Option<Dialect> {
    let choices = event.get("choices")?;
    let has = |name| choices.items().any(|choice| choice.get(name).is_some());
    let is = |name| event.get("object").is_some_and(|object| object.is(name));
    if has("delta") {
        Some(Dialect(&CHAT))
    } else if has("text") {
        Some(Dialect(&COMPLETIONS))
    } else if is("chat.completion.chunk") {
        Some(Dialect(&CHAT))
    } else {
        is("text_completion").then_some(Dialect(&COMPLETIONS))
    }
}

fn chat<'a>(_: Label<'_>, event: Value<'a>, reading: &mut EventInfo<'a>) {
    each_choice(event, reading, |choice, channel, reading| {
        let content = choice.get("delta").and_then(|delta| delta.get("content"));
        match content {
            Some(parts) if parts.kind() == Kind::Array => {
                for part in parts.items() {
                    match part.kind() {
                        Kind::Object if !is_of(part, "text") => {}
                        Kind::Object => reading.add_text(channel, part.get("text")),
                        _ => reading.unclear = true,
                    }
                }
            }
            content => reading.add_text(channel, content),
        }
    });
}

fn completions<'a>(_: Label<'_>, event: Value<'a>, reading: &mut EventInfo<'a>) {
    each_choice(event, reading, |choice, channel, reading| {
        reading.add_text(channel, choice.get("text"))
    });
}

fn each_choice<'a>(
    event: Value<'a>,
    reading: &mut EventInfo<'a>,
    text: impl Fn(Value<'a>, &Channel, &mut EventInfo<'a>),
) {
    let choices = event.get("choices").into_iter().flat_map(Value::items);
    for choice in choices {
        let channel = Channel::of(choice.get("index"));
        text(choice, &channel, reading);
        if let Some(reason) = choice.some("finish_reason") {
            reading.end(channel, Some(reason));
        }
    }
    reading.fail(event.some("error"));
}

/// One choice, with nothing in it but the text, which `put` puts there.
fn extra(
    event: Value<'_>,
    text: Range<usize>,
    put: impl Fn(Value<'_>, &mut Splice) -> Option<()>,
) -> Option<SyntheticEvent> {
    let choices = event.get("choices")?;
    let choice = choices.items().find(|choice| choice.holds(&text))?;
    let mut edits = Splice::default();
    match event.some("usage") {
        Some(_) => leave_out(event, &["obfuscation", "usage"], &mut edits),
        None => leave_out(event, &["obfuscation"], &mut edits),
    }
    put(choice, &mut edits)?;
    for name in ["finish_reason", "logprobs", "token_ids"] {
        silence(choice, name, b"null", &mut edits);
    }
    leave_out(choice, &["content_filter_offsets"], &mut edits);
    Some(only(event, choices, choice, edits))
}
