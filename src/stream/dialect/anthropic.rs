//! Anthropic messages, and the completions before them.

use crate::json::literal::{self, Spelling};
use crate::json::spans::Value;
use crate::stream::dialect::{
    Channel, ChannelEnd, Dialect, End, EventInfo, Fault, SyntheticEvent, index, is_of,
};

pub fn knows(kind: &str) -> Option<Dialect> {
    match kind {
        "message_start"
        | "content_block_start"
        | "content_block_delta"
        | "content_block_stop"
        | "message_delta"
        | "message_stop" => Some(Dialect::Anthropic),
        "completion" => Some(Dialect::AnthropicCompletions),
        _ => None,
    }
}

pub fn messages<'a>(event: Value<'a>, reading: &mut EventInfo<'a>) {
    let kind = event.get("type").and_then(Value::string).unwrap_or_default();
    let channel = || index(event.get("index"));
    let part = |name, kind: &str| event.get(name).filter(|part| is_of(*part, kind));
    match &*kind {
        "message_start" => {
            // Empty with every provider; clients would show what stands there.
            let blocks = event.get("message").and_then(|message| message.get("content"));
            reading.unclear |= blocks.is_some_and(|blocks| blocks.items().next().is_some());
        }
        "content_block_start" => {
            if let Some(block) = part("content_block", "text") {
                reading.add_text(&channel(), block.get("text"));
            }
        }
        "content_block_delta" => {
            if let Some(delta) = part("delta", "text_delta") {
                reading.add_text(&channel(), delta.get("text"));
            }
        }
        _ => {}
    }
    match &*kind {
        "content_block_stop" => {
            reading.ends.push(ChannelEnd { channel: channel(), close: End::well() })
        }
        "message_delta" => {
            let reason = event.get("delta").and_then(|delta| delta.some("stop_reason"));
            if reason.is_some_and(|reason| reason.is("refusal")) {
                reading.fault = Some(Fault::filter(Some("refusal".to_owned())));
            }
        }
        "message_stop" => {
            reading.end_all = Some(End::well());
            reading.over = true;
        }
        "error" => {
            reading.fail(event.some("error").or(Some(event)));
            reading.over = true;
        }
        _ => {}
    }
}

pub fn completions<'a>(event: Value<'a>, reading: &mut EventInfo<'a>) {
    let channel = Channel::Index(0);
    reading.add_text(&channel, event.get("completion"));
    if let Some(reason) = event.some("stop_reason") {
        reading.end(channel, Some(reason));
    }
    reading.fail(event.some("error"));
}

/// Whether this is an event with nothing but a piece of text.
pub fn is_delta(event: Value<'_>) -> bool {
    event.get("type").is_some_and(|kind| kind.is("content_block_delta"))
}

/// The delta of a block whose text stood in the event that opened it: there is none to make another
/// one from.
pub fn first_delta(channel: &Channel, literal: &[u8]) -> SyntheticEvent {
    let index = match channel {
        Channel::Index(index) => index.to_string().into_bytes(),
        other => {
            let mut name = b"\"".to_vec();
            literal::spell(&other.to_string(), Spelling::Raw, &mut name);
            name.push(b'"');
            name
        }
    };
    let json = [
        &b"{\"type\":\"content_block_delta\",\"index\":"[..],
        &index,
        b",\"delta\":{\"type\":\"text_delta\",\"text\":\"",
        literal,
        b"\"}}",
    ];
    SyntheticEvent { json: json.concat(), item: None, label: Some("content_block_delta") }
}
