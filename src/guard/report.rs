//! What is said about findings, for people and for programs. Never the value, and nothing that
//! stands beside it.

use crate::guard::detect::kind::Kind;
use crate::guard::finding::Finding;
use crate::guard::policy::{Action, Policy};
use crate::guard::summary::Summary;
use crate::json::{Json, Object};
use crate::report::escape;

/// A finding in a line, behind the name of the text: `17:8: credit_card (luhn, iin:visa)`.
pub fn line(finding: &Finding) -> String {
    let evidence: Vec<String> = finding.evidence.iter().map(ToString::to_string).collect();
    let test = if finding.test_value { ", test value" } else { "" };
    format!(
        "{}:{}: {} ({}{test})",
        finding.place.line,
        finding.place.column,
        finding.kind,
        evidence.join(", ")
    )
}

/// What else there is to say about it: bytes, certainty, rule, risk.
pub fn explanation(finding: &Finding) -> String {
    format!(
        "{} because of {}; bytes {} to {}, confidence {}, risk of the text now {}",
        verb(finding.action),
        finding.rule,
        finding.start,
        finding.end,
        fraction(finding.confidence),
        rounded(finding.risk)
    )
}

fn verb(action: Action) -> &'static str {
    match action {
        Action::Allow => "allowed",
        Action::Warn => "reported",
        Action::Redact => "redacted",
        Action::Block => "blocked",
    }
}

/// Percent as a fraction.
fn fraction(percent: u8) -> f64 {
    f64::from(percent) / 100.0
}

fn rounded(risk: f64) -> f64 {
    (risk * 1e4).round() / 1e4
}

/// A finding as an object.
pub fn finding(finding: &Finding) -> Object {
    Object::new()
        .with("kind", finding.kind.as_str())
        .with("group", finding.group)
        .with("action", finding.action.name())
        .with("confidence", fraction(finding.confidence))
        .with("evidence", finding.evidence.iter().map(ToString::to_string).collect::<Json>())
        .with("test_value", finding.test_value)
        .with("start", finding.start)
        .with("end", finding.end)
        .with("line", finding.place.line)
        .with("column", finding.place.column)
        .with("length", finding.end - finding.start)
        .with("fingerprint", finding.fingerprint.map(|print| format!("hmac:{print}")))
        .with("rule", finding.rule.as_str())
        .with("risk", rounded(finding.risk))
}

/// The figures of a summary as an object.
pub fn summary(summary: &Summary) -> Object {
    let mean = (summary.held_mean() * 10.0).round() / 10.0;
    Object::new()
        .with("bytes_in", summary.bytes_in)
        .with("bytes_out", summary.bytes_out)
        .with("findings", counts(summary))
        .with("risk", risk(summary))
        .with("held", Object::new().with("max", summary.held_max).with("mean", mean))
}

/// The risk of a text.
pub fn risk(summary: &Summary) -> Json {
    rounded(summary.risk).into()
}

/// How often what became of each kind.
pub fn counts(summary: &Summary) -> Object {
    let mut kinds = Object::new();
    let findings: Vec<_> = summary.findings.iter().collect();
    for group in findings.chunk_by(|((one, _), _), ((other, _), _)| one == other) {
        let count = |((_, action), count): &(&(_, Action), &u64)| {
            (action.name().to_owned(), Json::from(**count))
        };
        let ((kind, _), _) = group[0];
        kinds.set(kind, group.iter().map(count).collect::<Object>());
    }
    kinds
}

/// The kinds in a table: name, group, whether they are looked for by default, what they are.
pub fn kinds(policy: &Policy) -> String {
    let mut lines = vec![format!("{:<18} {:<7} {:<8} what it is", "kind", "group", "default")];
    for kind in Kind::ALL {
        let default = if kind.is_default() { "on" } else { "off" };
        let group = kind.group().name();
        lines.push(format!("{:<18} {group:<7} {default:<8} {}", kind.name(), kind.about()));
    }
    for kind in &policy.custom {
        lines.push(format!("{:<18} custom  on       of this policy", escape(&kind.name)));
    }
    lines.join("\n")
}
