//! The words of a text on their way into their digests: as they are, in NFC, and without the line
//! breaks that wrapping tools put where no white space was.
//!
//! NFC is applied to pieces, for a piece that begins with a stable character is never joined with
//! what stands before it. As long as all three are the same they are hashed once.

use crate::digest::lane::{Lane, Threads};
use crate::text::class::is_wide;
use unicode_normalization::UnicodeNormalization as _;

/// The most characters that NFC sees at once. Longer pieces occur in no language; cutting them
/// keeps memory constant (docs/format.md, rule 9).
const PIECE_MAX: usize = 64;
/// Bytes of words for which the joined lane goes on: what is longer was not wrapped for a reader,
/// and a second digest of it would cost as much as the first.
const JOINED_MAX: u64 = 16 * 1024 * 1024;

/// Words, as many as have come.
pub struct Words {
    plain: Lane,
    /// The same in NFC, once the two differ.
    normalized: Option<Lane>,
    /// The same without breaks where no white space was, once there is such a break.
    joined: Option<Lane>,
    /// Whether the last white space is none in the joined lane.
    joined_last: bool,
    /// Whether such breaks are looked for.
    joins: bool,
    /// Bytes of plain words at the first of them.
    joined_from: u64,
    /// Characters that NFC may still join, the last stable one first.
    piece: String,
    /// Whether the last thing in the lanes is a stable character, which a next one may join.
    joinable: bool,
}

/// The digests of words.
pub struct WordDigests {
    pub plain: [u8; 32],
    /// Length and digest in NFC.
    pub folded: (u64, [u8; 32]),
    /// The same without breaks where no white space was.
    pub joined: Option<(u64, [u8; 32])>,
}

impl Words {
    /// No words yet; `joins` is whether to look for the breaks of wrapping tools.
    pub fn new(joins: bool, threads: Threads) -> Self {
        Self {
            plain: Lane::new(threads),
            normalized: None,
            joined: None,
            joined_last: false,
            joins,
            joined_from: 0,
            piece: String::new(),
            joinable: false,
        }
    }

    /// Whether nothing has come yet.
    pub fn is_empty(&self) -> bool {
        self.plain.length() == 0 && self.piece.is_empty()
    }

    /// Whether there are characters that NFC may still join.
    pub fn has_piece(&self) -> bool {
        !self.piece.is_empty()
    }

    /// Bytes of plain words, without the piece that is open.
    pub fn plain_length(&self) -> u64 {
        self.plain.length()
    }

    /// The same with the piece that is open.
    pub fn open_length(&self) -> u64 {
        self.plain.length() + self.piece.len() as u64
    }

    /// Bytes in NFC, if the words ended here.
    pub fn folded_length(&self) -> u64 {
        self.normalized.as_ref().unwrap_or(&self.plain).length() + self.piece_length()
    }

    /// The same without breaks where no white space was.
    pub fn joined_length(&self) -> u64 {
        let joined = self.joined.as_ref().or(self.normalized.as_ref());
        joined.unwrap_or(&self.plain).length() + self.piece_length()
    }

    fn piece_length(&self) -> u64 {
        self.piece.nfc().map(|c| c.len_utf8() as u64).sum()
    }

    /// The same words a second time.
    pub fn fork(&mut self) -> Self {
        Self {
            plain: self.plain.fork(),
            normalized: self.normalized.as_mut().map(Lane::fork),
            joined: self.joined.as_mut().map(Lane::fork),
            joined_last: self.joined_last,
            joins: self.joins,
            joined_from: self.joined_from,
            piece: self.piece.clone(),
            joinable: self.joinable,
        }
    }

    /// Stable characters.
    #[inline]
    pub fn push_stable(&mut self, words: &[u8]) {
        self.close_piece();
        self.write(words);
        self.joinable = true;
    }

    /// Bytes that are no character.
    pub fn push_opaque(&mut self, bytes: &[u8]) {
        self.close_piece();
        self.write(bytes);
        self.joinable = false;
    }

    /// A character that NFC may join with what stands before it.
    pub fn push_unstable(&mut self, c: char) {
        if self.piece.chars().nth(PIECE_MAX - 1).is_some() {
            self.close_piece();
        }
        if self.piece.is_empty() && self.joinable {
            self.open_piece();
        }
        self.joinable = false;
        self.piece.push(c);
    }

