//! The guard inside providers' streams: nothing of a value comes out, however it is cut into events
//! and wherever it stands.

mod beside;
mod documents;
mod events;

use crate::common::cases;
use crate::common::streams::{fixtures, judged, relay, signer, stripped, text_of};
use encypher::stream::Written;
use encypher::target::Target;
use encypher::verify::Verdict;
use events::{
    BLOCKS, Done, Provider, REDACTED, REDACTS, TEXT, assert_clean, assert_judged, events, guarded,
    text_in, whole,
};
use proptest::prelude::*;
use serde_json::Value;

/// Changes nothing, whatever it finds.
const WARNS: &str =
    "[[rule]]\nkinds = [\"pii\", \"pci\", \"phi\", \"secret\", \"vin\"]\naction = \"warn\"\n";

fn stream(provider: Provider, deltas: &[&str], policy: &str, target: Target) -> Done {
    guarded(&[&provider.stream(deltas)], provider.manner(), policy, target)
}

fn assert_redacted(provider: Provider, deltas: &[&str], target: Target) {
    let done = stream(provider, deltas, REDACTS, target);
    let manner = provider.manner();
    assert_clean(&done.out, manner);
    assert_eq!(text_in(&done, manner), REDACTED, "{provider:?} {deltas:?}");
    assert_judged(&done.out, manner, Verdict::Verified);
    let found = done.found.iter().filter(|kind| *kind == "credit_card");
    assert!(found.count() >= 1 && !done.blocked);
}

#[test]
fn a_guarded_text_is_what_the_tests_expect() {
    assert_eq!(whole(REDACTS, TEXT), REDACTED);
    assert_eq!(whole(BLOCKS, TEXT), "Dear all, the card is ");
}

#[test]
fn values_split_over_two_deltas_at_any_place_are_redacted() {
    for provider in Provider::ALL {
        for at in 0..=TEXT.len() {
            let (before, after) = TEXT.split_at(at);
            assert_redacted(provider, &[before, after], Target::End);
        }
    }
}

#[test]
fn values_in_deltas_of_any_size_are_redacted() {
    for provider in Provider::ALL {
        for size in [1, 2, 3, 5, 11, 1000] {
            let pieces: Vec<&[u8]> = TEXT.as_bytes().chunks(size).collect();
            let deltas: Vec<&str> =
                pieces.iter().map(|piece| std::str::from_utf8(piece).unwrap()).collect();
            for target in [Target::End, Target::Whitespace, Target::Auto, Target::All] {
                assert_redacted(provider, &deltas, target);
            }
        }
    }
}

#[test]
fn a_value_at_the_very_end_of_a_text_is_redacted() {
    for provider in Provider::ALL {
        for deltas in [&["Card 4242-4242", "-4242-4242"][..], &["Card ", "4", "242424242424242"]] {
            let done = stream(provider, deltas, REDACTS, Target::End);
            assert_clean(&done.out, provider.manner());
            assert_eq!(text_in(&done, provider.manner()), "Card [CREDIT_CARD]");
            assert_judged(&done.out, provider.manner(), Verdict::Verified);
        }
    }
}

#[test]
fn half_a_value_that_turns_out_to_be_none_comes_with_the_end() {
    for provider in Provider::ALL {
        for deltas in [&["Card 4242-42", "42-"][..], &["Mail ", "jane", "@"], &["4", "2"]] {
            let done = stream(provider, deltas, REDACTS, Target::End);
            assert_eq!(text_in(&done, provider.manner()), deltas.concat(), "{provider:?}");
            assert_judged(&done.out, provider.manner(), Verdict::Verified);
        }
    }
}

#[test]
fn a_blocked_stream_ends_after_the_text_before_the_value_and_says_so() {
    for provider in Provider::ALL {
        for at in 0..=TEXT.len() {
            let (before, after) = TEXT.split_at(at);
            for target in [Target::End, Target::Auto] {
                let done = stream(provider, &[before, after], BLOCKS, target);
                assert!(done.blocked);
                assert_clean(&done.out, provider.manner());
                assert_eq!(text_in(&done, provider.manner()), "Dear all, the card is ");
                assert_judged(&done.out, provider.manner(), Verdict::Incomplete);
            }
        }
    }
}

#[test]
fn spelling_a_value_with_escapes_does_not_hide_it() {
    for provider in Provider::ALL {
        let plain = String::from_utf8(provider.stream(&["Card 4242-42", "42-4242-4242."])).unwrap();
        let escaped = plain.replace('4', "\\u0034").replace("-", "\\u002D");
        let done = guarded(&[escaped.as_bytes()], provider.manner(), REDACTS, Target::End);
        assert_clean(&done.out, provider.manner());
        assert_eq!(text_in(&done, provider.manner()), "Card [CREDIT_CARD].");
        assert_judged(&done.out, provider.manner(), Verdict::Verified);
    }
}

