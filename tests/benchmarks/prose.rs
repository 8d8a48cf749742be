//! Text that looks like what a model writes: sentences, paragraphs, half of them hard-wrapped, a
//! few characters beyond ASCII.

use std::io::{BufWriter, Write};
use std::path::Path;

const WORDS: &[&str] = &[
    "the",
    "of",
    "and",
    "to",
    "in",
    "that",
    "was",
    "for",
    "it",
    "with",
    "as",
    "his",
    "on",
    "be",
    "at",
    "by",
    "had",
    "not",
    "are",
    "but",
    "from",
    "or",
    "have",
    "an",
    "they",
    "which",
    "one",
    "you",
    "were",
    "all",
    "her",
    "she",
    "there",
    "would",
    "their",
    "we",
    "him",
    "been",
    "has",
    "when",
    "who",
    "will",
    "no",
    "more",
    "if",
    "out",
    "so",
    "up",
    "about",
    "into",
    "question",
    "answer",
    "language",
    "provenance",
    "sentence",
    "signature",
    "machine",
    "model",
    "because",
    "however",
];

/// One block of prose of about a mebibyte, always the same.
pub fn block() -> Vec<u8> {
    let mut random = 0x2545_F491_4F6C_DD1D_u64;
    let mut draw = |below: u64| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random % below
    };
    let mut text = String::new();
    while text.len() < 1024 * 1024 {
        let wrapped = draw(2) == 0;
        let mut column = 0;
        for _ in 0..3 + draw(5) {
            for word in 0..6 + draw(16) {
                let drawn = WORDS[draw(WORDS.len() as u64) as usize];
                if wrapped && column > 72 {
                    text.push('\n');
                    column = 0;
                } else if column > 0 {
                    text.push(' ');
                }
                let capital = drawn[..1].to_uppercase();
                text.push_str(if word == 0 { &capital } else { &drawn[..1] });
                text.push_str(&drawn[1..]);
                column += drawn.len() + 1;
            }
            text.push_str(
                [".", ".", "!", "?", "\u{2019}s end.", " \u{2014} yes."][draw(6) as usize],
            );
        }
        text.push_str("\n\n");
    }
    text.into_bytes()
}

/// Writes a file of so many bytes.
pub fn write(path: &Path, bytes: u64) {
    let block = block();
    let mut file = BufWriter::new(std::fs::File::create(path).unwrap());
    let mut left = bytes;
    while left > 0 {
        let length = left.min(block.len() as u64) as usize;
        file.write_all(&block[..length]).unwrap();
        left -= length as u64;
    }
    file.flush().unwrap();
}
