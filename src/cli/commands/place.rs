//! How reports name one of several texts: a channel of a stream, or a record.

use encypher::stream::operation::Place;
use serde_json::Value;

/// Adds a place to an object of a report.
pub fn add_to(place: &Place, report: &mut Value) {
    if let Some(channel) = &place.channel {
        report["channel"] = channel.to_string().into();
    }
    if place.copy {
        report["copy"] = true.into();
    }
    if let Some(line) = place.line {
        report["line"] = line.into();
    }
}

/// A place in words; nothing if the input is one text.
pub fn words(place: &Place) -> Option<String> {
    match (&place.channel, place.line) {
        (Some(channel), _) if place.copy => Some(format!("copy of channel {channel}")),
        (Some(channel), _) => Some(format!("channel {channel}")),
        (None, Some(line)) => Some(format!("line {line}")),
        (None, None) => None,
    }
}
