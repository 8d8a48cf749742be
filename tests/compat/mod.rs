//! The marks of encypher-ai: what its 24 releases wrote, and what they say about it, recorded
//! (tests/vectors/encypher-ai/). docs/interop.md lists where we say something else, and why.

use crate::common::texts;
use encypher::compat::write::CompatMark;
use encypher::embed::{EmbedOptions, Embedder, Ending, Hold, StreamId};
use encypher::extract::{Extracted, Extractor};
use encypher::key::{Key, Keyring, text};
use encypher::record::metadata::Metadata;
use encypher::strip::Stripper;
use encypher::target::Target;
use encypher::verdict::Format;
use encypher::verify::{Document, Verdict, Verification, Verifier};
use proptest::prelude::*;
use serde_json::Value;
use std::path::Path;

/// A case of the vectors.
struct Case {
    id: String,
    case: Value,
    text: Vec<u8>,
}

/// All cases that have a text to read.
fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/encypher-ai");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert_eq!(files.len(), 11);
    let lines: Vec<Value> = files
        .iter()
        .flat_map(|file| {
            let text = std::fs::read_to_string(file).unwrap();
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(lines.len(), 408);
    let case = |case: Value| {
        let text = hex(case["output_hex"].as_str()?);
        let id = case["id"].as_str()?.to_owned();
        Some(Case { id, case, text })
    };
    lines.into_iter().filter_map(case).collect()
}

impl Case {
    fn keyring(&self) -> Keyring {
        let mut keyring = Keyring::new();
        let params = &self.case["params"];
        for name in ["hmac_secret_key", "secret_key"] {
            if let Some(secret) = params[name].as_str().filter(|secret| !secret.is_empty()) {
                keyring.add(Key::hmac(secret.as_bytes()).unwrap());
            }
        }
        for (signer, pem) in params["keys"].as_object().into_iter().flatten() {
            if let Ok(key) = text::parse(pem.as_str().unwrap().as_bytes()) {
                keyring.add_of(signer, key);
            }
        }
        keyring
    }

    fn verify(&self) -> Verification {
        let mut verifier = Verifier::new(self.keyring());
        verifier.push(&self.text);
        verifier.finish()
    }

    fn is_c2pa(&self) -> bool {
        let format = self.case["params"]["metadata_format"].as_str().unwrap_or_default();
        format.starts_with("c2pa") || self.id.contains("c2pa")
    }

    /// What the package says: verified or not; nothing if it raised or cannot verify.
    fn verified(&self) -> Option<bool> {
        self.case["expect"]["verified"].as_bool()
    }
}

fn good(verification: &Verification) -> Option<&Document> {
    let good = |document: &&Document| document.verdict == Verdict::MetadataOnly;
    verification.documents.iter().find(good)
}

/// Where we say something else than the package, and why: the rows of docs/interop.md.
const DIFFERENT: [(&str, &[&str]); 6] = [
    (
        "All marks of a text are tried, and all that is in a run: selectors of the host, damaged copies and other marks hide none.",
        &[
            "open-g316-text-heart_before",
            "open-g316-text-ivs",
            "open-t110-double-marked",
            "open-t110-foreign-trailing-garbage",
            "open-t110-host-vs-prepended",
            "open-t110-invalid-utf8",
            "open-t110-json-array",
            "open-t110-json-empty-object",
            "open-t110-json-scalar",
            "open-t110-metadata-edited-first",
            "open-t110-one-vs-lost",
            "open-t110-stray-vs-inside",
            "open-t110-truncated-head",
            "open-t2-end-run-16",
            "open-t2-host-vs-before",
            "open-u110-heart-before",
            "open-u110-text-heart-all_characters",
            "open-u110-text-ivs",
            "open-u110-text-keycap-first_letter",
        ],
    ),
    (
        "Zero-width characters of the host before or behind a mark do not hide it.",
        &[
            "open-e100-one-zwnj-in-front",
            "open-e110-host-base64-after-pad0",
            "open-e110-marked-twice",
            "open-e110-one-zwnj-in-front",
        ],
    ),
    ("The empty key is nobody's key.", &["open-e100-empty-key", "open-e100-no-key"]),
    ("A time that is none is a number like any other.", &["open-u110-ts-milliseconds"]),
    ("Marks that are distributed over several targets are read.", &["open-g316-distributed"]),
    (
        "The signer and the format outside of the signature have to be those inside.",
        &[
            "open-t2-other-signer-inner-name",
            "open-t2-outer-format-manifest",
            "open-t2-outer-signer-renamed-same-key",
        ],
    ),
];

#[test]
fn every_mark_is_judged_as_its_own_release_judges_it() {
    let mut different = Vec::new();
    for case in cases().iter().filter(|case| !case.is_c2pa()) {
        let verification = case.verify();
        let ours = good(&verification).is_some();
        if case.verified().unwrap_or(false) != ours {
            different.push(case.id.clone());
        }
    }
    let mut known: Vec<&str> = DIFFERENT.iter().flat_map(|(_, ids)| *ids).copied().collect();
    known.sort();
    different.sort();
    assert_eq!(different, known);
}

#[test]
fn what_verifies_says_what_its_own_release_says() {
    let mut verified = 0;
    for case in cases().iter().filter(|case| !case.is_c2pa()) {
        let verification = case.verify();
        if case.verified() != Some(true) || good(&verification).is_none() {
            continue;
        }
        let theirs = case.metadata();
        let documents = verification.documents.iter();
        let good = documents.filter(|document| document.verdict == Verdict::MetadataOnly);
        let ours: Vec<String> = good.map(|document| case.shown(document).to_string()).collect();
        assert!(ours.contains(&theirs.to_string()), "{}: {theirs}: {ours:?}", case.id);
        verified += 1;
    }
    assert!(verified > 200, "{verified}");
}

impl Case {
    /// The metadata that the package returns.
    fn metadata(&self) -> Value {
        let expect = &self.case["expect"];
        let Some(json) = expect["metadata_json"].as_str() else {
            return expect["metadata"].clone();
        };
        // What JSON does not have is a string in ours.
        let mut json = json.to_owned();
        for word in ["NaN", "-Infinity", " Infinity", "[Infinity"] {
            let (sign, name) =
                word.split_at(word.len() - word.trim_start_matches([' ', '[']).len());
            json = json.replace(word, &format!("{sign}\"{name}\""));
        }
        serde_json::from_str(&json).unwrap_or_else(|error| panic!("{}: {error}: {json}", self.id))
    }

    /// Ours, as the package shows it: of one format one member alone, and times as its own type.
    fn shown(&self, document: &Document) -> Value {
        let mut shown = Value::Object(document.metadata.as_ref().unwrap().as_map().clone());
        if document.format.name() == "encypher3-cbor-manifest" {
            shown = shown["manifest"].clone();
        }
        if self.case["expect"]["timestamp_type"] == "datetime" {
            shown["timestamp"] = match shown["timestamp"].as_f64() {
                Some(seconds) => iso(seconds).into(),
                None => self.metadata()["timestamp"].clone(),
            };
        }
        shown
    }
}

/// Seconds since 1970 as Python's isoformat shows them.
fn iso(time: f64) -> String {
    let (seconds, fraction) = (time.floor() as i64, time - time.floor());
    let fraction = match fraction > 0.0 {
        true => format!(".{:06}", (fraction * 1e6).round()),
        false => String::new(),
    };
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Howard Hinnant's civil_from_days.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}{fraction}+00:00",
        rest / 3600,
        rest / 60 % 60,
        rest % 60
    )
}

