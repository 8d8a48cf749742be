//! Which of the texts of one input is meant: a channel of a stream, or a document.

use std::fmt;

use encypher::json::Object;

/// A text among others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A channel.
    Channel(String),
    /// A copy of the whole text of a channel, which is not what was streamed.
    Copy(String),
    /// The document on this line.
    Line(u64),
}

impl Place {
    /// Adds it to a report.
    pub fn add_to(&self, report: &mut Object) {
        match self {
            Place::Channel(name) => report.set("channel", name.as_str()),
            Place::Copy(name) => {
                report.set("channel", name.as_str());
                report.set("copy", true);
            }
            Place::Line(number) => report.set("line", *number),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Channel(name) => write!(f, "channel {name}"),
            Place::Copy(name) => write!(f, "copy of channel {name}"),
            Place::Line(number) => write!(f, "line {number}"),
        }
    }
}
