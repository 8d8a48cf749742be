//! The guarantees of docs/format.md, each as a property of random text, options and splits.

use crate::common::texts;
use crate::common::{
    Signing, cases, ed25519_key, hmac_key, keyring, metadata, strip, strip_pieces, verify,
};
use encypher::embed::{EmbedError, EmbedOptions, Ending, Hold, OnMarked, Placed, StreamId};
use encypher::extract::{Extracted, Extractor};
use encypher::key::Keyring;
use encypher::mark::scan::Scanner;
use encypher::mark::{self, Piece};
use encypher::record::{MAGIC, Record};
use encypher::target::Target;
use encypher::text::utf16::{self, Utf16};
use encypher::text::{escape::Escapes, fence::Code};
use encypher::verify::{Span, Verdict, Verifier};
use proptest::prelude::*;
use std::num::NonZeroU64;
use unicode_normalization::UnicodeNormalization as _;
use unicode_segmentation::UnicodeSegmentation as _;

proptest! {
    // 100,000 in CI, see .ci/run.
    #![proptest_config(cases(5_000))]

    /// Guarantees 1, 5 and 14: nothing is lost, everything is bound, every stream is marked.
    #[test]
    fn what_was_embedded_verifies_and_strips_to_what_it_was(
        text in texts::text(), options in texts::options(),
    ) {
        let signing = Signing::with(options);
        let marked = signing.embed(&text);
        prop_assert_eq!(strip(&marked), text.clone());
        let found = verify(&marked);
        let blank = text.iter().all(|byte| matches!(byte, b'\n' | b'\r'));
        let expected = if blank { Verdict::Unmarked } else { Verdict::Verified };
        prop_assert_eq!(found.verdict, expected, "{:?}", found);
    }
}

proptest! {
    #![proptest_config(cases(1_000))]

    /// Guarantee 2: what comes out does not depend on how the text was cut.
    #[test]
    fn chunking_does_not_matter(
        text in texts::text(), options in texts::options(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..5),
    ) {
        let signing = Signing::with(options);
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(text.len() + 1)).collect();
        cuts.extend([0, text.len()]);
        cuts.sort_unstable();
        let pieces: Vec<&[u8]> = cuts.windows(2).map(|cut| &text[cut[0]..cut[1]]).collect();
        prop_assert_eq!(signing.embed_pieces(&pieces).0.concat(), signing.embed(&text));
        let bytes: Vec<&[u8]> = text.chunks(1).collect();
        prop_assert_eq!(signing.embed_pieces(&bytes).0.concat(), signing.embed(&text));
    }
}

proptest! {
    #![proptest_config(cases(40))]

    /// Guarantee 2, at every place: writing, judging and stripping. A text with many marks is read
    /// at some of its places only, so that no case takes many times as long as the others.
    #[test]
    fn no_split_matters(text in texts::text(), options in texts::options(), first in any::<usize>()) {
        let signing = Signing::with(options);
        let marked = signing.embed(&text);
        let verification = verify(&marked);
        for at in 0..=text.len() {
            let (before, behind) = text.split_at(at);
            prop_assert_eq!(&signing.embed_pieces(&[before, behind]).0.concat(), &marked);
        }
        let step = 1 + marked.len() * marked.len() / (1 << 21);
        for at in (first % step..=marked.len()).step_by(step) {
            let (before, behind) = marked.split_at(at);
            let mut verifier = Verifier::new(keyring());
            verifier.push(before);
            verifier.push(behind);
            prop_assert_eq!(&verifier.finish(), &verification);
            prop_assert_eq!(strip_pieces(&[before, behind]), &text[..]);
        }
    }
}

/// Pushes a text byte by byte and calls `check` with what has come in and out so far.
fn byte_by_byte(signing: &Signing, text: &[u8], mut check: impl FnMut(&[u8], &[u8])) -> Vec<u8> {
    let mut machine = signing.machine();
    let mut out = Vec::new();
    for at in 0..text.len() {
        machine.push(&text[at..=at], &mut out).unwrap();
        check(&text[..=at], &out);
    }
    machine.finish(signing.ending, &mut out).unwrap();
    out
}

