//! The tamper matrix: whatever is done to a signed text, it never reads as verified.
//!
//! Nothing here is drawn at random: every byte of every text is changed, deleted, doubled and given
//! new neighbours, every pair of segments is swapped, every record is put in the place of every
//! other.

use crate::common::{Signing, ed25519_key, strip, verdict, verify};
use encypher::embed::{EmbedOptions, Ending, Hold, StreamId};
use encypher::target::Target;
use encypher::verify::{Span, Verdict};
use std::num::NonZeroU64;

const TEXT: &str = "Héllo there, world. This is  the\tsecond sentence!\r\nA e\u{301}cole, 한국 👩\u{200D}💻.\n\
    Then `code`, and more of it.\n\n```\nlet x = 1;\n```\nThe end of it all is near. Nothing follows.\n";

/// Signed texts of every make.
fn signed_texts() -> Vec<Vec<u8>> {
    let mut texts = Vec::new();
    for target in [Target::Auto, Target::Whitespace, Target::All, Target::End] {
        for every in [None, NonZeroU64::new(40)] {
            for hold in [Hold::TrailingNewlines, Hold::Nothing] {
                let options = EmbedOptions { target, every, hold, ..EmbedOptions::default() };
                texts.push(Signing::with(options).embed(TEXT.as_bytes()));
            }
        }
    }
    let ed25519 = Signing { key: ed25519_key(), ..Signing::default() };
    texts.push(ed25519.embed(TEXT.as_bytes()));
    texts.push(Signing::default().embed(b"```\na\n```"));
    texts.push(Signing::default().embed(b"x"));
    texts
}

/// The part of a text that its seals vouch for.
fn signed_span(text: &[u8]) -> Span {
    let found = verify(text);
    assert_eq!(found.verdict, Verdict::Verified);
    assert_eq!(found.documents.len(), 1);
    found.documents[0].span
}

/// Fails if `tampered` passes for verified. Outside the signed part, white space may come and go.
fn assert_noticed(text: &[u8], tampered: &[u8], inside: bool, what: &str) {
    if verdict(tampered) == Verdict::Verified {
        assert!(!inside, "{what} was not noticed");
        let trimmed = |text: &[u8]| String::from_utf8_lossy(&strip(text)).trim().to_owned();
        assert_eq!(trimmed(tampered), trimmed(text), "{what} was not noticed");
    }
}

/// All 255 changes of each byte, over a text of one segment and one of two.
#[test]
fn every_value_of_every_byte_is_noticed() {
    let mut tried = 0;
    for every in [None, NonZeroU64::new(5)] {
        let options = EmbedOptions { every, ..EmbedOptions::default() };
        let text = Signing::with(options).embed("Naïve. Two".as_bytes());
        for at in 0..text.len() {
            for change in 1..=255 {
                let mut tampered = text.clone();
                tampered[at] ^= change;
                assert_ne!(verdict(&tampered), Verdict::Verified, "byte {at} by {change:x}");
                tried += 1;
            }
        }
    }
    assert!(tried > 100_000, "{tried}");
}

#[test]
fn every_changed_deleted_or_inserted_byte_is_noticed() {
    let mut tried = 0;
    for text in signed_texts() {
        let span = signed_span(&text);
        let inside = |at: usize| (span.start..span.end).contains(&(at as u64));
        for at in 0..text.len() {
            for change in [0x01, 0x02, 0x08, 0x20, 0x80, 0xFF] {
                let mut tampered = text.clone();
                tampered[at] ^= change;
                let what = format!("changing byte {at} by {change:x}");
                assert_noticed(&text, &tampered, inside(at), &what);
                tried += 1;
            }
            let mut tampered = text.clone();
            tampered.remove(at);
            assert_noticed(&text, &tampered, inside(at), &format!("deleting byte {at}"));
            for byte in [b' ', b'\n', b'a', 0xFF, text[at]] {
                let mut tampered = text.clone();
                tampered.insert(at, byte);
                let amid = inside(at) && at as u64 > span.start;
                assert_noticed(&text, &tampered, amid, &format!("inserting {byte:x} at {at}"));
                tried += 1;
            }
        }
    }
    assert!(tried > 100_000, "only {tried} changes were tried");
}

#[test]
fn every_cut_is_noticed() {
    for text in signed_texts() {
        let span = signed_span(&text);
        for cut in 0..text.len() {
            let noticed = verdict(&text[..cut]) != Verdict::Verified;
            assert!(noticed || cut as u64 >= span.end, "cutting at {cut}");
            let noticed = verdict(&text[cut..]) != Verdict::Verified;
            assert!(noticed || cut as u64 <= span.start, "cutting up to {cut}");
        }
    }
}

/// The segments of a signed text, with their records.
fn segments(text: &[u8]) -> Vec<&[u8]> {
    let found = verify(text);
    let spans = found.documents[0].segments.iter().map(|segment| segment.span);
    spans.map(|span| &text[span.start as usize..span.end as usize]).collect()
}

