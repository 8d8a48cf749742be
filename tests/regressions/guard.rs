//! Bugs of the guard that were found once: what leaked, what was taken for a value, what went by
//! the reads.

use encypher::guard::detect::custom;
use encypher::guard::finding::Finding;
use encypher::guard::guard::{CompiledPolicy, Guard};
use encypher::guard::policy::{Action, CustomKind, Policy};

use crate::common::compiled_policy;

fn terms(policy: Policy) -> CompiledPolicy {
    let policy = Policy { action: Action::Redact, ..policy };
    compiled_policy(policy)
}

fn guarded(terms: &CompiledPolicy, pieces: &[&[u8]]) -> (String, Vec<Finding>) {
    let mut guard = Guard::new(terms.clone());
    let mut out = Vec::new();
    pieces.iter().for_each(|piece| guard.push(piece, &mut out));
    guard.finish(&mut out);
    let findings = guard.take_findings();
    (String::from_utf8_lossy(&out).into_owned(), findings)
}

fn redacted(cases: &[(&str, &str)]) {
    let terms = terms(Policy::default());
    for (text, expected) in cases {
        let whole = guarded(&terms, &[text.as_bytes()]).0;
        assert_eq!(whole, *expected, "{text}");
        let bytes: Vec<&[u8]> = text.as_bytes().chunks(1).collect();
        assert_eq!(guarded(&terms, &bytes).0, *expected, "{text}, byte by byte");
    }
}

#[test]
fn a_glance_passed_values_by_that_begin_with_a_sign() {
    redacted(&[
        ("tel:/+14155550123", "tel:/[PHONE]"),
        ("+12025550117/+12025550118", "[PHONE]/[PHONE]"),
        ("_x@x.io", "[EMAIL]"),
        ("_john.doe@example.com", "[EMAIL]"),
        ("Authorization: Bearer _abcDEF123ghiJKL456mnoPQR", "Authorization: Bearer [BEARER_TOKEN]"),
    ]);
}

#[test]
fn a_value_on_a_line_of_its_own_was_taken_for_an_empty_line() {
    redacted(&[("SSN:\n219099998\n219099997\n", "SSN:\n[US_SSN]\n[US_SSN]\n")]);
}

#[test]
fn a_phone_number_took_the_head_of_what_follows_it() {
    redacted(&[
        ("+43 1 234 5678 4242 4242 4242 4242", "[PHONE] [CREDIT_CARD]"),
        ("tel 01 99 00 54 05 06 39 98 12 34", "tel [PHONE] [PHONE]"),
        ("tel 030 23125 121 030 23125 122", "tel [PHONE] [PHONE]"),
        ("+49 171 3920037 12/27", "[PHONE] 12/27"),
    ]);
}

#[test]
fn a_zero_in_brackets_was_counted_among_the_digits_of_a_phone_number() {
    redacted(&[
        ("+44 (0)20 7946 0455", "[PHONE]"),
        ("+44(0)7700 900123", "[PHONE]"),
        ("call (030) 23125 121 now", "call [PHONE] now"),
        ("at +40.712776, -74.005974", "at +40.712776, -74.005974"),
        ("+44.7700900123", "[PHONE]"),
    ]);
}

#[test]
fn a_password_that_begins_with_a_sign_left_its_head() {
    redacted(&[
        ("postgres://u:.abc12345@localhost/db", "postgres://u:[URL_PASSWORD]@localhost/db"),
        ("postgres://u:p@ss@db.example.com", "postgres://u:[URL_PASSWORD]@db.example.com"),
    ]);
}

#[test]
fn an_address_behind_a_slash_or_a_colon_was_taken_for_a_version_or_a_chain() {
    redacted(&[
        ("db.example.com/203.0.113.9:5432", "db.example.com/[IP_ADDRESS]:5432"),
        ("GET /ip/203.0.113.9/x", "GET /ip/[IP_ADDRESS]/x"),
        ("IP:2001:db8::1 up", "IP:[IP_ADDRESS] up"),
        ("Chrome/120.0.6099.109", "Chrome/120.0.6099.109"),
        ("see section 4.1.1.2", "see section 4.1.1.2"),
    ]);
}

#[test]
fn a_keyword_that_touches_another_script_was_not_seen() {
    redacted(&[
        ("我的SSN是219099998。", "我的SSN是[US_SSN]。"),
        ("DNI是12345678Z", "DNI是[ES_NIF]"),
        ("CVVは123です", "CVVは[CARD_CVV]です"),
    ]);
}

