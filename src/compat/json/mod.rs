//! JSON as Python's `json` module reads and writes it: encypher-ai signs what that module prints.
//!
//! Differences from RFC 8259 that matter: `NaN`, `Infinity` and `-Infinity` are numbers, integers
//! have any size, of members with the same name the last one counts and stands where the first one
//! stood, half of a surrogate pair is a character. Written is ASCII without white space; floats as
//! `repr` writes them.

mod read;

pub use read::{loads, loads_front};

use crate::json::{self, Json};

/// A value. Strings are code points, halves of surrogate pairs among them.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    /// Decimal digits, with a sign if it is negative.
    Integer(String),
    Float(f64),
    Text(Text),
    List(Vec<Value>),
    Object(Object),
}

/// A string, as code points.
pub type Text = Vec<u32>;
/// Members in their order, each name once.
pub type Object = Vec<(Text, Value)>;

/// The code points of a string.
pub fn text(string: &str) -> Text {
    string.chars().map(u32::from).collect()
}

impl Value {
    /// The member of this name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let Value::Object(members) = self else {
            return None;
        };
        let is_named = |(known, _): &&(Text, Value)| known.iter().copied().eq(text(name));
        members.iter().find(is_named).map(|(_, value)| value)
    }

    /// The string that this is, if it is one and all of it are characters.
    pub fn as_string(&self) -> Option<String> {
        match self {
            Value::Text(text) => text.iter().map(|c| char::from_u32(*c)).collect(),
            _ => None,
        }
    }

    /// The members, if this is an object.
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    /// As `json.dumps(value, separators=(",", ":"))` writes it.
    pub fn dumps(&self) -> String {
        let mut out = String::new();
        self.write(false, &mut out);
        out
    }

    /// The same with `sort_keys=True`: members in the order of their code points, on every level.
    pub fn dumps_sorted(&self) -> String {
        let mut out = String::new();
        self.write(true, &mut out);
        out
    }

    fn write(&self, sorted: bool, out: &mut String) {
        match self {
            Value::Null => out.push_str("null"),
            Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Value::Integer(digits) => out.push_str(digits),
            Value::Float(number) => out.push_str(&repr(*number)),
            Value::Text(text) => write_text(text, out),
            Value::List(values) => {
                out.push('[');
                for (at, value) in values.iter().enumerate() {
                    out.push_str(if at > 0 { "," } else { "" });
                    value.write(sorted, out);
                }
                out.push(']');
            }
            Value::Object(members) => {
                let mut members: Vec<&(Text, Value)> = members.iter().collect();
                if sorted {
                    members.sort_by(|one, other| one.0.cmp(&other.0));
                }
                out.push('{');
                for (at, (name, value)) in members.into_iter().enumerate() {
                    out.push_str(if at > 0 { "," } else { "" });
                    write_text(name, out);
                    out.push(':');
                    value.write(sorted, out);
                }
                out.push('}');
            }
        }
    }

    /// The same as ordinary JSON: what that cannot say becomes a string (`NaN`, `Infinity`), and
    /// halves of surrogate pairs become U+FFFD.
    pub fn to_json(&self) -> Json {
        let string = |text: &Text| -> String {
            let character = |c: &u32| char::from_u32(*c).unwrap_or(char::REPLACEMENT_CHARACTER);
            text.iter().map(character).collect()
        };
        let number = |written: String| Json::parse(&written).unwrap_or_else(|_| written.into());
        match self {
            Value::Null => Json::null(),
            Value::Bool(value) => Json::from(*value),
            Value::Integer(digits) => number(digits.clone()),
            Value::Float(value) => number(repr(*value)),
            Value::Text(text) => Json::from(string(text)),
            Value::List(values) => values.iter().map(Value::to_json).collect(),
            Value::Object(members) => {
                let member = |(name, value): &(Text, Value)| (string(name), value.to_json());
                members.iter().map(member).collect::<json::Object>().into()
            }
        }
    }

    /// The same value, from ordinary JSON; none if Python does not read it, for an integer of it
    /// has too many digits.
    pub fn from_json(json: &Json) -> Option<Value> {
        loads(json.as_text().as_bytes())
    }
}

fn write_text(text: &Text, out: &mut String) {
    out.push('"');
    for &c in text {
        match char::from_u32(c) {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some('\u{8}') => out.push_str("\\b"),
            Some('\u{C}') => out.push_str("\\f"),
            Some(c @ ' '..='~') => out.push(c),
            Some(c) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
            None => out.push_str(&format!("\\u{c:04x}")),
        }
    }
    out.push('"');
}

/// A float as Python's `repr` and `json` write it: the shortest digits that read back, with an
/// exponent below -4 and from 16 on.
fn repr(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let written = format!("{number:e}");
    let (mantissa, exponent) = written.split_once('e').unwrap_or((&written, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..16).contains(&exponent) {
        // Rust writes all digits, and no more than it needs.
        let plain = format!("{number}");
        return if plain.contains('.') { plain } else { plain + ".0" };
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn again(json: &str) -> Option<String> {
        loads(json.as_bytes()).map(|value| value.dumps())
    }

    #[test]
    fn numbers_are_written_as_python_writes_them() {
        for (read, written) in [
            ("1e22", "1e+22"),
            ("1e-7", "1e-07"),
            ("1e16", "1e+16"),
            ("1e15", "1000000000000000.0"),
            ("0.0001", "0.0001"),
            ("0.00001", "1e-05"),
            ("-0.0", "-0.0"),
            ("-0", "0"),
            ("1.0", "1.0"),
            ("5e-324", "5e-324"),
            ("123456789012345680000.0", "1.2345678901234568e+20"),
            ("123456789012345680000", "123456789012345680000"),
            ("1.50", "1.5"),
            ("1E5", "100000.0"),
            ("1e999", "Infinity"),
            ("NaN", "NaN"),
            ("-Infinity", "-Infinity"),
        ] {
            assert_eq!(again(read).as_deref(), Some(written));
        }
        for wrong in ["01", "1.", ".5", "+1", "1e", "-", "--1", "nan", "0x1"] {
            assert_eq!(again(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn strings_are_ascii_and_of_equal_names_the_last_counts() {
        for (read, written) in [
            ("\"\u{7F}\\/é😀\\ud800\"", r#""\u007f/\u00e9\ud83d\ude00\ud800""#),
            (r#"{"a":1,"b":2,"a":3}"#, r#"{"a":3,"b":2}"#),
            (" [ 1 , { } ]\n", "[1,{}]"),
        ] {
            assert_eq!(again(read).as_deref(), Some(written));
        }
        for wrong in
            ["\"\n\"", "\u{FEFF}1", "1 2", "[1,]", "{\"a\"}", "\"\\x\"", "'a'", "", "{1:2}"]
        {
            assert_eq!(again(wrong), None, "{wrong}");
        }
        assert_eq!(again(&"[".repeat(100_000)), None);
        let sorted = loads("{\"\u{1F600}\":1,\"\u{FFFF}\":2,\"a\":{\"c\":1,\"b\":2}}".as_bytes());
        assert_eq!(
            sorted.map(|value| value.dumps_sorted()).as_deref(),
            Some(r#"{"a":{"b":2,"c":1},"\uffff":2,"\ud83d\ude00":1}"#)
        );
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(number in any::<f64>(), string in "\\PC*") {
            let value = Value::List(vec![Value::Float(number), Value::Text(text(&string))]);
            if !number.is_nan() {
                prop_assert_eq!(loads(value.dumps().as_bytes()), Some(value));
            }
        }

        #[test]
        fn no_bytes_cause_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let _ = loads(&bytes);
        }
    }
}