/// The text without marks, in two pieces.
fn strip(text: &[u8], at: usize) -> Vec<u8> {
    let (mut stripper, mut out) = (Stripper::new(), Vec::new());
    stripper.push(&text[..at], &mut out);
    stripper.push(&text[at..], &mut out);
    stripper.finish(&mut out);
    out
}

#[test]
fn marks_are_stripped_at_every_split_and_the_text_of_the_host_stays() {
    let mut tried = 0;
    for case in cases() {
        let input = case.case["input_text"].as_str().unwrap();
        let role = case.case["role"].as_str().unwrap();
        let format = case.case["params"]["metadata_format"].as_str().unwrap_or_default();
        // Tampered texts are not their input; distributed marks stay; 3.x turned the text of C2PA
        // into NFC.
        if role != "write+read"
            || case.id.contains("distributed")
            || format.starts_with("c2pa")
            || case.case["api"] == "StreamingHandler"
        {
            continue;
        }
        if case.id.ends_with("e110-no-key") || case.case["unchanged"] == true {
            continue;
        }
        tried += 1;
        let whole = strip(&case.text, 0);
        assert_eq!(String::from_utf8_lossy(&whole), input, "{}", case.id);
        let splits = (0..case.text.len()).step_by(1 + case.text.len() / 200);
        for at in splits {
            assert_eq!(strip(&case.text, at), whole, "{} at {at}", case.id);
        }
    }
    assert!(tried > 100, "{tried}");
}

