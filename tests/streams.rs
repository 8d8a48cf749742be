//! Provider streams: every recorded one is signed, and nothing else of it changes.

use crate::common::cases;
use crate::common::streams::{Fixture, fixtures, judged, relay, signed, signer, stripped, text_of};
use encypher::stream::Written;
use encypher::target::Target;
use encypher::verify::Verdict;
use proptest::prelude::*;

/// The texts of a recorded stream, by channel.
fn texts(fixture: &Fixture) -> Vec<(String, String)> {
    let texts = fixture.about["expected"]["text"].as_object().into_iter().flatten();
    texts.map(|(channel, text)| (channel.clone(), text.as_str().unwrap().to_owned())).collect()
}

fn is_conforming(fixture: &Fixture) -> bool {
    fixture.about["conforming"].as_bool().unwrap()
}

/// A stream whose events are not separated passes as it is.
fn is_unseparated(fixture: &Fixture) -> bool {
    fixture.file.contains("single_newline")
}

#[test]
fn the_text_of_every_channel_is_found_and_nothing_else() {
    for fixture in fixtures().iter().filter(|fixture| !is_unseparated(fixture)) {
        let (_, summary) =
            relay(&[&fixture.bytes], fixture.manner, signer(Target::End), Written::Same);
        let expected = texts(fixture);
        for (channel, text) in &expected {
            let found = text_of(&fixture.bytes, fixture.manner, channel);
            let mut found = String::from_utf8_lossy(&found).into_owned();
            if fixture.file.contains("two_responses") {
                // Clients read the first one only.
                found.truncate(text.len());
            }
            assert_eq!(found, *text, "{} {channel}", fixture.file);
        }
        if is_conforming(fixture) {
            let mut found: Vec<_> = summary.channels.iter().map(ToString::to_string).collect();
            let mut expected: Vec<_> = expected
                .into_iter()
                .filter(|(_, text)| !text.is_empty())
                .map(|(channel, _)| channel)
                .collect();
            found.sort();
            expected.sort();
            assert_eq!(found, expected, "{}", fixture.file);
        }
        if summary.texts > 0 {
            assert_eq!(summary.dialect, Some(fixture.dialect), "{}", fixture.file);
        }
    }
}

#[test]
fn a_signed_stream_without_its_marks_is_the_stream() {
    for target in [Target::End, Target::Whitespace, Target::Auto, Target::All] {
        for fixture in fixtures() {
            let (out, summary) =
                relay(&[&fixture.bytes], fixture.manner, signer(target), Written::Same);
            let has_text =
                texts(&fixture).iter().any(|(_, text)| !text.trim_matches('\n').is_empty());
            assert_eq!(
                summary.marks > 0,
                has_text && !is_unseparated(&fixture) || summary.texts > 0,
                "{}",
                fixture.file
            );
            let again = stripped(&[&out], fixture.manner);
            let differ = again.iter().zip(&fixture.bytes).position(|(a, b)| a != b).unwrap_or(0);
            let near = |bytes: &[u8]| {
                String::from_utf8_lossy(
                    &bytes[differ.saturating_sub(200)..bytes.len().min(differ + 200)],
                )
                .into_owned()
            };
            assert_eq!(near(&again), near(&fixture.bytes), "{} {target:?}", fixture.file);
            assert!(again == fixture.bytes, "{} {target:?}", fixture.file);
        }
    }
}

