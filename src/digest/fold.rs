//! The folding machine: text in any pieces goes in, [`Digests`] come out.
//!
//! Each run of White_Space becomes one U+0020 in the words, none at either end. A run that is anything
//! else than one U+0020 between two words is written down in the layout: the number of bytes of words
//! since the entry before, in decimal, then the run itself.

use super::Digests;
use super::lane::Lane;
use super::plain::plain_length;
use crate::text::class::{is_stable, is_white_space};
use crate::text::utf8::{self, Unit};
use unicode_normalization::UnicodeNormalization as _;

/// The most characters that NFC sees at once. Longer pieces occur in no language; cutting them keeps
/// memory constant (docs/format.md, rule 9).
const PIECE_MAX: usize = 64;
/// Bytes of a run of white space that are kept before they go into the layout.
const RUN_MAX: usize = 64;

/// A text on its way to its digests.
pub struct Fold {
    length: u64,
    /// The beginning of a character whose rest has not come yet.
    unfinished: Vec<u8>,
    /// The words, not normalized.
    words: Lane,
    /// The words in NFC, once the two differ.
    normalized: Option<Lane>,
    /// Characters that NFC may still join, the last stable one first.
    piece: String,
    /// Whether the last thing in the words is a stable character, which a next one may join.
    joinable: bool,
    /// The run of white space at the end of what has come.
    run: Vec<u8>,
    /// Whether the beginning of the run has gone into the layout already.
    run_written: bool,
    leading_run: bool,
    /// Whether the last run between two words is one line break.
    broken: bool,
    /// Whether the next run between two words is none.
    joining: bool,
    layout: Lane,
    /// Bytes of words at the last entry of the layout.
    layout_at: u64,
}

impl Default for Fold {
    fn default() -> Self {
        Self::new()
    }
}

impl Fold {
    /// A text of which nothing has come yet.
    pub fn new() -> Self {
        Self {
            length: 0,
            unfinished: Vec::new(),
            words: Lane::new(),
            normalized: None,
            piece: String::new(),
            joinable: false,
            run: Vec::new(),
            run_written: false,
            leading_run: false,
            broken: false,
            joining: false,
            layout: Lane::new(),
            layout_at: 0,
        }
    }

    /// Bytes of text so far.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Bytes of folded text, if the text ended here.
    pub fn folded_length(&self) -> u64 {
        let piece = self.piece.nfc().map(|c| c.len_utf8() as u64).sum::<u64>();
        let unfinished = self.unfinished.len() as u64;
        let space = u64::from(unfinished > 0 && self.in_run() && !self.no_words_yet());
        self.normalized.as_ref().unwrap_or(&self.words).length() + piece + space + unfinished
    }

    /// Whether white space stands at the end of what has come.
    pub fn ends_in_white_space(&self) -> bool {
        self.in_run() && self.unfinished.is_empty()
    }

    /// Whether the text begins with white space.
    pub fn begins_with_white_space(&self) -> bool {
        self.leading_run || (self.in_run() && self.no_words_yet())
    }

    /// The next bytes of the text.
    pub fn update(&mut self, mut text: &[u8]) {
        self.length += text.len() as u64;
        while !self.unfinished.is_empty() && !text.is_empty() {
            self.unfinished.push(text[0]);
            text = &text[1..];
            self.take_unfinished();
        }
        while !text.is_empty() {
            text = &text[self.take_plain(text)..];
            text = match utf8::first(text) {
                Unit::Character(c, 1) if self.piece.is_empty() => {
                    if is_white_space(c) {
                        self.take_white_space(&text[..1]);
                        &text[1..]
                    } else {
                        // The run before it is over: from here on it may be plain.
                        self.close_run();
                        let first = usize::from(self.no_words_yet());
                        self.write_words(&text[..first]);
                        self.joinable = first > 0;
                        &text[first..]
                    }
                }
                Unit::Character(c, length) => {
                    self.take_character(c, &text[..length]);
                    &text[length..]
                }
                Unit::Invalid(length) => {
                    self.take_opaque(&text[..length]);
                    &text[length..]
                }
                Unit::Unfinished => {
                    self.unfinished.extend_from_slice(text);
                    &[]
                }
            };
        }
    }

