//! One running SHA-256. If the caller allows it, a long text is hashed by a thread of its own while
//! the next piece is folded; short ones, and every stream of tokens, are hashed where they are. The
//! result is the same.

use sha2::{Digest as _, Sha256};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, channel, sync_channel};
use std::thread::{Builder, JoinHandle};

/// Bytes that are hashed at once, by a thread and without one.
const BLOCK: usize = 256 * 1024;
const SHORT_BLOCK: usize = 4 * 1024;
/// Bytes at the end that stay unhashed for now, so that the last character can be taken back.
const KEEP: usize = 256;
/// A text longer than this is worth a thread.
const LONG: u64 = 256 * 1024;
/// Blocks that may be on their way to the thread.
const QUEUE: usize = 2;

/// The most threads that may hash long texts while the caller's own goes on; none by default.
///
/// Each of the two to four digests of a text takes one, once it has 256 KiB to hash. All texts of the
/// process share them: what finds none free is hashed on the caller's thread.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Threads(pub usize);

/// Threads there are.
static WORKERS: AtomicUsize = AtomicUsize::new(0);

/// Bytes go in, a digest comes out.
pub struct Lane {
    length: u64,
    buffer: Vec<u8>,
    hasher: Hasher,
    threads: Threads,
}

enum Hasher {
    Here(Sha256),
    Beside(Worker),
}

impl Hasher {
    /// Bytes that are hashed at once.
    #[inline]
    fn block(&self) -> usize {
        match self {
            Self::Here(_) => SHORT_BLOCK,
            Self::Beside(_) => BLOCK,
        }
    }
}

/// Permission to be one of the threads.
struct Permit;

impl Permit {
    fn take(threads: Threads) -> Option<Self> {
        let more = |workers| (workers < threads.0).then_some(workers + 1);
        WORKERS.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).ok().map(|_| Self)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        WORKERS.fetch_sub(1, Ordering::Relaxed);
    }
}

struct Worker {
    blocks: SyncSender<Vec<u8>>,
    spent: Receiver<Vec<u8>>,
    thread: JoinHandle<Sha256>,
}

impl Lane {
    pub fn new(threads: Threads) -> Self {
        Self { length: 0, buffer: Vec::new(), hasher: Hasher::Here(Sha256::new()), threads }
    }

    /// Bytes so far.
    pub fn length(&self) -> u64 {
        self.length
    }

