//! The end of the text as it came by, so that a text can be found whose beginning was not known for
//! one; and where in the input all of it stands.

use crate::digest::Threads;
use std::collections::VecDeque;

/// How much of the text is kept, in bytes: a signed text inside a larger one is found if its head
/// stands within its first [`REACH`] bytes.
pub const REACH: usize = 1024 * 1024;
/// The longest line of which the beginning is looked at.
const LINE_MAX: usize = 4 * 1024;
/// The most places between text and records that are kept.
const JOINTS_MAX: usize = 4096;

/// The last [`REACH`] bytes of a text.
#[derive(Debug, Default)]
pub struct Tape {
    bytes: VecDeque<u8>,
    /// Bytes of text so far.
    end: u64,
    /// Bytes of input so far.
    input: u64,
    /// Line feeds in the input so far.
    newlines: u64,
    /// Where text goes on behind a record.
    joints: VecDeque<Joint>,
    /// What may hash the texts that begin on it.
    pub threads: Threads,
}

#[derive(Debug, Clone, Copy)]
struct Joint {
    text: u64,
    input: u64,
}

impl Tape {
    /// A tape without text.
    pub fn new(threads: Threads) -> Self {
        Self { threads, ..Self::default() }
    }

    /// The next bytes of the text.
    pub fn push(&mut self, text: &[u8]) {
        self.end += text.len() as u64;
        self.input += text.len() as u64;
        self.newlines += count_newlines(text);
        let kept = &text[text.len().saturating_sub(REACH)..];
        let surplus = (self.bytes.len() + kept.len()).saturating_sub(REACH);
        self.bytes.drain(..surplus);
        if self.bytes.len() + kept.len() > REACH / 2 {
            // Once, instead of doubling past what is needed.
            self.bytes.reserve_exact(REACH - self.bytes.len());
        }
        self.bytes.extend(kept);
    }

    /// A record stands here.
    pub fn skip(&mut self, record: &[u8]) {
        self.input += record.len() as u64;
        self.newlines += count_newlines(record);
        if self.joints.back().is_some_and(|joint| joint.text == self.end) {
            self.joints.pop_back();
        }
        self.joints.push_back(Joint { text: self.end, input: self.input });
        if self.joints.len() > JOINTS_MAX {
            self.joints.pop_front();
            let known = self.joints.front().map_or(self.end, |joint| joint.text);
            let keep =
                usize::try_from(self.end - known).unwrap_or(usize::MAX).min(self.bytes.len());
            self.bytes.drain(..self.bytes.len() - keep);
        }
    }

    /// Bytes of text so far.
    pub fn end(&self) -> u64 {
        self.end
    }

    /// Bytes of input so far.
    pub fn input(&self) -> u64 {
        self.input
    }

    /// The line that the input has come to, from 1.
    pub fn line(&self) -> u64 {
        self.newlines + 1
    }

    /// The last byte of the text.
    pub fn last(&self) -> Option<u8> {
        self.bytes.back().copied()
    }

    /// The byte before a place, if there is one and it is still there.
    pub fn before(&self, place: u64) -> Option<u8> {
        let back = usize::try_from(self.end.checked_sub(place)?).ok()?;
        let at = self.bytes.len().checked_sub(back + 1)?;
        self.bytes.get(at).copied()
    }

    /// Whether the last line begins with `sign`; a line longer than [`LINE_MAX`] does not count.
    pub fn last_line_begins_with(&self, sign: u8) -> bool {
        let recent = self.bytes.iter().rev().take(LINE_MAX);
        let line = recent.take_while(|byte| **byte != b'\n');
        line.last() == Some(&sign)
    }

    /// The last bytes of the text, as many as asked for and kept.
    pub fn last_bytes(&self, length: usize) -> Vec<u8> {
        let from = self.bytes.len().saturating_sub(length);
        self.bytes.range(from..).copied().collect()
    }

    /// How many bytes are kept.
    pub fn kept(&self) -> usize {
        self.bytes.len()
    }

    /// Where in the input a place on the tape stands: behind the records before it.
    pub fn input_at(&self, text: u64) -> u64 {
        let behind = self.joints.partition_point(|joint| joint.text <= text);
        let joint = behind.checked_sub(1).and_then(|at| self.joints.get(at));
        joint.map_or(text, |joint| joint.input + (text - joint.text))
    }
}

/// Line feeds in a text.
pub fn count_newlines(text: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', text).count() as u64
}
