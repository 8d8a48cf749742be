//! Faults of signing and verifying that were found once. The line above each test names the cause.

use crate::common::{Signing, cases, ed25519_key, hmac_key, keyring, strip, verdict, verify};
use encypher::detached::{DetachedSigner, DetachedVerifier};
use encypher::embed::{EmbedError, EmbedOptions, Ending, OnMarked, StreamId};
use encypher::key::Keyring;
use encypher::mark::Piece;
use encypher::mark::scan::Scanner;
use encypher::target::Target;
use encypher::verify::{Verdict, Verifier};
use proptest::prelude::*;
use std::num::NonZeroU64;

fn signing(target: Target) -> Signing {
    Signing::with(EmbedOptions { target, ..EmbedOptions::default() })
}

/// Signs a text that holds another signed one.
fn around(target: Target, text: &[u8]) -> Vec<u8> {
    let options = EmbedOptions { target, on_marked: OnMarked::Keep, ..EmbedOptions::default() };
    let outer =
        Signing { id: StreamId(*b"outermst"), key: ed25519_key(), ..Signing::with(options) };
    outer.embed(text)
}

// A line break anywhere before it excused a space in the last word.
#[test]
fn a_space_in_the_last_word_is_no_reflow_though_a_line_broke_before() {
    let marked = Signing::default().embed(b"First line.\nWe are nowhere\n");
    let spaced = String::from_utf8(marked).unwrap().replace("nowhere", "now here");
    assert_eq!(verdict(spaced.as_bytes()), Verdict::Altered);
    for broken in ["now\n\nhere", "now \nhere", "now\n \nhere"] {
        let broken = spaced.replace("now here", broken);
        assert_eq!(verdict(broken.as_bytes()), Verdict::Altered);
    }
    for broken in ["now\nhere", "now\r\nhere", "now\n  here"] {
        let broken = spaced.replace("now here", broken);
        assert_eq!(verdict(broken.as_bytes()), Verdict::Reflowed);
    }
}

// The format named no longest word that is repaired, and a second implementation differed.
#[test]
fn a_break_in_a_word_of_more_than_128_bytes_is_no_reflow() {
    for (length, expected) in [(128, Verdict::Reflowed), (129, Verdict::Altered)] {
        let word = "w".repeat(length);
        let marked = signing(Target::End).embed(format!("A word: a{word}").as_bytes());
        let broken = String::from_utf8(marked).unwrap().replace(&word, &format!("\n{word}"));
        assert_eq!(verdict(broken.as_bytes()), expected, "{length}");
    }
}

// Line breaks after a seal were counted to its text, even if another text goes on after it.
#[test]
fn line_breaks_after_an_inner_seal_belong_to_the_outer_text() {
    let inner = signing(Target::FirstLetter).embed(b"Hello there");
    let both = verify(&around(Target::FirstLetter, &[&inner[..], b"\ntail"].concat()));
    assert_eq!(both.verdict, Verdict::Verified, "{both:?}");
}

// Text before the head of an inner text was reported as unsigned, whatever covers it.
#[test]
fn text_before_an_inner_stream_is_not_unsigned_if_the_outer_one_covers_it() {
    let inner = signing(Target::Auto).embed(b"Hi");
    let both = verify(&around(Target::End, &[b"a b. ", &inner[..], b" there"].concat()));
    assert_eq!((both.verdict, both.unsigned.len()), (Verdict::Verified, 0), "{both:?}");
}

// The one byte made such a text altered, though all of it is there.
#[test]
fn one_byte_before_a_text_whose_head_follows_a_line_break_is_unsigned() {
    let marked = signing(Target::Whitespace).embed(b"the\nrest of it");
    assert_eq!(verdict(&[b"X", &marked[..]].concat()), Verdict::Partial);
    assert_eq!(verdict(&[b" ", &marked[..]].concat()), Verdict::Verified);
}

// Text between two segments was not noticed if it was signed itself.
#[test]
fn another_signed_text_between_two_segments_is_text_that_was_added() {
    let options = EmbedOptions { every: NonZeroU64::new(10), ..EmbedOptions::default() };
    let outer = Signing::with(options).embed(b"First sentence. Second sentence. Last one.");
    let other = Signing { id: StreamId(*b"otherone"), ..Signing::default() }.embed(b"Intruder.");
    let end = verify(&outer).documents[0].segments[0].span.end as usize;
    let spliced = [&outer[..end], &other, &outer[end..]].concat();
    assert_eq!(verdict(&spliced), Verdict::Altered);
}

