//! How reports name one of several texts: a channel of a stream, or a record.

use encypher::json::Object;
use encypher::stream::operation::Place;

/// Adds a place to an object of a report.
pub fn add_to(place: &Place, report: &mut Object) {
    if let Some(channel) = &place.channel {
        report.set("channel", channel.to_string());
    }
    if place.copy {
        report.set("copy", true);
    }
    if let Some(line) = place.line {
        report.set("line", line);
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
