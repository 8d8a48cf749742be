//! Which parts of the text seals have spoken of.

use crate::record::StreamId;
use crate::verdict::Span;
use crate::verify::ink::{Ink, Place};
use std::collections::VecDeque;

/// The most streams whose part is remembered.
const REGIONS_MAX: usize = 64;

/// The parts of the text that the last streams cover, in bytes of text, and what stands behind
/// them.
#[derive(Debug, Default)]
pub struct Covered {
    regions: VecDeque<Region>,
    /// Where the last of them ends, in bytes of text.
    pub to: u64,
    ink: Ink,
}

#[derive(Debug)]
struct Region {
    stream: StreamId,
    from: u64,
    to: u64,
    /// Whether the last seal of the stream has come.
    over: bool,
}

impl Covered {
    /// The next bytes of the text, which stand at `place`.
    pub fn update(&mut self, text: &[u8], place: Place) {
        self.ink.update(text, place);
    }

    /// The first text behind the last covered part that is no white space.
    pub fn first_ink(&self) -> Option<Place> {
        self.ink.first()
    }

    /// A segment of a stream was sealed, the last one if that is `over`: from and to in bytes of
    /// text, the text having come so far.
    pub fn add(&mut self, stream: StreamId, from: u64, to: u64, over: bool) {
        self.to = to;
        self.ink = Ink::default();
        let known = |region: &&mut Region| region.stream == stream && !region.over;
        match self.regions.iter_mut().find(known) {
            Some(region) => (region.to, region.over) = (to, over),
            None => self.regions.push_back(Region { stream, from, to, over }),
        }
        if over {
            self.merge();
        }
    }

    /// Forgets what says nothing more; of too many streams that are over the first two become one,
    /// so that nothing begins amid them.
    fn merge(&mut self) {
        let Some(last) = self.regions.iter().rposition(|region| region.over) else {
            return;
        };
        let Some(new) = self.regions.remove(last) else {
            return;
        };
        let holds = |one: &Region, other: &Region| one.from <= other.from && other.to <= one.to;
        self.regions.retain(|region| !region.over || !holds(&new, region));
        let known = |region: &Region| region.over && holds(region, &new);
        if !self.regions.iter().any(known) {
            self.regions.push_back(new);
        }
        if self.regions.len() > REGIONS_MAX {
            let mut over = (0..self.regions.len()).filter(|at| self.regions[*at].over);
            match (over.next(), over.next()) {
                (Some(first), Some(second)) => {
                    let second = self.regions[second].from
                        ..self.regions.remove(second).map_or(0, |region| region.to);
                    let first = &mut self.regions[first];
                    first.from = first.from.min(second.start);
                    first.to = first.to.max(second.end);
                }
                _ => drop(self.regions.pop_front()),
            }
        }
    }

    /// Whether a text that begins at `start` would take a part of another stream's text for its
    /// own: it may hold all of that or be held by it, but not begin amid it and go on behind it.
    pub fn cuts(&self, stream: StreamId, start: u64) -> bool {
        let own = |region: &&Region| region.stream == stream && !region.over;
        let start = self.regions.iter().find(own).map_or(start, |own| own.from);
        let amid = |region: &Region| region.from < start && start < region.to;
        self.regions.iter().any(|region| region.over && amid(region))
    }
}

/// What is left of an unsigned span when a seal turns out to cover a part of the input.
pub fn without(span: Span, covered: Span) -> Option<Span> {
    let mut left = span;
    if span.start >= covered.start {
        left.start = span.start.max(covered.end.min(span.end));
    } else if span.end > covered.start && span.end <= covered.end {
        left.end = covered.start;
    }
    (left.start < left.end).then_some(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_may_hold_another_and_not_begin_amid_it() {
        let (one, other) = (StreamId([1; 8]), StreamId([2; 8]));
        let mut covered = Covered::default();
        covered.add(one, 10, 20, false);
        assert!(!covered.cuts(other, 11));
        covered.add(one, 20, 30, true);
        assert!(covered.cuts(other, 11) && covered.cuts(other, 29));
        assert!(!covered.cuts(other, 10) && !covered.cuts(other, 30) && !covered.cuts(other, 0));
        covered.add(other, 5, 20, false);
        assert!(!covered.cuts(other, 20));
    }

    #[test]
    fn what_is_covered_later_is_not_unsigned() {
        let left = |start, end| {
            let covered = Span { start: 3, end: 20 };
            without(Span { start, end }, covered).map(|left| (left.start, left.end))
        };
        assert_eq!(left(0, 5), Some((0, 3)));
        assert_eq!(left(8, 12), None);
        assert_eq!(left(14, 30), Some((20, 30)));
    }
}
