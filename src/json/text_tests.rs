//! JSON is read as serde_json reads it, and its text keeps what was typed.

use super::*;
use proptest::prelude::*;

fn text(json: &str) -> Result<String, ParseError> {
    Json::parse(json).map(|json| json.to_string())
}

#[test]
fn numbers_keep_their_digits() {
    for (typed, kept) in [
        ("1.50", "1.50"),
        ("-0", "-0"),
        ("-0.0", "-0.0"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("1e5", "1e+5"),
        ("1E05", "1e+05"),
        ("1.0E+400", "1.0e+400"),
        ("1e-7", "1e-7"),
    ] {
        assert_eq!(text(typed).as_deref(), Ok(kept));
    }
    for wrong in ["01", "-", "1.", ".5", "+1", "1e", "1e+", "1e+-1", "--1", "1.e1", "NaN"] {
        assert!(matches!(text(wrong), Err(ParseError::Invalid(_))), "{wrong}");
    }
}

#[test]
fn strings_have_no_escapes_but_those_they_need() {
    let typed = r#" [ "\u00e9\/\ud83d\ude00" , "\u0007\b\f\n\"\\" ] "#;
    assert_eq!(text(typed).as_deref(), Ok(r#"["é/😀","\u0007\b\f\n\"\\"]"#));
    for wrong in ["\"\n\"", r#""\ud83d""#, r#""\x""#, r#"{"\ud83d":1}"#] {
        assert!(matches!(text(wrong), Err(ParseError::Invalid(_))), "{wrong}");
    }
}

#[test]
fn only_text_that_is_json_has_duplicate_keys() {
    let twice = ParseError::DuplicateKey("a".to_owned());
    assert_eq!(text(r#"[{"b":{"a":1,"\u0061":2}},{"c":1,"c":1}]"#), Err(twice));
    assert!(matches!(text(r#"{"a":1,"a":01}"#), Err(ParseError::Invalid(_))));
}

#[test]
fn nesting_has_the_limit_of_serde_json() {
    let nested = |depth| "[".repeat(depth) + &"]".repeat(depth);
    assert!(text(&nested(DEPTH_MAX)).is_ok());
    let why = "recursion limit exceeded at line 1 column 128".to_owned();
    assert_eq!(text(&nested(DEPTH_MAX + 1)), Err(ParseError::Invalid(why)));
}

#[test]
fn the_order_of_members_makes_no_other_value() {
    let same = |one, other| Json::parse(one).unwrap().is_same(&Json::parse(other).unwrap());
    assert!(same(r#"[{"a":1,"b":{"c":[],"d":"é"}}]"#, r#"[{"b":{"d":"é","c":[]},"a":1}]"#));
    for (one, other) in [
        ("1.5", "1.50"),
        ("1", "\"1\""),
        ("[1,2]", "[2,1]"),
        ("[1]", "[1,1]"),
        ("{}", "[]"),
        (r#"{"a":1}"#, r#"{"a":1,"b":2}"#),
        (r#"{"a":1}"#, r#"{"b":1}"#),
    ] {
        assert!(!same(one, other) && !same(other, one), "{one} {other}");
    }
}

#[test]
fn of_members_with_the_same_name_the_last_value_counts_in_the_first_place() {
    let member = |(name, value): (&str, u64)| (name.to_owned(), Json::from(value));
    let object: Object = [("b", 1), ("a", 2), ("b", 3)].map(member).into_iter().collect();
    assert_eq!(object.to_string(), r#"{"b":3,"a":2}"#);
    assert_eq!(object.with("a", None::<u64>).to_string(), r#"{"b":3,"a":null}"#);
}

proptest! {
    #[test]
    fn all_that_serde_json_reads_is_read_and_nothing_else(
        json in prop_oneof!["[\\[\\]{}\":,a1\\\\ ]{0,24}", "[-+.eE0-9]{0,6}", "\"[\\\\u0d8cf/bn\"\n\u{1}]{0,10}\""],
    ) {
        let theirs = serde_json::from_str::<serde_json::Value>(&json);
        match Json::parse(&json) {
            // One object may have a name twice there, and a member counts in the last place.
            Err(ParseError::DuplicateKey(_)) => prop_assert!(theirs.is_ok()),
            Ok(ours) => prop_assert_eq!(serde_json::from_str(ours.as_text()).ok(), theirs.ok()),
            Err(ParseError::Invalid(why)) => prop_assert_eq!(theirs.unwrap_err().to_string(), why),
        }
    }

    #[test]
    fn what_was_read_is_read_again_as_it_is(text in "\\PC*", number in any::<f64>()) {
        let json = Json::from(vec![Json::from(text.as_str()), Json::from(number)]);
        prop_assert_eq!(Json::parse(json.as_text()), Ok(json));
    }
}