    #[inline]
    pub fn update(&mut self, mut bytes: &[u8]) {
        self.length += bytes.len() as u64;
        while self.buffer.len() + bytes.len() > self.hasher.block() {
            let room = self.hasher.block().saturating_sub(self.buffer.len());
            self.buffer.extend_from_slice(&bytes[..room]);
            bytes = &bytes[room..];
            self.hash_block();
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// One byte: what comes between words is short and comes often.
    #[inline]
    pub fn push(&mut self, byte: u8) {
        if self.buffer.len() < self.hasher.block() {
            self.length += 1;
            self.buffer.push(byte);
        } else {
            self.update(&[byte]);
        }
    }

    /// Takes back the last bytes; at most [`KEEP`] of those that were given.
    pub fn take_back(&mut self, bytes: usize) {
        self.buffer.truncate(self.buffer.len() - bytes);
        self.length -= bytes as u64;
    }

    /// The last bytes, not hashed yet.
    pub fn tail(&self) -> &[u8] {
        &self.buffer
    }

    /// Takes out the last byte of this value, if at most `behind` bytes stand behind it and none of
    /// these is hashed yet; false if there is none.
    pub fn take_out_last(&mut self, byte: u8, behind: usize) -> bool {
        let at = self.buffer.iter().rposition(|known| *known == byte);
        let at = at.filter(|at| self.buffer.len() - at <= behind + 1);
        if let Some(at) = at {
            self.buffer.remove(at);
            self.length -= 1;
        }
        at.is_some()
    }

    /// A second lane with the same bytes behind it.
    pub fn fork(&mut self) -> Self {
        let hasher = self.come_back();
        self.hasher = Hasher::Here(hasher.clone());
        let (buffer, hasher) = (self.buffer.clone(), Hasher::Here(hasher));
        Self { buffer, hasher, ..*self }
    }

    /// SHA-256 of all bytes.
    pub fn finish(mut self) -> [u8; 32] {
        let mut hasher = self.come_back();
        hasher.update(&self.buffer);
        hasher.finalize().into()
    }

    #[cold]
    fn hash_block(&mut self) {
        let ready = self.buffer.len() - KEEP;
        if self.length > LONG
            && let Hasher::Here(hasher) = &self.hasher
            && let Some(worker) = Worker::start(hasher.clone(), self.threads)
        {
            self.hasher = Hasher::Beside(worker);
        }
        match &mut self.hasher {
            Hasher::Here(hasher) => {
                hasher.update(&self.buffer[..ready]);
                self.buffer.drain(..ready);
            }
            Hasher::Beside(worker) => {
                let mut next = worker.spare();
                next.extend_from_slice(&self.buffer[ready..]);
                self.buffer.truncate(ready);
                worker.hash(std::mem::replace(&mut self.buffer, next));
            }
        }
    }

    /// The state after all blocks; what comes next is hashed here.
    fn come_back(&mut self) -> Sha256 {
        match std::mem::replace(&mut self.hasher, Hasher::Here(Sha256::new())) {
            Hasher::Here(hasher) => hasher,
            Hasher::Beside(worker) => worker.finish(),
        }
    }
}

impl Worker {
    /// Starts a thread that goes on where `hasher` is; `None` if there are enough, or the system
    /// has none to give.
    fn start(mut hasher: Sha256, threads: Threads) -> Option<Self> {
        let permit = Permit::take(threads)?;
        let (blocks, queue) = sync_channel::<Vec<u8>>(QUEUE);
        let (done, spent) = channel();
        let work = move || {
            let _permit = permit;
            for mut block in queue {
                hasher.update(&block);
                block.clear();
                // Nobody waits for a spent block; it is only kept from being allocated again.
                let _ = done.send(block);
            }
            hasher
        };
        let thread = Builder::new().name("hash".into()).spawn(work).ok()?;
        Some(Self { blocks, spent, thread })
    }

    fn spare(&self) -> Vec<u8> {
        match self.spent.try_recv() {
            Ok(block) => block,
            Err(TryRecvError::Empty | TryRecvError::Disconnected) => Vec::with_capacity(BLOCK),
        }
    }

    fn hash(&self, block: Vec<u8>) {
        if let Err(unsent) = self.blocks.send(block) {
            unreachable!("the hashing thread ended before {} bytes", unsent.0.len());
        }
    }

    fn finish(self) -> Sha256 {
        drop(self.blocks);
        match self.thread.join() {
            Ok(hasher) => hasher,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_long_texts_have_the_digest_of_the_library() {
        let lengths = [0, 1, KEEP, SHORT_BLOCK, BLOCK, LONG as usize, 3 * LONG as usize + 7];
        for (length, threads) in lengths.into_iter().flat_map(|length| [(length, 0), (length, 4)]) {
            let bytes: Vec<u8> = (0..length).map(|i| (i % 251) as u8).collect();
            let mut lane = Lane::new(Threads(threads));
            bytes.chunks(1000).for_each(|chunk| lane.update(chunk));
            assert!(threads > 0 || matches!(lane.hasher, Hasher::Here(_)));
            let mut other = lane.fork();
            lane.update(b"a");
            other.update(b"bc");
            other.take_back(2);
            assert_eq!(lane.length(), length as u64 + 1);
            assert_eq!(
                lane.finish(),
                <[u8; 32]>::from(Sha256::digest([&bytes[..], b"a"].concat()))
            );
            assert_eq!(other.finish(), <[u8; 32]>::from(Sha256::digest(&bytes)));
        }
    }
}
