//! JSON is read as clients read it, and anything else is refused.

use super::*;
use proptest::prelude::*;

#[test]
fn values_are_found_where_they_stand() {
    let json = br#" { "a" : [1, {"b":"x\"y"}, -2.5e+3] , "c":null, "a2":"\u00e9" } "#;
    let mut tape = Tape::default();
    let value = tape.read(json).unwrap();
    let items: Vec<_> = value.get("a").unwrap().items().collect();
    assert_eq!(items[0].number(), Some(1));
    let text = items[1].get("b").unwrap();
    assert_eq!(text.string().as_deref(), Some("x\"y"));
    assert_eq!(&json[text.span()], br#""x\"y""#);
    assert_eq!(items[2].bytes(), b"-2.5e+3");
    assert!(value.some("c").is_none() && value.get("c").is_some());
    assert!(value.get("a2").unwrap().is("é"));
}

#[test]
fn of_members_with_the_same_name_the_last_one_counts() {
    let mut tape = Tape::default();
    let value = tape.read(br#"{"t":"one","t":"two","\u0074":"three"}"#).unwrap();
    assert!(value.get("t").unwrap().is("three"));
}

#[test]
fn what_is_no_json_is_not_read() {
    let mut tape = Tape::default();
    for json in [
        "",
        " ",
        "{",
        "[1",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "[1,]",
        "\"",
        "\"\\",
        "\"\\\"",
        "1 2",
        "{}}",
        "]",
        "nul",
        "{1:2}",
        "[}",
        "{]",
        ":",
        "a",
    ] {
        let read = tape.read(json.as_bytes()).map(drop);
        assert_eq!(read, Err(JsonError::Invalid), "{json:?}");
    }
}

#[test]
fn any_nesting_is_read() {
    let json = "[".repeat(100_000) + &"]".repeat(100_000);
    assert!(Tape::default().read(json.as_bytes()).is_ok());
}

proptest! {
    #[test]
    fn whatever_serde_json_reads_is_read_alike(json in "[\\[\\]{}\":,a1\\\\ ]{0,24}") {
        let mut tape = Tape::default();
        let ours = tape.read(json.as_bytes());
        if let Ok(theirs) = serde_json::from_str::<serde_json::Value>(&json) {
            let count = theirs.as_array().map_or(0, Vec::len);
            prop_assert_eq!(ours.unwrap().items().count(), count);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(json in proptest::collection::vec(any::<u8>(), 0..64)) {
        let _ = Tape::default().read(&json);
    }
}
