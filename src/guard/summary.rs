//! What the guard did to a text, in figures.

use std::collections::BTreeMap;

use crate::guard::finding::{Finding, Place};
use crate::guard::policy::Action;

/// What was done to a text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// Bytes that came.
    pub bytes_in: u64,
    /// Bytes that were written.
    pub bytes_out: u64,
    /// How often something became of a kind.
    pub findings: BTreeMap<(String, Action), u64>,
    /// The risk of it: 1 - (1 - weight * confidence) of each finding, multiplied. It only rises.
    pub risk: f64,
    /// The most bytes that were held after a read.
    pub held_max: u64,
    /// The bytes that were held after each read, added up,
    held_sum: u64,
    /// and how many reads there were.
    reads: u64,
}

impl Summary {
    /// The bytes that were held after a read, on average.
    pub fn held_mean(&self) -> f64 {
        match self.reads {
            0 => 0.0,
            reads => self.held_sum as f64 / reads as f64,
        }
    }

    /// How often this became of something.
    pub fn count_of(&self, action: Action) -> u64 {
        let counts = self.findings.iter().filter(|((_, done), _)| *done == action);
        counts.map(|(_, count)| count).sum()
    }

    /// Adds what was done to another text.
    pub fn add(&mut self, other: &Summary) {
        self.bytes_in += other.bytes_in;
        self.bytes_out += other.bytes_out;
        for (key, count) in &other.findings {
            *self.findings.entry(key.clone()).or_default() += count;
        }
        self.add_risk(other.risk);
        self.held_max = self.held_max.max(other.held_max);
        self.held_sum += other.held_sum;
        self.reads += other.reads;
    }

    pub(super) fn wrote(&mut self, written: usize, held: usize) {
        self.bytes_out += written as u64;
        self.held_max = self.held_max.max(held as u64);
        self.held_sum += held as u64;
        self.reads += 1;
    }

    pub(super) fn add_risk(&mut self, risk: f64) {
        self.risk = 1.0 - (1.0 - self.risk) * (1.0 - risk);
    }

    pub(super) fn count(&mut self, finding: &Finding) {
        let key = (finding.kind.clone(), finding.action);
        *self.findings.entry(key).or_default() += 1;
    }
}

impl Place {
    /// The place behind some text.
    pub(super) fn pass(&mut self, text: &[u8]) {
        let last = match memchr::memrchr(b'\n', text) {
            None => text,
            Some(last) => {
                self.line += memchr::memchr_iter(b'\n', text).count() as u64;
                self.column = 1;
                &text[last + 1..]
            }
        };
        // Bytes that go on with a character are not counted.
        let characters = last.iter().filter(|byte| (**byte as i8) >= -0x40).count();
        self.column += characters as u64;
    }
}
