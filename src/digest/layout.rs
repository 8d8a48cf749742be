//! The layout: every run of white space that folding would lose, and where it stands
//! (docs/format.md, rule 10).

use crate::digest::lane::{Lane, Threads};

/// The most decimal digits of a place.
const DIGITS: usize = 20;

/// Runs go in, a digest comes out.
pub struct Layout {
    lane: Lane,
    /// Bytes of words at the last entry.
    at: u64,
}

impl Layout {
    pub fn new(threads: Threads) -> Self {
        Self { lane: Lane::new(threads), at: 0 }
    }

    /// A run, or the beginning of one, behind `at` bytes of words.
    pub fn entry(&mut self, at: u64, run: &[u8]) {
        let mut entry = [0; DIGITS + 1];
        let digits = decimal(at - self.at, &mut entry);
        self.at = at;
        match run {
            // The one that comes most is written at once.
            [byte] => {
                entry[DIGITS] = *byte;
                self.lane.update(&entry[digits..]);
            }
            _ => {
                self.lane.update(&entry[digits..DIGITS]);
                self.lane.update(run);
            }
        }
    }

    /// More of the run.
    pub fn go_on(&mut self, run: &[u8]) {
        self.lane.update(run);
    }

    /// The same a second time.
    pub fn fork(&mut self) -> Self {
        Self { lane: self.lane.fork(), at: self.at }
    }

    /// SHA-256 of all entries.
    pub fn finish(self) -> [u8; 32] {
        self.lane.finish()
    }
}

/// Writes the decimal digits of a number so that they end before the last byte; returns where they
/// begin.
fn decimal(mut number: u64, digits: &mut [u8; DIGITS + 1]) -> usize {
    let mut at = DIGITS;
    loop {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            return at;
        }
    }
}
