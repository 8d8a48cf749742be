//! The Vercel AI SDK: the UI message stream, typed events; and the data stream before it, lines of
//! `TYPE:JSON`.

use crate::json::spans::{Kind, Value};
use crate::stream::dialect::event::{Channel, ChannelEnd, End, EventInfo};
use crate::stream::dialect::fault::Fault;
use crate::stream::dialect::spec::Spec;
use crate::stream::frame::Label;

pub(super) static UI: Spec = Spec {
    names: &["vercel", "vercel-ui"],
    is_type: Some(is_type),
    read: ui,
    has_last_event: true,
    ..Spec::DEFAULT
};

pub(super) static DATA: Spec = Spec {
    names: &["vercel-data", "vercel-data-v1"],
    is_line: Some(is_line),
    read: data,
    ..Spec::DEFAULT
};

fn is_type(kind: &str, _: Value<'_>) -> bool {
    matches!(
        kind,
        "start"
            | "start-step"
            | "text-start"
            | "text-delta"
            | "text-end"
            | "reasoning-start"
            | "reasoning-delta"
            | "tool-input-start"
            | "tool-input-available"
            | "finish-step"
            | "finish"
            | "abort"
    )
}

fn ui<'a>(_: Label<'_>, event: Value<'a>, reading: &mut EventInfo<'a>) {
    let kind = event.get("type").and_then(Value::string).unwrap_or_default();
    let channel = || Channel::of(event.get("id"));
    match &*kind {
        "text-delta" => reading.add_text(&channel(), event.get("delta")),
        "text-end" => reading.ends.push(ChannelEnd { channel: channel(), close: End::well() }),
        "finish-step" => reading.end_all = Some(End::well()),
        "finish" => reading.end_stream(event.some("finishReason"), None),
        "abort" => {
            reading.fault = Some(Fault::new(Some("abort".to_owned()), None));
            reading.end_all = Some(End::cut());
            reading.over = true;
        }
        "error" => {
            let message = event.some("errorText").and_then(Value::string);
            reading.fault = Some(Fault::new(None, message.map(|text| text.into_owned())));
            reading.over = true;
        }
        _ => {}
    }
}

fn is_line(letter: u8, event: Value<'_>) -> bool {
    match letter {
        b'0' | b'3' | b'g' => event.kind() == Kind::String,
        b'2' | b'8' | b'h' => event.kind() == Kind::Array,
        letter => letter.is_ascii_lowercase() && event.kind() == Kind::Object,
    }
}

fn data<'a>(label: Label<'_>, event: Value<'a>, reading: &mut EventInfo<'a>) {
    let channel = Channel::Index(0);
    match label {
        Label::Type(b'0') => reading.add_text(&channel, Some(event)),
        Label::Type(b'e' | b'd') => reading.end(channel, event.some("finishReason")),
        Label::Type(b'3') => {
            let message = event.string();
            reading.fault = Some(Fault::new(None, message.map(|text| text.into_owned())));
        }
        _ => {}
    }
}
