//! The machines for what providers send: they sign, judge, strip and read the texts inside a stream
//! of events, each channel a text of its own, and touch nothing else in it.

pub mod dialect;
pub mod events;
pub mod frame;
pub mod records;

pub use events::reader::Manner;

use crate::stream::dialect::Channel;

/// What is written of a stream.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Written {
    /// The stream.
    #[default]
    Same,
    /// The text of one channel and nothing else; of the first one, if none is named.
    Text(Option<String>),
}

impl Written {
    /// Whether a channel is written; the first one asked for is, if none is named.
    fn includes(&mut self, channel: &Channel) -> bool {
        match self {
            Self::Same => true,
            Self::Text(wanted) => {
                let name = channel.to_string();
                *wanted.get_or_insert_with(|| name.clone()) == name
            }
        }
    }
}
