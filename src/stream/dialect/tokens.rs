//! A token on each line: a JSON string, or an object with a member `token` or `text`.

use crate::json::spans::{Kind, Value};
use crate::stream::dialect::event::{Channel, EventInfo};
use crate::stream::dialect::spec::{Dialect, Spec};
use crate::stream::frame::Label;

pub(super) static TOKENS: Spec = Spec {
    names: &["tokens"],
    of_members: Some(|event| {
        (event.kind() == Kind::String || token(event).is_some()).then_some(Dialect(&TOKENS))
    }),
    read,
    ends_with_input: true,
    is_ambiguous: true,
    ..Spec::DEFAULT
};

/// Where the token stands, in the order of preference.
const MEMBERS: [&str; 4] = ["token", "text", "content", "response"];

fn token(event: Value<'_>) -> Option<Value<'_>> {
    let members = MEMBERS.iter().filter_map(|name| event.get(name));
    members.into_iter().find(|value| value.kind() == Kind::String)
}

fn read<'a>(_: Label<'_>, event: Value<'a>, reading: &mut EventInfo<'a>) {
    let channel = Channel::Index(0);
    let string = match event.kind() {
        Kind::String => Some(event),
        _ => token(event),
    };
    reading.unclear |= MEMBERS.iter().filter(|name| event.text(name).is_some()).count() > 1;
    reading.add_text(&channel, string);
    let reason = event.some("finish_reason").or(event.some("stop_reason"));
    let done = event.get("done").is_some_and(|done| done.kind() == Kind::True);
    if reason.is_some() || done {
        reading.end(channel, reason);
    }
    reading.fail(event.some("error"));
}
