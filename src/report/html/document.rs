//! A signed text on the page: who signed it, what the metadata says, what each segment is worth.

use crate::report::html::escape::{Shown, class};
use crate::report::html::facts::{fact, facts};
use crate::report::html::{Entry, grouped};
use crate::report::human::count;
use crate::report::human::in_words;
use crate::verify::{Document, Segment, Span};
use std::fmt::{self, Write as _};

/// The most segments of a document that are listed on the page.
const SEGMENTS_MAX: usize = 500;
/// The end of the year 9999, in seconds since 1970: beyond it no timestamp is a date.
const TIMES_END: u64 = 253_402_300_800;

/// Writes what is known about a document, which is `number` of all those of its input.
pub fn write(
    document: &Document,
    number: usize,
    entry: &Entry<'_>,
    html: &mut String,
) -> fmt::Result {
    let what = match document.stream_id {
        Some(_) => "Signed text",
        None => "Mark",
    };
    writeln!(
        html,
        "<h3>{what} {number} <span class=\"chip {}\">{}</span></h3>",
        class(document.verdict.grade()),
        document.verdict
    )?;
    if let Some(reason) = &document.reason {
        writeln!(html, "<p class=\"reason\">{}</p>", Shown(&in_words(reason)))?;
    }
    facts(html, |html| {
        if let Some(algorithm) = document.algorithm {
            let key = document.key_id.map(|key| (key, algorithm));
            let id = key.map(|(key, _)| format!(" key {key}")).unwrap_or_default();
            fact(html, "Signer", &format!("{algorithm}{id}"))?;
            let name = key.and_then(|(key, algorithm)| entry.keyring.name(key, algorithm));
            if let Some(name) = name {
                fact(html, "Name of the key", name)?;
            }
        }
        if let Some(signer) = &document.signer {
            fact(html, "Says its signer is", signer)?;
        }
        fact(html, "Format", document.format.name())?;
        if let Some(stream) = document.stream_id {
            fact(html, "Stream", &stream.to_string())?;
        }
        fact(html, "Place", &bytes(document.span))?;
        if let Some(payload) = document.payload_bytes {
            fact(html, "Payload", &count(payload, "byte"))?;
        }
        if document.copies > 1 {
            fact(html, "Copies", &grouped(document.copies))?;
        }
        match document.complete {
            Some(true) => fact(html, "End", "the stream ended well"),
            Some(false) => fact(html, "End", "the stream was cut short"),
            None => Ok(()),
        }
    })?;
    write_metadata(document, entry, html)?;
    write_segments(document, html)
}

/// A part of the input in words.
pub fn bytes(span: Span) -> String {
    format!("bytes {} to {}", grouped(span.start), grouped(span.end))
}

fn write_metadata(document: &Document, entry: &Entry<'_>, html: &mut String) -> fmt::Result {
    let Some(metadata) = &document.metadata else {
        return Ok(());
    };
    let (word, class, meaning) = match document.metadata_trusted {
        true => ("signed", "good", "a key at hand vouches for it"),
        false => ("unverified", "doubt", "no key at hand vouches for it"),
    };
    let members = metadata.members();
    if members.is_empty() {
        return writeln!(html, "<p class=\"quiet\">The metadata is empty.</p>");
    }
    write!(
        html,
        "<div class=\"wide\">\n<table class=\"metadata\">\n<caption>Metadata: <span class=\"chip {class}\">{word}</span> \
         <span class=\"quiet\">{meaning}</span></caption>\n<tbody>\n"
    )?;
    for (key, value) in members {
        let time = value.as_u64().filter(|seconds| *seconds < TIMES_END);
        let time = time.filter(|_| key == "timestamp").map(entry.time);
        let value = value.as_string().unwrap_or_else(|| value.to_string());
        write!(html, "<tr><th scope=\"row\">{}</th><td>{}", Shown(key), Shown(&value))?;
        if let Some(time) = time {
            write!(html, " <span class=\"quiet\">{}</span>", Shown(&time))?;
        }
        html.push_str("</td></tr>\n");
    }
    html.push_str("</tbody>\n</table>\n</div>\n");
    Ok(())
}

fn write_segments(document: &Document, html: &mut String) -> fmt::Result {
    if document.segments.is_empty() {
        return Ok(());
    }
    write!(
        html,
        "<div class=\"wide\">\n<table class=\"segments\">\n<caption>Segments</caption>\n<thead><tr>\
         <th scope=\"col\" class=\"number\">Number</th><th scope=\"col\">Verdict</th><th scope=\"col\">Lines</th>\
         <th scope=\"col\">Bytes</th><th scope=\"col\">What was found</th></tr></thead>\n<tbody>\n"
    )?;
    for segment in document.segments.iter().take(SEGMENTS_MAX) {
        let Segment { index, line, last_line, span, verdict, message } = segment;
        let lines = match line == last_line {
            true => grouped(*line),
            false => format!("{} to {}", grouped(*line), grouped(*last_line)),
        };
        writeln!(
            html,
            "<tr><td class=\"number\">{index}</td><td><span class=\"chip {}\">{verdict}</span></td><td>{lines}</td>\
             <td>{} to {}</td><td>{}</td></tr>",
            class(verdict.grade()),
            grouped(span.start),
            grouped(span.end),
            Shown(message.as_deref().unwrap_or("as signed"))
        )?;
    }
    html.push_str("</tbody>\n</table>\n</div>\n");
    let listed = document.segments.len().min(SEGMENTS_MAX) as u64;
    match document.segments_total - listed {
        0 => Ok(()),
        more => writeln!(
            html,
            "<p class=\"quiet\">And {} more, which are judged as well and not listed here.</p>",
            count(more, "segment")
        ),
    }
}
