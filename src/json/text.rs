//! JSON values as text: metadata and reports are made of them.
//!
//! Members keep their order, and numbers keep their digits. The features of serde_json that would
//! do the same (`preserve_order`, `arbitrary_precision`) hold for every crate of a build, and
//! change what the others read (tests/dependent).

use crate::json::spans::{Kind, Tape, Value};
use std::collections::{HashMap, HashSet};
use std::fmt;

/// The deepest nesting of arrays and objects that is read; it is that of serde_json.
const DEPTH_MAX: usize = 127;

/// A JSON value, as text without white space.
///
/// Strings have no escapes but those they need. Numbers are spelled as they were given, except that
/// an exponent is written `e+5` or `e-5`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Json(String);

/// Why a text is not a [`Json`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseError {
    /// The text is not JSON; says what serde_json said.
    Invalid(String),
    /// An object has two members of this name.
    DuplicateKey(String),
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(why) => f.write_str(why),
            Self::DuplicateKey(key) => {
                write!(f, "there are two members \"{}\"", key.escape_debug())
            }
        }
    }
}

impl std::error::Error for ParseError {}

impl Json {
    /// Reads a JSON text in which no object has two members of one name.
    pub fn parse(json: &str) -> Result<Self, ParseError> {
        let mut tape = Tape::default();
        let mut text = Text { written: String::with_capacity(json.len()), duplicate: None };
        let value = tape.read(json.as_bytes()).ok();
        match (value.and_then(|value| text.value(value, DEPTH_MAX)), text.duplicate) {
            (None, _) => Err(ParseError::Invalid(why_invalid(json))),
            (Some(()), Some(key)) => Err(ParseError::DuplicateKey(key)),
            (Some(()), None) => Ok(Self(text.written)),
        }
    }

    /// Returns `null`.
    pub fn null() -> Self {
        Self("null".to_owned())
    }

    /// Returns the text.
    pub fn as_text(&self) -> &str {
        &self.0
    }

    /// Returns the characters of a string.
    pub fn as_string(&self) -> Option<String> {
        serde_json::from_str(&self.0).ok()
    }

    /// Returns a whole number from 0 on.
    pub fn as_u64(&self) -> Option<u64> {
        self.0.parse().ok()
    }

    /// Returns a whole number.
    pub fn as_i64(&self) -> Option<i64> {
        self.0.parse().ok()
    }

    /// True for numbers, `true`, `false` and `null`.
    pub fn is_bare(&self) -> bool {
        !self.0.starts_with(['"', '[', '{'])
    }

    /// Returns the members of an object.
    pub fn as_object(&self) -> Option<Object> {
        let mut tape = Tape::default();
        let value = tape.read(self.0.as_bytes()).ok()?;
        if value.kind() != Kind::Object {
            return None;
        }
        let member = |(name, value): (Value<'_>, Value<'_>)| {
            let text = std::str::from_utf8(value.bytes()).ok()?;
            Some((name.string()?.into_owned(), Self(text.to_owned())))
        };
        value.members().map(member).collect()
    }

    /// True if the two differ in nothing but the order of members. Numbers are equal if they are
    /// spelled alike.
    pub fn is_same(&self, other: &Self) -> bool {
        let (mut ours, mut theirs) = (Tape::default(), Tape::default());
        match (ours.read(self.0.as_bytes()), theirs.read(other.0.as_bytes())) {
            (Ok(one), Ok(other)) => is_same(one, other),
            _ => false,
        }
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! from {
    ($($scalar:ty),*) => {$(
        impl From<$scalar> for Json {
            fn from(value: $scalar) -> Self {
                serde_json::to_string(&value).map_or_else(|_| Self::null(), Self)
            }
        }
    )*};
}

from!(bool, u8, u32, u64, usize, i32, i64, f64, &str, String);

impl<T: Into<Json>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Self {
        value.map_or_else(Self::null, T::into)
    }
}

impl<T: Into<Json>> From<Vec<T>> for Json {
    fn from(values: Vec<T>) -> Self {
        values.into_iter().collect()
    }
}

impl<T: Into<Json>> FromIterator<T> for Json {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let values: Vec<String> = values.into_iter().map(|value| value.into().0).collect();
        Self(format!("[{}]", values.join(",")))
    }
}

impl From<Object> for Json {
    fn from(object: Object) -> Self {
        Self(object.to_string())
    }
}

impl From<&Object> for Json {
    fn from(object: &Object) -> Self {
        Self(object.to_string())
    }
}

/// The members of a JSON object, in the order in which they were given, each name once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Object(Vec<(String, Json)>);

impl Object {
    /// Returns an object without members.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a member at the end, or replaces the value of the one that has this name.
    pub fn set(&mut self, name: &str, value: impl Into<Json>) {
        let value = value.into();
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }

    /// Returns the object with one more member.
    pub fn with(mut self, name: &str, value: impl Into<Json>) -> Self {
        self.set(name, value);
        self
    }

