//! Writes the marks that released clients of encypher-ai verify. They cover the metadata and not
//! the text: our own seal, which covers both, goes behind them.

use crate::compat::PAYLOAD_MAX;
use crate::compat::json::{Object, Value, text};
use crate::json::Json;
use crate::key::{Algorithm, Key};
use crate::mark;
use crate::record::metadata::Metadata;
use crate::verdict::Format;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::fmt;

/// Members of the metadata that have a place of their own in a manifest.
const MANIFEST: [&str; 4] = ["claim_generator", "actions", "ai_info", "custom_claims"];

/// A mark that goes into a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompatMark {
    /// The selectors, in UTF-8.
    selectors: Vec<u8>,
    /// Whether its readers may take a run of selectors at the end of the text for the mark.
    prefers_end: bool,
}

/// Why a mark cannot be written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CompatError {
    /// It is not a format that is written.
    Format(Format),
    /// The format needs a key of this algorithm.
    Algorithm(Format, Algorithm),
    /// The secret is not UTF-8, and clients take it as a string.
    SecretIsNotText,
    /// The signer has no name.
    NoSigner,
    /// The mark has so many bytes.
    TooLarge(usize),
    /// A number that Python does not read: not finite, or an integer of more than 4300 digits.
    Number,
    /// The timestamp is none that the package writes.
    Timestamp,
}

impl fmt::Display for CompatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format(format) => write!(f, "{format} is read and not written"),
            Self::Algorithm(format, algorithm) => {
                write!(f, "marks of the format {format} are signed with a key for {algorithm}")
            }
            Self::SecretIsNotText => {
                f.write_str("the secret is not text, and encypher-ai takes it as a string")
            }
            Self::NoSigner => f.write_str("the signer has no name"),
            Self::Number => f.write_str("a number in the metadata is none that Python reads"),
            Self::Timestamp => f.write_str("the timestamp is no time that encypher-ai reads"),
            Self::TooLarge(bytes) => {
                write!(f, "the mark would have {bytes} bytes, and at most {PAYLOAD_MAX} are read")
            }
        }
    }
}

impl std::error::Error for CompatError {}

impl CompatError {
    /// Returns the name of the error for programs, which later versions keep.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Format(_) => "format-not-written",
            Self::Algorithm(_, Algorithm::Ed25519) => "key-not-ed25519",
            Self::Algorithm(_, Algorithm::HmacSha256) => "key-not-hmac",
            Self::SecretIsNotText => "secret-not-text",
            Self::NoSigner => "no-signer",
            Self::TooLarge(_) => "mark-too-large",
            Self::Number => "number-unreadable",
            Self::Timestamp => "timestamp-unreadable",
        }
    }
}

impl CompatMark {
    /// The mark of a stream. `signer` is who the Ed25519 formats say it is.
    pub fn new(
        format: Format,
        metadata: &Metadata,
        key: &Key,
        signer: &str,
    ) -> Result<Self, CompatError> {
        check(metadata)?;
        let payload = match format {
            Format::UnicodeMetadata => {
                require(format, key, Algorithm::HmacSha256)?;
                unicode_metadata(metadata, key)?
            }
            Format::Basic | Format::Manifest => {
                require(format, key, Algorithm::Ed25519)?;
                if signer.is_empty() {
                    return Err(CompatError::NoSigner);
                }
                signed(format, metadata, key, signer)
            }
            other => return Err(CompatError::Format(other)),
        };
        if payload.len() > PAYLOAD_MAX {
            return Err(CompatError::TooLarge(payload.len()));
        }
        let mut selectors = Vec::new();
        mark::spell(payload.as_bytes(), &mut selectors);
        Ok(Self { selectors, prefers_end: format != Format::UnicodeMetadata })
    }

    /// The selectors, in UTF-8.
    pub fn selectors(&self) -> &[u8] {
        &self.selectors
    }

    /// Whether its readers may take a run of selectors at the end of the text for the mark.
    pub fn prefers_end(&self) -> bool {
        self.prefers_end
    }
}

/// The last second of the year 9999.
const LAST_SECOND: i64 = 253_402_300_799;

/// Refuses what the clients would raise an error on.
fn check(metadata: &Metadata) -> Result<(), CompatError> {
    fn is_read(value: &Value) -> bool {
        match value {
            Value::Float(number) => number.is_finite(),
            Value::List(values) => values.iter().all(is_read),
            Value::Object(members) => members.iter().all(|(_, value)| is_read(value)),
            Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Text(_) => true,
        }
    }
    let mut values = metadata.members().iter().map(|(_, value)| Value::from_json(value));
    if !values.all(|value| value.is_some_and(|value| is_read(&value))) {
        return Err(CompatError::Number);
    }
    match metadata.get("timestamp") {
        None => Ok(()),
        Some(time) if time.as_string().is_some() => Ok(()),
        Some(time) if time.as_i64().is_some_and(|time| (0..=LAST_SECOND).contains(&time)) => Ok(()),
        Some(_) => Err(CompatError::Timestamp),
    }
}

