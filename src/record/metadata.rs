//! What a stream says about itself: one JSON object, its members in the order in which they were
//! given. Limits are kept here; what the members mean is nobody's business but the reader's.

use crate::json::{Json, Object, ParseError};
use crate::record::words;
use std::fmt;

/// The most that metadata may take, in bytes of JSON without white space.
pub const LIMIT: usize = 16 * 1024;

/// A JSON object with unique keys, of at most [`LIMIT`] bytes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Metadata {
    members: Object,
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
        let value = Json::parse(json);
        if let Err(ParseError::Invalid(why)) = value {
            return Err(MetadataError::NotJson(why));
        }
        if let Some(other) = other_than_object(json) {
            return Err(MetadataError::NotAnObject(other));
        }
        match value {
            Err(ParseError::DuplicateKey(key)) => Err(MetadataError::DuplicateKey(key)),
            Err(error) => Err(MetadataError::NotJson(error.to_string())),
            Ok(value) => match value.as_text().len() {
                bytes if bytes > LIMIT => Err(MetadataError::TooLarge(bytes)),
                _ => Ok(Self { members: value.as_object().unwrap_or_default() }),
            },
        }
    }

    /// The metadata of another format, which has its own limits.
    pub(crate) fn of_members(members: Object) -> Self {
        Self { members }
    }

    /// Adds a member at the end.
    pub fn insert(&mut self, key: &str, value: impl Into<Json>) -> Result<(), MetadataError> {
        if self.contains(key) {
            return Err(MetadataError::DuplicateKey(key.to_owned()));
        }
        self.members.set(key, value);
        Ok(())
    }

    /// Adds the members of `other` at the end.
    pub fn extend(&mut self, other: Self) -> Result<(), MetadataError> {
        other.members.into_iter().try_for_each(|(key, value)| self.insert(&key, value))
    }

    /// Whether there is a member of this name.
    pub fn contains(&self, key: &str) -> bool {
        self.members.get(key).is_some()
    }

    /// The member of this name.
    pub fn get(&self, key: &str) -> Option<&Json> {
        self.members.get(key)
    }

    /// All members, in order.
    pub fn members(&self) -> &Object {
        &self.members
    }

    /// JSON without white space, members in order.
    pub fn to_json(&self) -> String {
        self.members.to_string()
    }

    /// Bytes of JSON without white space.
    pub fn size(&self) -> usize {
        self.to_json().len()
    }

    /// The same metadata, if it can be signed: it is small enough, and a verifier can read it.
    pub fn within_limit(self) -> Result<Self, MetadataError> {
        Self::parse(&self.to_json())
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

/// What a well-formed JSON text is, if it is not an object.
fn other_than_object(json: &str) -> Option<&'static str> {
    match json.trim_start().bytes().next()? {
        b'{' => None,
        b'[' => Some("an array"),
        b'"' => Some("a string"),
        b't' | b'f' => Some("a truth value"),
        b'n' => Some("null"),
        _ => Some("a number"),
    }
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

    #[test]
    fn metadata_that_no_verifier_could_read_is_refused() -> Result<(), MetadataError> {
        for (depth, is_read) in [(126, true), (127, false)] {
            let value = Json::parse(&("[".repeat(depth) + &"]".repeat(depth)));
            let mut metadata = Metadata::new();
            metadata.insert("a", value.unwrap_or_else(|_| Json::null()))?;
            assert_eq!(metadata.within_limit().is_ok(), is_read);
        }
        Ok(())
    }
}
