//! The vectors of docs/format.md: writers reproduce them, verifiers judge them, at every split.

use crate::common::{Signing, strip_pieces, verify_pieces};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use encypher::embed::{EmbedOptions, Ending, Hold};
use encypher::json::Json;
use encypher::key::{Keyring, text};
use encypher::mark::Piece;
use encypher::mark::scan::Scanner;
use encypher::record::Record;
use encypher::record::metadata::Metadata;
use encypher::verify::{Verification, Verifier};
use serde_json::Value;
use std::path::Path;

/// An empty folder proves nothing.
const VECTORS: usize = 24;

struct Vector {
    name: String,
    json: Value,
    metadata: Metadata,
}

impl Vector {
    fn all() -> Vec<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
        let mut all: Vec<Self> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
            .map(|path| {
                let text = std::fs::read_to_string(&path).unwrap();
                // The order of its members is signed.
                let vector = Json::parse(&text).unwrap().as_object().unwrap();
                let metadata = vector.get("metadata").map_or("{}", Json::as_text);
                Self {
                    name: path.file_stem().unwrap().to_string_lossy().into_owned(),
                    json: serde_json::from_str(&text).unwrap(),
                    metadata: Metadata::parse(metadata).unwrap(),
                }
            })
            .collect();
        all.sort_by(|one, other| one.name.cmp(&other.name));
        assert_eq!(all.len(), VECTORS);
        all
    }

    fn string(&self, field: &str) -> &str {
        self.json[field].as_str().unwrap()
    }

    fn bytes(&self, field: &str) -> Option<Vec<u8>> {
        self.json[field].as_str().map(|text| STANDARD.decode(text).unwrap())
    }

    fn signing(&self) -> Signing {
        let options = &self.json["options"];
        let hold = match options["hold"].as_bool() {
            Some(false) => Hold::Nothing,
            _ => Hold::TrailingNewlines,
        };
        let incomplete = self.json["complete"] == Value::Bool(false);
        Signing {
            options: EmbedOptions {
                target: options["target"].as_str().unwrap_or("auto").parse().unwrap(),
                min_buffer: options["min_buffer"].as_u64().unwrap_or(0),
                every: options["every"].as_u64().and_then(std::num::NonZeroU64::new),
                hold,
                ..EmbedOptions::default()
            },
            key: text::parse(self.string("key").as_bytes()).unwrap(),
            metadata: self.metadata.clone(),
            id: self.string("stream_id").parse().unwrap(),
            ending: if incomplete { Ending::Incomplete } else { Ending::Complete },
        }
    }

    fn verify(&self, pieces: &[&[u8]]) -> Verification {
        let mut keyring = Keyring::new();
        keyring.add(text::parse(self.string("key").as_bytes()).unwrap());
        let mut machine = Verifier::new(keyring);
        pieces.iter().for_each(|piece| machine.push(piece));
        machine.finish()
    }
}

#[test]
fn every_vector_is_judged_as_it_says() {
    for vector in Vector::all() {
        let found = vector.verify(&[&vector.bytes("marked").unwrap()]);
        assert_eq!(found.verdict.name(), vector.string("verdict"), "{}: {found:?}", vector.name);
        if let Some(code) = vector.json["reason"].as_str() {
            assert_eq!(found.reason.unwrap().code, code, "{}", vector.name);
        }
    }
}

#[test]
fn every_vector_with_a_text_is_reproduced() {
    for vector in Vector::all() {
        if let Some(text) = vector.bytes("text") {
            assert_eq!(
                vector.signing().embed(&text),
                vector.bytes("marked").unwrap(),
                "{}",
                vector.name
            );
        }
    }
}

#[test]
fn every_split_of_every_vector_gives_the_same() {
    for vector in Vector::all() {
        let marked = vector.bytes("marked").unwrap();
        let (whole, stripped) = (vector.verify(&[&marked]), strip_pieces(&[&marked]));
        for split in 0..=marked.len() {
            let pieces = [&marked[..split], &marked[split..]];
            assert_eq!(vector.verify(&pieces), whole, "{} at {split}", vector.name);
            assert_eq!(strip_pieces(&pieces), stripped, "{} at {split}", vector.name);
        }
        let bytes: Vec<&[u8]> = marked.chunks(1).collect();
        assert_eq!(vector.verify(&bytes), whole, "{}", vector.name);
        let Some(text) = vector.bytes("text") else {
            continue;
        };
        assert_eq!(stripped, text, "{}", vector.name);
        for split in 0..=text.len() {
            let (outputs, _) = vector.signing().embed_pieces(&[&text[..split], &text[split..]]);
            assert_eq!(outputs.concat(), marked, "{} at {split}", vector.name);
        }
    }
}

#[test]
fn the_signed_bytes_of_heads_and_seals_are_those_of_the_vectors() {
    let mut checked = 0;
    for vector in Vector::all() {
        let Some(head) = vector.json["head"].as_str() else {
            continue;
        };
        let (mut heads, mut seals) = (Vec::new(), Vec::new());
        let mut visit = |piece: Piece<'_>| {
            match piece {
                Piece::Record(Record::Head(_, signed), _) => heads.push(hex(signed.bytes())),
                Piece::Record(Record::Seal(_, signed), _) => seals.push(hex(signed.bytes())),
                _ => {}
            }
            Ok::<(), std::convert::Infallible>(())
        };
        let mut scanner = Scanner::new();
        let Ok(()) = scanner.update(&vector.bytes("marked").unwrap(), &mut visit);
        let Ok(()) = scanner.finish(&mut visit);
        assert_eq!((heads[0].as_str(), seals[0].as_str()), (head, vector.string("seal")));
        checked += 1;
    }
    assert!(checked > 4);
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What tools made of signed texts, recorded: docs/transports.md says which ones.
#[test]
fn what_tools_made_of_signed_texts_is_judged_as_recorded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/transports");
    let mut keyring = Keyring::new();
    keyring.add(text::parse(&std::fs::read(folder.join("key")).unwrap()).unwrap());
    let expected = std::fs::read(folder.join("expected.json")).unwrap();
    let expected: serde_json::Map<String, Value> = serde_json::from_slice(&expected).unwrap();
    assert!(expected.len() > 10);
    for (name, verdict) in expected {
        let mut machine = Verifier::new(keyring.clone());
        machine.push(&std::fs::read(folder.join(&name)).unwrap());
        assert_eq!(machine.finish().verdict.name(), verdict, "{name}");
    }
    assert!(verify_pieces(&[b"text"]).documents.is_empty());
}