// A segment was allowed to begin before the end of the one before it.
#[test]
fn a_segment_cannot_take_the_text_of_the_one_before_for_its_own() {
    let options = EmbedOptions {
        every: NonZeroU64::new(4),
        target: Target::Whitespace,
        ..EmbedOptions::default()
    };
    let marked = Signing::with(options).embed(b"abc abc abc abc abc end");
    let segments = verify(&marked).documents[0].segments.clone();
    let span = segments[1].span;
    let part = &marked[span.start as usize..span.end as usize];
    let without_text = part.strip_prefix(b"abc ").unwrap();
    let text =
        [&marked[..span.start as usize], without_text, &marked[span.end as usize..]].concat();
    assert_eq!(strip(&text).len(), strip(&marked).len() - 4);
    assert_eq!(verdict(&text), Verdict::Altered);
}

// A text was allowed to begin inside another that ends the same way.
#[test]
fn a_second_text_cannot_take_the_end_of_the_first_for_its_own() {
    let first = Signing::default().embed(b"Begin. The same end");
    let second =
        Signing { id: StreamId(*b"otherone"), ..signing(Target::End) }.embed(b"The same end");
    let text = [&first[..], second.strip_prefix(b"The same end").unwrap()].concat();
    assert_eq!(verdict(&text), Verdict::Altered);
}

// `untrusted` hid `partial`, so that accepting the one accepted the other.
#[test]
fn unsigned_text_next_to_an_untrusted_text_is_partial() {
    let marked = [b"Before. ", &Signing::default().embed(b"text")[..]].concat();
    let mut stranger = Verifier::new(Keyring::new());
    stranger.push(&marked);
    let found = stranger.finish();
    assert_eq!(found.verdict, Verdict::Partial);
    assert!(
        found.verdicts.contains(&Verdict::Untrusted) && found.verdicts.contains(&Verdict::Partial)
    );
}

// The line feed that comes before a seal after a closing fence was left in the text.
#[test]
fn replacing_marks_takes_out_the_line_feed_that_came_with_them() {
    let text = b"a\n```\nx\n```";
    let marked = Signing::default().embed(text);
    let options = EmbedOptions { on_marked: OnMarked::Replace, ..EmbedOptions::default() };
    assert_eq!(strip(&Signing::with(options).embed(&marked)), text);
}

// Keys were looked up by their id alone.
#[test]
fn a_key_of_the_other_algorithm_with_the_same_id_judges_nothing() {
    assert_eq!(keyring().len(), 2);
    let marked = Signing { key: ed25519_key(), ..Signing::default() }.embed(b"text");
    let mut only_hmac = Keyring::new();
    only_hmac.add(hmac_key());
    let mut machine = Verifier::new(only_hmac);
    machine.push(&marked);
    assert_eq!(machine.finish().verdict, Verdict::Untrusted);
}

/// Breaks a text before each of some parts.
fn broken(marked: &[u8], parts: &[&str]) -> Vec<u8> {
    let text = String::from_utf8(marked.to_vec()).unwrap();
    parts.iter().fold(text, |text, part| text.replacen(part, &format!("\n{part}"), 1)).into_bytes()
}

// Tools count marks as columns and break the word next to them; it was not repaired after a seal.
#[test]
fn a_break_in_the_first_word_after_a_seal_is_a_reflow() {
    for target in [Target::End, Target::Auto] {
        let options =
            EmbedOptions { every: NonZeroU64::new(30), target, ..EmbedOptions::default() };
        let text = b"One two three. Four five six. Seven eight nine. Ten eleven twelve.\n";
        let marked = Signing::with(options).embed(text);
        assert_eq!(verdict(&broken(&marked, &["en eleven"])), Verdict::Reflowed);
        assert_eq!(verdict(&broken(&marked, &["en eleven", "lve."])), Verdict::Reflowed);
        assert_eq!(verdict(&broken(&marked, &["leven"])), Verdict::Altered);
    }
}

