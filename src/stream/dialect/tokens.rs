//! A token on each line: a JSON string, or an object with a member `token` or `text`.

use crate::json::spans::{Kind, Value};
use crate::stream::dialect::{Channel, EventInfo};

/// Where the token stands, in the order of preference.
const MEMBERS: [&str; 4] = ["token", "text", "content", "response"];

pub fn is(event: Value<'_>) -> bool {
    event.kind() == Kind::String || token(event).is_some()
}

fn token(event: Value<'_>) -> Option<Value<'_>> {
    let members = MEMBERS.iter().filter_map(|name| event.get(name));
    members.into_iter().find(|value| value.kind() == Kind::String)
}

pub fn read<'a>(event: Value<'a>, reading: &mut EventInfo<'a>) {
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
