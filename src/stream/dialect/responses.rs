//! OpenAI responses: typed events; whole texts are repeated by the events that end a text, a part,
//! an item and the response.

use crate::json::spans::Value;
use crate::stream::dialect::event::{Channel, ChannelEnd, End, EventInfo, is_of};
use crate::stream::dialect::fault::Fault;
use crate::stream::dialect::spec::Spec;
use crate::stream::dialect::template::{leave_out, silence, with_text};
use crate::stream::frame::Label;
use crate::stream::frame::splice::Splice;

pub(super) static RESPONSES: Spec = Spec {
    names: &["openai-responses"],
    is_type: Some(|kind, event| {
        kind.starts_with("response.") || (kind == "error" && event.get("sequence_number").is_some())
    }),
    read,
    extra: |event, _, text, literal| {
        let mut edits = Splice::default();
        leave_out(event, &["obfuscation"], &mut edits);
        silence(event, "logprobs", b"[]", &mut edits);
        Some(with_text(event, text, literal, edits))
    },
    repeats_texts: true,
    has_last_event: true,
    is_typed: true,
    ..Spec::DEFAULT
};

fn read<'a>(_: Label<'_>, event: Value<'a>, reading: &mut EventInfo<'a>) {
    let kind = event.get("type").and_then(Value::string).unwrap_or_default();
    let number = |name| event.get(name).and_then(Value::number).unwrap_or(0);
    let part = Channel::Part(number("output_index"), number("content_index"));
    match &*kind {
        "response.output_text.delta" => reading.add_text(&part, event.get("delta")),
        // Nobody begins a part with text in it; clients would show it.
        "response.content_part.added" => {
            let begun = event.get("part").filter(|begun| is_of(*begun, "output_text"));
            reading.unclear |= begun.is_some_and(|begun| begun.text("text").is_some());
        }
        "response.output_item.added" => {
            let parts = event.get("item").and_then(|item| item.get("content"));
            reading.unclear |=
                parts.is_some_and(|parts| parts.items().any(|part| part.text("text").is_some()));
        }
        "response.output_text.done" => {
            reading.add_copy(&part, event.get("text"));
            reading.ends.push(ChannelEnd { channel: part, close: End::well() });
        }
        "response.content_part.done" => {
            let visible = event.get("part").filter(|part| is_of(*part, "output_text"));
            if let Some(visible) = visible {
                reading.add_copy(&part, visible.get("text"));
            }
        }
        "response.output_item.done" => {
            item(number("output_index"), event.get("item"), reading);
        }
        "response.completed" | "response.incomplete" | "response.failed" | "response.cancelled" => {
            let response = event.get("response");
            let outputs = response.and_then(|response| response.get("output"));
            for (at, output) in outputs.into_iter().flat_map(Value::items).enumerate() {
                item(at as u64, Some(output), reading);
            }
            // What SDKs put there themselves.
            reading.unclear |=
                response.is_some_and(|response| response.text("output_text").is_some());
            reading.repeats_all = kind == "response.completed";
            end(&kind, response, reading);
        }
        "error" => {
            reading.fail(event.some("error").or(Some(event)));
            reading.over = true;
        }
        _ => {}
    }
}

fn end(kind: &str, response: Option<Value<'_>>, reading: &mut EventInfo<'_>) {
    let member = |name| response.and_then(|response| response.some(name));
    let details = member("incomplete_details").and_then(|details| details.some("reason"));
    let close = match details {
        Some(reason) => End::of(reason),
        None => End { well: kind == "response.completed", reason: None },
    };
    reading.fault = match member("error") {
        Some(error) => Some(Fault::of(error)),
        None if close.well => None,
        None => Some(Fault::new(close.reason.clone().or(Some(kind.to_owned())), None)),
    };
    reading.end_all = Some(close);
    reading.over = true;
}

fn item<'a>(output: u64, item: Option<Value<'a>>, reading: &mut EventInfo<'a>) {
    let message = item.filter(|item| is_of(*item, "message"));
    let parts = message.and_then(|message| message.get("content"));
    for (at, part) in parts.into_iter().flat_map(Value::items).enumerate() {
        if is_of(part, "output_text") {
            reading.add_copy(&Channel::Part(output, at as u64), part.get("text"));
        }
    }
}