#[test]
fn a_c2pa_manifest_is_measured_and_untrusted() {
    let mut tried = 0;
    for case in cases().iter().filter(|case| case.is_c2pa()) {
        let verification = case.verify();
        let manifest = verification.documents.iter().find(|one| one.format == Format::C2pa);
        let Some(manifest) = manifest else {
            assert!(case.id.contains("damaged"), "{}: {verification:?}", case.id);
            continue;
        };
        let expected =
            if case.id.contains("truncated") { Verdict::Malformed } else { Verdict::Untrusted };
        assert_eq!(manifest.verdict, expected, "{}", case.id);
        assert_eq!(verification.verdict, expected, "{}", case.id);
        assert!(manifest.payload_bytes.unwrap() > 500, "{}: {manifest:?}", case.id);
        let end = case.text.len() as u64;
        assert!(manifest.span.start < manifest.span.end && manifest.span.end <= end);
        tried += 1;
    }
    assert!(tried > 35, "{tried}");
}

#[test]
fn a_c2pa_manifest_that_spells_our_magic_is_no_damaged_record() {
    let manifest = [&[0x0B, 0x05, 0x10, 0x20], &[7; 40][..], &[0x0B, 0x05]].concat();
    let length = (manifest.len() as u32).to_be_bytes();
    let mut text = "Text ❤\u{FE0F} and more.\u{FEFF}".as_bytes().to_vec();
    let host = text.len() - 3;
    encypher::mark::spell(&[b"C2PATXT\0\x01", &length[..], &manifest].concat(), &mut text);
    let end = text.len();
    let signed = crate::common::Signing::default().embed(b"And a signed one.");
    text.extend_from_slice(b"\n");
    text.extend_from_slice(&signed);
    for at in 0..=text.len() {
        let mut verifier = Verifier::new(crate::common::keyring());
        verifier.push(&text[..at]);
        verifier.push(&text[at..]);
        let verification = verifier.finish();
        let found: Vec<_> =
            verification.documents.iter().map(|one| (one.format, one.verdict)).collect();
        let expected = [(Format::C2pa, Verdict::Untrusted), (Format::Encypher, Verdict::Verified)];
        assert_eq!(found, expected, "{at}");
        assert_eq!(verification.documents[0].payload_bytes, Some(manifest.len() as u64));
    }
    assert_eq!(strip(&text[..end], 50), text[..host]);
}

