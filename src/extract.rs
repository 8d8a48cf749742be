//! The metadata that a text carries, taken at its word: no key is asked.

use crate::compat::claim;
use crate::compat::find::Finder;
use crate::compat::payload::Payload;
use crate::mark::scan::Scanner;
use crate::mark::{Piece, Spelling};
use crate::record::metadata::Metadata;
use crate::record::{Record, StreamId};
use crate::verdict::Format;
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
    /// A mark of encypher-ai.
    Compat {
        /// Its format.
        format: Format,
        /// What it says; nothing for a C2PA manifest.
        metadata: Option<Metadata>,
        /// Who it says signed it.
        signer: Option<String>,
        /// Bytes of its payload.
        payload_bytes: u64,
        /// Where it begins, in bytes of the input.
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

impl Extracted {
    /// Where it begins, in bytes of the input.
    pub fn start(&self) -> u64 {
        match self {
            Self::Metadata { start, .. }
            | Self::Compat { start, .. }
            | Self::Damaged { start, .. } => *start,
        }
    }
}

/// Collects the metadata of a text.
#[derive(Debug, Default)]
pub struct Extractor {
    scanner: Scanner,
    collected: Collected,
    peers: Finder,
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
        let (collected, peers) = (&mut self.collected, &mut self.peers);
        let Ok(()) = self.scanner.update(input, &mut |piece| collected.take(piece, peers));
    }

    /// All that was found, one entry for each stream and each damaged record, in order.
    pub fn finish(mut self) -> Vec<Extracted> {
        let (collected, peers) = (&mut self.collected, &mut self.peers);
        let Ok(()) = self.scanner.finish(&mut |piece| collected.take(piece, peers));
        self.peers.finish(&mut |payload| collected.take_peer(&payload));
        self.collected.found.sort_by_key(Extracted::start);
        self.collected.found
    }
}

impl Collected {
    fn take(&mut self, piece: Piece<'_>, peers: &mut Finder) -> Result<(), Infallible> {
        match &piece {
            Piece::Text(text) => peers.update(text, &mut |payload| self.take_peer(&payload)),
            Piece::Record(_, Spelling { bytes, .. }) | Piece::Damaged(_, bytes) => {
                peers.skip(bytes.len(), &mut |payload| self.take_peer(&payload));
            }
        }
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
        new.into_iter().for_each(|new| self.add(new));
        Ok(())
    }

    /// A mark of encypher-ai; copies of one count once.
    fn take_peer(&mut self, payload: &Payload) {
        let (marks, _) = claim::read(payload);
        for mark in marks {
            let metadata = mark.to_metadata();
            let (signer, format) = (mark.signer, mark.format);
            let known = self.found.iter().any(|one| {
                matches!(one, Extracted::Compat { format: known, metadata: known_metadata, signer: known_signer, .. }
                    if *known == format && *known_metadata == metadata && *known_signer == signer)
            });
            if !known {
                self.add(Extracted::Compat {
                    format,
                    metadata,
                    signer,
                    payload_bytes: mark.payload_bytes,
                    start: mark.span.start,
                });
            }
        }
    }

    fn add(&mut self, new: Extracted) {
        let metadata = match &new {
            Extracted::Metadata { metadata, .. } => metadata.size(),
            Extracted::Compat { metadata, .. } => metadata.as_ref().map_or(0, Metadata::size),
            Extracted::Damaged { .. } => 0,
        };
        if self.found.len() < STREAMS_MAX && self.metadata + metadata <= METADATA_MAX {
            self.metadata += metadata;
            self.found.push(new);
        }
    }

    fn knows(&self, id: StreamId) -> bool {
        let known =
            |one: &Extracted| matches!(one, Extracted::Metadata { stream, .. } if *stream == id);
        self.found.iter().any(known)
    }
}
