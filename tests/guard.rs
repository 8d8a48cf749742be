//! The guard: what it finds, and that nothing of it leaves.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use encypher::guard::detect::kind::Kind;
use encypher::guard::finding::Finding;
use encypher::guard::guard::{CompiledPolicy, Guard};
use encypher::guard::policy::{Action, Directions, Policy, Rule, Selector, Style};
use proptest::prelude::*;

use crate::common::{cases, compiled_policy};

/// A labelled line of the open set.
struct Line {
    text: Vec<u8>,
    values: Vec<(String, usize, usize)>,
}

fn lines() -> Vec<Line> {
    let encoded = include_str!("vectors/guard/open.jsonl.b64");
    let lines = encoded.lines().map(|line| {
        let json: serde_json::Value =
            serde_json::from_slice(&STANDARD.decode(line).unwrap()).unwrap();
        let values = json["entities"].as_array().unwrap().iter().map(|entity| {
            let place = |name: &str| entity[name].as_u64().unwrap() as usize;
            (entity["type"].as_str().unwrap().to_owned(), place("start"), place("end"))
        });
        Line { values: values.collect(), text: json["text"].as_str().unwrap().as_bytes().to_vec() }
    });
    lines.collect()
}

/// All kinds, by default or not.
fn all_kinds(action: Action) -> Policy {
    let kinds = Kind::ALL.iter().filter(|kind| **kind != Kind::IpPrivate);
    Policy::of_rules(vec![Rule {
        kinds: kinds.map(|kind| Selector::Kind(*kind)).collect(),
        action,
        min_confidence: None,
        direction: Directions::Both,
        name: "all".to_owned(),
    }])
}

/// What comes out of a text that is read in these pieces: after each of them, and all findings.
/// What is written after each read must be the beginning of all that is.
fn guarded(terms: &CompiledPolicy, pieces: &[&[u8]]) -> (Vec<u8>, Vec<Finding>) {
    let mut guard = Guard::new(terms.clone());
    let mut out = Vec::new();
    let mut findings = Vec::new();
    for piece in pieces {
        guard.push(piece, &mut out);
        findings.extend(guard.take_findings());
    }
    guard.finish(&mut out);
    findings.extend(guard.take_findings());
    assert_eq!(guard.summary().bytes_out, out.len() as u64);
    (out, findings)
}

fn shown(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}

#[test]
fn the_open_set_is_covered() {
    let terms = compiled_policy(all_kinds(Action::Redact));
    let mut misses = Vec::new();
    let (mut covered, mut all, mut exact, mut touched) = (0, 0, 0, 0);
    for line in lines() {
        let (out, found) = guarded(&terms, &[&line.text]);
        for (kind, start, end) in &line.values {
            all += 1;
            let cover =
                found.iter().find(|found| found.start <= *start as u64 && found.end >= *end as u64);
            covered += usize::from(cover.is_some());
            let is_exact = cover.is_some_and(|found| {
                (found.start, found.end) == (*start as u64, *end as u64) && found.kind == *kind
            });
            exact += usize::from(is_exact);
            if !is_exact {
                misses.push(format!("{kind} in {}: {found:?}", shown(&line.text)));
            }
        }
        let is_touched = line.values.is_empty() && out != line.text;
        if is_touched {
            misses.push(format!("too much in {}: {found:?}", shown(&line.text)));
        }
        touched += usize::from(is_touched);
    }
    assert_eq!(all, 526);
    assert_eq!((covered, exact, touched), (526, 526, 0), "{misses:#?}");
}

#[test]
fn no_byte_of_a_value_leaves_however_the_text_is_read() {
    let terms = compiled_policy(all_kinds(Action::Redact));
    for line in lines() {
        let text = &line.text;
        let (whole, findings) = guarded(&terms, &[text]);
        for (_, start, end) in &line.values {
            let value = &text[*start..*end];
            let leaks = value.len() > 4 && memchr::memmem::find(&whole, value).is_some();
            assert!(!leaks, "{} leaves {}", shown(value), shown(&whole));
        }
        let bytes: Vec<&[u8]> = text.chunks(1).collect();
        let splits = (0..=text.len()).map(|at| vec![&text[..at], &text[at..]]);
        for pieces in splits.chain([bytes]) {
            let mut guard = Guard::new(terms.clone());
            let mut out = Vec::new();
            let mut found = Vec::new();
            for piece in &pieces {
                guard.push(piece, &mut out);
                found.extend(guard.take_findings());
                assert!(whole.starts_with(&out), "{}", shown(text));
            }
            guard.finish(&mut out);
            found.extend(guard.take_findings());
            assert_eq!(shown(&out), shown(&whole));
            assert_eq!(found, findings);
        }
    }
}

#[test]
fn what_was_guarded_once_passes() {
    for style in Style::ALL {
        let mut policy = all_kinds(Action::Redact);
        policy.redaction.style = style;
        let terms = compiled_policy(policy);
        for line in lines() {
            let (once, _) = guarded(&terms, &[&line.text]);
            let (twice, found) = guarded(&terms, &[&once]);
            assert_eq!(shown(&twice), shown(&once), "{found:?} in {}", shown(&line.text));
        }
    }
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn random_texts_come_out_the_same_however_they_are_read(
        parts in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..6usize), 1..6),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        style in prop::sample::select(Style::ALL.to_vec()),
    ) {
        let mut policy = all_kinds(Action::Redact);
        policy.redaction.style = style;
        let terms = compiled_policy(policy);
        // Pieces of lines with values, put together anyhow.
        let lines = lines();
        let mut text = Vec::new();
        for (line, cut, joint) in &parts {
            let line = &lines[line.index(lines.len())].text;
            let cut = cut.index(line.len() + 1);
            let joints: [&[u8]; 6] = [b"", b" ", b"-", b".", b"\n\n", "\u{200B}é".as_bytes()];
            match cut % 3 {
                0 => text.extend_from_slice(&line[cut..]),
                1 => text.extend_from_slice(&line[..cut]),
                _ => text.extend_from_slice(line),
            }
            text.extend_from_slice(joints[*joint]);
        }
        let (whole, findings) = guarded(&terms, &[&text]);
        let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(text.len() + 1)).collect();
        places.extend([0, text.len()]);
        places.sort();
        let pieces: Vec<&[u8]> = places.windows(2).map(|two| &text[two[0]..two[1]]).collect();
        let (out, found) = guarded(&terms, &pieces);
        prop_assert_eq!(shown(&out), shown(&whole));
        prop_assert_eq!(&found, &findings);
        // What a mask leaves is a part of what was there.
        let (twice, more) = guarded(&terms, &[&whole]);
        prop_assert!(twice == whole || style == Style::Mask, "{} {more:?}", shown(&whole));
    }
}
