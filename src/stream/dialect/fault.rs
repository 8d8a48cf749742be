//! What goes wrong on the provider's side, told in the stream.

use crate::json::spans::{Kind, Value};

/// A kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Too many requests or tokens.
    RateLimit,
    /// The provider has too much to do.
    Overloaded,
    /// A filter of the provider stopped the text.
    ContentFilter,
    /// Anything else.
    Provider,
}

impl Class {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::RateLimit => "rate_limit",
            Self::Overloaded => "overloaded",
            Self::ContentFilter => "content_filter",
            Self::Provider => "provider_error",
        }
    }
}

/// An error that a provider sent in its stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Its kind.
    pub class: Class,
    /// The provider's code or type.
    pub code: Option<String>,
    /// The provider's message.
    pub message: Option<String>,
    /// How long to wait, as the provider says it.
    pub retry_after: Option<String>,
}

impl Fault {
    /// The fault that a member `error` describes: a string, or an object.
    pub(crate) fn of(error: Value<'_>) -> Fault {
        if error.kind() != Kind::Object {
            return Fault::new(None, said(error));
        }
        let codes = ["type", "status", "code", "error_type"];
        let codes: Vec<String> =
            codes.iter().filter_map(|name| error.some(name)).filter_map(said).collect();
        // What says of which class it is says most; then any word.
        let telling = codes
            .iter()
            .find(|code| class(code) != Class::Provider && code.parse::<u64>().is_err());
        let word = codes.iter().find(|code| code.parse::<u64>().is_err() && *code != "error");
        let code = telling.or(word).or(codes.first()).cloned();
        let message = ["message", "detail", "msg"].iter().find_map(|name| error.some(name));
        let mut fault = Fault::new(code, message.and_then(said));
        if fault.class == Class::Provider {
            fault.class = codes
                .iter()
                .map(|code| class(code))
                .find(|class| *class != Class::Provider)
                .unwrap_or(Class::Provider);
        }
        let waits = ["retry_after", "retry_after_seconds", "retryDelay"];
        let details = error.get("details").into_iter().flat_map(Value::items);
        let wait = std::iter::once(error)
            .chain(details)
            .find_map(|object| waits.iter().find_map(|name| object.some(name)));
        if let Some(wait) = wait.and_then(said) {
            fault.retry_after = Some(seconds(wait));
        }
        fault
    }

    /// A fault with what is known of it.
    pub(super) fn new(code: Option<String>, message: Option<String>) -> Fault {
        let class = [&code, &message]
            .into_iter()
            .flatten()
            .map(|text| class(text))
            .find(|class| *class != Class::Provider);
        let retry_after = message.as_deref().and_then(wait);
        Fault { class: class.unwrap_or(Class::Provider), code, message, retry_after }
    }

    /// A filter stopped the text, and gives this word for it.
    pub(super) fn filter(word: Option<String>) -> Fault {
        Fault { class: Class::ContentFilter, code: word, message: None, retry_after: None }
    }
}

/// The text of a string, or a number as it stands there.
fn said(value: Value<'_>) -> Option<String> {
    match value.kind() {
        Kind::String => value.string().map(|text| text.into_owned()),
        Kind::Number => Some(String::from_utf8_lossy(value.bytes()).into_owned()),
        _ => None,
    }
}

fn class(text: &str) -> Class {
    let text = text.to_ascii_lowercase().replace([' ', '-'], "_");
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if text == "429"
        || has(&["rate_limit", "resource_exhausted", "quota", "too_many_requests", "throttl"])
    {
        Class::RateLimit
    } else if matches!(text.as_str(), "503" | "529")
        || has(&["overloaded", "unavailable", "capacity"])
    {
        Class::Overloaded
    } else if has(&[
        "content_filter",
        "content_policy",
        "safety",
        "moderation",
        "recitation",
        "blocklist",
        "prohibited_content",
        "spii",
        "toxic",
    ]) {
        Class::ContentFilter
    } else {
        Class::Provider
    }
}

/// How long a message says to wait: `try again in 20s`, `retry after 5 seconds`.
fn wait(message: &str) -> Option<String> {
    let lower = message.to_ascii_lowercase();
    let behind = ["try again in ", "retry after ", "retry in ", "retry-after: "]
        .iter()
        .find_map(|words| lower.split_once(words).map(|(_, behind)| behind))?;
    let number = behind.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(behind.len());
    let (number, rest) = behind.split_at(number);
    let number = number.trim_end_matches('.');
    let unit: String = rest.trim_start().chars().take_while(char::is_ascii_alphabetic).collect();
    let unit = match unit.as_str() {
        "ms" | "milliseconds" => "ms",
        "m" | "min" | "minute" | "minutes" => "m",
        "h" | "hour" | "hours" => "h",
        _ => "s",
    };
    (!number.is_empty()).then(|| format!("{number}{unit}"))
}

fn seconds(wait: String) -> String {
    match wait.parse::<f64>() {
        Ok(_) => format!("{wait}s"),
        Err(_) => wait,
    }
}