// A text was only repaired if it was longer than when it was signed.
#[test]
fn a_break_in_the_last_word_is_a_reflow_even_at_the_same_length() {
    let marked = signing(Target::End).embed(b"One two.\n\nThree four.\n");
    let shorter = String::from_utf8(marked).unwrap().replace("\n\n", "\n");
    assert_eq!(verdict(&broken(shorter.as_bytes(), &["ur."])), Verdict::Reflowed);
}

// Tools break lines after hyphens and between ideographs, where folding kept the break as a space.
#[test]
fn breaks_after_hyphens_and_between_ideographs_are_reflows() {
    let marked = Signing::default()
        .embed("A once-in-a-lifetime thing. 在山口建起了磨坊。And a well-known one.".as_bytes());
    assert_eq!(verdict(&broken(&marked, &["lifetime", "known"])), Verdict::Reflowed);
    assert_eq!(verdict(&broken(&marked, &["口", "磨", "known"])), Verdict::Reflowed);
    assert_eq!(verdict(&broken(&marked, &["etime"])), Verdict::Altered);
    let spaced = String::from_utf8(marked).unwrap().replace("well-known", "well- known");
    assert_eq!(verdict(spaced.as_bytes()), Verdict::Altered);
}

// Editors write U+FEFF at the beginning of a file, and it was reported as unsigned.
#[test]
fn a_byte_order_mark_before_a_signed_text_is_not_unsigned_text() {
    let marked = Signing::default().embed(b"Signed text. More.");
    assert_eq!(verdict(&["\u{FEFF}".as_bytes(), &marked].concat()), Verdict::Verified);
}

// Of two beginnings that fit a segment, the one inside the segment before it was taken.
#[test]
fn white_space_at_the_end_of_a_segment_is_not_taken_for_the_beginning_of_the_next() {
    let options = EmbedOptions { every: NonZeroU64::new(10), ..EmbedOptions::default() };
    let marked =
        Signing::with(options).embed(b"First sentence. Second sentence.\n\nThird sentence. Last.");
    let shorter = String::from_utf8(marked).unwrap().replace("\n\n", "\n");
    assert_eq!(verdict(shorter.as_bytes()), Verdict::Reflowed);
}

// Quote marks were taken out of texts of one segment only.
#[test]
fn a_quoted_text_of_several_segments_is_a_reflow() {
    let text =
        "One two. Three four. Five six. Seven\neight. Nine ten. Eleven\ntwelve. End of it.\n";
    for target in [Target::Auto, Target::End, Target::Whitespace] {
        let options =
            EmbedOptions { every: NonZeroU64::new(30), target, ..EmbedOptions::default() };
        let marked = String::from_utf8(Signing::with(options).embed(text.as_bytes())).unwrap();
        let quoted: String = marked.lines().map(|line| format!("> {line}\n")).collect();
        let found = verify(quoted.as_bytes());
        assert!(found.verdict <= Verdict::Partial, "{target}: {found:?}");
        assert_eq!(found.documents[0].verdict, Verdict::Reflowed, "{target}");
    }
}

/// The marks of one signed text around another text.
fn around_its_marks(signed: &str, target: Target, found: &str) -> Vec<u8> {
    let marked = String::from_utf8(signing(target).embed(signed.as_bytes())).unwrap();
    let marks = marked.strip_prefix(signed).unwrap();
    [found, marks].concat().into_bytes()
}

// A space that changes the words was excused by a break elsewhere that is joined.
#[test]
fn a_break_after_a_hyphen_or_an_ideograph_excuses_no_space_in_a_word() {
    for (signed, found) in [
        ("The man is therapist-like", "The man is the rapist-\nlike"),
        ("we cannot漢字", "we can not漢\n字"),
        ("The therapist \u{1175}", "The the rapist\n\u{1175}"),
    ] {
        let text = around_its_marks(signed, Target::End, found);
        assert_eq!(verdict(&text), Verdict::Altered, "{found}");
    }
    let text = around_its_marks("a therapist-like", Target::End, "a therapist-\nlike");
    assert_eq!(verdict(&text), Verdict::Reflowed);
}

