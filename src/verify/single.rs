//! A text that is judged by one head and one seal which do not stand in it.

use crate::digest::Threads;
use crate::key::Keyring;
use crate::record::{Head, Seal, Signed};
use crate::verdict::Verification;
use crate::verify::candidate::Candidate;
use crate::verify::chain::Surroundings;
use crate::verify::covered::Covered;
use crate::verify::found::Found;
use crate::verify::stream::{Ends, Stream};
use crate::verify::tape::Tape;

/// Judges one text by one seal.
pub struct SingleJudge {
    stream: Stream,
    seal: (Seal, Signed),
    bytes: u64,
    text_bytes: u64,
}

impl SingleJudge {
    pub fn new(
        head: (Box<Head>, Signed),
        seal: (Seal, Signed),
        keyring: &Keyring,
        threads: Threads,
    ) -> Self {
        let (head, head_bytes) = head;
        let keys = keyring.find(head.key, head.algorithm).cloned().collect();
        let mut stream = Stream::new(&head, keys, 0);
        let around =
            Surroundings { interrupted: false, detached: true, covered_to: 0, first_ink: None };
        let mut text = Candidate::here(&Tape::new(threads));
        text.meet_detached_head(&head);
        let trusted = stream.signed(&head_bytes);
        stream.open((head, head_bytes), trusted, vec![text], around);
        Self { stream, seal, bytes: 0, text_bytes: 0 }
    }

    /// Bytes of the input, whether or not they are text.
    pub fn count(&mut self, input: &[u8]) {
        self.bytes += input.len() as u64;
    }

    /// The next bytes of the text.
    pub fn update(&mut self, text: &[u8]) {
        self.text_bytes += text.len() as u64;
        self.stream.update(text);
    }

    /// The text is over: the answer.
    pub fn finish(mut self) -> Verification {
        let (seal, seal_bytes) = &self.seal;
        let ends = Ends { text: self.text_bytes, input: self.bytes, line: 1 };
        self.stream.close(seal, seal_bytes, false, &ends, &Covered::default());
        let mut found = Found::default();
        found.add(self.stream.finish(self.bytes, 1));
        found.into_verification(self.bytes, self.text_bytes, 0)
    }
}
