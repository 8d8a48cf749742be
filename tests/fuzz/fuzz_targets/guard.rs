//! The guard on any bytes, read in any pieces: what is written does not depend on the reads, is at
//! any time the beginning of all that is, and passes a second time.

#![no_main]


use encypher::guard::finding::FingerprintKey;
use encypher::guard::detect::kind::Kind;
use encypher::guard::guard::{Guard, CompiledPolicy};
use encypher::guard::policy::{Action, Direction, Directions, Policy, Rule, Selector, Style};
use libfuzzer_sys::fuzz_target;

fn terms(style: Style) -> CompiledPolicy {
    let mut policy = Policy::of_rules(vec![Rule {
        kinds: Kind::ALL.iter().map(|kind| Selector::Kind(*kind)).collect(),
        action: Action::Redact,
        min_confidence: None,
        direction: Directions::Both,
        name: "all".to_owned(),
    }]);
    policy.redaction.style = style;
    let key = FingerprintKey::new(b"fuzz");
    CompiledPolicy::new(policy, Direction::Output, 2026, key).expect("no patterns")
}

fn guarded<'a>(terms: &CompiledPolicy, pieces: impl Iterator<Item = &'a [u8]>, whole: Option<&[u8]>) -> Vec<u8> {
    let mut guard = Guard::new(terms.clone());
    let mut out = Vec::new();
    for piece in pieces {
        guard.push(piece, &mut out);
        assert!(whole.is_none_or(|whole| whole.starts_with(&out)));
    }
    guard.finish(&mut out);
    out
}

fuzz_target!(|data: &[u8]| {
    // The first byte says how, the second how long the reads are.
    let [how, length, text @ ..] = data else {
        return;
    };
    let style = Style::ALL[usize::from(how % 4)];
    let terms = terms(style);
    let whole = guarded(&terms, [text].into_iter(), None);
    let length = usize::from(length % 16) + 1;
    assert_eq!(guarded(&terms, text.chunks(length), Some(&whole)), whole);
    if style != Style::Mask {
        assert_eq!(guarded(&terms, [&whole[..]].into_iter(), None), whole);
    }
});
