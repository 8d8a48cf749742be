//! Counts what is marked, for who watches: tokens as they come, the words of large pieces in a
//! thread beside the text.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread::{self, JoinHandle};

use encypher::text::count::Counter;

use crate::cli::progress::meter::{Meter, Unit};

/// From this size on a piece is worth the way to another thread.
const LARGE: usize = 32 * 1024;
/// Pieces that may be on their way.
const QUEUE: usize = 2;

/// Counts one text.
pub struct Counting {
    /// Where it is told.
    pub meter: Arc<Meter>,
    words: Words,
    /// Line breaks so far, and whether something stands behind the last one.
    lines: (u64, bool),
}

/// Who counts words.
enum Words {
    /// We, while pieces are small.
    Here(Counter),
    /// A thread, from the first large piece on.
    Beside(Helper),
}

struct Helper {
    pieces: SyncSender<Vec<u8>>,
    /// Buffers that come back.
    empty: Receiver<Vec<u8>>,
    thread: JoinHandle<Counter>,
}

impl Helper {
    fn start(mut counter: Counter, meter: Arc<Meter>) -> Option<Helper> {
        let (pieces, taken) = mpsc::sync_channel::<Vec<u8>>(QUEUE);
        let (back, empty) = mpsc::channel();
        let count = move || {
            for piece in taken {
                counter.push(&piece);
                meter.counts(counter.so_far());
                let _ = back.send(piece);
            }
            counter
        };
        let thread = thread::Builder::new().name("words".to_owned()).spawn(count);
        Some(Helper { pieces, empty, thread: thread.ok()? })
    }

    fn push(&self, text: &[u8]) {
        let mut piece = self.empty.try_recv().unwrap_or_default();
        piece.clear();
        piece.extend_from_slice(text);
        let _ = self.pieces.send(piece);
    }

    fn finish(self) -> Counter {
        drop(self.pieces);
        self.thread.join().unwrap_or_default()
    }
}

impl Counting {
    /// Counts for a meter.
    pub fn new(meter: Arc<Meter>) -> Counting {
        Counting { meter, words: Words::Here(Counter::default()), lines: (0, false) }
    }

    /// More of a text that is not divided further.
    pub fn push(&mut self, text: &[u8]) {
        if let (Words::Here(counter), LARGE..) = (&self.words, text.len())
            && let Some(helper) = Helper::start(counter.clone(), Arc::clone(&self.meter))
        {
            self.words = Words::Beside(helper);
        }
        match &mut self.words {
            Words::Beside(helper) => helper.push(text),
            Words::Here(counter) => {
                counter.push(text);
                self.meter.counts(counter.so_far());
            }
        }
        if self.meter.unit() == Unit::Line && !text.is_empty() {
            self.lines.0 += memchr::memchr_iter(b'\n', text).count() as u64;
            self.lines.1 = !text.ends_with(b"\n");
            self.meter.tokens(self.lines.0 + u64::from(self.lines.1));
        }
    }

    /// The text is over.
    pub fn finish(self) {
        let counter = match self.words {
            Words::Here(counter) => counter,
            Words::Beside(helper) => helper.finish(),
        };
        self.meter.counts(counter.finish());
    }
}