#[test]
fn selectors_before_a_mark_do_not_hide_it_however_many() {
    let key = crate::common::ed25519_key();
    let metadata = Metadata::parse(r#"{"model":"m"}"#).unwrap();
    let mark = CompatMark::new(Format::Basic, &metadata, &key, "alice").unwrap();
    let mut keyring = Keyring::new();
    keyring.add(key);
    for (byte, count) in [(0xFF, 16_384), (0x00, 50_000), (b'x', 40_000), (b'{', 100)] {
        let mut text = b"Hello ".to_vec();
        encypher::mark::spell(&vec![byte; count], &mut text);
        text.extend_from_slice(mark.selectors());
        text.extend_from_slice(b"world");
        let mut verifier = Verifier::new(keyring.clone());
        verifier.push(&text);
        let verification = verifier.finish();
        let found = good(&verification).is_some();
        assert!(found, "{byte:x} {count}: {verification:?}");
    }
}

#[test]
fn what_is_left_of_a_signed_mark_is_no_unsigned_one() {
    let key = crate::common::ed25519_key();
    let metadata = Metadata::parse(r#"{"model":"m"}"#).unwrap();
    let mark = CompatMark::new(Format::Basic, &metadata, &key, "alice").unwrap();
    let selectors: Vec<char> = std::str::from_utf8(mark.selectors()).unwrap().chars().collect();
    let all = selectors.len();
    for part in [0..all - 1, 0..all - 30, 1..all, 5..all] {
        let text: String =
            "Hello ".chars().chain(selectors[part.clone()].iter().copied()).collect();
        let mut verifier = Verifier::new(Keyring::new());
        verifier.push(text.as_bytes());
        let verification = verifier.finish();
        assert_eq!(verification.verdict, Verdict::Malformed, "{part:?}");
        assert_eq!(verification.documents[0].format, Format::EncypherAi, "{part:?}");
    }
}

#[test]
fn what_is_extracted_needs_no_key() {
    for case in cases().iter().filter(|case| !case.is_c2pa()) {
        let Some(document) = good(&case.verify()).cloned() else {
            continue;
        };
        let mut extractor = Extractor::new();
        extractor.push(&case.text);
        let found = extractor.finish();
        let same = |one: &Extracted| matches!(one, Extracted::Compat { metadata, .. } if *metadata == document.metadata);
        assert!(found.iter().any(same), "{}", case.id);
    }
}

/// What texts are made of that confuse readers.
fn lookalikes() -> Vec<Vec<u8>> {
    let selectors = |bytes: &[u8]| {
        let mut text = Vec::new();
        encypher::mark::spell(bytes, &mut text);
        text
    };
    let zero_width: Vec<u8> = b"RUFJTXt9"
        .iter()
        .flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1))
        .flat_map(|bit| if bit == 0 { "\u{200B}" } else { "\u{200C}" }.bytes())
        .collect();
    vec![
        selectors(b"{\"model_id\":1}"),
        selectors(b"{\"data\":{},\"signature\":\"x\"}"),
        selectors(b"{"),
        selectors(b"\""),
        selectors(b"{\"a\":"),
        selectors(b"C2PATXT\0"),
        selectors(b"C2PATXT\0\x01\0\0\0\x02hi"),
        selectors(b"C2PATXT\0\x01\0\0\0\x05hi"),
        zero_width[..40 * 3].to_vec(),
        zero_width,
        "\u{200B}".into(),
        "\u{FEFF}".into(),
        "❤\u{FE0F}".into(),
        "\u{FE0F}".into(),
        "葛\u{E0100}".into(),
        b"\xF3".to_vec(),
        b"\xEF\xB8".to_vec(),
        b"\xE2\x80".to_vec(),
        b"a".to_vec(),
        b"\n".to_vec(),
        b"ab".to_vec(),
        crate::common::Signing::default().embed(b"Signed. Text."),
        selectors(&[0x0B, 0x05]),
    ]
}