#[test]
fn every_channel_of_a_signed_stream_verifies_and_every_copy_with_it() {
    for target in [Target::End, Target::Whitespace, Target::Auto] {
        for fixture in fixtures().iter().filter(|fixture| !is_unseparated(fixture)) {
            let (out, summary) =
                relay(&[&fixture.bytes], fixture.manner, signer(target), Written::Same);
            let found = judged(&out, fixture.manner);
            assert_eq!(found.texts.len() as u64, summary.texts, "{}", fixture.file);
            assert!(found.unclear.is_none() || !is_conforming(fixture), "{}", fixture.file);
            assert_eq!(summary.strange_copies, 0, "{}", fixture.file);
            let ended = fixture.about["expected"]["ended"].as_str().unwrap();
            for judged in found.texts {
                let open = !fixture.file.contains("cohere2_truncated");
                let cut = matches!(ended, "cut" | "eof" | "error") && open
                    || fixture.file.contains("filter.sse") && fixture.file.contains("oai_chat")
                    || fixture.file.contains("safety");
                let verdict = judged.verification.verdict;
                let name = format!("{} {} {ended} {target:?}", fixture.file, judged.channel);
                match cut {
                    true => assert_eq!(verdict, Verdict::Incomplete, "{name}"),
                    false => assert_eq!(verdict, Verdict::Verified, "{name}"),
                }
                assert!(!judged.copy, "{name}");
            }
        }
    }
}

/// Pieces of 0 to 400 bytes, others for each length of the stream.
fn random_pieces(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut state = bytes.len() as u64;
    let mut pieces = Vec::new();
    while !bytes.is_empty() {
        // Knuth's multiplier; the high bits are the random ones.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let (piece, rest) = bytes.split_at(bytes.len().min((state >> 33) as usize % 401));
        pieces.push(piece);
        bytes = rest;
    }
    pieces
}

#[test]
fn reads_do_not_matter_for_any_recorded_stream() {
    for fixture in fixtures() {
        let whole = signed(&fixture.bytes, fixture.manner);
        let bytes: Vec<&[u8]> = fixture.bytes.chunks(1).collect();
        let lines: Vec<&[u8]> = fixture.bytes.split_inclusive(|byte| *byte == b'\n').collect();
        let odd: Vec<&[u8]> = fixture.bytes.chunks(13).collect();
        let random = random_pieces(&fixture.bytes);
        for pieces in [bytes, lines, odd, random] {
            let (out, _) = relay(&pieces, fixture.manner, signer(Target::End), Written::Same);
            assert!(out == whole, "{}", fixture.file);
        }
        let bytes: Vec<&[u8]> = whole.chunks(1).collect();
        assert!(stripped(&bytes, fixture.manner) == fixture.bytes, "{}", fixture.file);
    }
}

#[test]
fn an_event_leaves_when_its_end_has_come() {
    for fixture in fixtures()
        .iter()
        .filter(|fixture| !is_unseparated(fixture) && fixture.bytes.len() < 100_000)
    {
        let mut machine = encypher::stream::events::embed::RelayEmbedder::new(
            fixture.manner,
            signer(Target::End),
            Written::Same,
        )
        .unwrap();
        let mut out = Vec::new();
        let mut at = 0;
        let mut longest = 0;
        for piece in fixture.bytes.split_inclusive(|byte| *byte == b'\n') {
            machine.push(piece, &mut out).unwrap();
            at += piece.len();
            let blank = piece == b"\n" || piece == b"\r\n";
            let line = fixture.file.ends_with(".ndjson") && piece.ends_with(b"\n");
            if blank && fixture.file.ends_with(".sse") || line {
                let passed = stripped(&[&out], fixture.manner).len();
                longest = longest.max(at.saturating_sub(passed));
            }
        }
        assert_eq!(longest, 0, "{}", fixture.file);
    }
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn any_bytes_pass_and_come_back(
        bytes in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..200),
            "(data: ?|event: |\\{|\\}|\"|choices|:|\\[|\\]|,|\n|\r|\\\\u[0-9a-f]{4}|text|0|\u{FE01}|\u{E0101}){0,60}".prop_map(String::into_bytes),
        ],
        sse in any::<bool>(),
        size in 1usize..20,
    ) {
        let manner = crate::common::streams::manner(if sse { "x.sse" } else { "x.jsonl" });
        let whole = signed(&bytes, manner);
        let pieces: Vec<&[u8]> = bytes.chunks(size).collect();
        let (out, _) = relay(&pieces, manner, signer(Target::End), Written::Same);
        prop_assert_eq!(&out, &whole);
        prop_assert_eq!(stripped(&[&whole], manner), bytes);
    }
}