// A repair took out any run of white space, and in more than one word.
#[test]
fn only_one_line_break_is_taken_out_of_the_word_after_a_head() {
    let marked = String::from_utf8(signing(Target::All).embed(b"nowhere, I say so")).unwrap();
    for (run, expected) in [
        ("\n", Verdict::Reflowed),
        ("\r\n  ", Verdict::Reflowed),
        ("\n\n", Verdict::Altered),
        ("\u{3000}\n", Verdict::Altered),
        ("\n\u{2028}", Verdict::Altered),
        (" ", Verdict::Altered),
    ] {
        let broken = marked.replace("here", &format!("{run}here"));
        assert_eq!(verdict(broken.as_bytes()), expected, "{run:?}");
    }
    // The break that is taken out stands in this word and in no later one.
    let broken = marked.replace("here, I", "\nhere,\nI");
    assert_eq!(verdict(broken.as_bytes()), Verdict::Reflowed);
    assert!(marked.contains("here, I say so"));
    let broken = marked.replace("here, I say", "\nhere,\nI s\nay");
    assert_eq!(verdict(broken.as_bytes()), Verdict::Altered);
}

// A line break before the text counted as the one that a repair takes out of a word.
#[test]
fn white_space_before_a_text_is_not_the_line_break_that_a_repair_takes_out() {
    let first = signing(Target::End).embed(b"Alpha.");
    let second = around_its_marks("The therapist came.", Target::End, "The the rapist came.");
    for between in ["\u{3000}\n", "\u{3000}\n\n"] {
        let text = [&first[..], between.as_bytes(), &second].concat();
        for split in 0..=text.len() {
            let mut verifier = Verifier::new(keyring());
            verifier.push(&text[..split]);
            verifier.push(&text[split..]);
            assert_eq!(verifier.finish().verdict, Verdict::Altered, "{split}");
        }
    }
}

// An outer text that covers the added text hid that it parts two segments of an inner one.
#[test]
fn text_between_two_segments_is_noticed_inside_an_outer_text() {
    let inner =
        Signing::with(EmbedOptions { every: NonZeroU64::new(10), ..EmbedOptions::default() })
            .embed(b"Pay Bob ten euros. Not more than that.");
    let inner = String::from_utf8(inner).unwrap();
    let at = inner.find("Not more").unwrap();
    let added = [&inner[..at], "And pay Eve a million. ", &inner[at..]].concat();
    for target in [Target::Auto, Target::Whitespace, Target::All, Target::End] {
        let verification = verify(&around(target, added.as_bytes()));
        let verdicts: Vec<Verdict> = verification.documents.iter().map(|one| one.verdict).collect();
        assert_eq!(verdicts, [Verdict::Altered, Verdict::Verified], "{target:?}");
    }
}

// The claimed length and the line feed together overflowed a 64-bit number.
#[test]
fn a_head_after_a_line_feed_may_claim_the_longest_text() {
    // Stream, key, offset 2^64 - 1, folded offset 0, signature.
    let body = [&[7; 12][..], &[0xFF; 9], &[0x01], &[0xFE], &[0xFF; 8], &[0x01], &[0; 12]].concat();
    let signed = [&[0x10, body.len() as u8], &body[..]].concat();
    let record = [&[0x0B, 0x05], &signed[..], &crc32fast::hash(&signed).to_be_bytes()].concat();
    let mut text = b"x\n".to_vec();
    encypher::mark::spell(&record, &mut text);
    let verification = verify(&text);
    assert_eq!(verification.verdict, Verdict::Truncated);
    assert_eq!(verification.invisible_chars, record.len() as u64);
}

// A damaged mark without its end, left in the text, took the new seal for its rest.
#[test]
fn nothing_is_signed_after_damaged_marks_that_would_swallow_the_seal() {
    let signing =
        Signing::with(EmbedOptions { on_marked: OnMarked::Keep, ..EmbedOptions::default() });
    let mut text = b"text ".to_vec();
    encypher::mark::spell(&[0x0B, 0x05, 0xF0, 4], &mut text);
    let mut machine = signing.machine();
    let mut out = Vec::new();
    let refused =
        machine.push(&text, &mut out).and_then(|()| machine.finish(signing.ending, &mut out));
    assert_eq!(refused, Err(EmbedError::Damaged { offset: 5 }));
}