    /// Takes back a line feed at the end of what has come; false if there is none.
    pub fn take_back_newline(&mut self) -> bool {
        let newline = self.unfinished.is_empty() && self.run.last() == Some(&b'\n');
        if newline {
            self.run.pop();
            self.length -= 1;
        }
        newline
    }

    /// The same text a second time.
    pub fn fork(&mut self) -> Self {
        Self {
            length: self.length,
            unfinished: self.unfinished.clone(),
            words: self.words.fork(),
            normalized: self.normalized.as_mut().map(Lane::fork),
            piece: self.piece.clone(),
            joinable: self.joinable,
            run: self.run.clone(),
            run_written: self.run_written,
            leading_run: self.leading_run,
            broken: self.broken,
            joining: self.joining,
            layout: self.layout.fork(),
            layout_at: self.layout_at,
        }
    }

    /// Whether the text ends with a word before which there is one line break, and nothing but spaces
    /// behind that.
    pub fn is_broken(&self) -> bool {
        self.broken && !self.in_run()
    }

    /// Folds as if the last line break between two words were not there, if the word behind it has at
    /// most `longest` bytes: a tool that wraps lines puts one into a word which is longer than the line.
    /// The exact digests mean nothing then.
    pub fn rejoin(&mut self, longest: usize) {
        let space = self.words.take_out_last(b' ', longest);
        if let Some(normalized) = self.normalized.as_mut().filter(|_| space) {
            normalized.take_out_last(b' ', longest);
        }
    }

    /// The same for the next run of white space between two words.
    pub fn join_next(&mut self) {
        self.joining = true;
    }

    /// The digests of all that has come.
    pub fn finish(mut self) -> Digests {
        let unfinished = std::mem::take(&mut self.unfinished);
        if !unfinished.is_empty() {
            self.take_opaque(&unfinished);
        }
        self.close_piece();
        if self.in_run() {
            self.leading_run |= self.no_words_yet();
            self.write_run();
        }
        let folded_length = self.normalized.as_ref().unwrap_or(&self.words).length();
        let words = self.words.finish();
        Digests {
            length: self.length,
            folded_length,
            folded: self.normalized.map_or(words, Lane::finish),
            words,
            layout: self.layout.finish(),
        }
    }

    fn in_run(&self) -> bool {
        !self.run.is_empty() || self.run_written
    }

    fn no_words_yet(&self) -> bool {
        self.words.length() == 0 && self.piece.is_empty()
    }

    /// One byte has come to an unfinished character: is it whole now?
    fn take_unfinished(&mut self) {
        let bytes = std::mem::take(&mut self.unfinished);
        match utf8::first(&bytes) {
            Unit::Character(c, length) => self.take_character(c, &bytes[..length]),
            Unit::Unfinished => self.unfinished = bytes,
            Unit::Invalid(length) => {
                self.take_opaque(&bytes[..length]);
                // What the invalid bytes do not include begins anew.
                match utf8::first(&bytes[length..]) {
                    Unit::Character(c, more) => {
                        self.take_character(c, &bytes[length..length + more])
                    }
                    Unit::Invalid(_) => self.take_opaque(&bytes[length..]),
                    Unit::Unfinished => self.unfinished = bytes[length..].to_vec(),
                }
            }
        }
    }

    /// Takes words of ASCII with single spaces between them, as many as stand at the front.
    fn take_plain(&mut self, text: &[u8]) -> usize {
        if self.in_run() || self.no_words_yet() || !self.piece.is_empty() {
            return 0;
        }
        let plain = plain_length(text);
        let words = match &text[..plain] {
            [words @ .., b' '] => {
                self.run.push(b' ');
                words
            }
            words => words,
        };
        if !words.is_empty() {
            self.broken &= memchr::memchr(b' ', words).is_none();
            self.write_words(words);
            self.joinable = true;
        }
        plain
    }

