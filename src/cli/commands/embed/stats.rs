//! Figures about what has passed, on standard error.

use std::time::Duration;

use encypher::guard::policy::Action;
use encypher::guard::report;
use encypher::json::{Json, Object};
use encypher::report::human::count;
use encypher::stream::Format;
use encypher::stream::dialect::{Dialect, Fault};

use crate::cli::args::choice::Stats;
use crate::cli::commands::embed::marking::Signing;
use crate::cli::commands::embed::outcome::{Finished, Marked};
use crate::cli::commands::stream_report::Stream;
use crate::cli::console;
use crate::cli::guard::GuardVerdict;
use crate::cli::progress::meter::Reading;

/// Prints the figures, if they are wanted; those of a text that was ended before its time are the
/// meter's alone.
pub fn tell(wanted: Option<Stats>, finished: Option<&Finished>, reading: &Reading) {
    match wanted {
        None => {}
        Some(Stats::Json) => {
            let mut figures = to_json(finished.map(|finished| &finished.marked), reading);
            if let Some(verdict) = finished.and_then(|finished| finished.verdict.as_ref()) {
                figures.set("guard", report::summary(&verdict.summary));
            }
            console::write_json(&figures);
        }
        Some(Stats::Text) => {
            let lines = to_lines(finished, reading).join("\n  ");
            console::write_block(&format!("encypher: {lines}\n"));
        }
    }
}

/// A few lines, of less than 80 characters but for very long texts.
pub fn to_lines(finished: Option<&Finished>, reading: &Reading) -> Vec<String> {
    let unit = reading.unit.name();
    let tokens = count(reading.tokens, unit);
    let words = count(reading.counts.words, "word");
    let characters = count(reading.counts.characters, "character");
    let seconds = reading.elapsed.as_secs_f64();
    let mut passed = format!("{tokens}, {words}, {characters} in {seconds:.2} s");
    if let Some(first) = reading.first {
        passed.push_str(&format!(", first {unit} after {:.2} s", first.as_secs_f64()));
    }
    let mut speed = format!(
        "{} {unit}s/s, {} words/s",
        rate(reading.per_second(reading.tokens)),
        rate(reading.per_second(reading.counts.words))
    );
    if let Some(words) = reading.words_per_token() {
        speed.push_str(&format!(", {} words per {unit}", rate(words)));
    }
    let mut lines = vec![passed, speed];
    let mut bytes = format!("{} bytes in, {} bytes out", reading.bytes_in, reading.bytes_out);
    let marked = finished.map(|finished| &finished.marked);
    let signed = marked.map(|marked| marked.signing.summary()).unwrap_or_default();
    let added = match marked.map(|marked| (&marked.format, &marked.signing)) {
        Some((Format::Plain, Signing::Marks(_)) | (Format::Events(..), _)) => {
            Some(count(signed.seals, "seal"))
        }
        Some((Format::Records(_), _)) => {
            marked.map(|marked| count(marked.report.texts, "document"))
        }
        Some((Format::Plain, Signing::None { .. } | Signing::Detached { .. })) | None => None,
    };
    if let Some(what) = added {
        let marks = count(signed.marks, "invisible character");
        bytes.push_str(&format!(", {marks} added ({what})"));
    }
    lines.push(bytes);
    if let Some(Stream { report, .. }) = marked.and_then(Marked::stream) {
        let texts = count(report.texts, "text");
        let provider = report.dialect.map_or("no provider known", Dialect::name);
        lines.push(format!("{provider}: {texts}, {} bytes of text", signed.text_bytes));
    }
    let verdict = finished.and_then(|finished| finished.verdict.as_ref());
    if let Some(GuardVerdict { summary, .. }) = verdict {
        lines.push(format!(
            "guard: {} blocked, {} redacted, {} reported",
            summary.count_of(Action::Block),
            summary.count_of(Action::Redact),
            summary.count_of(Action::Warn)
        ));
    }
    lines
}

/// A number with as many digits as mean something.
fn rate(number: f64) -> String {
    let decimals = match number {
        0.0..10.0 => 2,
        10.0..100.0 => 1,
        _ => 0,
    };
    format!("{number:.decimals$}")
}

fn to_json(marked: Option<&Marked>, reading: &Reading) -> Object {
    let rounded = |number: f64| (number * 1e6).round() / 1e6;
    let seconds = |time: Duration| rounded(time.as_secs_f64());
    let figures = Object::new()
        .with("schema", "encypher.stats/1")
        .with("elapsed_seconds", seconds(reading.elapsed))
        .with("first_token_seconds", reading.first.map(seconds))
        .with("token_unit", reading.unit.name())
        .with("tokens", reading.tokens)
        .with("words", reading.counts.words)
        .with("characters", reading.counts.characters)
        .with("tokens_per_second", rounded(reading.per_second(reading.tokens)))
        .with("words_per_second", rounded(reading.per_second(reading.counts.words)))
        .with("words_per_token", reading.words_per_token().map(rounded))
        .with("reads", reading.reads)
        .with("bytes_in", reading.bytes_in)
        .with("bytes_out", reading.bytes_out);
    let Some(marked) = marked else {
        return figures;
    };
    let (signed, report) = (marked.signing.summary(), &marked.report);
    match (&marked.format, &marked.signing) {
        (Format::Plain, Signing::Marks(_)) => figures
            .with("text_bytes", signed.text_bytes)
            .with("marks", signed.marks)
            .with("seals", signed.seals),
        (Format::Events(..), _) => figures
            .with("text_bytes", signed.text_bytes)
            .with("marks", signed.marks)
            .with("seals", signed.seals)
            .with("provider", report.dialect.map(Dialect::name))
            .with("texts", report.texts)
            .with("deltas", report.pieces)
            .with("channels", report.channels.iter().map(ToString::to_string).collect::<Json>())
            .with("complete", !report.cut && report.fault.is_none())
            .with("error", report.fault.as_ref().map(error)),
        (Format::Records(_), _) => figures
            .with("documents", report.texts)
            .with("passed", report.passed)
            .with("marks", signed.marks),
        (Format::Plain, Signing::None { .. } | Signing::Detached { .. }) => figures,
    }
}

fn error(fault: &Fault) -> Object {
    Object::new()
        .with("class", fault.class.name())
        .with("code", fault.code.as_deref())
        .with("message", fault.message.as_deref())
        .with("retry_after", fault.retry_after.as_deref())
}