// After an unfinished record the scanner did not look again at the bytes that it had taken for it.
#[test]
fn a_byte_between_two_marks_does_not_hide_the_next_record() {
    let marked = Signing::default().embed(b"one two");
    let mut text = Vec::new();
    encypher::mark::spell(&[0x0B, 0x05, 0x10, 0xFF, 0x7F], &mut text);
    text.extend_from_slice(b"\n");
    text.extend_from_slice(&marked);
    let verification = verify(&text);
    assert_eq!(verification.verdict, Verdict::Malformed);
    let verdicts: Vec<Verdict> = verification.documents.iter().map(|one| one.verdict).collect();
    assert_eq!(verdicts, [Verdict::Malformed, Verdict::Verified]);
}

/// The records of a signed text, one by one.
fn records(marked: &[u8]) -> Vec<Vec<u8>> {
    let mut records = Vec::new();
    let mut visit = |piece: Piece<'_>| {
        if let Piece::Record(_, spelling) = piece {
            records.push(spelling.bytes.to_vec());
        }
        Ok::<(), std::convert::Infallible>(())
    };
    let mut scanner = Scanner::new();
    let Ok(()) = scanner.update(marked, &mut visit);
    let Ok(()) = scanner.finish(&mut visit);
    records
}

fn named(id: u8, target: Target, text: &[u8]) -> Vec<u8> {
    let id = StreamId([id; 8]);
    Signing { id, ..signing(target) }.embed(text)
}

// Only the last texts were remembered, so that a text before them could be taken over.
#[test]
fn a_text_cannot_take_the_end_of_another_however_many_stand_between() {
    let first = named(1, Target::End, b"Give Bob the money.");
    let tiny = records(&named(2, Target::End, b"x")).concat();
    let second = records(&named(3, Target::End, b"the money. x Not to Eve")).concat();
    for times in [0, 1, 63, 64, 65, 200] {
        let between = tiny.repeat(times);
        let text = [&first[..], b" x", &between, b" Not to Eve", &second].concat();
        assert_eq!(verdict(&text), Verdict::Altered, "{times}");
    }
    // Many texts one behind the other are none of this.
    let many: Vec<u8> = (0..200).flat_map(|id| named(id, Target::End, b"One text.\n")).collect();
    assert_eq!(verdict(&many), Verdict::Verified);
}

// A word between two records was repaired at both, and by white space that is no line break.
#[test]
fn a_repair_is_made_once_and_takes_out_nothing_but_a_line_break() {
    let records = records(&signing(Target::End).embed(b"Call the therapist"));
    for (before, behind) in [
        ("Call the the rapi\ns", "t"),
        ("Call the the\trapi\ns", "t"),
        ("Call the the\n\nrapi\ns", "t"),
        ("Call the the\nrapi\ns", "t"),
    ] {
        let text = [before.as_bytes(), &records[0], behind.as_bytes(), &records[1]].concat();
        assert_eq!(verdict(&text), Verdict::Altered, "{before:?}");
    }
    let text = [b"Call the therapi\ns".as_slice(), &records[0], b"t", &records[1]].concat();
    assert_eq!(verdict(&text), Verdict::Reflowed);
}

// Only a space ended the word that is repaired.
#[test]
fn a_word_next_to_a_record_ends_at_any_white_space() {
    let marked = signing(Target::FirstLetter).embed(b"I will take care of nowhere things");
    let marked = String::from_utf8(marked).unwrap();
    for space in [" ", "\u{A0}", "\u{B}", "\u{3000}", "\u{2028}"] {
        let broken = marked.replace(' ', space).replace("nowhere", "now\nhere");
        for split in 0..broken.len() {
            let mut verifier = Verifier::new(keyring());
            verifier.push(&broken.as_bytes()[..split]);
            verifier.push(&broken.as_bytes()[split..]);
            assert_eq!(verifier.finish().verdict, Verdict::Altered, "{space:?} {split}");
        }
    }
}

// A word was repaired even if white space parts it from the record.
#[test]
fn white_space_between_a_record_and_a_word_keeps_the_word_whole() {
    let records = records(&signing(Target::Whitespace).embed(b"be nowhere, I say"));
    for (before, behind, expected) in [
        ("be ", "now\nhere, I say", Verdict::Reflowed),
        ("be\n", "now\nhere, I say", Verdict::Reflowed),
        ("be ", " now\nhere, I say", Verdict::Altered),
        ("be\n", " now\nhere, I say", Verdict::Altered),
        ("be", " now\nhere, I say", Verdict::Altered),
        ("be ", "\u{A0}now\nhere, I say", Verdict::Altered),
    ] {
        let text = [before.as_bytes(), &records[0], behind.as_bytes(), &records[1]].concat();
        assert_eq!(verdict(&text), expected, "{before:?} {behind:?}");
    }
}