/// What of `text` may be kept back: an unfinished character where a mark may be due (or two, where
/// the second one shows that the first is none), or a selector that may become a record, and line
/// breaks before that.
fn may_wait(text: &[u8], options: &EmbedOptions) -> usize {
    let due = options.target != Target::End || options.every.is_some();
    let mut rest = text;
    for _ in 0..2 {
        let unfinished = encypher::text::utf8::unfinished_tail(rest);
        let opening = rest.ends_with(&[0xEF]) || rest.ends_with(&[0xEF, 0xB8]);
        rest = &rest[..rest.len() - if due || opening { unfinished } else { 0 }];
        rest = rest.strip_suffix("\u{FE0B}".as_bytes()).unwrap_or(rest);
    }
    let newlines = rest.iter().rev().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
    let hold = options.hold == Hold::TrailingNewlines;
    text.len() - rest.len() + if hold { newlines } else { 0 }
}

proptest! {
    #![proptest_config(cases(300))]

    /// Guarantee 3: each byte is passed on before the next one is asked for.
    #[test]
    fn nothing_waits_but_what_may(text in texts::text(), options in texts::options()) {
        let signing = Signing::with(options);
        byte_by_byte(&signing, &text, |so_far, out| {
            let passed = strip(out).len();
            let waiting = so_far.len() - passed.min(so_far.len());
            // A selector of ours with white space behind it may be an interrupted record, and the
            // first bytes may be a byte order mark of UTF-16.
            let opening = so_far.windows(3).any(|three| three == "\u{FE0B}".as_bytes())
                || utf16::sniff(so_far) == Utf16::Unknown;
            assert!(waiting <= may_wait(so_far, &options) || opening, "{waiting} bytes wait in {so_far:?}");
        });
    }

    /// Guarantee 6: what reflow does is recognised, what changes the words is not.
    #[test]
    fn reflowed_text_is_recognised_and_nothing_else_is(
        text in "[A-Za-zéüа-я漢,.!]{1,12}([ ][A-Za-zéüа-я漢e\u{301},.!]{1,12}){3,30}", options in texts::options(), seed in any::<u64>(),
    ) {
        let marked = String::from_utf8(Signing::with(options).embed(text.as_bytes())).unwrap();
        let spaces = ["  ", "\n", " \r\n\t", "\u{A0}", "\u{3000}\n"];
        let mut at = seed as usize;
        let rewrapped: String = marked.chars().map(|c| match c {
            ' ' => { at += 7; spaces[at % spaces.len()].to_owned() }
            c => c.to_string(),
        }).collect();
        for reflowed in [rewrapped.clone(), marked.nfd().collect(), rewrapped.nfd().collect()] {
            let found = verify(reflowed.as_bytes());
            let same = reflowed == marked;
            prop_assert_eq!(found.verdict, if same { Verdict::Verified } else { Verdict::Reflowed }, "{:?}", found);
        }
        let joined = rewrapped.replacen(char::is_whitespace, "", 1);
        prop_assert_eq!(strip(joined.as_bytes()).len() < strip(rewrapped.as_bytes()).len(), true);
        let words: Vec<&str> = text.split_whitespace().collect();
        let kept = String::from_utf8(strip(joined.as_bytes())).unwrap();
        if kept.split_whitespace().collect::<Vec<_>>() != words {
            prop_assert!(verify(joined.as_bytes()).verdict > Verdict::Partial);
        }
    }

    /// Guarantee 9: other text around a signed one does not hide it.
    #[test]
    fn signed_texts_are_found_in_larger_ones(
        before in "\\PC{0,40}[.\n ]", one in "[a-zA-Zé. ]{1,80}", between in "\n[ -~]{0,40}\n", other in "[a-z. ]{1,40}", after in "\n[ -~]{0,40}",
        options in texts::options(),
    ) {
        prop_assume!(!one.trim().is_empty() && !other.trim().is_empty());
        let signing = Signing::with(options);
        let second = Signing { id: StreamId(*b"anothers"), ..signing.clone() };
        let text = [
            before.as_bytes(), &signing.embed(one.as_bytes()), between.as_bytes(),
            &second.embed(other.as_bytes()), after.as_bytes(),
        ].concat();
        let found = verify(&text);
        prop_assert_eq!(found.documents.len(), 2);
        for document in &found.documents {
            prop_assert_eq!(document.verdict, Verdict::Verified, "{:?}", document);
        }
        let unsigned: String = [&before, &between, &after].map(|part| part.trim()).concat();
        let expected = if unsigned.is_empty() { Verdict::Verified } else { Verdict::Partial };
        prop_assert_eq!(found.verdict, expected, "{:?}", found.unsigned);
        let inside = |span: &Span| found.documents.iter().any(|document| {
            span.start < document.span.end && document.span.start < span.end
        });
        prop_assert!(!found.unsigned.iter().any(inside));
    }

    /// Guarantee 13: no mark stands where it would break something.
    #[test]
    fn no_mark_stands_in_a_wrong_place(text in texts::text(), options in texts::options()) {
        let marked = Signing::with(options).embed(&text);
        for at in places(&marked) {
            let (before, after) = (&text[..at], &text[at..]);
            if after.iter().all(|byte| matches!(byte, b'\n' | b'\r')) {
                continue;
            }
            let blank = String::from_utf8_lossy(before).chars().all(|c| matches!(c, '\n' | '\r' | '\u{FEFF}'));
            prop_assert!(!blank, "at the very start");
            prop_assert!(!(before.ends_with(b"\r") && after.starts_with(b"\n")), "between CR and LF");
            let whole = String::from_utf8_lossy(&text);
            let start = String::from_utf8_lossy(before).len();
            prop_assert!(whole.grapheme_indices(true).any(|(cluster, _)| cluster == start), "inside a cluster");
            let mut escapes = Escapes::default();
            escapes.update(before);
            prop_assert!(!escapes.inside(), "inside an escape sequence");
            if options.target.spares_code() {
                let mut code = Code::default();
                code.update(before);
                prop_assert!(!code.inside(String::from_utf8_lossy(after).chars().next()), "inside code");
            }
        }
    }

    /// Guarantee 15: what nobody signed never verifies, whatever it spells.
    #[test]
    fn random_marks_never_verify(
        text in texts::text(), body in prop::collection::vec(any::<u8>(), 0..120), kind in 0..8u8, honest in any::<bool>(), at in any::<prop::sample::Index>(),
    ) {
        let mut signed = vec![0x10 | kind, body.len() as u8];
        signed.extend(&body);
        let checksum = if honest { crc32fast::hash(&signed) } else { 0 };
        let record = [&MAGIC[..], &signed, &checksum.to_be_bytes()].concat();
        let mut marks = Vec::new();
        mark::spell(&record, &mut marks);
        let at = at.index(text.len() + 1);
        let forged = [&text[..at], &marks, &text[at..]].concat();
        let found = verify(&forged);
        prop_assert_ne!(found.verdict, Verdict::Verified);
        prop_assert!(found.documents.iter().all(|document| !document.metadata_trusted));
    }

    /// Guarantee 10: of a damaged record, nothing is read.
    #[test]
    fn a_damaged_record_never_reads_as_another_one(
        at in any::<prop::sample::Index>(), byte in any::<u8>(), other in "[a-z]{1,9}",
    ) {
        let mut metadata = metadata();
        metadata.insert("other", other).unwrap();
        let signing = Signing { metadata: metadata.clone(), ..Signing::default() };
        let mut marked = signing.embed(b"A sentence that is signed. And more.");
        let at = at.index(marked.len());
        marked[at] = byte;
        let mut machine = Extractor::new();
        machine.push(&marked);
        for found in machine.finish() {
            if let Extracted::Metadata { metadata: found, .. } = found {
                prop_assert_eq!(&found, &metadata);
            }
        }
    }
}

