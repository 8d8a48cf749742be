//! Marks in words.

use crate::record::read::RecordError;
use crate::record::{Record, StreamId};
use crate::report::hex;
use crate::report::human::count;
use crate::text::count::characters;
use crate::verify::{Document, Span, Verification};

/// A mark that stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// What it is, such as `head of segment 0`, and of which stream.
    pub what: String,
    /// How many characters it has.
    pub characters: u64,
    /// Where it stands.
    pub span: Span,
    /// Whether it is what is left of one: it counts as text then.
    pub damaged: bool,
}

impl Mark {
    pub(super) fn new(what: String, characters: u64, span: Span) -> Self {
        Self { what, characters, span, damaged: false }
    }

    pub(super) fn damaged(error: &RecordError, bytes: &[u8], span: Span) -> Self {
        Self {
            what: format!("damaged record, {error}"),
            characters: characters(bytes),
            span,
            damaged: true,
        }
    }

    /// All that is known of it, in words.
    pub fn in_words(&self) -> String {
        format!(
            "{}, {}, bytes {} to {}",
            self.what,
            count(self.characters, "invisible character"),
            self.span.start,
            self.span.end
        )
    }
}

/// What a record at this place is.
pub fn record(record: &Record, at: u64, verification: &Verification) -> String {
    match record {
        Record::Head(head, _) => {
            let StreamId(id) = head.stream;
            let segment = match segment_at(head.stream, at, verification) {
                Some(index) => format!("head of segment {index}"),
                None => "head".to_owned(),
            };
            format!("{segment}, stream {}", hex(&id[..4]))
        }
        Record::Seal(seal, _) => {
            let last = match (seal.flags.last, seal.flags.complete) {
                (false, _) => "",
                (true, true) => ", the last one",
                (true, false) => ", the last one, cut short",
            };
            format!("seal of segment {}{last}, stream {}", seal.index, hex(&seal.stream))
        }
        Record::UnknownVersion(version) => format!("record in version {version} of the format"),
    }
}

/// The number of the segment of a stream that holds a place.
fn segment_at(stream: StreamId, at: u64, verification: &Verification) -> Option<u64> {
    let holds = |span: Span| span.start <= at && at < span.end;
    let is_meant =
        |document: &&Document| document.stream_id == Some(stream) && holds(document.span);
    let mut documents = verification.documents.iter().filter(is_meant);
    documents.find_map(|document| {
        let mut segments = document.segments.iter();
        let segment = segments.find(|segment| holds(segment.span))?;
        Some(segment.index)
    })
}