// A break after a hyphen or an ideograph counted as the one repair.
#[test]
fn a_break_in_the_last_word_is_a_reflow_after_a_break_at_a_hyphen() {
    for (signed, found) in [
        ("co-\nop word", "co-\nop wo\nrd"),
        ("漢\n漢 word", "漢\n漢 wo\nrd"),
        ("co- op word", "co- op wo\nrd"),
        ("-foo bar", "-\nfoo bar"),
    ] {
        let text = around_its_marks(signed, Target::End, found);
        assert_eq!(verdict(&text), Verdict::Reflowed, "{found:?}");
    }
}

// The line feed was taken out with the marks, and the text after it became part of the fence.
#[test]
fn a_line_feed_that_came_with_marks_stays_if_text_follows_on_its_line() {
    let fenced = Signing::default().embed(b"```\ncode\n```");
    let continued = [&fenced[..], b"more words"].concat();
    assert_eq!(strip(&fenced), b"```\ncode\n```");
    assert_eq!(strip(&continued), b"```\ncode\n```\nmore words");
    let marked = around(Target::Auto, &continued);
    assert_eq!(verdict(&marked), Verdict::Verified);
    assert_eq!(strip(&marked), b"```\ncode\n```\nmore words");
    let replacing =
        Signing::with(EmbedOptions { on_marked: OnMarked::Replace, ..EmbedOptions::default() });
    assert_eq!(strip(&replacing.embed(&continued)), b"```\ncode\n```\nmore words");
}

// The words of a detached text were repaired at its ends, where no record can have moved them.
#[test]
fn no_line_break_is_taken_out_of_a_text_without_records() {
    let text = b"He is nowhere near a therapist";
    let (key, metadata) = (crate::common::hmac_key(), Default::default());
    let mut signer = DetachedSigner::new(key, metadata, StreamId([1; 8])).unwrap();
    signer.push(text);
    let signature = signer.finish(Ending::Complete);
    for (found, expected) in [
        ("He is nowhere near a therapist", Verdict::Verified),
        ("He is\nnowhere near a therapist", Verdict::Reflowed),
        ("H\ne is nowhere near a therapist", Verdict::Altered),
        ("He is nowhere near a the\nrapist", Verdict::Altered),
    ] {
        let mut verifier = DetachedVerifier::new(&signature, &keyring()).unwrap();
        verifier.push(found.as_bytes());
        assert_eq!(verifier.finish().verdict, expected, "{found:?}");
    }
}

proptest! {
    #![proptest_config(cases(256))]

    /// The ends of inner texts and of outer segments may fall anywhere.
    #[test]
    fn a_text_verifies_whatever_signed_texts_stand_in_it(
        parts in prop::collection::vec(("[a-c. \n]{0,12}", "[a-c. \n]{1,12}", 0..9u64, 0..3usize), 1..4),
        every in 1..20u64,
        target in prop::sample::select(vec![Target::Auto, Target::All, Target::Whitespace, Target::End]),
    ) {
        let targets = [Target::Auto, Target::All, Target::End];
        let mut text = Vec::new();
        for (number, (before, inner, every, target)) in parts.iter().enumerate() {
            text.extend_from_slice(before.as_bytes());
            let options = EmbedOptions {
                target: targets[*target],
                every: NonZeroU64::new(*every),
                ..EmbedOptions::default()
            };
            let id = StreamId([number as u8 + 1; 8]);
            text.extend(Signing { id, ..Signing::with(options) }.embed(inner.as_bytes()));
        }
        let options = EmbedOptions {
            target,
            every: NonZeroU64::new(every),
            on_marked: OnMarked::Keep,
            ..EmbedOptions::default()
        };
        let marked = Signing { id: StreamId(*b"outermst"), ..Signing::with(options) }.embed(&text);
        let expected = match strip(&text).iter().all(|byte| matches!(byte, b'\n' | b'\r')) {
            true => Verdict::Unmarked,
            false => Verdict::Verified,
        };
        prop_assert_eq!(verdict(&marked), expected);
    }
}
