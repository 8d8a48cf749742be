//! The marks of encypher-ai: what its 24 releases wrote, and what they say about it, recorded
//! (tests/vectors/encypher-ai/). docs/interop.md lists where we say something else, and why.

use encypher::extract::{Extracted, Extractor};
use encypher::key::{Key, Keyring, text};
use encypher::strip::Stripper;
use encypher::verify::{Document, Verdict, Verification, Verifier};
use serde_json::Value;
use std::collections::BTreeMap;
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
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert_eq!(files.len(), 11);
    let lines: Vec<Value> = files
        .iter()
        .flat_map(|file| {
            let text = std::fs::read_to_string(file).unwrap();
            text.lines()
                .map(|line| serde_json::from_str(line).unwrap())
                .collect::<Vec<_>>()
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
        let format = self.case["params"]["metadata_format"]
            .as_str()
            .unwrap_or_default();
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
    (
        "The empty key is nobody's key.",
        &["open-e100-empty-key", "open-e100-no-key"],
    ),
    (
        "A time that is none is a number like any other.",
        &["open-u110-ts-milliseconds"],
    ),
    (
        "Marks that are distributed over several targets are read.",
        &["open-g316-distributed"],
    ),
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
            println!("{}: {:?} {:?}", case.id, case.verified(), verification);
            different.push(case.id.clone());
        }
    }
    let mut known: Vec<&str> = DIFFERENT
        .iter()
        .flat_map(|(_, ids)| *ids)
        .copied()
        .collect();
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
        let ours: Vec<String> = good
            .map(|document| case.shown(document).to_string())
            .collect();
        assert!(
            ours.contains(&theirs.to_string()),
            "{}: {theirs}: {ours:?}",
            case.id
        );
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

fn hex(digits: &str) -> Vec<u8> {
    let byte = |at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
    (0..digits.len()).step_by(2).map(byte).collect()
}
