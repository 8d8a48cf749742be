//! The report for programs: one JSON document, `encypher.verify/1`. Fields are only ever added.

use crate::report::command::Hashes;
use crate::report::{Fix, is_hidden};
use crate::verify::{Document, Reason, Segment, Span, Verification};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// One input's place in the report: what was found, or why nothing could be.
pub fn result(input: &str, verification: &Verification, fix: Fix) -> Value {
    let documents = verification.documents.iter();
    let documents: Vec<Value> = documents.map(|found| document(found, fix)).collect();
    json!({
        "input": input,
        "verdict": verification.verdict.name(),
        "bytes": verification.bytes,
        "text_bytes": verification.text_bytes,
        "invisible_chars": verification.invisible_chars,
        "documents": documents,
        "documents_total": verification.documents_total,
        "unsigned": verification.unsigned.iter().map(span).collect::<Vec<_>>(),
        "reason": verification.reason.as_ref().map(|found| reason(found, fix)),
    })
}

/// Why something failed, for programs: what people are told, in parts.
#[derive(Debug, Clone, Copy)]
pub struct Failure<'a> {
    /// What kind of failure it is.
    pub code: &'a str,
    /// What happened.
    pub message: &'a str,
    /// Why, where that is not plain already.
    pub why: Option<&'a str>,
    /// What to do about it.
    pub fix: &'a str,
}

/// A failure, as the reason in a report.
pub fn failure(failure: &Failure<'_>) -> Value {
    json!({
        "code": failure.code,
        "message": failure.message,
        "why": failure.why,
        "fix": failure.fix,
    })
}

/// The place of an input that could not be read.
pub fn error(input: &str, why: &Failure<'_>) -> Value {
    json!({
        "input": input,
        "verdict": null,
        "error": why.message,
        "documents": [],
        "unsigned": [],
        "reason": failure(why),
    })
}

/// The whole report.
pub fn report(exit_code: u8, verdict: Option<&str>, results: Vec<Value>) -> Value {
    json!({
        "schema": "encypher.verify/1",
        "ok": exit_code == 0,
        "verdict": verdict,
        "exit_code": exit_code,
        "results": results,
    })
}

/// JSON on one line, in which every hidden character is escaped.
pub fn to_text(value: &Value) -> String {
    let mut text = String::new();
    let mut hashes = Hashes::default();
    let json = value.to_string().replace("##[", "#\\u0023[");
    for c in json.chars() {
        // Outside of strings JSON as it is written here has no such characters, and no commands.
        if hashes.ends_in_command(c) || is_hidden(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(text, "\\u{unit:04x}");
            }
        } else {
            text.push(c);
        }
    }
    text
}

fn reason(reason: &Reason, fix: Fix) -> Value {
    let mut value = json!({"code": reason.code, "message": reason.message});
    set(&mut value, "offset", reason.offset);
    set(&mut value, "line", reason.line);
    set(&mut value, "fix", fix(reason));
    value
}

fn document(document: &Document, fix: Fix) -> Value {
    let mut value = json!({
        "verdict": document.verdict.name(),
        "format": document.format.name(),
        "algorithm": document.algorithm.map(|algorithm| algorithm.to_string()),
        "key_id": document.key_id.map(|id| id.to_string()),
        "stream_id": document.stream_id.map(|id| id.to_string()),
        "start": document.span.start,
        "end": document.span.end,
        "complete": document.complete,
    });
    set(&mut value, "signer", document.signer.as_deref());
    set(&mut value, "payload_bytes", document.payload_bytes);
    if document.covered {
        set(&mut value, "covered", Some(true));
    }
    if document.copies > 1 {
        set(&mut value, "copies", Some(document.copies));
    }
    // What no key vouches for never stands under "signed".
    let metadata = document.metadata.as_ref().map(|metadata| metadata.as_map().clone());
    let vouched = if document.metadata_trusted { "signed" } else { "unverified" };
    set(&mut value, vouched, metadata.map(|metadata| json!({"metadata": metadata})));
    set(&mut value, "segments", Some(document.segments.iter().map(segment).collect::<Vec<_>>()));
    set(&mut value, "segments_total", Some(document.segments_total));
    set(&mut value, "reason", document.reason.as_ref().map(|found| reason(found, fix)));
    value
}

fn segment(segment: &Segment) -> Value {
    let mut value = json!({
        "index": segment.index,
        "start": segment.span.start,
        "end": segment.span.end,
        "line": segment.line,
        "last_line": segment.last_line,
        "verdict": segment.verdict.name(),
    });
    set(&mut value, "message", segment.message.as_deref());
    value
}

fn span(span: &Span) -> Value {
    json!({"start": span.start, "end": span.end})
}

/// Adds a member, if there is something to add.
fn set(object: &mut Value, key: &str, value: Option<impl Into<Value>>) {
    if let (Some(value), Value::Object(members)) = (value, object) {
        members.insert(key.to_owned(), value.into());
    }
}
