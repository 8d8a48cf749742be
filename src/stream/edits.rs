//! What an operation makes of a text, as changes of the string literals that hold the text.

use crate::embed::Ending;
use crate::json::literal::{self, Decoder, Spelling};
use crate::mark::Outlet;
use crate::stream::operation::{TextEnd, TextMachine};
use std::ops::Range;

/// The marks that an operation adds, and where they go: after so many bytes of the text.
#[derive(Debug, Default)]
pub struct Added {
    passed: u64,
    /// In the order of their places.
    pub marks: Vec<(u64, Vec<u8>)>,
}

impl Outlet for Added {
    fn text(&mut self, text: &[u8]) {
        self.passed += text.len() as u64;
    }

    fn mark(&mut self, mark: &[u8]) {
        match self.marks.last_mut() {
            Some((place, marks)) if *place == self.passed => marks.extend_from_slice(mark),
            _ => self.marks.push((self.passed, mark.to_vec())),
        }
    }
}

impl Added {
    /// Marks for a text of so many bytes that has passed.
    pub fn of(passed: u64, marks: Vec<(u64, Vec<u8>)>) -> Self {
        Self { passed, marks }
    }

    /// Takes the marks within and after the text that a literal adds, as places in the literal.
    ///
    /// `before` is how much text there was before it, and `decoder` the one that read it, as it was
    /// then.
    pub fn take(&mut self, literal: &[u8], before: u64, decoder: Decoder) -> Vec<(usize, Vec<u8>)> {
        let mut placed = Vec::with_capacity(self.marks.len());
        let mut characters = literal::characters(literal, decoder);
        let (mut text, mut at) = (before, 0);
        for (place, marks) in self.marks.drain(..) {
            while text < place {
                let Some(one) = characters.next() else {
                    break;
                };
                text += one.text as u64;
                at += one.literal;
            }
            placed.push((at, marks));
        }
        placed
    }

    /// Takes the marks and returns the text with them in it; `before` is how much text there was
    /// before it.
    pub fn insert_into(&mut self, text: &[u8], before: u64) -> Vec<u8> {
        let mut whole = Vec::with_capacity(text.len());
        let mut at = 0;
        for (place, marks) in self.marks.drain(..) {
            let place = usize::try_from(place.saturating_sub(before)).unwrap_or(usize::MAX);
            let place = place.clamp(at, text.len());
            whole.extend_from_slice(&text[at..place]);
            whole.extend_from_slice(&marks);
            at = place;
        }
        whole.extend_from_slice(&text[at..]);
        whole
    }
}

/// Marks as they are spelled in a literal.
pub fn spelled(marks: &[u8], spelling: Spelling) -> Vec<u8> {
    let mut literal = Vec::new();
    literal::spell(&String::from_utf8_lossy(marks), spelling, &mut literal);
    literal
}

/// A piece of a text: its frame, where its literal begins there, and the literal.
pub type Piece<'a> = (usize, usize, &'a [u8]);

/// A character of some text: its frame, the place of its spelling there, and its bytes
/// of text.
struct Character {
    frame: usize,
    place: Range<usize>,
    text: usize,
}

/// Does an operation that takes marks out to a text that is spread over literals; returns the
/// places, frame by frame, of what was taken out.
pub fn removed(pieces: &[Piece<'_>], machine: &mut impl TextMachine) -> Vec<(usize, Range<usize>)> {
    let (characters, text) = read(pieces);
    let mut kept = Vec::with_capacity(text.len());
    let end = TextEnd { ending: Ending::Complete, reason: None, guard: None };
    // Such a machine refuses nothing.
    let _ = machine.push(&text, &mut kept);
    let _ = machine.finish(&end, &mut kept);
    let (mut rest, mut at) = (kept.as_slice(), 0);
    let mut places = Vec::<(usize, Range<usize>)>::new();
    // The first half of a surrogate pair goes or stays with the second.
    let mut first = 0;
    for (index, character) in characters.iter().enumerate() {
        if character.text == 0 {
            continue;
        }
        let spelled = &text[at..at + character.text];
        at += character.text;
        let spelling = &characters[std::mem::replace(&mut first, index + 1)..=index];
        if let Some(after) = rest.strip_prefix(spelled) {
            rest = after;
            continue;
        }
        for part in spelling {
            match places.last_mut() {
                Some((frame, place)) if *frame == part.frame && place.end == part.place.start => {
                    place.end = part.place.end;
                }
                _ => places.push((part.frame, part.place.clone())),
            }
        }
    }
    // Only characters were taken out, so that what is left has been found again.
    debug_assert!(rest.is_empty());
    places
}

/// The characters of a text that is spread over literals, and the text.
fn read(pieces: &[Piece<'_>]) -> (Vec<Character>, Vec<u8>) {
    let (mut characters, mut text) = (Vec::new(), Vec::new());
    let mut decoder = Decoder::default();
    for (frame, start, literal) in pieces {
        let mut at = *start;
        for one in literal::characters(literal, decoder) {
            characters.push(Character {
                frame: *frame,
                place: at..at + one.literal,
                text: one.text,
            });
            at += one.literal;
        }
        decoder.decode(literal, &mut text);
    }
    (characters, text)
}
