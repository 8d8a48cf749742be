//! OpenAI chat completions and completions, and all who speak like them.

use crate::json::spans::{Kind, Value};
use crate::stream::dialect::{
    Channel, Dialect, EventInfo, SyntheticEvent, index, is_of, leave_out, silence,
};
use crate::stream::frame::splice::Splice;
use std::ops::Range;

pub fn recognise(event: Value<'_>) -> Option<Dialect> {
    let choices = event.get("choices")?;
    let has = |name| choices.items().any(|choice| choice.get(name).is_some());
    let is = |name| event.get("object").is_some_and(|object| object.is(name));
    if has("delta") {
        Some(Dialect::OpenAiChat)
    } else if has("text") {
        Some(Dialect::OpenAiCompletions)
    } else if is("chat.completion.chunk") {
        Some(Dialect::OpenAiChat)
    } else {
        is("text_completion").then_some(Dialect::OpenAiCompletions)
    }
}

pub fn chat<'a>(event: Value<'a>, reading: &mut EventInfo<'a>) {
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

pub fn completions<'a>(event: Value<'a>, reading: &mut EventInfo<'a>) {
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
        let channel = index(choice.get("index"));
        text(choice, &channel, reading);
        if let Some(reason) = choice.some("finish_reason") {
            reading.end(channel, Some(reason));
        }
    }
    reading.fail(event.some("error"));
}

/// One choice, with nothing in it but the text.
pub fn extra(
    dialect: Dialect,
    model: Value<'_>,
    string: Range<usize>,
    literal: &[u8],
) -> Option<SyntheticEvent> {
    let choices = model.get("choices")?;
    let choice = choices.items().find(|choice| choice.holds(&string))?;
    let mut edits = Splice::default();
    match model.some("usage") {
        Some(_) => leave_out(model, &["obfuscation", "usage"], &mut edits),
        None => leave_out(model, &["obfuscation"], &mut edits),
    }
    let quoted = [b"\"", literal, b"\""].concat();
    if dialect == Dialect::OpenAiChat {
        let delta = choice.get("delta")?;
        let delta_now = match delta.get("content")?.kind() {
            Kind::Array => {
                [b"{\"content\":[{\"type\":\"text\",\"text\":", &quoted[..], b"}]}"].concat()
            }
            _ => [b"{\"content\":", &quoted[..], b"}"].concat(),
        };
        edits.replace(delta.span(), delta_now);
    } else {
        edits.replace(choice.get("text")?.span(), quoted);
    }
    for name in ["finish_reason", "logprobs", "token_ids"] {
        silence(choice, name, b"null", &mut edits);
    }
    leave_out(choice, &["content_filter_offsets"], &mut edits);
    Some(crate::stream::dialect::only(model, choices, choice, edits))
}
