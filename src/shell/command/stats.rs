//! Figures about what has passed, on standard error.

use std::time::Duration;

use encypher::guard::policy::Action;
use encypher::guard::report;
use encypher::provider::{Dialect, Fault};
use encypher::report::escape;
use encypher::report::json::to_text;
use serde_json::{Value, json};

use super::guarded::Verdict;
use super::marker::{Finished, Marked};
use super::relayed::Relayed;
use crate::shell::console;
use crate::shell::flags::choice::Stats;
use crate::shell::pump::Tally;

/// Prints the figures, if they are wanted.
pub fn tell(wanted: Option<Stats>, finished: &Finished, tally: Tally, elapsed: Duration) {
    let Finished {
        marked, verdict, ..
    } = finished;
    match wanted {
        None => {}
        Some(Stats::Json) => {
            let mut figures = to_json(marked, tally, elapsed);
            if let Some(verdict) = verdict {
                figures["guard"] = Value::Object(report::summary(&verdict.summary));
            }
            console::write_block(&format!("{}\n", to_text(&figures)));
        }
        Some(Stats::Text) => {
            let mut line = format!(
                "{} bytes in, {} bytes out, {:.2} s",
                tally.bytes_in,
                tally.bytes_out,
                elapsed.as_secs_f64()
            );
            if let Marked::Relayed(Relayed { summary, .. }) = marked {
                line.push_str(&format!(
                    ", {} deltas in {} texts, {} bytes of text",
                    summary.deltas, summary.texts, summary.text_bytes
                ));
            }
            if let Some(Verdict { summary, .. }) = verdict {
                line.push_str(&format!(
                    ", {} blocked, {} redacted, {} reported",
                    summary.count_of(Action::Block),
                    summary.count_of(Action::Redact),
                    summary.count_of(Action::Warn)
                ));
            }
            console::say(&escape(&line));
        }
    }
}

fn to_json(marked: &Marked, tally: Tally, elapsed: Duration) -> Value {
    let mut figures = json!({
        "schema": "encypher.stats/1",
        "elapsed_seconds": (elapsed.as_secs_f64() * 1e6).round() / 1e6,
        "reads": tally.reads,
        "bytes_in": tally.bytes_in,
        "bytes_out": tally.bytes_out,
    });
    match marked {
        Marked::Woven(summary, _) => {
            figures["text_bytes"] = summary.text_bytes.into();
            figures["marks"] = summary.marks.into();
            figures["seals"] = summary.seals.into();
        }
        Marked::Relayed(Relayed { summary, .. }) => {
            figures["text_bytes"] = summary.text_bytes.into();
            figures["marks"] = summary.marks.into();
            figures["seals"] = summary.seals.into();
            figures["provider"] = summary.dialect.map(Dialect::name).into();
            figures["texts"] = summary.texts.into();
            figures["deltas"] = summary.deltas.into();
            figures["channels"] = summary.channels.iter().map(ToString::to_string).collect();
            figures["complete"] = (!summary.cut && summary.fault.is_none()).into();
            figures["error"] = summary.fault.as_ref().map(error).into();
        }
        Marked::Records(summary) => {
            figures["documents"] = summary.done.into();
            figures["passed"] = summary.passed.into();
            figures["marks"] = summary.marks.into();
        }
        Marked::Untouched | Marked::Detached(..) => {}
    }
    figures
}

fn error(fault: &Fault) -> Value {
    json!({
        "class": fault.class.name(),
        "code": fault.code,
        "message": fault.message,
        "retry_after": fault.retry_after,
    })
}
