//! Anthropic messages.

use crate::json::literal::{self, Spelling};
use crate::json::spans::Value;
use crate::stream::dialect::event::{Channel, ChannelEnd, End, EventInfo, is_of};
use crate::stream::dialect::fault::Fault;
use crate::stream::dialect::spec::Spec;
use crate::stream::dialect::template::{SyntheticEvent, with_text};
use crate::stream::frame::Label;
use crate::stream::frame::splice::Splice;
use std::ops::Range;

pub(super) static MESSAGES: Spec = Spec {
    names: &["anthropic", "anthropic-messages"],
    is_type: Some(is_type),
    read,
    extra,
    has_last_event: true,
    is_typed: true,
    ..Spec::DEFAULT
};

fn is_type(kind: &str, _: Value<'_>) -> bool {
    matches!(
        kind,
        "message_start"
            | "content_block_start"
            | "content_block_delta"
            | "content_block_stop"
            | "message_delta"
            | "message_stop"
    )
}

fn read<'a>(_: Label<'_>, event: Value<'a>, reading: &mut EventInfo<'a>) {
    let kind = event.get("type").and_then(Value::string).unwrap_or_default();
    let channel = || Channel::of(event.get("index"));
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

/// A delta like the one that is there.
fn extra(
    event: Value<'_>,
    channel: &Channel,
    text: Range<usize>,
    literal: &[u8],
) -> Option<SyntheticEvent> {
    Some(match event.get("type").is_some_and(|kind| kind.is("content_block_delta")) {
        true => with_text(event, text, literal, Splice::default()),
        false => first_delta(channel, literal),
    })
}

/// The delta of a block whose text was in the event that opened it: there is none to make another
/// one from.
fn first_delta(channel: &Channel, literal: &[u8]) -> SyntheticEvent {
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
