//! Faults of the guard that were found once: what leaked, what was taken for a value, what depended
//! on the reads. The line above each test names the cause.

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

// The prefilter passed over words that begin with a sign.
#[test]
fn values_that_begin_with_a_sign_are_found() {
    redacted(&[
        ("tel:/+14155550123", "tel:/[PHONE]"),
        ("+12025550117/+12025550118", "[PHONE]/[PHONE]"),
        ("_x@x.io", "[EMAIL]"),
        ("_john.doe@example.com", "[EMAIL]"),
        ("Authorization: Bearer _abcDEF123ghiJKL456mnoPQR", "Authorization: Bearer [BEARER_TOKEN]"),
    ]);
}

// A line that held nothing but a value was taken for an empty line, which ends the context.
#[test]
fn a_keyword_counts_for_values_on_the_lines_below_it() {
    redacted(&[("SSN:\n219099998\n219099997\n", "SSN:\n[US_SSN]\n[US_SSN]\n")]);
}

// A phone number took the first digits of the number after it.
#[test]
fn a_phone_number_ends_where_the_next_number_begins() {
    redacted(&[
        ("+43 1 234 5678 4242 4242 4242 4242", "[PHONE] [CREDIT_CARD]"),
        ("tel 01 99 00 54 05 06 39 98 12 34", "tel [PHONE] [PHONE]"),
        ("tel 030 23125 121 030 23125 122", "tel [PHONE] [PHONE]"),
        ("+49 171 3920037 12/27", "[PHONE] 12/27"),
    ]);
}

// The zero of `(0)` was counted, so that the number had too many digits.
#[test]
fn a_zero_in_brackets_is_no_digit_of_a_phone_number() {
    redacted(&[
        ("+44 (0)20 7946 0455", "[PHONE]"),
        ("+44(0)7700 900123", "[PHONE]"),
        ("call (030) 23125 121 now", "call [PHONE] now"),
        ("at +40.712776, -74.005974", "at +40.712776, -74.005974"),
        ("+44.7700900123", "[PHONE]"),
    ]);
}

// A password that begins with a sign, or has an @ in it, was redacted in part only.
#[test]
fn a_password_in_a_url_is_redacted_from_its_first_sign() {
    redacted(&[
        ("postgres://u:.abc12345@localhost/db", "postgres://u:[URL_PASSWORD]@localhost/db"),
        ("postgres://u:p@ss@db.example.com", "postgres://u:[URL_PASSWORD]@db.example.com"),
    ]);
}

// An address after a slash was taken for a version, and after a colon for a part of a longer one.
#[test]
fn an_address_after_a_slash_or_a_colon_is_no_version() {
    redacted(&[
        ("db.example.com/203.0.113.9:5432", "db.example.com/[IP_ADDRESS]:5432"),
        ("GET /ip/203.0.113.9/x", "GET /ip/[IP_ADDRESS]/x"),
        ("IP:2001:db8::1 up", "IP:[IP_ADDRESS] up"),
        ("Chrome/120.0.6099.109", "Chrome/120.0.6099.109"),
        ("see section 4.1.1.2", "see section 4.1.1.2"),
    ]);
}

// A keyword had to end at a word boundary, and there is none between Latin and Chinese letters.
#[test]
fn a_keyword_counts_next_to_letters_of_another_script() {
    redacted(&[
        ("我的SSN是219099998。", "我的SSN是[US_SSN]。"),
        ("DNI是12345678Z", "DNI是[ES_NIF]"),
        ("CVVは123です", "CVVは[CARD_CVV]です"),
    ]);
}

// A keyword had to be a whole word.
#[test]
fn keywords_count_in_the_plural_and_in_camel_case() {
    redacted(&[
        ("SSNs: 219099998", "SSNs: [US_SSN]"),
        ("abaNumber=021000021", "abaNumber=[US_BANK_ROUTING]"),
        ("DoB 1985-03-12", "DoB [DATE_OF_BIRTH]"),
        (r#"{"dob":"1985-03-12T00:00:00Z"}"#, r#"{"dob":"[DATE_OF_BIRTH]T00:00:00Z"}"#),
    ]);
}

// The `n` of an escaped line break was taken for the first letter of the value after it.
#[test]
fn the_letter_of_an_escape_is_no_part_of_a_value() {
    redacted(&[
        (r#"{"log":"paid\n4242424242424242\tok"}"#, r#"{"log":"paid\n[CREDIT_CARD]\tok"}"#),
        (r"a\nAKIAIOSFODNN7EXAMPLE", r"a\n[AWS_ACCESS_KEY]"),
    ]);
}

// A number after the first one of an array was replaced by a label without quotes.
#[test]
fn every_redacted_number_of_a_json_array_is_quoted() {
    redacted(&[(
        r#"{"cards": [4242424242424242, 4111111111111111], "n": 4242424242424242}"#,
        r#"{"cards": ["[CREDIT_CARD]", "[CREDIT_CARD]"], "n": "[CREDIT_CARD]"}"#,
    )]);
}

// Ids with dots, spaces and hyphens in other places were not found.
#[test]
fn ids_are_found_in_all_their_usual_spellings() {
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

// A pattern before a long word was found in some reads only.
#[test]
fn a_pattern_is_found_before_a_long_word_however_the_text_is_read() {
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

// How an invalid byte went into the fingerprint depended on where a read ended.
#[test]
fn the_fingerprint_of_invalid_utf_8_does_not_depend_on_reads() {
    let terms = terms(Policy::default());
    let text = b"-----BEGIN PRIVATE KEY-----\nAB\xC2\xE2\x80\x8BCD\n-----END PRIVATE KEY-----\n";
    let bytes: Vec<&[u8]> = text.chunks(1).collect();
    let (whole, pieces) = (guarded(&terms, &[text]), guarded(&terms, &bytes));
    assert_eq!(whole, pieces);
    assert_eq!(whole.0, "[PRIVATE_KEY]\n");
}

// Whatever follows a header of a key on its line was taken for prose.
#[test]
fn key_material_right_after_a_header_is_found() {
    redacted(&[
        ("-----BEGIN PRIVATE KEY-----.MIIEvQ", "[PRIVATE_KEY]"),
        (
            "the header `-----BEGIN PRIVATE KEY-----` says so",
            "the header `-----BEGIN PRIVATE KEY-----` says so",
        ),
    ]);
}

// A value was compared with the allow list before its end was known.
#[test]
fn an_allowed_value_allows_no_value_that_begins_with_it() {
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