/// Where the records of a text stand, in bytes of the text without them.
fn places(marked: &[u8]) -> Vec<usize> {
    let (mut text, mut places) = (0, Vec::new());
    let mut visit = |piece: Piece<'_>| {
        match piece {
            Piece::Text(bytes) | Piece::Damaged(_, bytes) => text += bytes.len(),
            Piece::Record(Record::Seal(seal, _), _) if seal.flags.own_newline => {
                places.push(text - 1)
            }
            Piece::Record(..) => places.push(text),
        }
        Ok::<(), std::convert::Infallible>(())
    };
    let mut scanner = Scanner::new();
    let Ok(()) = scanner.update(marked, &mut visit);
    let Ok(()) = scanner.finish(&mut visit);
    let end = strip(marked).len();
    // A line feed of its own stands between the end of the text and a head with its seal.
    places.retain(|place| *place <= end);
    places
}

/// Guarantee 7: a text that was cut says so, and one whose stream was cut as well.
#[test]
fn the_end_is_in_the_text() {
    let text = b"First sentence here. Second sentence here. Third one. ";
    for every in [None, NonZeroU64::new(20)] {
        let options = EmbedOptions { every, ..EmbedOptions::default() };
        let whole = Signing::with(options);
        assert_eq!(verify(&whole.embed(text)).verdict, Verdict::Verified);
        let cut = Signing { ending: Ending::Incomplete, ..whole.clone() };
        let found = verify(&cut.embed(text));
        assert_eq!(
            (found.verdict, found.documents[0].complete),
            (Verdict::Incomplete, Some(false))
        );
        let (outputs, _) = whole.embed_pieces(&[text]);
        let found = verify(&outputs[0]);
        assert_eq!((found.verdict, found.documents[0].complete), (Verdict::Truncated, None));
        assert!(
            found.documents[0].metadata_trusted,
            "a head can be trusted before its seal has come"
        );
    }
}

