//! Counts words and characters of a text while it passes.
//!
//! A word is what stands between two word boundaries (UAX #29) and has a letter or a digit in it. A
//! character is a Unicode scalar value; of bytes that are not UTF-8 each counts that is no
//! continuation (10xxxxxx). White space of ASCII always ends a word, so the text is cut there, and
//! the pieces are counted in [`words`].

mod words;

use crate::text::utf8;
use unicode_segmentation::UnicodeSegmentation as _;
use words::{unicode_words, words};

/// Bytes without white space that are kept until a word has ended.
const TAIL_MAX: usize = 1024;
/// Of a word that is longer, so many of its last bytes are kept.
const KEPT: usize = 64;
/// Bytes whose characters are summed up in one byte.
const BLOCK: usize = 128;

/// What was counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Words.
    pub words: u64,
    /// Characters.
    pub characters: u64,
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.words += other.words;
        self.characters += other.characters;
    }
}

/// Counts one text.
#[derive(Debug, Clone, Default)]
pub struct Counter {
    counts: Counts,
    /// The end of the text from its last white space on, not counted yet.
    tail: Vec<u8>,
    /// Whether the tail begins in a word that is counted already.
    amid: bool,
}

impl Counter {
    /// The next bytes of the text.
    pub fn push(&mut self, text: &[u8]) {
        self.counts.characters += characters(text);
        let Some(last) = text.iter().rposition(u8::is_ascii_whitespace) else {
            return self.keep(text);
        };
        let mut text = text;
        let mut end = last;
        if !self.tail.is_empty()
            && let Some(first) = text.iter().position(u8::is_ascii_whitespace)
        {
            self.tail.extend_from_slice(&text[..first]);
            self.count_tail();
            text = &text[first..];
            end -= first;
        }
        self.counts.words += words(&text[..end]);
        self.keep(&text[end..]);
    }

    /// What was counted, but for a word that may go on.
    pub fn so_far(&self) -> Counts {
        self.counts
    }

    /// The text is over.
    pub fn finish(mut self) -> Counts {
        self.count_tail();
        self.counts
    }

    fn count_tail(&mut self) {
        self.add(words(&self.tail));
        self.tail.clear();
    }

    /// Counts words from the beginning of the tail on.
    fn add(&mut self, words: u64) {
        self.counts.words += words - u64::from(self.amid && words > 0);
        self.amid = false;
    }

    /// Keeps what may be the beginning of a word, and of what is long only its last word.
    fn keep(&mut self, text: &[u8]) {
        for piece in text.chunks(TAIL_MAX) {
            self.tail.extend_from_slice(piece);
            if self.tail.len() > TAIL_MAX {
                self.shorten();
            }
        }
    }

    fn shorten(&mut self) {
        let whole = self.tail.len() - utf8::unfinished_tail(&self.tail);
        let unfinished = self.tail.split_off(whole);
        let text = String::from_utf8_lossy(&self.tail).into_owned();
        // The last word may go on with what comes, behind a sign and any number of characters that
        // are drawn on others.
        let sure = boundary(&text, text.len() - KEPT);
        let sure = text[..sure].trim_end_matches(|c: char| !c.is_alphanumeric()).len();
        let cut = text.split_word_bound_indices().map(|(at, _)| at);
        let cut = cut.take_while(|at| *at < sure).last().unwrap_or(0);
        let (done, word) = text.split_at(cut);
        if cut > 0 {
            self.add(unicode_words(done));
        }
        // A word that goes on is counted now; what is kept of it begins with a letter or digit of
        // it, the last one that is far enough from the end, so that it goes on as before.
        let kept = boundary(word, word.len().saturating_sub(KEPT));
        let letter = word[..kept].char_indices().rfind(|(_, c)| c.is_alphanumeric());
        self.tail.clear();
        match letter {
            Some((at, letter)) => {
                self.counts.words += u64::from(!self.amid);
                self.amid = true;
                let behind = at + letter.len_utf8();
                let drawn = boundary(word, kept.max(behind));
                self.tail.extend_from_slice(&word.as_bytes()[at..behind]);
                let between = &word[behind..drawn];
                if between.len() <= KEPT {
                    self.tail.extend_from_slice(between.as_bytes());
                }
                self.tail.extend_from_slice(&word.as_bytes()[drawn..]);
            }
            None => self.tail.extend_from_slice(&word.as_bytes()[kept..]),
        }
        self.tail.extend(unfinished);
    }
}

