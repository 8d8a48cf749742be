//! The metadata that a text carries, taken at its word: no key is asked.

use crate::carrier::scan::{Piece, Scanner};
use crate::record::metadata::Metadata;
use crate::record::{Record, StreamId};
use std::convert::Infallible;

/// The most streams that are told apart; a text with more gives the first of them.
pub const STREAMS_MAX: usize = 1000;

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
    found: Vec<Extracted>,
    offset: u64,
}

impl Extractor {
    /// A machine for one text.
    pub fn new() -> Self {
        Self::default()
    }

    /// The next bytes of the text.
    pub fn push(&mut self, input: &[u8]) {
        let Self {
            scanner,
            found,
            offset,
        } = self;
        let Ok(()) = scanner.update(input, &mut |piece| take(found, offset, piece));
    }

    /// All that was found, one entry for each stream and each damaged record, in order.
    pub fn finish(mut self) -> Vec<Extracted> {
        let Self {
            scanner,
            found,
            offset,
        } = &mut self;
        let Ok(()) = scanner.finish(&mut |piece| take(found, offset, piece));
        self.found
    }
}

fn take(found: &mut Vec<Extracted>, offset: &mut u64, piece: Piece<'_>) -> Result<(), Infallible> {
    let start = *offset;
    let new = match piece {
        Piece::Text(text) => {
            *offset += text.len() as u64;
            None
        }
        Piece::Record(record, spelling) => {
            *offset += spelling.bytes.len() as u64;
            match record {
                Record::Head(head, _) => {
                    let known = found.iter().any(
                        |one| matches!(one, Extracted::Metadata { stream, .. } if *stream == head.stream),
                    );
                    let (metadata, stream) = (head.metadata, head.stream);
                    (!known).then_some(Extracted::Metadata {
                        metadata,
                        stream,
                        start,
                    })
                }
                Record::Seal(..) => None,
                Record::UnknownVersion(version) => {
                    let reason = format!("it is written in version {version} of the format");
                    Some(Extracted::Damaged { reason, start })
                }
            }
        }
        Piece::Damaged(error, bytes) => {
            *offset += bytes.len() as u64;
            Some(Extracted::Damaged {
                reason: error.to_string(),
                start,
            })
        }
    };
    if found.len() < STREAMS_MAX {
        found.extend(new);
    }
    Ok(())
}