fn segmented() -> Vec<u8> {
    let options = EmbedOptions { every: NonZeroU64::new(10), ..EmbedOptions::default() };
    Signing::with(options).embed(
        b"First sentence.\nSecond sentence.\nThird sentence.\nFourth sentence.\nLast words.\n",
    )
}

/// Guarantee 8: one altered segment leaves the others verified, and the line is named.
#[test]
fn tampering_is_located() {
    let mut marked = segmented();
    let at = memchr::memmem::find(&marked, b"Third").unwrap();
    marked[at] = b't';
    let found = verify(&marked);
    let verdicts: Vec<Verdict> =
        found.documents[0].segments.iter().map(|segment| segment.verdict).collect();
    let altered = verdicts.iter().position(|verdict| *verdict == Verdict::Altered).unwrap();
    assert_eq!(
        verdicts.iter().filter(|verdict| **verdict == Verdict::Verified).count(),
        verdicts.len() - 1
    );
    let segment = &found.documents[0].segments[altered];
    assert!((segment.span.start..segment.span.end).contains(&(at as u64)));
    let reason = found.reason.unwrap();
    assert_eq!(
        (reason.code, reason.offset, reason.line),
        ("text-altered", Some(segment.span.start), Some(segment.line))
    );
    assert!((2..=3).contains(&segment.line), "{segment:?}");
}

/// Guarantee 9: a copied part that holds a whole segment verifies as that segment.
#[test]
fn a_whole_segment_verifies_as_that_segment() {
    let marked = segmented();
    let spans: Vec<Span> =
        verify(&marked).documents[0].segments.iter().map(|segment| segment.span).collect();
    for (index, span) in spans.iter().enumerate() {
        let part =
            [b"Somebody wrote: ", &marked[span.start as usize..span.end as usize], b" and so on"]
                .concat();
        let found = verify(&part);
        let segment = &found.documents[0].segments[0];
        let moved = index > 0;
        assert_eq!(segment.index, index as u64);
        assert!(found.verdict != Verdict::Verified);
        assert_eq!(segment.verdict == Verdict::Altered, moved, "{segment:?}");
    }
}

/// Guarantee 11: 400 bytes with HMAC-SHA256, 800 with Ed25519.
#[test]
fn records_are_small() {
    for (key, limit) in [(hmac_key(), 400), (ed25519_key(), 800)] {
        for id in 0..64u8 {
            let signing = Signing {
                key: key.clone(),
                id: StreamId([id.wrapping_mul(77); 8]),
                ..Signing::default()
            };
            for text in ["x".to_owned(), "A sentence. ".repeat(20_000)] {
                let (outputs, summary) = signing.embed_pieces(&[text.as_bytes()]);
                assert_eq!(outputs.concat().len() - text.len(), summary.mark_bytes as usize);
                assert!(summary.mark_bytes <= limit, "{} bytes", summary.mark_bytes);
            }
        }
    }
}

/// Guarantee 12: who signed how is in the record, and unknown versions are named.
#[test]
fn algorithm_key_and_version_are_in_the_record() {
    for key in [hmac_key(), ed25519_key()] {
        let marked = Signing { key: key.clone(), ..Signing::default() }.embed(b"text");
        let found = verify(&marked);
        assert_eq!(found.documents[0].algorithm, Some(key.algorithm()));
        assert_eq!(found.documents[0].key_id, Some(key.id()));
        let mut stranger = Verifier::new(Keyring::new());
        stranger.push(&marked);
        let found = stranger.finish();
        assert_eq!(found.verdict, Verdict::Untrusted);
        assert!(!found.documents[0].metadata_trusted);
    }
    let signed = [0x20, 1, 9];
    let record = [&MAGIC[..], &signed, &crc32fast::hash(&signed).to_be_bytes()].concat();
    let mut text = b"text".to_vec();
    mark::spell(&record, &mut text);
    let found = verify(&text);
    assert_eq!(
        (found.verdict, found.reason.unwrap().code),
        (Verdict::Malformed, "unknown-version")
    );
    assert_eq!(strip(&text), b"text");
}