/// One text of each format and carrier.
fn samples() -> Vec<Case> {
    let ids = [
        "open-u110-target-whitespace",
        "open-e100-simple",
        "open-e110-simple",
        "open-t2-manifest-text-edited",
        "open-t2-cbor_manifest-text-edited",
        "open-t2-jumbf-text-edited",
        "open-g316-distributed",
        "open-g316-basic-full",
        "open-g316-c2pa-empty",
    ];
    let all = cases();
    let found: Vec<Case> = all.into_iter().filter(|case| ids.contains(&&*case.id)).collect();
    assert_eq!(found.len(), ids.len());
    found
}

#[test]
fn a_changed_mark_says_nothing_more_than_the_truth() {
    for case in samples() {
        let signed = good(&case.verify()).map(|document| document.metadata.clone());
        let keyring = case.keyring();
        let judge = |text: &[u8], what: &str| {
            let mut verifier = Verifier::new(keyring.clone());
            verifier.push(text);
            let verification = verifier.finish();
            assert_ne!(verification.verdict, Verdict::Verified, "{}: {what}", case.id);
            for document in &verification.documents {
                let is_signed = signed.as_ref() == Some(&document.metadata);
                assert!(
                    !document.metadata_trusted || is_signed,
                    "{}: {what}: {document:?}",
                    case.id
                );
            }
            strip(text, text.len() / 2);
            let mut extractor = Extractor::new();
            extractor.push(text);
            extractor.finish();
        };
        let step = 1 + case.text.len() / 3000;
        for at in (0..case.text.len()).step_by(step) {
            judge(&case.text[..at], &format!("cut at {at}"));
            for change in [0x01, 0x10, 0x80] {
                let mut changed = case.text.clone();
                changed[at] ^= change;
                judge(&changed, &format!("{at} changed by {change:x}"));
            }
        }
    }
}

#[test]
fn marks_are_written_as_the_package_writes_them() {
    let (mut hmac, mut ed25519) = (0, 0);
    for case in cases() {
        let params = &case.case["params"];
        let (Some(payload), "write+read") =
            (case.case["payload"].as_str(), case.case["role"].as_str().unwrap())
        else {
            continue;
        };
        let mut metadata = serde_json::Map::new();
        for name in ["model_id", "timestamp"] {
            if !params[name].is_null() {
                metadata.insert(name.to_owned(), params[name].clone());
            }
        }
        if let Some(json) = params["custom_metadata_json"].as_str() {
            let Ok(Value::Object(custom)) = serde_json::from_str(json) else {
                continue;
            };
            // Reserved names are dropped by the package, and no more than names by us.
            let reserved = ["model_id", "timestamp", "format", "signer_id"];
            if custom.keys().any(|name| reserved.contains(&name.as_str())) {
                continue;
            }
            metadata.extend(custom);
        }
        let Ok(metadata) = Metadata::parse(&Value::Object(metadata).to_string()) else {
            continue;
        };
        let version = case.case["version"].as_str().unwrap();
        let format = params["metadata_format"].as_str().unwrap_or_default();
        let mark = if version == "1.1.0"
            && case.case["api"] == "UnicodeMetadata.embed_metadata"
            && params["timestamp"].is_u64()
        {
            let Some(secret) =
                params["hmac_secret_key"].as_str().filter(|secret| !secret.is_empty())
            else {
                continue;
            };
            hmac += 1;
            CompatMark::new(
                Format::UnicodeMetadata,
                &metadata,
                &Key::hmac(secret.as_bytes()).unwrap(),
                "",
            )
        } else if format == "basic" && params["omit_keys"].is_null() && params["timestamp"].is_u64()
        {
            let seed: [u8; 32] = hex(params["seed_hex"].as_str().unwrap()).try_into().unwrap();
            ed25519 += 1;
            CompatMark::new(
                Format::Basic,
                &metadata,
                &Key::ed25519_seed(&seed),
                params["signer_id"].as_str().unwrap(),
            )
        } else {
            continue;
        };
        // Selectors of the host may stand beside it.
        let payload = &payload[payload.find('{').unwrap()..=payload.rfind('}').unwrap()];
        let mut expected = Vec::new();
        encypher::mark::spell(payload.as_bytes(), &mut expected);
        // With some targets a second copy stands in the same run.
        let Ok(written) = mark else {
            // A time beyond the year 9999, on which the clients fail.
            assert!(case.id.contains("milliseconds"), "{}: {mark:?}", case.id);
            continue;
        };
        assert!(expected.starts_with(written.selectors()), "{}: {payload}", case.id);
    }
    assert!(hmac > 20 && ed25519 > 10, "{hmac} {ed25519}");
}

