//! The flags whose value has a form: from text to plain values, and nothing but that.

use std::num::NonZeroU64;

use encypher::embed::StreamId;
use encypher::guard::policy::{Selector, read};
use encypher::json::{Json, ParseError};
use encypher::record::metadata::MetadataError;
use encypher::stream::dialect::Dialect;

use crate::cli::time;

/// A member of the metadata: `KEY=VALUE` or `KEY:=JSON`.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Its key.
    pub key: String,
    /// Its value.
    pub value: Json,
    /// Whether the value was typed as JSON.
    pub json: bool,
}

/// Reads a member: the first of `:=` and `=` decides.
pub fn member(text: &str) -> Result<Member, String> {
    let (key, value) = text.split_once('=').ok_or("KEY=VALUE or KEY:=JSON is wanted")?;
    let (key, json) = match key.strip_suffix(':') {
        Some(key) => (key, true),
        None => (key, false),
    };
    if key.is_empty() {
        return Err("the KEY is missing".into());
    }
    let value = if json {
        Json::parse(value).map_err(|error| match error {
            ParseError::DuplicateKey(key) => MetadataError::DuplicateKey(key).to_string(),
            error => format!("not JSON: {error}"),
        })?
    } else {
        Json::from(value)
    };
    Ok(Member { key: key.to_owned(), value, json })
}

/// Kinds and groups in one value.
#[derive(Debug, Clone, PartialEq)]
pub struct Selectors(pub Vec<Selector>);

/// Kinds and groups of the guard, separated by commas.
pub fn selectors(text: &str) -> Result<Selectors, String> {
    let selectors = read::selectors(text).map_err(|error| error.to_string())?;
    match selectors.is_empty() {
        true => Err("a kind or a group is wanted".into()),
        false => Ok(Selectors(selectors)),
    }
}

/// The value of `--timestamp`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// When we start.
    Now,
    /// No timestamp.
    None,
    /// Seconds since 1970.
    At(u64),
}

/// Reads a time.
pub fn when(text: &str) -> Result<When, String> {
    match text {
        "now" => Ok(When::Now),
        "none" => Ok(When::None),
        _ => time::unix(text).or_else(|| time::rfc3339(text)).map(When::At).ok_or_else(|| {
            "now, none, seconds since 1970 or a date such as 2026-11-21T05:33:19Z is wanted".into()
        }),
    }
}

/// The value of `--every`: how much text one seal covers; none for all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Every(pub Option<NonZeroU64>);

/// Reads a size or off.
pub fn every(text: &str) -> Result<Every, String> {
    if text == "off" {
        return Ok(Every(None));
    }
    let size = size(text).map_err(|error| format!("{error}, or off"))?;
    Ok(Every(NonZeroU64::new(size)))
}

/// Reads a size: 4096, 4K, 4KiB, 1M, 1MiB.
pub fn size(text: &str) -> Result<u64, String> {
    let wanted = || "a size of at least 1 byte is wanted, such as 4096, 4K or 1MiB".to_owned();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let shift = match &text[digits.len()..] {
        "" | "B" => 0,
        "K" | "k" | "KiB" => 10,
        "M" | "m" | "MiB" => 20,
        "G" | "g" | "GiB" => 30,
        _ => return Err(wanted()),
    };
    time::unix(digits)
        .and_then(|count| count.checked_mul(1 << shift))
        .filter(|size| *size > 0)
        .ok_or_else(wanted)
}

/// Reads the name of a provider's format.
pub fn provider(text: &str) -> Result<Dialect, String> {
    Dialect::named(text).ok_or_else(|| {
        let names: Vec<&str> = Dialect::ALL.iter().map(|dialect| dialect.name()).collect();
        format!("one of these is wanted: {}", names.join(", "))
    })
}

/// A path such as `choices.0.text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathOfNames(pub Vec<String>);

/// Reads a path of names, such as `answer.text` or `choices.0.text`.
pub fn path(text: &str) -> Result<PathOfNames, String> {
    let names: Vec<String> = text.split('.').map(str::to_owned).collect();
    match names.iter().any(String::is_empty) {
        true => Err("names with dots between them are wanted, such as answer.text".into()),
        false => Ok(PathOfNames(names)),
    }
}

/// Reads a duration in seconds: 30s, 10m, 24h, 7d, 2w.
pub fn duration(text: &str) -> Result<u64, String> {
    let wanted = || "a number and a unit are wanted: 30s, 10m, 24h, 7d, 2w".to_owned();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit: u64 = match &text[digits.len()..] {
        "s" => 1,
        "m" => 60,
        "h" => 60 * 60,
        "d" => 24 * 60 * 60,
        "w" => 7 * 24 * 60 * 60,
        _ => return Err(wanted()),
    };
    time::unix(digits).and_then(|count| count.checked_mul(unit)).ok_or_else(wanted)
}

/// Reads a stream id.
pub fn stream_id(text: &str) -> Result<StreamId, String> {
    text.parse().map_err(|error: <StreamId as std::str::FromStr>::Err| error.to_string())
}
