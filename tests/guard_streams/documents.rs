//! Documents, one a line: the text in them and everything else.

use super::events::{BLOCKS, REDACTED, REDACTS, TEXT, assert_clean, events, guarded_input};
use crate::common::streams::{manner, strip};
use encypher::embed::Ending;
use encypher::stream::Format;
use encypher::stream::operation::verify::Verify;
use encypher::stream::records::Fields;
use encypher::target::Target;
use encypher::verify::Verdict;
use serde_json::json;

/// Records with a text each.
pub fn records() -> Format {
    Format::Records(Fields {
        text: vec!["text".to_owned()],
        metadata: None,
        line_max: 1 << 20,
        strict: false,
    })
}

/// The texts of records, with their verdicts.
fn judged(input: &[u8]) -> Vec<(String, Verdict)> {
    let mut container = records().open(Verify::new(crate::common::keyring()), None).unwrap();
    container.push(input, &mut Vec::new()).unwrap();
    let (mut verify, _) = container.finish(Ending::Complete, &mut Vec::new()).unwrap();
    let verdicts = verify.take().into_iter();
    let verdicts = verdicts.filter_map(|judged| judged.verification).map(|found| found.verdict);
    let stripped = strip(&[input], records());
    let stripped = String::from_utf8(stripped).unwrap();
    let texts = stripped.lines().filter_map(|line| {
        let record: serde_json::Value = serde_json::from_str(line).ok()?;
        Some(record["text"].as_str()?.to_owned())
    });
    texts.zip(verdicts).collect()
}

fn documents(pieces: &[&[u8]], policy: &str) -> (Vec<u8>, bool) {
    let done = guarded_input(pieces, records(), policy, Target::End);
    (done.out, done.blocked)
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
        let expected =
            ["One.", REDACTED, "Three."].map(|text| (text.to_owned(), Verdict::Verified));
        assert_eq!(judged(&out), expected);
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
