//! Metadata is signed and read as it was given: its members in their order, its numbers with their
//! digits.

use crate::common::{Signing, cases, verify};
use encypher::extract::{Extracted, Extractor};
use encypher::json::Json;
use encypher::record::metadata::Metadata;
use proptest::prelude::*;

/// JSON as it is typed, and as it is kept.
type Typed = (String, String);

fn number() -> impl Strategy<Value = Typed> {
    let mantissa = "-?(0|[1-9][0-9]{0,40})(\\.[0-9]{1,20})?";
    let exponent = ("[eE]", "[-+]?", "[0-9]{1,3}");
    (mantissa, proptest::option::of(exponent)).prop_map(|(mantissa, exponent)| match exponent {
        None => (mantissa.clone(), mantissa),
        Some((e, sign, digits)) => {
            let kept = if sign.is_empty() { "+" } else { &sign };
            (format!("{mantissa}{e}{sign}{digits}"), format!("{mantissa}e{kept}{digits}"))
        }
    })
}

fn string() -> impl Strategy<Value = Typed> {
    let escapes = [
        (r"\u00e9", "é"),
        (r"\uD83D\uDE00", "😀"),
        (r"\/", "/"),
        (r"\u0061", "a"),
        (r"\u000A", r"\n"),
        (r"\u0001", r"\u0001"),
        (r"\u001F", r"\u001f"),
        (r"\b", r"\b"),
        (r"\\", r"\\"),
        (r#"\""#, r#"\""#),
    ];
    let escape = prop::sample::select(Vec::from(escapes));
    let escape = escape.prop_map(|(typed, kept)| (typed.to_owned(), kept.to_owned()));
    let plain = "[^\"\\\\\\x00-\\x1f]{0,6}".prop_map(|text| (text.clone(), text));
    let parts = prop::collection::vec(prop_oneof![escape, plain], 0..4);
    parts.prop_map(|parts| {
        let (typed, kept): (Vec<String>, Vec<String>) = parts.into_iter().unzip();
        (format!("\"{}\"", typed.concat()), format!("\"{}\"", kept.concat()))
    })
}

/// Values with commas between, in these brackets.
fn list(values: Vec<Typed>, space: &str, open: char, close: char) -> Typed {
    let (typed, kept): (Vec<String>, Vec<String>) = values.into_iter().unzip();
    let typed = typed.join(&format!("{space},{space}"));
    (format!("{open}{space}{typed}{space}{close}"), format!("{open}{}{close}", kept.join(",")))
}

fn object(value: impl Strategy<Value = Typed>) -> impl Strategy<Value = Typed> {
    let members = prop::collection::vec((string(), value), 0..5);
    (members, "[ \t\r\n]{0,2}").prop_map(|(members, space)| {
        let mut names = std::collections::HashSet::new();
        let members = members.into_iter().filter(|((_, name), _)| names.insert(name.clone()));
        let member = |((name, kept), value): (Typed, Typed)| {
            (format!("{name}{space}:{space}{}", value.0), format!("{kept}:{}", value.1))
        };
        list(members.map(member).collect(), &space, '{', '}')
    })
}

fn metadata() -> impl Strategy<Value = Typed> {
    let word = prop::sample::select(vec!["true", "false", "null"]);
    let word = word.prop_map(|word| (word.to_owned(), word.to_owned()));
    let value = prop_oneof![3 => number(), 2 => string(), 1 => word];
    let value = value.prop_recursive(4, 24, 4, |value| {
        let array = (prop::collection::vec(value.clone(), 0..4), "[ \n]{0,2}");
        prop_oneof![array.prop_map(|(values, space)| list(values, &space, '[', ']')), object(value)]
    });
    object(value)
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn order_and_numbers_survive_embedding_and_extracting((typed, kept) in metadata()) {
        let metadata = Metadata::parse(&typed).unwrap();
        prop_assert_eq!(metadata.to_json(), kept.as_str());
        let signing = Signing { metadata: metadata.clone(), ..Signing::default() };
        let marked = signing.embed(b"A sentence that is signed.\n");
        let mut extractor = Extractor::new();
        extractor.push(&marked);
        match extractor.finish().as_slice() {
            [Extracted::Metadata { metadata: extracted, .. }] => {
                prop_assert_eq!(extracted.to_json(), kept);
            }
            other => prop_assert!(false, "{:?}", other),
        }
        let found = verify(&marked);
        prop_assert_eq!(found.documents[0].metadata.as_ref(), Some(&metadata));
        // The text that is kept is read as itself.
        prop_assert_eq!(Metadata::parse(&metadata.to_json()), Ok(metadata));
    }

    #[test]
    fn members_keep_their_place_and_their_value(
        names in prop::collection::hash_set("[a-z]{1,3}", 0..8), number in number(),
    ) {
        let (mut metadata, mut kept) = (Metadata::new(), Vec::new());
        for name in names {
            metadata.insert(&name, Json::parse(&number.0).unwrap()).unwrap();
            kept.push(format!("\"{name}\":{}", number.1));
            prop_assert!(metadata.insert(&name, 1u64).is_err());
        }
        prop_assert_eq!(metadata.to_json(), format!("{{{}}}", kept.join(",")));
    }
}
