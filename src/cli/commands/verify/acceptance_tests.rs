//! Proofs for the policy.

use super::*;
use crate::cli::args::value::member;
use encypher::verdict::Format;
use encypher::verify::Span;

fn signed(verdict: Verdict, json: &str, trusted: bool) -> Verification {
    let span = Span { start: 0, end: 9 };
    let document = Document {
        verdict,
        format: Format::Encypher,
        signer: None,
        covered: false,
        copies: 1,
        payload_bytes: None,
        algorithm: None,
        key_id: None,
        stream_id: None,
        span,
        complete: Some(true),
        metadata: Metadata::parse(json).ok(),
        metadata_trusted: trusted,
        segments: Vec::new(),
        segments_total: 0,
        reason: None,
    };
    Verification {
        verdict,
        bytes: 9,
        text_bytes: 5,
        invisible_chars: 1,
        documents: vec![document],
        documents_total: 1,
        unsigned: Vec::new(),
        verdicts: vec![verdict],
        reason: None,
    }
}

fn policy(expect: &[&str], max_age: Option<u64>, accept: &[Verdict]) -> Policy {
    Policy {
        accept: accept.to_vec(),
        expect: expect.iter().filter_map(|text| member(text).ok()).collect(),
        max_age,
        now: 1_000_000,
    }
}

/// The code and the reason's code.
fn judge(policy: &Policy, verification: Verification) -> (u8, Option<&'static str>) {
    let (exit, refusal) = policy.judge(&verification);
    (exit.code(), refusal.map(|reason| reason.code))
}

#[test]
fn verdicts_have_their_codes_unless_accepted() {
    let none = policy(&[], None, &[]);
    assert_eq!(judge(&none, signed(Verdict::Verified, "{}", true)), (0, None));
    assert_eq!(judge(&none, signed(Verdict::Reflowed, "{}", true)), (1, None));
    let lax = policy(&[], None, &[Verdict::Reflowed]);
    assert_eq!(judge(&lax, signed(Verdict::Reflowed, "{}", true)), (0, None));
}

#[test]
fn an_accepted_verdict_does_not_hide_another() {
    let mut verification = signed(Verdict::Partial, "{}", true);
    verification.verdicts.push(Verdict::Untrusted);
    assert_eq!(judge(&policy(&[], None, &[Verdict::Partial]), verification), (4, None));
}

#[test]
fn metadata_must_say_what_is_expected() {
    let text = r#"{"model":"gpt-4","n":7,"ok":true,"list":[1]}"#;
    let verified = || signed(Verdict::Verified, text, true);
    for met in ["model=gpt-4", "model:=\"gpt-4\"", "n=7", "n:=7", "ok=true", "list:=[1]"] {
        assert_eq!(judge(&policy(&[met], None, &[]), verified()), (0, None), "{met}");
    }
    for unmet in ["model=gpt-3", "n:=\"7\"", "list=[1]", "absent=1", "ok:=1"] {
        let no = (1, Some("metadata-mismatch"));
        assert_eq!(judge(&policy(&[unmet], None, &[]), verified()), no, "{unmet}");
    }
}

#[test]
fn untrusted_metadata_satisfies_nobody() {
    let untrusted = || signed(Verdict::Untrusted, r#"{"model":"gpt-4"}"#, false);
    let no = (1, Some("metadata-mismatch"));
    assert_eq!(judge(&policy(&["model=gpt-4"], None, &[]), untrusted()), no);
    assert_eq!(judge(&policy(&["model=gpt-4"], None, &[Verdict::Untrusted]), untrusted()), no);
}

#[test]
fn nothing_signed_never_satisfies_an_expectation() {
    let mut unmarked = signed(Verdict::Unmarked, "{}", false);
    unmarked.documents.clear();
    unmarked.documents_total = 0;
    let expect = policy(&["model=gpt-4"], None, &[]);
    assert_eq!(judge(&expect, unmarked.clone()), (3, None));
    let accept = policy(&["model=gpt-4"], None, &[Verdict::Unmarked]);
    assert_eq!(judge(&accept, unmarked), (1, Some("metadata-mismatch")));
}

#[test]
fn age_is_counted_from_a_signed_timestamp() {
    let aged = |time: &str| signed(Verdict::Verified, &format!(r#"{{"timestamp":{time}}}"#), true);
    let limit = policy(&[], Some(100), &[]);
    for fresh in ["1000000", "999900", "1000300"] {
        assert_eq!(judge(&limit, aged(fresh)), (0, None), "{fresh}");
    }
    for stale in ["999899", "1000301", "\"1000000\"", "-1", "999999.5"] {
        assert_eq!(judge(&limit, aged(stale)), (1, Some("too-old")), "{stale}");
    }
    assert_eq!(judge(&limit, signed(Verdict::Verified, "{}", true)), (1, Some("too-old")));
}

#[test]
fn documents_that_are_not_listed_cannot_be_judged() {
    let mut many = signed(Verdict::Verified, r#"{"a":"1"}"#, true);
    many.documents_total = 2;
    assert_eq!(judge(&policy(&["a=1"], None, &[]), many), (1, Some("metadata-mismatch")));
}
