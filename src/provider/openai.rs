//! OpenAI chat completions and completions, and all who speak like them.

use super::{
    Channel, Class, Clone, Close, Dialect, End, Fault, Reading, Text, index, leave_out, silence,
};
use crate::framing::json::{Kind, Value};
use crate::framing::splice::Splice;
use std::ops::Range;

pub fn recognise(event: Value<'_>) -> Option<Dialect> {
    let choices = event.get("choices")?;
    let object = event
        .get("object")
        .and_then(Value::string)
        .unwrap_or_default();
    let has = |name| choices.items().any(|choice| choice.get(name).is_some());
    if has("delta") || object.starts_with("chat.completion") {
        Some(Dialect::OpenAiChat)
    } else if has("text") || object == "text_completion" {
        Some(Dialect::OpenAiCompletions)
    } else {
        None
    }
}

pub fn chat<'a>(event: Value<'a>, reading: &mut Reading<'a>) {
    each_choice(event, reading, |choice, channel, texts| {
        let Some(content) = choice.get("delta").and_then(|delta| delta.get("content")) else {
            return;
        };
        match content.kind() {
            Kind::String => add(channel, Some(content), texts),
            Kind::Array => {
                for part in content
                    .items()
                    .filter(|part| part.get("type").is_some_and(|kind| kind.is("text")))
                {
                    add(channel, part.get("text"), texts);
                }
            }
            _ => {}
        }
    });
}

pub fn completions<'a>(event: Value<'a>, reading: &mut Reading<'a>) {
    each_choice(event, reading, |choice, channel, texts| {
        add(channel, choice.get("text"), texts)
    });
}

fn add<'a>(channel: &Channel, string: Option<Value<'a>>, texts: &mut Vec<Text<'a>>) {
    let string = string.filter(|string| string.literal().is_some_and(|text| !text.is_empty()));
    texts.extend(string.map(|string| Text {
        channel: channel.clone(),
        string,
    }));
}

fn each_choice<'a>(
    event: Value<'a>,
    reading: &mut Reading<'a>,
    mut text: impl FnMut(Value<'a>, &Channel, &mut Vec<Text<'a>>),
) {
    let choices = event.get("choices").into_iter().flat_map(Value::items);
    for choice in choices {
        let channel = index(choice.get("index"));
        text(choice, &channel, &mut reading.texts);
        if let Some(reason) = choice.some("finish_reason") {
            let close = Close::of(reason);
            if !close.well {
                let fault = Fault::new(close.reason.clone(), None);
                reading.fault = Some(match fault.class {
                    Class::ContentFilter => Fault::filter(close.reason.clone()),
                    _ => fault,
                });
            }
            reading.ends.push(End { channel, close });
        }
    }
    if let Some(error) = event.some("error") {
        reading.fault = Some(Fault::of(error));
        reading.end_all = Some(Close::cut());
    }
}

/// One choice, with nothing in it but the text.
pub fn clone(dialect: Dialect, model: Value<'_>, string: Range<usize>, literal: &[u8]) -> Option<Clone> {
    let choices = model.get("choices")?;
    let choice = choices.items().find(|choice| choice.holds(&string))?;
    let mut edits = Splice::default();
    leave_out(model, &["obfuscation"], &mut edits);
    if model.some("usage").is_some() {
        leave_out(model, &["usage"], &mut edits);
    }
    let quoted = [b"\"", literal, b"\""].concat();
    if dialect == Dialect::OpenAiChat {
        let delta = choice.get("delta")?;
        let delta_now = match delta.get("content")?.kind() {
            Kind::Array => [
                b"{\"content\":[{\"type\":\"text\",\"text\":",
                &quoted[..],
                b"}]}",
            ]
            .concat(),
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
    Some(super::only(model, choices, choice, edits))
}
