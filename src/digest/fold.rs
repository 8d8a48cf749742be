//! The folding machine: text in any pieces goes in, [`Digests`] come out.
//!
//! Each run of White_Space becomes one U+0020 in the words, none at either end. A run that is
//! anything else than one U+0020 between two words is written down in the layout: the number of
//! bytes of words since the entry before, in decimal, then the run itself. What becomes of the
//! words is next door.

use crate::digest::Digests;
use crate::digest::joining::Joining;
use crate::digest::lane::Threads;
use crate::digest::layout::Layout;
use crate::digest::plain::{plain_length, stable_length};
use crate::digest::words::Words;
use crate::text::class::{is_stable, is_white_space};
use crate::text::utf8::{self, Unit};

/// Bytes of a run of white space that are kept before they go into the layout.
const RUN_MAX: usize = 64;

/// A text on its way to its digests.
pub struct Fold {
    length: u64,
    /// The beginning of a character whose rest has not come yet.
    unfinished: Vec<u8>,
    words: Words,
    /// The run of white space at the end of what has come.
    run: Vec<u8>,
    /// Whether the beginning of the run has gone into the layout already.
    run_written: bool,
    leading_run: bool,
    /// Whether the last run between two words is one line break.
    broken: bool,
    /// Whether a line break is to be taken out of the word that stands here or comes next.
    joining: Joining,
    layout: Layout,
}

impl Fold {
    /// A text of which nothing has come yet.
    pub fn new(threads: Threads) -> Self {
        Self {
            length: 0,
            unfinished: Vec::new(),
            words: Words::new(false, threads),
            run: Vec::new(),
            run_written: false,
            leading_run: false,
            broken: false,
            joining: Joining::Unasked,
            layout: Layout::new(threads),
        }
    }

    /// The same, and what wrapping tools do to a text is looked for.
    pub fn judging(threads: Threads) -> Self {
        Self { words: Words::new(true, threads), ..Self::new(threads) }
    }

    /// Bytes of text so far.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Bytes of folded text, if the text ended here.
    pub fn folded_length(&self) -> u64 {
        self.words.folded_length() + self.unfinished_length()
    }

    /// The same without the breaks of wrapping tools.
    pub fn joined_length(&self) -> u64 {
        self.words.joined_length() + self.unfinished_length()
    }

    /// Bytes that an unfinished character comes to, if it stays so.
    fn unfinished_length(&self) -> u64 {
        let unfinished = self.unfinished.len() as u64;
        unfinished + u64::from(unfinished > 0 && self.in_run() && !self.words.is_empty())
    }

    /// Whether white space stands at the end of what has come.
    pub fn ends_in_white_space(&self) -> bool {
        self.in_run() && self.unfinished.is_empty()
    }

