//! Documents, one a line: the text in them and everything else.

use super::events::{BLOCKS, REDACTED, REDACTS, TEXT, assert_clean, events, terms};
use crate::common::streams::{manner, signer};
use encypher::stream::events::guard::DocumentGuard;
use encypher::stream::records::{self, Fields, Reader, RecordEmbedder, RecordReader};
use encypher::target::Target;
use encypher::verify::Verdict;
use serde_json::json;

/// The texts of documents, judged.
struct Texts(Vec<(String, Verdict)>);

impl Reader for Texts {
    fn text(&mut self, _: u64, text: &[u8]) {
        let verdict = records::verify(text, &crate::common::keyring()).verdict;
        let plain = crate::common::strip(text);
        self.0.push((String::from_utf8(plain).unwrap(), verdict));
    }

    fn none(&mut self, _: u64) {}
}

fn documents(pieces: &[&[u8]], policy: &str) -> (Vec<u8>, bool) {
    let fields = Fields { text: vec!["text".to_owned()], metadata: None, line_max: 1 << 20 };
    let mut guard = DocumentGuard::new(terms(policy), fields.line_max);
    let mut embedder = RecordEmbedder::new(fields, signer(Target::End), false).unwrap();
    let (mut safe, mut out) = (Vec::new(), Vec::new());
    pieces.iter().for_each(|piece| guard.push(piece, &mut safe));
    guard.finish(&mut safe);
    embedder.push(&safe, &mut out).unwrap();
    embedder.finish(false, &mut out).unwrap();
    (out, guard.reports.blocked)
}

#[test]
fn documents_are_guarded_in_their_text_and_everywhere_else() {
    let manner = manner("x.jsonl");
    let all = format!(
        "{{\"text\":\"One.\",\"id\":1}}\n{}\n\n{}\nno JSON, jane.q@corp.io\n",
        json!({"text": TEXT, "n": 3}),
        json!({"text": "Three.", "by": ["jane.q@corp.io"], "deep": {"card": "4242-4242-4242-4242"}}),
    );
    for size in [1, 7, 1000] {
        let pieces: Vec<&[u8]> = all.as_bytes().chunks(size).collect();
        let (out, blocked) = documents(&pieces, REDACTS);
        assert!(!blocked);
        let lines = String::from_utf8(out.clone()).unwrap();
        let (json, last) = lines.trim_end().rsplit_once('\n').unwrap();
        assert_clean(json.as_bytes(), manner);
        assert_eq!(last, "no JSON, [EMAIL]");
        assert!(json.contains(r#""deep":{"card":"[CREDIT_CARD]"}"#), "{json}");
        let mut reader = RecordReader::new(Fields {
            text: vec!["text".to_owned()],
            metadata: None,
            line_max: 1 << 20,
        });
        let mut texts = Texts(Vec::new());
        reader.push(&out, &mut texts);
        reader.finish(&mut texts);
        let expected =
            ["One.", REDACTED, "Three."].map(|text| (text.to_owned(), Verdict::Verified));
        assert_eq!(texts.0, expected);
        let (out, blocked) = documents(&pieces, BLOCKS);
        assert!(blocked);
        assert_eq!(events(&out, manner).len(), 1);
        assert_clean(&out, manner);
    }
}

#[test]
fn numbers_in_documents_are_looked_at() {
    let (out, _) = documents(&[b"{\"text\":\"One.\",\"card\":4242424242424242}\n"], REDACTS);
    assert_clean(&out, manner("x.jsonl"));
}
