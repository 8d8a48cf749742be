//! Counts what is marked for the meter: tokens as they come, the words of large pieces in a thread
//! of their own.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread::{self, JoinHandle};

use encypher::text::count::{Counter, Counts};

use crate::cli::progress::meter::{Meter, Unit};

/// From this size on a piece is worth the way to another thread.
const LARGE: usize = 32 * 1024;
/// Pieces that may be on their way.
const QUEUE: usize = 2;

/// Counts the words of one text for a meter.
pub struct Counting {
    meter: Arc<Meter>,
    words: Words,
    /// Whether a thread may count large pieces.
    helps: bool,
    /// Line breaks so far, and whether there is something after the last one.
    lines: (u64, bool),
}

/// Where words are counted.
enum Words {
    /// In this thread, while pieces are small.
    Here(Counted),
    /// In another thread, from the first large piece on.
    Helper(Helper),
}

/// A counter, and what the meter has been told of it.
#[derive(Clone)]
struct Counted {
    counter: Counter,
    told: Counts,
    /// Whether the meter is told before the text has ended.
    live: bool,
    meter: Arc<Meter>,
}

impl Counted {
    fn push(&mut self, text: &[u8]) {
        self.counter.push(text);
        if self.live {
            self.tell(self.counter.so_far());
        }
    }

    fn finish(mut self) {
        let counts = std::mem::take(&mut self.counter).finish();
        self.tell(counts);
    }

    fn tell(&mut self, counts: Counts) {
        self.meter.count(self.told, counts);
        self.told = counts;
    }
}

struct Helper {
    pieces: SyncSender<Vec<u8>>,
    /// Buffers that come back.
    empty: Receiver<Vec<u8>>,
    thread: JoinHandle<()>,
}

impl Helper {
    fn start(mut counted: Counted) -> Option<Helper> {
        let (pieces, taken) = mpsc::sync_channel::<Vec<u8>>(QUEUE);
        let (back, empty) = mpsc::channel();
        let count = move || {
            for piece in taken {
                counted.push(&piece);
                let _ = back.send(piece);
            }
            counted.finish();
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

    fn finish(self) {
        drop(self.pieces);
        let _ = self.thread.join();
    }
}

impl Counting {
    /// Counts for a meter, which is told while the text passes, or when it has ended.
    /// With `helps`, a thread counts large pieces.
    pub fn new(meter: Arc<Meter>, live: bool, helps: bool) -> Counting {
        let counted = Counted {
            counter: Counter::default(),
            told: Counts::default(),
            live,
            meter: Arc::clone(&meter),
        };
        Counting { meter, words: Words::Here(counted), helps, lines: (0, false) }
    }

    /// Counts the next bytes of the text.
    pub fn push(&mut self, text: &[u8]) {
        if let (true, Words::Here(counted), LARGE..) = (self.helps, &self.words, text.len())
            && let Some(helper) = Helper::start(counted.clone())
        {
            self.words = Words::Helper(helper);
        }
        match &mut self.words {
            Words::Helper(helper) => helper.push(text),
            Words::Here(counted) => counted.push(text),
        }
        if self.meter.unit() == Unit::Line && !text.is_empty() {
            self.lines.0 += memchr::memchr_iter(b'\n', text).count() as u64;
            self.lines.1 = !text.ends_with(b"\n");
            self.meter.tokens(self.lines.0 + u64::from(self.lines.1));
        }
    }

    /// Finishes the text.
    pub fn finish(self) {
        match self.words {
            Words::Here(counted) => counted.finish(),
            Words::Helper(helper) => helper.finish(),
        }
    }
}