/// The bytes that begin a character.
pub fn characters(text: &[u8]) -> u64 {
    let begins = |byte: &u8| u8::from(byte & 0xC0 != 0x80);
    let of_block = |block: &[u8]| block.iter().map(begins).fold(0, u8::wrapping_add);
    text.chunks(BLOCK).map(|block| u64::from(of_block(block))).sum()
}

/// The last boundary between characters up to a place.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn count(pieces: &[&[u8]]) -> Counts {
        let mut counter = Counter::default();
        for piece in pieces {
            counter.push(piece);
        }
        counter.finish()
    }

    fn expected(text: &str) -> Counts {
        Counts {
            words: text.unicode_words().count() as u64,
            characters: text.chars().count() as u64,
        }
    }

    #[test]
    fn words_are_those_of_the_annex() {
        for (text, words) in [
            ("", 0),
            (" \n", 0),
            ("The quick (\"brown\") fox can't jump 32.3 feet, right?", 9),
            ("a:b c;d 1;2 1:2 e.g. 3.14 1,000.5 x_y __ _a_", 11),
            ("日本語 has three", 5),
            ("Grüße, naïve café", 3),
            ("e\u{301}a\u{200d}b 👩‍👩‍👧 🇩🇪", 1),
        ] {
            assert_eq!(count(&[text.as_bytes()]), expected(text), "{text}");
            assert_eq!(count(&[text.as_bytes()]).words, words, "{text}");
        }
    }

    #[test]
    fn a_word_without_end_is_one_word_in_little_memory() {
        let mut counter = Counter::default();
        for _ in 0..10_000 {
            counter.push(b"abcdefghij");
            assert!(counter.tail.len() <= 2 * TAIL_MAX);
        }
        assert_eq!(counter.finish().words, 1);
        let letters = "字".repeat(10_000);
        let pieces: Vec<&[u8]> = letters.as_bytes().chunks(7).collect();
        assert_eq!(count(&pieces), expected(&letters));
    }

    #[test]
    fn words_that_are_long_go_on_as_they_began() {
        for text in [
            format!("1_{}", "カ".repeat(1000)),
            format!("v{}", "1,".repeat(2000)),
            "a.".repeat(3000),
            "12,3;".repeat(2000),
            format!("{}:{}{}", "x".repeat(1000), "\u{301}".repeat(200), "x".repeat(200)),
            "👩\u{200d}💻".repeat(900),
            format!("{}, {}", "1".repeat(1500), "a-b ".repeat(900)),
        ] {
            for size in [1, 7, 100, 1024, 5000] {
                let pieces: Vec<&[u8]> = text.as_bytes().chunks(size).collect();
                assert_eq!(count(&pieces).words, expected(&text).words, "{size}: {}", &text[..40]);
            }
        }
    }

    proptest! {
        #[test]
        fn however_a_text_comes_it_has_the_same_words(
            text in prop::collection::vec(prop_oneof![
                Just("a"), Just("Zz"), Just("1"), Just("."), Just("'"), Just(":"), Just(","), Just(";"), Just("_"), Just(" "), Just("\n"),
                Just("\r"), Just("-"), Just("é"), Just("字"), Just("カ"), Just("\u{301}"), Just("\u{345}"), Just("\u{200d}"), Just("’"),
                Just("🇩"), Just("א"), Just("\""), Just("٣"), Just("\u{a0}"), Just("word "), Just("\u{fe0f}"),
                Just("，"), Just("：") , Just("ひ"), Just("“"), Just("я"),
            ], 0..400),
            cuts in prop::collection::vec(1usize..40, 1..60),
        ) {
            let text = text.concat();
            let mut pieces = Vec::new();
            let mut rest = text.as_bytes();
            for cut in cuts {
                let (piece, after) = rest.split_at(cut.min(rest.len()));
                pieces.push(piece);
                rest = after;
            }
            pieces.push(rest);
            prop_assert_eq!(count(&pieces), expected(&text));
        }
    }
}
