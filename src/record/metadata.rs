//! What a stream says about itself: one JSON object, its members in the order in which they were
//! given. Limits are kept here; what the members mean is nobody's business but the reader's.

use crate::record::words;
use serde_json::{Map, Value};
use std::fmt;

/// The most that metadata may take, in bytes of JSON without white space.
pub const LIMIT: usize = 16 * 1024;

/// A JSON object with unique keys, of at most [`LIMIT`] bytes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Metadata {
    members: Map<String, Value>,
}

/// Why something cannot be metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum MetadataError {
    /// The text is not JSON; says what the parser said.
    NotJson(String),
    /// The JSON is something else than an object.
    NotAnObject(&'static str),
    /// A key stands there twice.
    DuplicateKey(String),
    /// The JSON has this many bytes without white space.
    TooLarge(usize),
}

impl fmt::Display for MetadataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson(why) => write!(f, "the metadata is not JSON: {why}"),
            Self::NotAnObject(found) => write!(f, "the metadata is {found}, not a JSON object"),
            Self::DuplicateKey(key) => {
                write!(f, "the metadata has the key \"{}\" twice", key.escape_debug())
            }
            Self::TooLarge(bytes) => {
                write!(f, "the metadata has {bytes} bytes, and at most {LIMIT} can be signed")
            }
        }
    }
}

impl std::error::Error for MetadataError {}

impl MetadataError {
    /// Returns the name of the error for programs, which later versions keep.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotJson(_) => "metadata-not-json",
            Self::NotAnObject(_) => "metadata-not-an-object",
            Self::DuplicateKey(_) => "metadata-duplicate-key",
            Self::TooLarge(_) => "metadata-too-large",
        }
    }
}

impl Metadata {
    /// Metadata without members.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a JSON object. Keys must be unique on every level.
    pub fn parse(json: &str) -> Result<Self, MetadataError> {
        let value =
            serde_json::from_str(json).map_err(|e| MetadataError::NotJson(e.to_string()))?;
        let members = match value {
            Value::Object(members) => members,
            Value::Array(_) => return Err(MetadataError::NotAnObject("an array")),
            Value::String(_) => return Err(MetadataError::NotAnObject("a string")),
            Value::Number(_) => return Err(MetadataError::NotAnObject("a number")),
            Value::Bool(_) => return Err(MetadataError::NotAnObject("a truth value")),
            Value::Null => return Err(MetadataError::NotAnObject("null")),
        };
        if let Some(key) = duplicate_key(json) {
            return Err(MetadataError::DuplicateKey(key));
        }
        Self { members }.within_limit()
    }

    /// The metadata of another format, which has its own limits.
    pub(crate) fn of_members(members: Map<String, Value>) -> Self {
        Self { members }
    }

    /// Adds a member at the end.
    pub fn insert(&mut self, key: &str, value: Value) -> Result<(), MetadataError> {
        if self.members.contains_key(key) {
            return Err(MetadataError::DuplicateKey(key.to_owned()));
        }
        self.members.insert(key.to_owned(), value);
        Ok(())
    }

    /// Adds the members of `other` at the end.
    pub fn extend(&mut self, other: Self) -> Result<(), MetadataError> {
        other.members.into_iter().try_for_each(|(key, value)| self.insert(&key, value))
    }

    /// Whether there is a member of this name.
    pub fn contains(&self, key: &str) -> bool {
        self.members.contains_key(key)
    }

    /// The member of this name.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.members.get(key)
    }

    /// All members, in order.
    pub fn as_map(&self) -> &Map<String, Value> {
        &self.members
    }

    /// JSON without white space, members in order.
    pub fn to_json(&self) -> String {
        Value::Object(self.members.clone()).to_string()
    }

    /// Bytes of JSON without white space.
    pub fn size(&self) -> usize {
        self.to_json().len()
    }

    /// The same metadata, if it is small enough to be signed.
    pub fn within_limit(self) -> Result<Self, MetadataError> {
        match self.size() {
            bytes if bytes > LIMIT => Err(MetadataError::TooLarge(bytes)),
            _ => Ok(self),
        }
    }

    /// Writes the members as words, without the braces around them.
    pub(super) fn encode(&self, out: &mut Vec<u8>) {
        let json = self.to_json();
        words::encode(&json[1..json.len() - 1], out);
    }

    /// Reads what [`Self::encode`] wrote.
    pub(super) fn decode(encoded: &[u8]) -> Result<Self, MetadataError> {
        let members = words::decode(encoded, LIMIT)
            .map_err(|_| MetadataError::NotJson("its words cannot be read".into()))?;
        Self::parse(&format!("{{{members}}}"))
    }
}

/// The first key that stands twice in one object of `json`, which is known to be well-formed.
fn duplicate_key(json: &str) -> Option<String> {
    let mut objects: Vec<Option<std::collections::HashSet<String>>> = Vec::new();
    let mut key_next = false;
    let mut rest = json;
    while let Some(character) = rest.chars().next() {
        let mut taken = character.len_utf8();
        match character {
            '{' => objects.push(Some(Default::default())),
            '[' => objects.push(None),
            '}' | ']' => drop(objects.pop()),
            '"' => {
                taken = string_length(rest);
                let keys = objects.last_mut().and_then(Option::as_mut).filter(|_| key_next);
                if let (Some(keys), Ok(key)) =
                    (keys, serde_json::from_str::<String>(&rest[..taken]))
                    && !keys.insert(key.clone())
                {
                    return Some(key);
                }
            }
            _ => {}
        }
        key_next = match character {
            '{' | ',' => true,
            ' ' | '\t' | '\n' | '\r' => key_next,
            _ => false,
        };
        rest = &rest[taken..];
    }
    None
}

/// The length of the JSON string at the beginning of `json`, its quotes included.
fn string_length(json: &str) -> usize {
    let mut escaped = false;
    for (index, byte) in json.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return index + 1,
            _ => {}
        }
    }
    json.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_objects_with_unique_keys_are_metadata() {
        assert!(matches!(Metadata::parse("[1]"), Err(MetadataError::NotAnObject("an array"))));
        assert!(matches!(Metadata::parse("{"), Err(MetadataError::NotJson(_))));
        assert!(
            matches!(Metadata::parse("{\"a\":1,\"\\u0061\":2}"), Err(MetadataError::DuplicateKey(k)) if k == "a")
        );
        assert!(matches!(
            Metadata::parse("{\"b\":{\"a\":1, \"a\":2}}"),
            Err(MetadataError::DuplicateKey(_))
        ));
        assert!(
            Metadata::parse("{\"a\":[\"a\",\"a\"],\"b\":{\"a\":\"a\"},\"c\":\"\\\"a\"}").is_ok()
        );
    }

    #[test]
    fn members_keep_their_order_and_numbers_their_digits() -> Result<(), MetadataError> {
        let json = "{\"z\":1.50,\"a\":123456789012345678901234567890,\"m\":1e5}";
        let metadata = Metadata::parse(json)?;
        assert_eq!(metadata.to_json(), json.replace("1e5", "1e+5"));
        let mut encoded = Vec::new();
        metadata.encode(&mut encoded);
        assert_eq!(Metadata::decode(&encoded)?, metadata);
        Ok(())
    }

    #[test]
    fn metadata_over_the_limit_is_refused_with_its_size() {
        let json = format!("{{\"a\":\"{}\"}}", "x".repeat(LIMIT));
        assert_eq!(Metadata::parse(&json), Err(MetadataError::TooLarge(LIMIT + 8)));
    }
}
