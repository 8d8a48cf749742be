//! What holds the segments of a stream together: numbers, links, and no text between them but their
//! own.

use crate::record::{LINK, Seal, Signed, StreamId};
use crate::verify::candidate::Judged;
use crate::verify::covered::Covered;
use crate::verify::ink::Place;

/// How a head stands in the text.
pub struct Surroundings {
    /// Whether something stands between its marks.
    pub interrupted: bool,
    /// Whether it does not stand there at all.
    pub detached: bool,
    /// Where the last covered text ends, in bytes of text.
    pub covered_to: u64,
    /// The first text behind that which is no white space.
    pub first_ink: Option<Place>,
}

/// The end of the segments that have come.
#[derive(Default)]
pub struct Chain {
    /// The number of the next segment.
    next: u64,
    /// The link that it must have.
    link: Option<[u8; LINK]>,
    /// What the last seal says about white space behind it, and whether its text ends in some, if
    /// that was looked at.
    gap: Option<(bool, bool)>,
    /// Where the last segment ends, in bytes of text.
    end: Option<u64>,
}

impl Chain {
    /// Whether a text begins right where the last segment ends, or is the first one.
    pub fn adjoins(&self, text: &Judged) -> bool {
        self.end.is_none_or(|end| end == text.start)
    }

    /// What is wrong with the place of a segment, `around` being what there was when its head came.
    pub fn fault(
        &self,
        stream: StreamId,
        seal: &Seal,
        text: &Judged,
        covered: &Covered,
        around: &Surroundings,
    ) -> Option<String> {
        if seal.index > self.next {
            return Some(match seal.index - self.next {
                1 => format!("segment {} is missing before it", self.next),
                _ => format!("segments {} to {} are missing before it", self.next, seal.index - 1),
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
        let ink = around.first_ink.is_some_and(|ink| ink.text < text.start);
        if text.start > end && (ink || around.covered_to > end) {
            return Some("text was added before it".to_owned());
        }
        let (gap, trailing) = self.gap?;
        let white_space = trailing || text.white_space?.leading || text.start > end;
        (gap != white_space).then(|| "the white space before it was added or removed".to_owned())
    }

    /// The next segment has come, and ends at `end` in bytes of text.
    pub fn advance(&mut self, seal: &Seal, signed: &Signed, text: &Judged, end: u64) {
        self.next = seal.index.saturating_add(1);
        self.link = Some(signed.link());
        self.gap = text.white_space.map(|text| (seal.flags.gap, text.trailing));
        self.end = Some(end);
    }
}
