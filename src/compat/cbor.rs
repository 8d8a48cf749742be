//! The CBOR of `cbor_manifest`, read as the values that Python's `cbor2` makes of it.

use crate::compat::json::{Object, Value, text};
use ciborium::Value as Cbor;

/// Reads one value that takes all of the bytes.
pub fn loads(bytes: &[u8]) -> Option<Value> {
    let mut rest = bytes;
    let value: Cbor = ciborium::from_reader(&mut rest).ok()?;
    rest.is_empty().then(|| value_of(value)).flatten()
}

/// What has no place in JSON (byte strings, tags but those of large integers) is refused.
fn value_of(cbor: Cbor) -> Option<Value> {
    Some(match cbor {
        Cbor::Null => Value::Null,
        Cbor::Bool(value) => Value::Bool(value),
        Cbor::Integer(number) => Value::Integer(i128::from(number).to_string()),
        Cbor::Float(number) => Value::Float(number),
        Cbor::Text(string) => Value::Text(text(&string)),
        Cbor::Array(values) => {
            Value::List(values.into_iter().map(value_of).collect::<Option<_>>()?)
        }
        Cbor::Map(members) => Value::Object(
            members
                .into_iter()
                .map(|(name, value)| match name {
                    Cbor::Text(name) => Some((text(&name), value_of(value)?)),
                    _ => None,
                })
                .collect::<Option<Object>>()?,
        ),
        Cbor::Tag(2, bytes) => Value::Integer(decimal(bytes.as_bytes()?, 0)),
        // -1 - n
        Cbor::Tag(3, bytes) => Value::Integer(format!("-{}", decimal(bytes.as_bytes()?, 1))),
        _ => return None,
    })
}

/// The decimal digits of a large integer, most significant byte first, and `more`.
fn decimal(bytes: &[u8], more: u32) -> String {
    // Nine digits each, the lowest first.
    let mut digits: Vec<u32> = vec![0];
    let scale = |digits: &mut Vec<u32>, factor: u64, more: u32| {
        let mut carry = u64::from(more);
        for group in digits.iter_mut() {
            let value = u64::from(*group) * factor + carry;
            *group = (value % 1_000_000_000) as u32;
            carry = value / 1_000_000_000;
        }
        if carry > 0 {
            digits.push(carry as u32);
        }
    };
    for byte in bytes.iter().take(2048) {
        scale(&mut digits, 256, u32::from(*byte));
    }
    scale(&mut digits, 1, more);
    let mut written = digits.last().unwrap_or(&0).to_string();
    for group in digits.iter().rev().skip(1) {
        written.push_str(&format!("{group:09}"));
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_integers_are_written_out() {
        assert_eq!(decimal(&[1, 0, 0, 0, 0, 0, 0, 0, 0], 0), "18446744073709551616");
        assert_eq!(decimal(&[0x80, 0, 0, 0, 0, 0, 0, 0], 1), "9223372036854775809");
        assert_eq!(decimal(&[0xFF], 1), "256");
        assert_eq!(decimal(&[], 0), "0");
    }
}