    /// Whether the text begins with white space.
    pub fn begins_with_white_space(&self) -> bool {
        self.leading_run || (self.in_run() && self.words.is_empty())
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
            if let [b'\n', next @ b'!'..=b'~', ..] = text
                && self.is_plain()
            {
                // Most white space that is not plain stands between two lines.
                self.close_line(*next);
                text = &text[1..];
                continue;
            }
            text = match utf8::first(text) {
                Unit::Character(c, 1) if !self.words.has_piece() => {
                    if is_white_space(c) {
                        self.take_white_space(&text[..1]);
                        &text[1..]
                    } else {
                        // The run before it is over: from here on it may be plain.
                        self.close_run(Some(c));
                        let first = usize::from(self.words.is_empty());
                        self.words.push_stable(&text[..first]);
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
            run: self.run.clone(),
            run_written: self.run_written,
            leading_run: self.leading_run,
            broken: self.broken,
            joining: self.joining,
            layout: self.layout.fork(),
        }
    }

    /// Whether the text ends with a word before which there is one line break, and nothing but
    /// spaces behind that.
    pub fn is_broken(&self) -> bool {
        self.broken && !self.in_run()
    }

    /// Folds as if the last line break between two words were not there, if the word behind it has
    /// at most `longest` bytes: a tool that wraps lines puts one into a word which is longer than
    /// the line. The exact digests mean nothing then.
    pub fn rejoin(&mut self, longest: usize) {
        self.broken = false;
        self.words.take_out_space(longest);
    }

    /// The same for the line break that ends the word which stands here or comes next, if there is
    /// one.
    pub fn join_next(&mut self, longest: usize) {
        self.joining = Joining::Asked {
            from: self.words.open_length(),
            in_run: self.in_run(),
            longest: longest as u64,
        };
    }

    /// Whether no line break came that [`Self::join_next`] asked about.
    pub fn missed_break(&self) -> bool {
        self.joining.missed(self.words.open_length())
    }

    /// The digests of all that has come.
    pub fn finish(mut self) -> Digests {
        let unfinished = std::mem::take(&mut self.unfinished);
        if !unfinished.is_empty() {
            self.take_opaque(&unfinished);
        }
        self.words.close_piece();
        if self.in_run() {
            self.write_run();
        }
        let words = self.words.finish();
        Digests {
            length: self.length,
            folded_length: words.folded.0,
            folded: words.folded.1,
            joined: words.joined,
            words: words.plain,
            layout: self.layout.finish(),
        }
    }

    /// Whether a word stands at the end of what has come, and NFC joins nothing with it.
    #[inline]
    fn is_plain(&self) -> bool {
        !(self.in_run() || self.words.is_empty() || self.words.has_piece())
    }

    fn in_run(&self) -> bool {
        !self.run.is_empty() || self.run_written
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

    /// Takes words with single spaces between them, as many as stand at the front, that NFC leaves
    /// alone.
    fn take_plain(&mut self, text: &[u8]) -> usize {
        if !self.is_plain() {
            return 0;
        }
        let mut plain = plain_length(text);
        while let more @ 1.. = stable_length(&text[plain..]) {
            plain += more;
            plain += plain_length(&text[plain..]);
        }
        let words = match &text[..plain] {
            [words @ .., b' '] => {
                self.run.push(b' ');
                words
            }
            words => words,
        };
        if !words.is_empty() {
            if (self.broken || self.joining.is_asked()) && memchr::memchr(b' ', words).is_some() {
                self.broken = false;
                self.joining.miss();
            }
            self.words.push_stable(words);
        }
        plain
    }

    fn take_character(&mut self, c: char, bytes: &[u8]) {
        if is_white_space(c) {
            self.words.close_piece();
            self.take_white_space(bytes);
        } else if is_stable(c) {
            self.words.close_piece();
            self.close_run(Some(c));
            self.words.push_stable(bytes);
        } else {
            self.close_run(None);
            self.words.push_unstable(c);
        }
    }

    /// Bytes that are no character stand in the words as they are.
    fn take_opaque(&mut self, bytes: &[u8]) {
        self.words.close_piece();
        self.close_run(None);
        self.words.push_opaque(bytes);
    }

    fn take_white_space(&mut self, bytes: &[u8]) {
        self.joining.lengthen_run();
        self.run.extend_from_slice(bytes);
        if self.run.len() > RUN_MAX {
            // The last byte stays, for it may be taken back.
            let last = self.run.pop();
            self.write_run();
            self.run_written = true;
            self.run.extend(last);
        }
    }

    /// A word comes: the run before it, if there is one, is over. `next` is the character that
    /// comes, if NFC never joins it with one before.
    fn close_run(&mut self, next: Option<char>) {
        if !self.in_run() {
            return;
        }
        let leading = self.words.is_empty();
        self.broken = !self.run_written && is_line_break(&self.run);
        if leading || self.run_written || self.run != b" " {
            self.write_run();
        }
        self.run.clear();
        self.run_written = false;
        self.leading_run |= leading;
        let at = self.words.open_length();
        match next {
            // The word behind it does not touch the record.
            _ if leading => self.joining.miss(),
            _ if self.joining.takes_out(at, self.broken) => {
                self.broken = false;
                self.words.push_nothing();
            }
            Some(next) if self.broken => self.words.push_break(next),
            _ => self.words.push_space(),
        }
        self.joining.begin_word(self.words.open_length());
    }

    /// The same for a run that is one line feed.
    fn close_line(&mut self, next: u8) {
        if self.joining.is_asked() {
            self.run.push(b'\n');
            return self.close_run(Some(char::from(next)));
        }
        self.broken = true;
        self.layout.entry(self.words.plain_length(), b"\n");
        self.words.push_break(char::from(next));
    }

    /// Writes the run into the layout, as far as it is known.
    fn write_run(&mut self) {
        match self.run_written {
            true => self.layout.go_on(&self.run),
            false => self.layout.entry(self.words.plain_length(), &self.run),
        }
        self.run.clear();
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
