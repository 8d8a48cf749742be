//! The report for programs: one JSON document, `encypher.verify/1`. Fields are only ever added.

use crate::json::{Json, Object};
use crate::report::command::Hashes;
use crate::report::{Fix, is_hidden};
use crate::verify::{Document, Reason, Segment, Span, Verification};
use std::fmt::{self, Write as _};

/// One input's place in the report: what was found, or why nothing could be.
pub fn result(input: &str, verification: &Verification, fix: Fix) -> Object {
    let documents = verification.documents.iter().map(|found| document(found, fix));
    Object::new()
        .with("input", input)
        .with("verdict", verification.verdict.name())
        .with("bytes", verification.bytes)
        .with("text_bytes", verification.text_bytes)
        .with("invisible_chars", verification.invisible_chars)
        .with("documents", documents.collect::<Json>())
        .with("documents_total", verification.documents_total)
        .with("unsigned", verification.unsigned.iter().map(span).collect::<Json>())
        .with("reason", verification.reason.as_ref().map(|found| reason(found, fix)))
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
pub fn failure(failure: &Failure<'_>) -> Object {
    Object::new()
        .with("code", failure.code)
        .with("message", failure.message)
        .with("why", failure.why)
        .with("fix", failure.fix)
}

/// The place of an input that could not be read.
pub fn error(input: &str, why: &Failure<'_>) -> Object {
    Object::new()
        .with("input", input)
        .with("verdict", Json::null())
        .with("error", why.message)
        .with("documents", Vec::<Json>::new())
        .with("unsigned", Vec::<Json>::new())
        .with("reason", failure(why))
}

/// The whole report.
pub fn report(exit_code: u8, verdict: Option<&str>, results: Vec<Object>) -> Object {
    Object::new()
        .with("schema", "encypher.verify/1")
        .with("ok", exit_code == 0)
        .with("verdict", verdict)
        .with("exit_code", exit_code)
        .with("results", results)
}

/// JSON on one line, in which every hidden character is escaped.
pub fn to_text(json: &impl fmt::Display) -> String {
    let mut text = String::new();
    let mut hashes = Hashes::default();
    let json = json.to_string().replace("##[", "#\\u0023[");
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

/// A reason, as it stands in a report.
fn reason(reason: &Reason, fix: Fix) -> Object {
    Object::new()
        .with("code", reason.code)
        .with("message", reason.message.as_str())
        .with_some("offset", reason.offset)
        .with_some("line", reason.line)
        .with_some("fix", fix(reason))
}

fn document(document: &Document, fix: Fix) -> Object {
    let metadata = document.metadata.as_ref();
    // What no key vouches for never stands under "signed".
    let vouched = if document.metadata_trusted { "signed" } else { "unverified" };
    Object::new()
        .with("verdict", document.verdict.name())
        .with("format", document.format.name())
        .with("algorithm", document.algorithm.map(|algorithm| algorithm.to_string()))
        .with("key_id", document.key_id.map(|id| id.to_string()))
        .with("stream_id", document.stream_id.map(|id| id.to_string()))
        .with("start", document.span.start)
        .with("end", document.span.end)
        .with("complete", document.complete)
        .with_some("signer", document.signer.as_deref())
        .with_some("payload_bytes", document.payload_bytes)
        .with_some("covered", document.covered.then_some(true))
        .with_some("copies", Some(document.copies).filter(|copies| *copies > 1))
        .with_some(
            vouched,
            metadata.map(|metadata| Object::new().with("metadata", metadata.members())),
        )
        .with("segments", document.segments.iter().map(segment).collect::<Json>())
        .with("segments_total", document.segments_total)
        .with_some("reason", document.reason.as_ref().map(|found| reason(found, fix)))
}

fn segment(segment: &Segment) -> Object {
    Object::new()
        .with("index", segment.index)
        .with("start", segment.span.start)
        .with("end", segment.span.end)
        .with("line", segment.line)
        .with("last_line", segment.last_line)
        .with("verdict", segment.verdict.name())
        .with_some("message", segment.message.as_deref())
}

fn span(span: &Span) -> Object {
    Object::new().with("start", span.start).with("end", span.end)
}
