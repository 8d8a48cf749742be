//! The report for people: `NAME: VERDICT  what was found`, one line for each input. Words, no
//! symbols; lines stay the same whether or not a terminal reads them.

use crate::report::escape;
use crate::report::json::to_text;
use crate::verify::{Document, Reason, Verdict, Verification};

/// The most of the metadata that is shown on one line, in characters.
const METADATA_MAX: usize = 200;

/// The line for one input, without its verdict being coloured: name, verdict, detail.
pub fn line(input: &str, verification: &Verification) -> String {
    let (name, verdict) = (escape(input), verification.verdict);
    match detail(verification) {
        detail if detail.is_empty() => format!("{name}: {verdict}"),
        detail => format!("{name}: {verdict}  {detail}"),
    }
}

/// Everything that was found, a line each, indented.
pub fn details(verification: &Verification) -> Vec<String> {
    let mut lines = Vec::new();
    for document in &verification.documents {
        lines.push(format!("  {}", of_document(document)));
        for segment in &document.segments {
            let message = segment.message.as_deref().map(|m| format!("  {m}")).unwrap_or_default();
            lines.push(format!(
                "    segment {}: {}  lines {} to {}, bytes {} to {}{message}",
                segment.index,
                segment.verdict,
                segment.line,
                segment.last_line,
                segment.span.start,
                segment.span.end,
            ));
        }
        let more = document.segments_total - document.segments.len() as u64;
        if more > 0 {
            lines.push(format!("    and {more} more segments"));
        }
    }
    for span in &verification.unsigned {
        lines.push(format!("  unsigned text: bytes {} to {}", span.start, span.end));
    }
    let hidden = count(verification.invisible_chars, "invisible character");
    lines.push(format!("  {} of text, {hidden}", count(verification.text_bytes, "byte")));
    lines
}

fn detail(verification: &Verification) -> String {
    match (&verification.reason, verification.verdict) {
        (None, _) | (_, Verdict::Verified) => {
            let (covered, own): (Vec<_>, Vec<_>) =
                verification.documents.iter().partition(|document| document.covered);
            let said = match own.as_slice() {
                [document] => signer(document),
                documents => format!("{} signed texts", documents.len()),
            };
            match covered.len() as u64 {
                0 => said,
                marks => format!("{said}; {} of encypher-ai in it", count(marks, "mark")),
            }
        }
        (Some(reason), _) => of_reason(reason),
    }
}

fn of_reason(reason: &Reason) -> String {
    escape(&in_words(reason))
}

/// A reason with its place.
pub fn in_words(reason: &Reason) -> String {
    let mut text = reason.message.clone();
    if let Some(line) = reason.line {
        text.push_str(&format!(", line {line}"));
    }
    if let Some(offset) = reason.offset {
        text.push_str(&format!(", byte {offset}"));
    }
    text
}

fn of_document(document: &Document) -> String {
    let span = format!("bytes {} to {}", document.span.start, document.span.end);
    let stream = document.stream_id.map(|id| format!(", stream {id}")).unwrap_or_default();
    format!("{}: {span}{stream}, {}", document.verdict, signer(document))
}

/// Who signed, and what is said about the text.
fn signer(document: &Document) -> String {
    let (Some(algorithm), Some(key)) = (document.algorithm, document.key_id) else {
        return document.reason.as_ref().map(of_reason).unwrap_or_default();
    };
    let metadata = document.metadata.as_ref().map(|metadata| {
        let json = to_text(metadata.members());
        let mut shown: String = json.chars().take(METADATA_MAX).collect();
        if shown.len() < json.len() {
            shown.push_str(" ...");
        }
        let vouched = if document.metadata_trusted { "" } else { "unverified " };
        format!(", {vouched}{shown}")
    });
    escape(&format!("{algorithm} key {key}{}", metadata.unwrap_or_default()))
}

/// A number and what it counts.
pub fn count(number: u64, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}