#[test]
fn keywords_in_the_plural_and_in_camel_case_were_not_seen() {
    redacted(&[
        ("SSNs: 219099998", "SSNs: [US_SSN]"),
        ("abaNumber=021000021", "abaNumber=[US_BANK_ROUTING]"),
        ("DoB 1985-03-12", "DoB [DATE_OF_BIRTH]"),
        (r#"{"dob":"1985-03-12T00:00:00Z"}"#, r#"{"dob":"[DATE_OF_BIRTH]T00:00:00Z"}"#),
    ]);
}

#[test]
fn the_letter_of_an_escape_hid_the_value_behind_it() {
    redacted(&[
        (r#"{"log":"paid\n4242424242424242\tok"}"#, r#"{"log":"paid\n[CREDIT_CARD]\tok"}"#),
        (r"a\nAKIAIOSFODNN7EXAMPLE", r"a\n[AWS_ACCESS_KEY]"),
    ]);
}

#[test]
fn the_second_number_of_an_array_was_no_json_any_more() {
    redacted(&[(
        r#"{"cards": [4242424242424242, 4111111111111111], "n": 4242424242424242}"#,
        r#"{"cards": ["[CREDIT_CARD]", "[CREDIT_CARD]"], "n": "[CREDIT_CARD]"}"#,
    )]);
}

#[test]
fn other_ways_to_write_ids_were_not_read() {
    redacted(&[
        ("DNI 12.345.678-Z", "DNI [ES_NIF]"),
        ("DNI 12345678 Z", "DNI [ES_NIF]"),
        ("NIE number #X6130317 N", "NIE number #[ES_NIF]"),
        ("NINO WE-00-74-64-C", "NINO [UK_NINO]"),
        ("MBI 1EG4 TE5 MK73", "MBI [US_MBI]"),
        (
            r#"headers["Authorization"] = "Bearer abcDEF123ghiJKL456""#,
            r#"headers["Authorization"] = "Bearer [BEARER_TOKEN]""#,
        ),
    ]);
}

#[test]
fn a_pattern_was_not_found_before_a_long_word_or_only_in_some_reads() {
    let terms = terms(Policy {
        custom: vec![CustomKind {
            name: "cust".to_owned(),
            rule: custom::Rule { pattern: "[0-9]{1,255}x".to_owned(), context: Vec::new() },
            weight: 0.5,
            action: None,
        }],
        ..Policy::default()
    });
    let (front, back) = ("B".repeat(20), "B".repeat(70));
    let text = format!("{front}12x{back} ");
    let expected = format!("{front}[CUST]{back} ");
    assert_eq!(guarded(&terms, &[text.as_bytes()]).0, expected);
    for cut in 0..text.len() {
        let (one, two) = text.as_bytes().split_at(cut);
        assert_eq!(guarded(&terms, &[one, two]).0, expected, "{cut}");
    }
    let text = format!("{front}12x{back}@example.com");
    assert!(!guarded(&terms, &[text.as_bytes()]).0.contains("12x"));
}

#[test]
fn the_fingerprint_of_bytes_that_are_no_utf_8_went_by_the_reads() {
    let terms = terms(Policy::default());
    let text = b"-----BEGIN PRIVATE KEY-----\nAB\xC2\xE2\x80\x8BCD\n-----END PRIVATE KEY-----\n";
    let bytes: Vec<&[u8]> = text.chunks(1).collect();
    let (whole, pieces) = (guarded(&terms, &[text]), guarded(&terms, &bytes));
    assert_eq!(whole, pieces);
    assert_eq!(whole.0, "[PRIVATE_KEY]\n");
}

#[test]
fn key_material_directly_behind_a_header_was_taken_for_prose() {
    redacted(&[
        ("-----BEGIN PRIVATE KEY-----.MIIEvQ", "[PRIVATE_KEY]"),
        (
            "the header `-----BEGIN PRIVATE KEY-----` says so",
            "the header `-----BEGIN PRIVATE KEY-----` says so",
        ),
    ]);
}

#[test]
fn the_beginning_of_a_key_on_an_allow_list_allowed_every_key_that_begins_so() {
    let key = format!("sk-ant-api03-{}", "aB3dE6fG9hJ2kL5mN8pQ".repeat(4));
    let policy = Policy {
        allow: vec![encypher::guard::policy::Allow {
            kind: encypher::guard::policy::Selector::Kind(
                encypher::guard::detect::kind::Kind::AnthropicKey,
            ),
            exact: vec![key[..33].to_owned()],
            domains: Vec::new(),
            networks: Vec::new(),
            digests: Vec::new(),
        }],
        ..Policy::default()
    };
    let text = format!("key {key} end");
    let out = guarded(&terms(policy), &[text.as_bytes()]).0;
    assert_eq!(out, "key [ANTHROPIC_KEY] end");
}