    fn take_character(&mut self, c: char, bytes: &[u8]) {
        if is_white_space(c) {
            self.close_piece();
            self.take_white_space(bytes);
        } else if is_stable(c) {
            self.close_piece();
            self.close_run();
            self.write_words(bytes);
            self.joinable = true;
        } else {
            self.take_unstable(c);
        }
    }

    /// Bytes that are no character stand in the words as they are.
    fn take_opaque(&mut self, bytes: &[u8]) {
        self.close_piece();
        self.close_run();
        self.write_words(bytes);
        self.joinable = false;
    }

    fn take_white_space(&mut self, bytes: &[u8]) {
        self.run.extend_from_slice(bytes);
        if self.run.len() > RUN_MAX {
            // The last byte stays, for it may be taken back.
            let last = self.run.pop();
            self.write_run();
            self.run_written = true;
            self.run.extend(last);
        }
    }

    fn take_unstable(&mut self, c: char) {
        if self.in_run() {
            self.joinable = self.close_run();
        }
        if self.piece.chars().nth(PIECE_MAX - 1).is_some() {
            self.close_piece();
        }
        if self.piece.is_empty() && self.joinable {
            self.open_piece();
        }
        self.joinable = false;
        self.piece.push(c);
    }

    /// Takes the last stable character back from the words: NFC may join it with the next.
    fn open_piece(&mut self) {
        let tail = self.words.tail();
        let start = (0..tail.len())
            .rev()
            .find(|&at| tail[at] & 0xC0 != 0x80)
            .unwrap_or(0);
        let length = tail.len() - start;
        self.piece
            .push_str(&String::from_utf8_lossy(&tail[start..]));
        self.words.take_back(length);
        if let Some(normalized) = &mut self.normalized {
            normalized.take_back(length);
        }
    }

    fn close_piece(&mut self) {
        if self.piece.is_empty() {
            return;
        }
        let piece = std::mem::take(&mut self.piece);
        let nfc: String = piece.nfc().collect();
        if self.normalized.is_none() && nfc != piece {
            self.normalized = Some(self.words.fork());
        }
        self.words.update(piece.as_bytes());
        if let Some(normalized) = &mut self.normalized {
            normalized.update(nfc.as_bytes());
        }
        self.joinable = false;
    }

    /// A word comes: the run before it, if there is one, is over. Returns whether it became a space.
    fn close_run(&mut self) -> bool {
        if !self.in_run() {
            return false;
        }
        let leading = self.no_words_yet();
        self.broken = !self.run_written && is_line_break(&self.run);
        if leading || self.run_written || self.run != b" " {
            self.write_run();
        }
        self.run.clear();
        self.run_written = false;
        self.leading_run |= leading;
        let space = !leading && !std::mem::take(&mut self.joining);
        if space {
            self.write_words(b" ");
        }
        space
    }

    /// Writes the run into the layout, as far as it is known.
    fn write_run(&mut self) {
        if !self.run_written {
            let at = self.words.length();
            self.layout
                .update(decimal(at - self.layout_at, &mut [0; 20]));
            self.layout_at = at;
        }
        self.layout.update(&self.run);
        self.run.clear();
    }

    fn write_words(&mut self, words: &[u8]) {
        self.words.update(words);
        if let Some(normalized) = &mut self.normalized {
            normalized.update(words);
        }
    }
}

/// Whether a run of white space is one line break, and the indentation behind it.
fn is_line_break(run: &[u8]) -> bool {
    let indentation = match run {
        [b'\r', b'\n', rest @ ..] | [b'\n' | b'\r', rest @ ..] => rest,
        _ => return false,
    };
    indentation.iter().all(|byte| matches!(byte, b' ' | b'\t'))
}

/// The decimal digits of a number, written at the end of `digits`.
fn decimal(mut number: u64, digits: &mut [u8; 20]) -> &[u8] {
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            return &digits[at..];
        }
    }
}
