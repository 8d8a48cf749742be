//! What has passed so far: counted by who passes it on, read by who shows it, from any thread.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use encypher::text::count::Counts;

use crate::cli::args::StreamFlags;
use crate::cli::args::choice::Framing;

/// What stands for a token: the pieces in which a text comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// What one read brings.
    Read,
    /// A line.
    Line,
    /// A piece of text in an event of a provider.
    Delta,
    /// A document on a line.
    Document,
}

impl Unit {
    /// What it is in such a stream.
    pub fn of(stream: &StreamFlags) -> Unit {
        match stream.input {
            Framing::Raw => Unit::Read,
            Framing::Lines => Unit::Line,
            Framing::Jsonl if stream.records => Unit::Document,
            Framing::Jsonl | Framing::Sse => Unit::Delta,
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Unit::Read => "read",
            Unit::Line => "line",
            Unit::Delta => "delta",
            Unit::Document => "document",
        }
    }
}

/// Counts what passes.
#[derive(Debug)]
pub struct Meter {
    unit: Unit,
    started: Instant,
    first: OnceLock<Duration>,
    reads: AtomicU64,
    bytes_in: AtomicU64,
    bytes_out: AtomicU64,
    tokens: AtomicU64,
    words: AtomicU64,
    characters: AtomicU64,
}

/// What a meter says at one time.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// What stands for a token.
    pub unit: Unit,
    /// Since the beginning.
    pub elapsed: Duration,
    /// When the first token came, since the beginning.
    pub first: Option<Duration>,
    /// Reads of the input that brought something.
    pub reads: u64,
    /// Bytes read.
    pub bytes_in: u64,
    /// Bytes written.
    pub bytes_out: u64,
    /// Tokens.
    pub tokens: u64,
    /// Words and characters, if somebody counts them.
    pub counts: Counts,
}

impl Meter {
    /// A meter that starts now.
    pub fn new(unit: Unit) -> Meter {
        Meter {
            unit,
            started: Instant::now(),
            first: OnceLock::new(),
            reads: AtomicU64::new(0),
            bytes_in: AtomicU64::new(0),
            bytes_out: AtomicU64::new(0),
            tokens: AtomicU64::new(0),
            words: AtomicU64::new(0),
            characters: AtomicU64::new(0),
        }
    }

    /// What stands for a token.
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// So many bytes were read at once.
    pub fn read(&self, bytes: usize) {
        self.bytes_in.fetch_add(bytes as u64, Ordering::Relaxed);
        let reads = self.reads.fetch_add(1, Ordering::Relaxed) + 1;
        if self.unit == Unit::Read {
            self.tokens(reads);
        }
    }

    /// So many bytes were written.
    pub fn wrote(&self, bytes: usize) {
        self.bytes_out.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// So many tokens have come, in all.
    pub fn tokens(&self, tokens: u64) {
        if tokens > 0 {
            self.first.get_or_init(|| self.started.elapsed());
        }
        self.tokens.store(tokens, Ordering::Relaxed);
    }

    /// More words and characters have come: of one text there were so many `before`, and are so
    /// many `now`.
    pub fn count(&self, before: Counts, now: Counts) {
        let add = |counter: &AtomicU64, before: u64, now: u64| {
            counter.fetch_add(now.wrapping_sub(before), Ordering::Relaxed);
        };
        add(&self.words, before.words, now.words);
        add(&self.characters, before.characters, now.characters);
    }

    /// What it says now.
    pub fn reading(&self) -> Reading {
        let value = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Reading {
            unit: self.unit,
            elapsed: self.started.elapsed(),
            first: self.first.get().copied(),
            reads: value(&self.reads),
            bytes_in: value(&self.bytes_in),
            bytes_out: value(&self.bytes_out),
            tokens: value(&self.tokens),
            counts: Counts { words: value(&self.words), characters: value(&self.characters) },
        }
    }
}

impl Reading {
    /// So many of something, for each second since the beginning.
    pub fn per_second(&self, number: u64) -> f64 {
        number as f64 / self.elapsed.as_secs_f64().max(1e-9)
    }

    /// Words for each token, if there is a token.
    pub fn words_per_token(&self) -> Option<f64> {
        (self.tokens > 0).then(|| self.counts.words as f64 / self.tokens as f64)
    }
}