/// Guarantee 14: a head stands with the seal if the target never came by; nothing is made of
/// nothing.
#[test]
fn every_stream_is_marked() {
    for target in Target::ALL {
        let signing = Signing::with(EmbedOptions { target, ..EmbedOptions::default() });
        let (outputs, summary) = signing.embed_pieces(&[b"x"]);
        let placed = if target == Target::None { Placed::Nowhere } else { Placed::AtEnd };
        assert_eq!(summary.placed, placed, "{target}");
        let expected = if target == Target::None { Verdict::Unmarked } else { Verdict::Verified };
        assert_eq!(verify(&outputs.concat()).verdict, expected);
        for empty in ["", "\n", "\r\n\n"] {
            assert_eq!(signing.embed(empty.as_bytes()), empty.as_bytes());
        }
    }
}

/// The metadata stands as early as the target says.
#[test]
fn the_head_stands_right_after_its_target() {
    for (target, text, before) in [
        (Target::Auto, "Hello there. World", "Hello there. "),
        (Target::Whitespace, "Hello there. World", "Hello "),
        (Target::Punctuation, "Hello there. World", "Hello there."),
        (Target::FirstLetter, "Hello there. World", "H"),
        (Target::LastLetter, "Hello there. World", "Hello"),
        (Target::All, "Hello there. World", "H"),
        (Target::End, "Hello there. World", "Hello there. World"),
    ] {
        let marked = Signing::with(EmbedOptions { target, ..EmbedOptions::default() })
            .embed(text.as_bytes());
        assert_eq!(places(&marked)[0], before.len(), "{target}");
        let later = EmbedOptions { target, min_buffer: 7, ..EmbedOptions::default() };
        assert!(places(&Signing::with(later).embed(text.as_bytes()))[0] >= 7);
    }
}

/// Marks of our own in the input are refused before the first of them is passed on, kept, or
/// replaced.
#[test]
fn marks_in_the_input_are_refused_kept_or_replaced() {
    let inner = Signing { id: StreamId(*b"theinner"), ..Signing::default() };
    let marked = inner.embed(b"Signed before. And after.\n");
    let with = |on_marked| Signing::with(EmbedOptions { on_marked, ..EmbedOptions::default() });
    let mut out = Vec::new();
    let refused = with(OnMarked::Refuse).machine().push(&marked, &mut out);
    assert_eq!(refused, Err(EmbedError::AlreadyMarked { offset: 15 }));
    assert_eq!(out, b"Signed before. ");
    assert_eq!(
        with(OnMarked::Replace).embed(&marked),
        with(OnMarked::Refuse).embed(&strip(&marked))
    );
    let both = verify(&with(OnMarked::Keep).embed(&marked));
    assert_eq!((both.verdict, both.documents.len()), (Verdict::Verified, 2), "{both:?}");
}

/// Guarantee 9: a mail quotes a signed text, wraps its lines, and quotes the quotation.
#[test]
fn a_quoted_text_is_found_behind_its_quotation_signs() {
    let text = "The first sentence of an answer that somebody quotes. The second one is here.\n\nAnd a paragraph.\n";
    for options in
        [EmbedOptions::default(), EmbedOptions { target: Target::End, ..EmbedOptions::default() }]
    {
        let marked = String::from_utf8(Signing::with(options).embed(text.as_bytes())).unwrap();
        for (sign, wrapped) in
            [("> ", marked.clone()), ("> > ", marked.clone()), (">", marked.replace(". ", ".\n"))]
        {
            let quoted: String = wrapped.lines().map(|line| format!("{sign}{line}\n")).collect();
            let found =
                verify(format!("On Monday, somebody wrote:\n\n{quoted}\nIndeed.\n").as_bytes());
            assert_eq!(found.documents[0].verdict, Verdict::Reflowed, "{quoted:?}: {found:?}");
            assert_eq!((found.verdict, found.unsigned.len()), (Verdict::Partial, 2));
            let altered = quoted.replace("first", "worst");
            assert_eq!(verify(altered.as_bytes()).documents[0].verdict, Verdict::Altered);
        }
    }
}