/// The recorded stream of this name.
fn fixture(name: &str) -> Fixture {
    fixtures().into_iter().find(|fixture| fixture.file == name).unwrap()
}

/// Whether everything in a stream is as signed.
fn is_verified(stream: &[u8], manner: encypher::stream::Manner) -> bool {
    let found = judged(stream, manner);
    let all = found.texts.iter().all(|judged| judged.verification.verdict == Verdict::Verified);
    all && !found.texts.is_empty()
        && found.broken.is_none()
        && !found.too_many
        && found.unclear.is_none()
}

#[test]
fn no_letter_of_a_text_or_of_a_copy_can_change_unnoticed() {
    for name in [
        "o_oai_chat_n3_batched.sse",
        "o_oai_resp_two_messages.sse",
        "o_tgi_basic.sse",
        "o_cohere1_basic.ndjson",
        "o_gemarr_braces.json",
        "o_vercel_v1_basic.ndjson",
        "o_mistral_thinking.sse",
    ] {
        let fixture = fixture(name);
        let signed = signed(&fixture.bytes, fixture.manner);
        assert!(is_verified(&signed, fixture.manner));
        for (channel, text) in texts(&fixture) {
            // Every place where two letters of the text stand together in the stream.
            let text = text.into_bytes();
            let words: std::collections::BTreeSet<&[u8]> =
                text.windows(2).filter(|word| word.iter().all(u8::is_ascii_alphabetic)).collect();
            let mut changed = 0;
            for word in words {
                for at in memchr::memmem::find_iter(&signed, word) {
                    let mut forged = signed.clone();
                    forged[at + 1] = if forged[at + 1] == b'x' { b'y' } else { b'x' };
                    let before = text_of(&signed, fixture.manner, &channel);
                    if text_of(&forged, fixture.manner, &channel) != before {
                        assert!(!is_verified(&forged, fixture.manner), "{name} byte {at}");
                        changed += 1;
                    }
                }
            }
            assert!(changed > 0, "{name} {channel}");
        }
    }
    // The copies are judged as well.
    let fixture = fixture("o_oai_resp_basic.sse");
    let signed = signed(&fixture.bytes, fixture.manner);
    let copies: Vec<usize> = memchr::memmem::find_iter(&signed, "yesterday's").collect();
    assert_eq!(copies.len(), 4);
    for at in copies {
        let mut forged = signed.clone();
        forged[at] = b'Y';
        assert!(!is_verified(&forged, fixture.manner));
    }
}

#[test]
fn text_in_another_dialect_does_not_hide_behind_a_signed_one() {
    let vercel = fixture("o_vercel_ui_basic.sse");
    let chat = fixture("o_oai_chat_basic.sse");
    let signed = signed(&vercel.bytes, vercel.manner);
    let start = b"data: {\"type\":\"start\"}\n\n";
    // Behind the end, in the middle, and behind a beginning that shows another dialect.
    let middle = memchr::memmem::find(&signed, b"\n\n").unwrap() + 2;
    for stream in [
        [&signed[..], &chat.bytes].concat(),
        [&signed[..middle], &chat.bytes, &signed[middle..]].concat(),
        [&start[..], &chat.bytes, &signed].concat(),
    ] {
        assert!(!is_verified(&stream, vercel.manner));
    }
    assert!(is_verified(&signed, vercel.manner));
}

#[test]
fn a_stream_of_events_with_a_member_text_is_no_stream_of_tokens() {
    let manner = crate::common::streams::manner("x.sse");
    let stream = b"data: {\"type\":\"thinking\",\"text\":\"hm\"}\n\n";
    let (out, summary) = relay(&[stream], manner, signer(Target::End), Written::Same);
    assert_eq!(out, stream);
    assert!(summary.unknown);
}

