//! A crate that depends on encypher reads JSON as it would without it.
//!
//! Cargo unifies the features of a dependency over a build. If encypher asked for
//! `serde_json/arbitrary_precision`, the first two tests would fail with "invalid type: map,
//! expected f64"; with `preserve_order` the third would.

use encypher::record::metadata::Metadata;
use serde::Deserialize;

#[derive(Debug, Deserialize, PartialEq)]
struct Inner {
    x: f64,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Outer {
    id: u8,
    #[serde(flatten)]
    inner: Inner,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(tag = "t")]
enum Tagged {
    A { x: f64 },
}

#[test]
fn a_flattened_float_is_read() {
    let read = serde_json::from_str(r#"{"id":1,"x":1.5}"#);
    assert_eq!(read.ok(), Some(Outer { id: 1, inner: Inner { x: 1.5 } }));
}

#[test]
fn a_float_in_a_tagged_enum_is_read() {
    let read = serde_json::from_str(r#"{"t":"A","x":1.5}"#);
    assert_eq!(read.ok(), Some(Tagged::A { x: 1.5 }));
}

#[test]
fn values_have_the_order_and_the_numbers_of_serde_json() {
    let value: serde_json::Value = serde_json::from_str(r#"{"b":1,"a":1.50}"#).unwrap();
    assert_eq!(value.to_string(), r#"{"a":1.5,"b":1}"#);
}

#[test]
fn metadata_has_the_order_and_the_numbers_that_were_given() {
    let json = r#"{"b":1,"a":1.50}"#;
    assert_eq!(Metadata::parse(json).unwrap().to_json(), json);
}
