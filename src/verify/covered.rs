//! Which parts of the text seals have spoken of.

use super::verdict::Span;
use crate::record::StreamId;
use std::collections::VecDeque;

/// The most streams whose part is remembered.
const REGIONS_MAX: usize = 64;

/// The parts of the text that the last streams cover, in bytes of text.
#[derive(Debug, Default)]
pub struct Covered {
    regions: VecDeque<Region>,
    /// Where the last of them ends: in bytes of text, and of the input.
    pub to: u64,
    pub to_input: u64,
}

#[derive(Debug)]
struct Region {
    stream: StreamId,
    from: u64,
    to: u64,
}

impl Covered {
    /// A segment of a stream was sealed: from and to in bytes of text, and its end in the input.
    pub fn add(&mut self, stream: StreamId, from: u64, to: u64, to_input: u64) {
        (self.to, self.to_input) = (to, to_input);
        match self
            .regions
            .iter_mut()
            .find(|region| region.stream == stream)
        {
            Some(region) => region.to = to,
            None => self.regions.push_back(Region { stream, from, to }),
        }
        if self.regions.len() > REGIONS_MAX {
            self.regions.pop_front();
        }
    }

    /// Whether a text that begins at `start` would take a part of another stream's text for its own: it
    /// may hold all of that, but not begin amid it.
    pub fn cuts(&self, stream: StreamId, start: u64) -> bool {
        let amid = |region: &Region| region.from < start && start < region.to;
        self.regions
            .iter()
            .any(|region| region.stream != stream && amid(region))
    }
}

/// What is left of unsigned spans when a seal turns out to cover a part of the input.
pub fn without(unsigned: &mut Vec<Span>, covered: Span) {
    unsigned.retain_mut(|span| {
        if span.start >= covered.start {
            span.start = span.start.max(covered.end.min(span.end));
        } else if span.end > covered.start && span.end <= covered.end {
            span.end = covered.start;
        }
        span.start < span.end
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_may_hold_another_and_not_begin_amid_it() {
        let (one, other) = (StreamId([1; 8]), StreamId([2; 8]));
        let mut covered = Covered::default();
        covered.add(one, 10, 20, 100);
        covered.add(one, 20, 30, 200);
        assert!(covered.cuts(other, 11) && covered.cuts(other, 29));
        assert!(!covered.cuts(other, 10) && !covered.cuts(other, 30) && !covered.cuts(other, 0));
        assert!(!covered.cuts(one, 15));
    }

    #[test]
    fn what_is_covered_later_is_not_unsigned() {
        let span = |start, end| Span { start, end };
        let mut unsigned = vec![span(0, 5), span(8, 12), span(14, 30)];
        without(&mut unsigned, span(3, 20));
        assert_eq!(unsigned, [span(0, 3), span(20, 30)]);
    }
}
