//! Cohere chat: version 2, typed events; version 1, lines, of which the last one repeats the text.

use crate::json::spans::Value;
use crate::stream::dialect::event::{Channel, ChannelEnd, End, EventInfo};
use crate::stream::dialect::spec::{Dialect, Spec};
use crate::stream::dialect::template::{leave_out, with_text};
use crate::stream::frame::Label;
use crate::stream::frame::splice::Splice;

pub(super) static V2: Spec = Spec {
    names: &["cohere", "cohere-v2"],
    is_type: Some(is_type),
    read,
    extra: |event, _, text, literal| {
        let mut edits = Splice::default();
        leave_out(event, &["logprobs"], &mut edits);
        Some(with_text(event, text, literal, edits))
    },
    has_last_event: true,
    is_typed: true,
    ..Spec::DEFAULT
};

pub(super) static V1: Spec = Spec {
    names: &["cohere-v1"],
    of_members: Some(|event| {
        let has = |name| event.get(name).is_some();
        (has("event_type") && has("is_finished")).then_some(Dialect(&V1))
    }),
    read: read_v1,
    repeats_texts: true,
    ..Spec::DEFAULT
};

fn is_type(kind: &str, event: Value<'_>) -> bool {
    let own = matches!(
        kind,
        "message-start"
            | "content-start"
            | "content-delta"
            | "content-end"
            | "message-end"
            | "tool-plan-delta"
            | "tool-call-start"
            | "citation-start"
    );
    // Others have events of these names, too.
    own && (event.get("delta").is_some() || event.get("index").is_some())
}

fn read<'a>(_: Label<'_>, event: Value<'a>, reading: &mut EventInfo<'a>) {
    let kind = event.get("type").and_then(Value::string).unwrap_or_default();
    let channel = Channel::of(event.get("index"));
    match &*kind {
        "content-start" | "content-delta" => {
            let message = event.get("delta").and_then(|delta| delta.get("message"));
            let content = message.and_then(|message| message.get("content"));
            reading.add_text(&channel, content.and_then(|content| content.get("text")));
        }
        "content-end" => reading.ends.push(ChannelEnd { channel, close: End::well() }),
        "message-end" => {
            let delta = event.get("delta");
            let reason = delta.and_then(|delta| delta.some("finish_reason"));
            reading.end_stream(reason, delta.and_then(|delta| delta.some("error")));
        }
        _ => {}
    }
}

fn read_v1<'a>(_: Label<'_>, event: Value<'a>, reading: &mut EventInfo<'a>) {
    let channel = Channel::Index(0);
    let kind = event.get("event_type").and_then(Value::string).unwrap_or_default();
    match &*kind {
        "text-generation" => reading.add_text(&channel, event.get("text")),
        "stream-end" => {
            let response = event.get("response");
            let history = response.and_then(|response| response.get("chat_history"));
            let last = history.into_iter().flat_map(Value::items).last();
            let answer =
                last.filter(|turn| turn.get("role").is_some_and(|role| role.is("CHATBOT")));
            reading.add_copy(&channel, response.and_then(|response| response.get("text")));
            reading.add_copy(&channel, answer.and_then(|answer| answer.get("message")));
            reading.repeats_all = true;
            reading.end(channel, event.some("finish_reason"));
            reading.over = true;
        }
        _ => {}
    }
}
