//! The metadata that a text carries, taken at its word: no key is asked.

use crate::carrier::scan::{Piece, Scanner};
use crate::record::metadata::Metadata;
use crate::record::{Record, StreamId};
use std::convert::Infallible;

/// The most streams that are told apart; a text with more gives the first of them.
pub const STREAMS_MAX: usize = 1000;
/// The most metadata that is collected, in bytes of JSON.
pub const METADATA_MAX: usize = 1024 * 1024;

/// What a text says about itself, unverified.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Extracted {
    /// The metadata of one stream.
    Metadata {
        /// What the first head of the stream says.
        metadata: Metadata,
        /// The stream.
        stream: StreamId,
        /// Where that head begins, in bytes of the input.
        start: u64,
    },
    /// A record that cannot be read.
    Damaged {
        /// Why not.
        reason: String,
        /// Where it begins, in bytes of the input.
        start: u64,
    },
}

/// Collects the metadata of a text.
#[derive(Debug, Default)]
pub struct Extractor {
    scanner: Scanner,
    collected: Collected,
}

#[derive(Debug, Default)]
struct Collected {
    found: Vec<Extracted>,
    /// Bytes of metadata in it.
    metadata: usize,
    /// Bytes of input so far.
    offset: u64,
}

impl Extractor {
    /// A machine for one text.
    pub fn new() -> Self {
        Self::default()
    }

    /// The next bytes of the text.
    pub fn push(&mut self, input: &[u8]) {
        let collected = &mut self.collected;
        let Ok(()) = self
            .scanner
            .update(input, &mut |piece| collected.take(piece));
    }

    /// All that was found, one entry for each stream and each damaged record, in order.
    pub fn finish(mut self) -> Vec<Extracted> {
        let collected = &mut self.collected;
        let Ok(()) = self.scanner.finish(&mut |piece| collected.take(piece));
        self.collected.found
    }
}

impl Collected {
    fn take(&mut self, piece: Piece<'_>) -> Result<(), Infallible> {
        let start = self.offset;
        let (bytes, new) = match piece {
            Piece::Text(text) => (text, None),
            Piece::Record(Record::Head(head, _), spelling) => {
                let new = (!self.knows(head.stream)).then_some(Extracted::Metadata {
                    metadata: head.metadata,
                    stream: head.stream,
                    start,
                });
                (spelling.bytes, new)
            }
            Piece::Record(Record::Seal(..), spelling) => (spelling.bytes, None),
            Piece::Record(Record::UnknownVersion(version), spelling) => {
                let reason = format!("it is written in version {version} of the format");
                (spelling.bytes, Some(Extracted::Damaged { reason, start }))
            }
            Piece::Damaged(error, bytes) => {
                let reason = error.to_string();
                (bytes, Some(Extracted::Damaged { reason, start }))
            }
        };
        self.offset += bytes.len() as u64;
        let metadata = match &new {
            Some(Extracted::Metadata { metadata, .. }) => metadata.size(),
            _ => 0,
        };
        if self.found.len() < STREAMS_MAX && self.metadata + metadata <= METADATA_MAX {
            self.metadata += metadata;
            self.found.extend(new);
        }
        Ok(())
    }

    fn knows(&self, id: StreamId) -> bool {
        let known =
            |one: &Extracted| matches!(one, Extracted::Metadata { stream, .. } if *stream == id);
        self.found.iter().any(known)
    }
}