    /// White space between two words.
    pub fn push_space(&mut self) {
        self.close_piece();
        self.plain.push(b' ');
        for lane in [&mut self.normalized, &mut self.joined].into_iter().flatten() {
            lane.push(b' ');
        }
        self.joinable = true;
        self.joined_last = false;
    }

    /// A line break between two words before the stable character `next`. Where wrapping tools
    /// break though no white space stood there, it is none in the joined lane.
    pub fn push_break(&mut self, next: char) {
        if !self.joins || !self.would_break(next) {
            return self.push_space();
        }
        let joined = match self.joined.take() {
            Some(lane) => lane,
            None => {
                self.joined_from = self.plain.length();
                self.normalized.as_mut().unwrap_or(&mut self.plain).fork()
            }
        };
        self.push_space();
        self.joined = Some(joined);
        self.joined_last = true;
    }

    /// No white space stands between what has come and what comes, though the text has some.
    pub fn push_nothing(&mut self) {
        self.close_piece();
        self.joinable = false;
    }

    /// Takes out the last space, if at most `behind` bytes stand behind it and NFC may not join it
    /// with what comes.
    pub fn take_out_space(&mut self, behind: usize) {
        let Some(behind) = behind.checked_sub(self.piece.len()) else {
            return;
        };
        if self.piece.starts_with(' ') || !self.plain.take_out_last(b' ', behind) {
            return;
        }
        let joined = self.joined.as_mut().filter(|_| !self.joined_last);
        for lane in [self.normalized.as_mut(), joined].into_iter().flatten() {
            lane.take_out_last(b' ', behind);
        }
    }

    /// Ends the piece that is open.
    #[inline]
    pub fn close_piece(&mut self) {
        if self.has_piece() {
            self.end_piece();
        }
    }

    #[cold]
    fn end_piece(&mut self) {
        let piece = std::mem::take(&mut self.piece);
        let nfc: String = piece.nfc().collect();
        if self.normalized.is_none() && nfc != piece {
            self.normalized = Some(self.plain.fork());
        }
        self.plain.update(piece.as_bytes());
        for lane in [&mut self.normalized, &mut self.joined].into_iter().flatten() {
            lane.update(nfc.as_bytes());
        }
        self.joinable = false;
    }

    /// The digests of all that has come.
    pub fn finish(mut self) -> WordDigests {
        self.close_piece();
        let joined = self.joined.map(|lane| (lane.length(), lane.finish()));
        let normalized = self.normalized.map(|lane| (lane.length(), lane.finish()));
        let length = self.plain.length();
        let plain = self.plain.finish();
        WordDigests { plain, folded: normalized.unwrap_or((length, plain)), joined }
    }

    /// Takes the last stable character back: NFC may join it with the next.
    fn open_piece(&mut self) {
        let tail = self.plain.tail();
        let start = (0..tail.len()).rev().find(|&at| tail[at] & 0xC0 != 0x80).unwrap_or(0);
        let length = tail.len() - start;
        self.piece.push_str(&String::from_utf8_lossy(&tail[start..]));
        self.plain.take_back(length);
        for lane in [&mut self.normalized, &mut self.joined].into_iter().flatten() {
            lane.take_back(length);
        }
    }

    /// Whether wrapping tools break a line before `next` though no white space stands there: behind
    /// a hyphen, and between two wide characters.
    fn would_break(&self, next: char) -> bool {
        match self.plain.tail() {
            [b'-'] => true,
            [.., before, b'-'] => *before != b' ',
            [.., 0x80..=0xFF] => {
                is_wide(next) && last_character(self.plain.tail()).is_some_and(is_wide)
            }
            _ => false,
        }
    }

    #[inline]
    fn write(&mut self, words: &[u8]) {
        self.plain.update(words);
        if let Some(normalized) = &mut self.normalized {
            normalized.update(words);
        }
        if let Some(joined) = &mut self.joined {
            joined.update(words);
            if self.plain.length() - self.joined_from > JOINED_MAX {
                (self.joined, self.joins) = (None, false);
            }
        }
    }
}

/// The last character of some UTF-8.
fn last_character(text: &[u8]) -> Option<char> {
    let start = (0..text.len()).rev().take(4).find(|&at| text[at] & 0xC0 != 0x80)?;
    std::str::from_utf8(&text[start..]).ok()?.chars().next()
}
