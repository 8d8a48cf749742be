//! What holds the segments of a stream together: numbers, links, and no text between them but their own.

use super::candidate::Judged;
use super::covered::Covered;
use crate::record::{LINK, Seal, Signed, StreamId};

/// The end of the segments that have come.
#[derive(Default)]
pub struct Chain {
    /// The number of the next segment.
    next: u64,
    /// The link that it must have.
    link: Option<[u8; LINK]>,
    /// What the last seal says about white space behind it, and whether its text ends in some.
    gap: Option<(bool, bool)>,
    /// Where the last segment ends, in bytes of text.
    end: Option<u64>,
}

impl Chain {
    /// Whether a text begins right where the last segment ends, or is the first one.
    pub fn adjoins(&self, text: &Judged) -> bool {
        self.end.is_none_or(|end| end == text.start)
    }

    /// What is wrong with the place of a segment. `covered_to` is how far any seals had spoken of the text
    /// when its head came.
    pub fn fault(
        &self,
        stream: StreamId,
        seal: &Seal,
        text: &Judged,
        covered: &Covered,
        covered_to: u64,
    ) -> Option<String> {
        if seal.index > self.next {
            return Some(match seal.index - self.next {
                1 => format!("segment {} is missing before it", self.next),
                _ => format!(
                    "segments {} to {} are missing before it",
                    self.next,
                    seal.index - 1
                ),
            });
        }
        if seal.index < self.next {
            return Some("it stands there twice, or has been moved".to_owned());
        }
        if self.link.is_some() && seal.link != self.link {
            return Some("the seal before it is not the one that was there".to_owned());
        }
        let end = self.end.unwrap_or(text.start);
        if text.start < end || covered.cuts(stream, text.start) {
            return Some(
                "its text is missing: what stands there belongs to another segment".to_owned(),
            );
        }
        if text.start > end && (text.unsigned.is_some() || covered_to > end) {
            return Some("text was added before it".to_owned());
        }
        let white_space = |trailing: bool| trailing || text.leading || text.start > end;
        self.gap
            .is_some_and(|(gap, trailing)| gap != white_space(trailing))
            .then(|| "the white space before it was added or removed".to_owned())
    }

    /// The next segment has come, and ends at `end` in bytes of text.
    pub fn advance(&mut self, seal: &Seal, signed: &Signed, text: &Judged, end: u64) {
        self.next = seal.index.saturating_add(1);
        self.link = Some(signed.link());
        self.gap = Some((seal.flags.gap, text.trailing));
        self.end = Some(end);
    }
}