#[test]
fn copies_of_the_whole_text_are_redacted_as_the_text_is() {
    let provider = Provider::Responses;
    let done = stream(provider, &[&TEXT[..30], &TEXT[30..]], REDACTS, Target::Whitespace);
    let copies: Vec<Value> =
        events(&done.out, provider.manner()).into_iter().rev().take(4).collect();
    let texts = [
        &copies[3]["text"],
        &copies[2]["part"]["text"],
        &copies[1]["item"]["content"][0]["text"],
        &copies[0]["response"]["output"][0]["content"][0]["text"],
    ];
    for text in texts {
        let text = text.as_str().unwrap();
        assert_eq!(crate::common::strip(text.as_bytes()), REDACTED.as_bytes());
        assert_eq!(text, texts[0]);
    }
    // A copy that differs is looked at as well.
    let mut stream = String::from_utf8(provider.stream(&["Hello."])).unwrap();
    stream = stream.replace("\"text\":\"Hello.\"", "\"text\":\"Hello 4242-4242-4242-4242.\"");
    let done = guarded(&[stream.as_bytes()], provider.manner(), REDACTS, Target::End);
    assert_clean(&done.out, provider.manner());
    let done = guarded(&[stream.as_bytes()], provider.manner(), BLOCKS, Target::End);
    assert!(done.blocked);
    assert_clean(&done.out, provider.manner());
}

/// That recorded streams come out under a policy as they do without a guard.
fn assert_unchanged(policy: &str) {
    let mut changed = Vec::new();
    for fixture in fixtures() {
        for target in [Target::End, Target::Auto] {
            let signer = signer(target);
            let (plain, _) = relay(&[&fixture.bytes], fixture.manner, signer, Written::Same);
            let done = guarded(&[&fixture.bytes], fixture.manner, policy, target);
            if done.out != plain {
                changed.push((fixture.file.clone(), target));
            }
        }
    }
    assert!(changed.is_empty(), "{changed:?}");
}

#[test]
fn warnings_change_no_byte_of_a_recorded_stream() {
    assert_unchanged(&format!("{WARNS}min_confidence = 0.0\n"));
}

#[test]
fn rules_that_warn_about_all_groups_leave_nothing_to_change() {
    assert_unchanged(WARNS);
}

#[test]
fn recorded_streams_have_the_same_texts_under_a_guard_that_changes_none() {
    let mut same = 0;
    for fixture in fixtures() {
        let done = guarded(
            &[&fixture.bytes],
            fixture.manner,
            "[redact]\nstyle = \"label\"\n[[rule]]\nkinds = [\"pci\", \"us_ssn\", \"phone\", \"generic_secret\"]\naction = \"redact\"\n[[rule]]\nkinds = [\"pii\", \"phi\", \"secret\"]\naction = \"allow\"\n",
            Target::End,
        );
        if !done.found.is_empty() {
            continue;
        }
        same += 1;
        let again = |stream: &[u8], channel: &str| text_of(stream, fixture.manner, channel);
        for channel in &done.channels {
            assert!(
                again(&done.out, channel) == again(&fixture.bytes, channel),
                "{} {channel}",
                fixture.file
            );
        }
        let before = relay(&[&fixture.bytes], fixture.manner, signer(Target::End), Written::Same).0;
        let verdicts = |stream: &[u8]| -> Vec<Verdict> {
            let texts = judged(stream, fixture.manner).texts;
            texts.iter().map(|judged| judged.verification.verdict).collect()
        };
        assert_eq!(verdicts(&done.out), verdicts(&before), "{}", fixture.file);
    }
    assert!(same > 100, "{same}");
}

proptest! {
    #![proptest_config(cases(20))]

    #[test]
    fn how_the_bytes_of_a_stream_come_does_not_matter(
        provider in prop::sample::select(Provider::ALL.to_vec()),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        deltas in prop::collection::vec(prop::sample::select(vec!["Card ", "4242", "-", "4242-4242-4242", " jane.q@", "corp.io", ". ", "\n", "é", "123-45-", "6789", "\u{200B}", "\"\\"]), 0..14),
        blocks in any::<bool>(),
        target in prop::sample::select(vec![Target::End, Target::Auto, Target::All]),
    ) {
        let policy = if blocks { BLOCKS } else { REDACTS };
        let stream = provider.stream(&deltas);
        let once = guarded(&[&stream], provider.manner(), policy, target);
        let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(stream.len() + 1)).collect();
        places.extend([0, stream.len()]);
        places.sort();
        let pieces: Vec<&[u8]> = places.windows(2).map(|two| &stream[two[0]..two[1]]).collect();
        let done = guarded(&pieces, provider.manner(), policy, target);
        prop_assert_eq!(String::from_utf8_lossy(&done.out), String::from_utf8_lossy(&once.out));
        prop_assert_eq!(done.blocked, once.blocked);
        events(&once.out, provider.manner());
        let text = whole(policy, &deltas.concat());
        if let [channel] = &once.channels[..] {
            let found = text_of(&once.out, provider.manner(), channel);
            prop_assert_eq!(String::from_utf8_lossy(&found), text);
        }
        if !once.blocked {
            let plain = stripped(&[&once.out], provider.manner());
            let again = guarded(&[&plain], provider.manner(), policy, target);
            prop_assert!(again.found.is_empty(), "{:?}", again.found);
        }
    }
}