#[test]
fn seals_that_end_together_stand_in_one_event_in_the_same_order() {
    let fixture = fixture("o_oai_chat_n3_batched.sse");
    let signed = String::from_utf8(signed(&fixture.bytes, fixture.manner)).unwrap();
    let events: Vec<&str> = signed.split("\n\n").collect();
    assert_eq!(events.len(), String::from_utf8_lossy(&fixture.bytes).split("\n\n").count() + 1);
    let seals = events[events.len() - 4];
    let order: Vec<Option<usize>> =
        (0..3).map(|index| seals.find(&format!("\"index\":{index}"))).collect();
    assert!(order[0] < order[1] && order[1] < order[2] && order[0].is_some(), "{seals}");
}

#[test]
fn nothing_but_the_text_is_left_in_a_copied_event() {
    let stream = "data: {\"id\":\"a\",\"object\":\"chat.completion.chunk\",\"obfuscation\":\"x\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"Hi\",\"tool_calls\":[1]},\"logprobs\":{\"content\":[1]},\"finish_reason\":null}],\"usage\":{\"total\":1}}\n\ndata: [DONE]\n\n";
    let manner = crate::common::streams::manner("x.sse");
    let signed = String::from_utf8(signed(stream.as_bytes(), manner)).unwrap();
    let event: serde_json::Value =
        serde_json::from_str(signed.split("\n\n").nth(1).unwrap().trim_start_matches("data: "))
            .unwrap();
    let names =
        |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&event), ["id", "object", "choices"]);
    assert_eq!(names(&event["choices"][0]["delta"]), ["content"]);
    assert!(event["choices"][0]["logprobs"].is_null());
}

/// Recorded streams, cut, doubled, mixed and broken.
fn broken_stream() -> impl Strategy<Value = (bool, Vec<u8>)> {
    let small: Vec<(bool, Vec<u8>)> = fixtures()
        .into_iter()
        .filter(|fixture| fixture.bytes.len() < 8_000)
        .map(|fixture| (fixture.file.ends_with(".sse"), fixture.bytes))
        .collect();
    let one = prop::sample::select(small.clone());
    let change = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0u8..6, any::<u8>());
    (one, prop::sample::select(small), proptest::collection::vec(change, 0..4)).prop_map(
        |((sse, mut bytes), (_, other), changes)| {
            for (from, to, kind, byte) in changes {
                if bytes.is_empty() {
                    break;
                }
                let (from, to) = (from.index(bytes.len()), to.index(bytes.len()));
                let (from, to) = (from.min(to), from.max(to));
                match kind {
                    0 => bytes.truncate(to),
                    1 => drop(bytes.drain(from..to)),
                    2 => {
                        let again = bytes[from..to].to_vec();
                        bytes.splice(to..to, again);
                    }
                    3 => bytes[from] = byte,
                    4 => {
                        bytes.splice(from..from, other[..other.len().min(2_000)].iter().copied());
                    }
                    _ => bytes[from] = b"\n\r\"\\{}[]:, "[usize::from(byte) % 11],
                }
            }
            (sse, bytes)
        },
    )
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn broken_streams_pass_and_come_back(
        (sse, bytes) in broken_stream(),
        target in prop::sample::select(vec![Target::End, Target::End, Target::Whitespace, Target::Auto, Target::All]),
        size in 1usize..2_000,
    ) {
        let manner = crate::common::streams::manner(if sse { "x.sse" } else { "x.jsonl" });
        let (whole, _) = relay(&[&bytes], manner, signer(target), Written::Same);
        let pieces: Vec<&[u8]> = bytes.chunks(size).collect();
        let (out, _) = relay(&pieces, manner, signer(target), Written::Same);
        prop_assert!(out == whole);
        let pieces: Vec<&[u8]> = whole.chunks(size).collect();
        let again = stripped(&pieces, manner);
        prop_assert!(again == bytes, "{}\n\n{}", String::from_utf8_lossy(&bytes), String::from_utf8_lossy(&whole));
        for judged in judged(&whole, manner).texts {
            let verdict = judged.verification.verdict;
            prop_assert!(!matches!(verdict, Verdict::Altered | Verdict::Malformed | Verdict::Truncated), "{:?} {}\n{}\n\n{}", verdict, judged.channel, String::from_utf8_lossy(&bytes), String::from_utf8_lossy(&whole));
        }
    }
}