proptest! {
    #![proptest_config(crate::common::cases(100))]

    #[test]
    fn no_split_matters_among_things_that_look_like_marks(
        tokens in prop::collection::vec(prop::sample::select(lookalikes()), 0..10),
    ) {
        let text = tokens.concat();
        let judge = |at: usize| {
            let mut verifier = Verifier::new(crate::common::keyring());
            let mut extractor = Extractor::new();
            for piece in [&text[..at], &text[at..]] {
                verifier.push(piece);
                extractor.push(piece);
            }
            (verifier.finish(), extractor.finish(), strip(&text, at))
        };
        let whole = judge(0);
        for at in 1..text.len() {
            prop_assert_eq!(&judge(at), &whole, "at {}", at);
        }
    }

    #[test]
    fn a_text_with_both_marks_verifies_and_strips_to_what_it_was(
        text in texts::text(),
        target in prop::sample::select(vec![Target::Auto, Target::Whitespace, Target::Punctuation, Target::FirstLetter, Target::LastLetter, Target::All, Target::End]),
        format in prop::sample::select(vec![Format::UnicodeMetadata, Format::Basic, Format::Manifest]),
        every in prop::option::of(1..30u64),
        hold in prop::sample::select(vec![Hold::TrailingNewlines, Hold::Nothing]),
        cut in any::<prop::sample::Index>(),
    ) {
        let key = match format {
            Format::UnicodeMetadata => crate::common::hmac_key(),
            _ => crate::common::ed25519_key(),
        };
        let metadata = Metadata::parse(r#"{"model":"m","timestamp":1700000000}"#).unwrap();
        let mark = CompatMark::new(format, &metadata, &key, "alice").unwrap();
        let options = EmbedOptions { target, every: every.and_then(std::num::NonZeroU64::new), hold, ..EmbedOptions::default() };
        let embed = |pieces: [&[u8]; 2]| {
            let mut out = Vec::new();
            let id = StreamId([9; 8]);
            let mut machine = Embedder::beside(options, key.clone(), metadata.clone(), id, Some(mark.clone())).unwrap();
            for piece in pieces {
                machine.push(piece, &mut out).unwrap();
            }
            machine.finish(Ending::Complete, &mut out).unwrap();
            out
        };
        let marked = embed([&text, b""]);
        let at = cut.index(text.len() + 1);
        prop_assert_eq!(&embed([&text[..at], &text[at..]]), &marked);
        let at = cut.index(marked.len() + 1);
        prop_assert_eq!(strip(&marked, at), &text[..]);
        let mut keyring = Keyring::new();
        keyring.add(key.clone());
        let mut verifier = Verifier::new(keyring);
        verifier.push(&marked);
        let verification = verifier.finish();
        if text.iter().any(|byte| !matches!(byte, b'\n' | b'\r')) {
            prop_assert_eq!(verification.verdict, Verdict::Verified, "{:?}", verification);
            let end = text.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r')).map_or(0, |last| last + 1);
            let has_place = !text[..end].ends_with("\u{FEFF}".as_bytes());
            prop_assert!(good(&verification).is_some() || !has_place);
        }
    }
}

fn hex(digits: &str) -> Vec<u8> {
    let byte = |at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
    (0..digits.len()).step_by(2).map(byte).collect()
}