    /// Returns the object with one more member, if there is a value.
    pub fn with_some(self, name: &str, value: Option<impl Into<Json>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Returns the object with the members of another one.
    pub fn with_all(self, other: Self) -> Self {
        other.into_iter().fold(self, |object, (name, value)| object.with(&name, value))
    }

    /// Returns the value of the member of this name.
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// Returns names and values, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, (String, Json)> {
        self.0.iter()
    }

    /// True without any members.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (at, (name, value)) in self.iter().enumerate() {
            let comma = if at > 0 { "," } else { "" };
            write!(f, "{comma}{}:{value}", Json::from(name.as_str()))?;
        }
        f.write_str("}")
    }
}

impl FromIterator<(String, Json)> for Object {
    /// Of members with the same name the last value counts, in the first place.
    fn from_iter<I: IntoIterator<Item = (String, Json)>>(members: I) -> Self {
        let (mut object, mut places) = (Self::new(), HashMap::new());
        for (name, value) in members {
            let place = *places.entry(name.clone()).or_insert(object.0.len());
            match object.0.get_mut(place) {
                Some((_, known)) => *known = value,
                None => object.0.push((name, value)),
            }
        }
        object
    }
}

impl IntoIterator for Object {
    type Item = (String, Json);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Object {
    type Item = &'a (String, Json);
    type IntoIter = std::slice::Iter<'a, (String, Json)>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// A value on its way from any JSON text to that of a [`Json`].
struct Text {
    written: String,
    /// The first name that an object has twice.
    duplicate: Option<String>,
}

impl Text {
    /// Adds a value; returns nothing if it is not what RFC 8259 allows. [`Tape`] takes more.
    fn value(&mut self, value: Value<'_>, depth: usize) -> Option<()> {
        match value.kind() {
            Kind::Object => {
                let depth = depth.checked_sub(1)?;
                let mut names = HashSet::new();
                self.written.push('{');
                for (at, (name, value)) in value.members().enumerate() {
                    self.written.push_str(if at > 0 { "," } else { "" });
                    let name = self.string(name)?;
                    self.written.push(':');
                    if let Some(name) = names.replace(name) {
                        self.duplicate.get_or_insert(name);
                    }
                    self.value(value, depth)?;
                }
                self.written.push('}');
            }
            Kind::Array => {
                let depth = depth.checked_sub(1)?;
                self.written.push('[');
                for (at, value) in value.items().enumerate() {
                    self.written.push_str(if at > 0 { "," } else { "" });
                    self.value(value, depth)?;
                }
                self.written.push(']');
            }
            Kind::String => drop(self.string(value)?),
            Kind::Number => self.number(std::str::from_utf8(value.bytes()).ok()?)?,
            Kind::True => self.written.push_str("true"),
            Kind::False => self.written.push_str("false"),
            Kind::Null => self.written.push_str("null"),
        }
        Some(())
    }

    fn string(&mut self, literal: Value<'_>) -> Option<String> {
        let string: String = serde_json::from_slice(literal.bytes()).ok()?;
        self.written.push_str(&Json::from(string.as_str()).0);
        Some(string)
    }

    fn number(&mut self, number: &str) -> Option<()> {
        let are_digits =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let (mantissa, exponent) = match number.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, Some(exponent)),
            None => (number, None),
        };
        let positive = mantissa.strip_prefix('-').unwrap_or(mantissa);
        let (whole, fraction) = positive.split_once('.').unwrap_or((positive, "0"));
        let has_zeros = whole.len() > 1 && whole.starts_with('0');
        if has_zeros || !are_digits(whole) || !are_digits(fraction) {
            return None;
        }
        self.written.push_str(mantissa);
        if let Some(exponent) = exponent {
            let (sign, digits) = match exponent.strip_prefix('-') {
                Some(digits) => ('-', digits),
                None => ('+', exponent.strip_prefix('+').unwrap_or(exponent)),
            };
            are_digits(digits).then_some(())?;
            self.written.push('e');
            self.written.push(sign);
            self.written.push_str(digits);
        }
        Some(())
    }
}

/// What serde_json says about a text that was refused.
fn why_invalid(json: &str) -> String {
    match serde_json::from_str::<serde_json::Value>(json) {
        Err(error) => error.to_string(),
        Ok(_) => "it is too large".to_owned(),
    }
}

fn is_same(one: Value<'_>, other: Value<'_>) -> bool {
    match (one.kind(), other.kind()) {
        (Kind::Object, Kind::Object) => {
            let is_there = |(name, value): (Value<'_>, Value<'_>)| {
                let name = name.string().unwrap_or_default();
                other.get(&name).is_some_and(|found| is_same(value, found))
            };
            one.members().count() == other.members().count() && one.members().all(is_there)
        }
        (Kind::Array, Kind::Array) => {
            one.items().count() == other.items().count()
                && one.items().zip(other.items()).all(|(one, other)| is_same(one, other))
        }
        _ => one.bytes() == other.bytes(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
#[path = "text_tests.rs"]
mod tests;