fn require(format: Format, key: &Key, algorithm: Algorithm) -> Result<(), CompatError> {
    match key.algorithm() == algorithm {
        true => Ok(()),
        false => Err(CompatError::Algorithm(format, algorithm)),
    }
}

/// A value that [`check`] let pass.
fn value(json: &Json) -> Value {
    Value::from_json(json).unwrap_or(Value::Null)
}

fn string(value: &str) -> Value {
    Value::Text(text(value))
}

/// The HMAC envelope of 1.1.0.
fn unicode_metadata(metadata: &Metadata, key: &Key) -> Result<String, CompatError> {
    if !key.is_text() {
        return Err(CompatError::SecretIsNotText);
    }
    let mut data = Object::new();
    let model = metadata.get("model_id").or_else(|| metadata.get("model"));
    data.push((text("model_id"), model.map_or_else(|| string(""), value)));
    let renamed = !metadata.contains("model_id");
    for (name, json) in metadata.members() {
        if name != "model_id" && !(name == "model" && renamed) {
            data.push((text(name), value(json)));
        }
    }
    let data = Value::Object(data);
    let tag = key.authenticate(&[data.dumps().as_bytes()]);
    let digits: String = tag.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let envelope = vec![(text("data"), data), (text("signature"), string(&digits))];
    Ok(Value::Object(envelope).dumps())
}

/// The signed JSON of 2.0.0 and later.
fn signed(format: Format, metadata: &Metadata, key: &Key, signer: &str) -> String {
    let name = if format == Format::Basic { "basic" } else { "manifest" };
    let mut inner = vec![(text("signer_id"), string(signer)), (text("format"), string(name))];
    if let Some(time) = metadata.get("timestamp") {
        inner.push((text("timestamp"), timestamp(time)));
    }
    let model = metadata.get("model_id").or_else(|| metadata.get("model")).map(value);
    let renamed = !metadata.contains("model_id");
    let own = |member: &str| {
        matches!(member, "signer_id" | "format" | "timestamp" | "model_id")
            || (member == "model" && renamed)
    };
    let rest = |taken: &[&str]| -> Object {
        let others = metadata.members().iter();
        let others = others.filter(|(member, _)| !own(member) && !taken.contains(&member.as_str()));
        others.map(|(member, json)| (text(member), value(json))).collect()
    };
    if format == Format::Basic {
        inner.extend(model.map(|model| (text("model_id"), model)));
        let custom = rest(&[]);
        if !custom.is_empty() {
            inner.push((text("custom_metadata"), Value::Object(custom)));
        }
    } else {
        let mut manifest: Object = MANIFEST
            .iter()
            .filter_map(|member| Some((text(member), value(metadata.get(member)?))))
            .collect();
        if let Some(model) = model {
            let info = manifest.iter_mut().find(|(member, _)| *member == text("ai_info"));
            match info {
                Some((_, Value::Object(info)))
                    if info.iter().all(|(name, _)| *name != text("model_id")) =>
                {
                    info.push((text("model_id"), model));
                }
                Some(_) => {}
                None => {
                    manifest.push((text("ai_info"), Value::Object(vec![(text("model_id"), model)])))
                }
            }
        }
        let custom = rest(&MANIFEST);
        if !custom.is_empty() {
            manifest.push((text("custom_metadata"), Value::Object(custom)));
        }
        inner.push((text("manifest"), Value::Object(manifest)));
    }
    let inner = Value::Object(inner);
    let signature = key.authenticate(&[inner.dumps_sorted().as_bytes()]);
    let outer = vec![
        (text("format"), string(name)),
        (text("payload"), inner),
        (text("signature"), string(&URL_SAFE_NO_PAD.encode(signature.as_bytes()))),
        (text("signer_id"), string(signer)),
    ];
    Value::Object(outer).dumps_sorted()
}

/// Seconds since 1970 as `2023-11-14T22:13:20Z`; anything else as it is.
fn timestamp(time: &Json) -> Value {
    let Some(seconds) = time.as_i64() else {
        return value(time);
    };
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = date(days);
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    string(&format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"))
}

/// The date of a day since 1970-01-01 in the Gregorian calendar: 400 years have 146,097 days, and a
/// year that begins in March has its leap day at the end.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year + next, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_their_dates() {
        for (days, expected) in [
            (0, (1970, 1, 1)),
            (-1, (1969, 12, 31)),
            (11_016, (2000, 2, 29)),
            (19_675, (2023, 11, 14)),
            (-719_162, (1, 1, 1)),
        ] {
            assert_eq!(date(days), expected);
        }
    }
}