/// A text of at least four segments.
fn segmented(text: &str, id: &[u8; 8]) -> Vec<u8> {
    let options = EmbedOptions { every: NonZeroU64::new(10), ..EmbedOptions::default() };
    let marked = Signing { id: StreamId(*id), ..Signing::with(options) }.embed(text.as_bytes());
    assert!(segments(&marked).len() >= 4, "{}", segments(&marked).len());
    marked
}

const SENTENCES: &str =
    "First sentence. Second sentence. First sentence. Third sentence. Last words.";

#[test]
fn segments_that_are_swapped_dropped_repeated_or_moved_are_noticed() {
    let text = segmented(SENTENCES, b"stream A");
    let parts = segments(&text);
    for a in 0..parts.len() {
        let mut dropped = parts.clone();
        dropped.remove(a);
        assert_ne!(verdict(&dropped.concat()), Verdict::Verified, "dropping {a}");
        let mut repeated = parts.clone();
        repeated.insert(a, parts[a]);
        assert_ne!(verdict(&repeated.concat()), Verdict::Verified, "repeating {a}");
        for b in 0..parts.len() {
            if a != b {
                let mut swapped = parts.clone();
                swapped.swap(a, b);
                assert_ne!(verdict(&swapped.concat()), Verdict::Verified, "swapping {a} and {b}");
                let mut moved = parts.clone();
                let part = moved.remove(a);
                moved.insert(b, part);
                assert_ne!(verdict(&moved.concat()), Verdict::Verified, "moving {a} to {b}");
            }
        }
    }
}

#[test]
fn splices_between_streams_of_one_key_are_noticed() {
    for (one, other) in [
        (SENTENCES, SENTENCES),
        (SENTENCES, "Other words here. More of them. Still going on. Done now. Finis here."),
    ] {
        let (one, other) = (segmented(one, b"stream A"), segmented(other, b"stream B"));
        let (a, b) = (segments(&one), segments(&other));
        for i in 0..a.len() {
            for j in 0..b.len() {
                let mut replaced = a.clone();
                replaced[i] = b[j];
                assert_ne!(verdict(&replaced.concat()), Verdict::Verified, "{j} in place of {i}");
                let mut inserted = a.clone();
                inserted.insert(i, b[j]);
                assert_ne!(verdict(&inserted.concat()), Verdict::Verified, "{j} before {i}");
                let joined = [&a[..i], &b[j..]].concat();
                let whole = i == 0 && j == 0;
                assert!(whole || verdict(&joined.concat()) != Verdict::Verified, "{i} then {j}");
            }
        }
    }
}

#[test]
fn records_that_are_put_in_the_place_of_others_are_noticed() {
    let (one, other) = (segmented(SENTENCES, b"stream A"), segmented(SENTENCES, b"stream B"));
    let (a, b) = (records(&one), records(&other));
    let own: Vec<_> = a.iter().map(|span| &one[span.clone()]).collect();
    let all = own.iter().copied().chain(b.iter().map(|span| &other[span.clone()]));
    for new in all {
        for span in &a {
            if &one[span.clone()] != new {
                let spliced = [&one[..span.start], new, &one[span.end..]].concat();
                assert_ne!(verdict(&spliced), Verdict::Verified);
                let added = [&one[..span.start], new, &one[span.start..]].concat();
                assert_ne!(verdict(&added), Verdict::Verified);
            }
        }
    }
    for span in &a {
        let dropped = [&one[..span.start], &one[span.end..]].concat();
        assert_ne!(verdict(&dropped), Verdict::Verified);
        let doubled = [&one[..span.end], &one[span.start..]].concat();
        assert_ne!(verdict(&doubled), Verdict::Verified);
    }
}

/// Where the records of a text stand.
fn records(text: &[u8]) -> Vec<std::ops::Range<usize>> {
    use encypher::mark::Piece;
    use encypher::mark::scan::Scanner;
    let (mut at, mut found) = (0, Vec::new());
    let mut visit = |piece: Piece<'_>| {
        let length = match piece {
            Piece::Text(text) => text.len(),
            Piece::Record(_, spelling) => {
                found.push(at..at + spelling.bytes.len());
                spelling.bytes.len()
            }
            Piece::Damaged(_, bytes) => bytes.len(),
        };
        at += length;
        Ok::<(), std::convert::Infallible>(())
    };
    let mut scanner = Scanner::new();
    let Ok(()) = scanner.update(text, &mut visit);
    let Ok(()) = scanner.finish(&mut visit);
    found
}

#[test]
fn a_text_whose_seal_says_incomplete_cannot_be_made_complete_by_a_bit() {
    let signing = Signing { ending: Ending::Incomplete, ..Signing::default() };
    let text = signing.embed(TEXT.as_bytes());
    assert_eq!(verdict(&text), Verdict::Incomplete);
    for at in 0..text.len() {
        for bit in 0..8 {
            let mut tampered = text.clone();
            tampered[at] ^= 1 << bit;
            assert_ne!(verdict(&tampered), Verdict::Verified);
        }
    }
}
