//! Makes the records of a stream: one head and one seal for each segment, chained.

use crate::digest::{Fold, Threads};
use crate::embed::{EmbedError, Ending, StreamId};
use crate::json::Json;
use crate::key::Key;
use crate::record::metadata::Metadata;
use crate::record::{Flags, Head, LINK, Seal, Signed, write};

/// Signs segment after segment of one stream.
pub struct SegmentWriter {
    key: Key,
    metadata: Metadata,
    stream: StreamId,
    index: u64,
    link: Option<[u8; LINK]>,
    head: Option<Signed>,
    text: Fold,
    threads: Threads,
}

impl SegmentWriter {
    pub fn new(
        key: Key,
        metadata: Metadata,
        stream: StreamId,
        threads: Threads,
    ) -> Result<Self, EmbedError> {
        key.require_signing().map_err(EmbedError::Key)?;
        let metadata = metadata.within_limit().map_err(EmbedError::Metadata)?;
        let text = Fold::new(threads);
        Ok(Self { key, metadata, stream, index: 0, link: None, head: None, text, threads })
    }

    /// Adds a member to the metadata, if there is no head yet and it fits.
    pub fn add_metadata(&mut self, key: &str, value: Json) -> bool {
        if self.has_head() || self.seals() > 0 {
            return false;
        }
        let mut metadata = self.metadata.clone();
        let added = metadata.insert(key, value).and_then(|()| metadata.within_limit());
        added.map(|metadata| self.metadata = metadata).is_ok()
    }

    /// The next bytes of the segment's text.
    pub fn update(&mut self, text: &[u8]) {
        self.text.update(text);
    }

    /// Bytes of the segment's text so far.
    pub fn length(&self) -> u64 {
        self.text.length()
    }

    /// Whether white space stands at the end of the segment's text so far.
    pub fn ends_in_white_space(&self) -> bool {
        self.text.ends_in_white_space()
    }

    /// Whether this segment has its head.
    pub fn has_head(&self) -> bool {
        self.head.is_some()
    }

    /// Seals made so far.
    pub fn seals(&self) -> u64 {
        self.index
    }

    /// The head of this segment, to stand at the end of its text so far.
    pub fn head(&mut self) -> Vec<u8> {
        let head = Head {
            algorithm: self.key.algorithm(),
            stream: self.stream,
            key: self.key.id(),
            offset: self.text.length(),
            folded_offset: self.text.folded_length(),
            metadata: self.metadata.clone(),
        };
        let signed = write::head(&head, &self.key);
        let record = write::record(&signed);
        self.head = Some(signed);
        record
    }

    /// The seal over this segment, after a head of its own if it has none yet. The next one begins.
    pub fn seal(&mut self, flags: Flags) -> Vec<u8> {
        let mut records = if self.has_head() { Vec::new() } else { self.head() };
        let Some(head) = self.head.take() else {
            return records;
        };
        let digests = std::mem::replace(&mut self.text, Fold::new(self.threads)).finish();
        let seal = Seal {
            algorithm: self.key.algorithm(),
            stream: self.stream.short(),
            index: self.index,
            flags,
            length: digests.length,
            folded_length: digests.folded_length,
            link: self.link,
        };
        let signed = write::seal(&seal, &head, &digests, &self.key);
        self.link = Some(signed.link());
        self.index += 1;
        records.extend(write::record(&signed));
        records
    }

    /// The flags of the last seal.
    pub fn last(ending: Ending) -> Flags {
        Flags { last: true, complete: ending == Ending::Complete, ..Flags::default() }
    }
}
