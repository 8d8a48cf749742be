//! What is said about findings, for people and for programs. Never the value, and nothing that
//! stands beside it.

use serde_json::{Map, Value, json};

use crate::guard::detect::kind::Kind;
use crate::guard::finding::Finding;
use crate::guard::policy::{Action, Policy};
use crate::guard::summary::Summary;
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
pub fn finding(finding: &Finding) -> Map<String, Value> {
    let evidence: Vec<String> = finding.evidence.iter().map(ToString::to_string).collect();
    let fingerprint = finding.fingerprint.map(|print| format!("hmac:{print}"));
    let value = json!({
        "kind": finding.kind,
        "group": finding.group,
        "action": finding.action.name(),
        "confidence": fraction(finding.confidence),
        "evidence": evidence,
        "test_value": finding.test_value,
        "start": finding.start,
        "end": finding.end,
        "line": finding.place.line,
        "column": finding.place.column,
        "length": finding.end - finding.start,
        "fingerprint": fingerprint,
        "rule": finding.rule,
        "risk": rounded(finding.risk),
    });
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// The figures of a summary as an object.
pub fn summary(summary: &Summary) -> Map<String, Value> {
    let mut members = Map::new();
    let mut add = |name: &str, value: Value| members.insert(name.to_owned(), value);
    add("bytes_in", summary.bytes_in.into());
    add("bytes_out", summary.bytes_out.into());
    add("findings", counts(summary));
    add("risk", json!(rounded(summary.risk)));
    let mean = (summary.held_mean() * 10.0).round() / 10.0;
    add("held", json!({"max": summary.held_max, "mean": mean}));
    members
}

/// The risk of a text.
pub fn risk(summary: &Summary) -> Value {
    json!(rounded(summary.risk))
}

/// How often what became of each kind.
pub fn counts(summary: &Summary) -> Value {
    let mut kinds = Map::new();
    for ((kind, action), count) in &summary.findings {
        let counts = kinds.entry(kind.clone()).or_insert_with(|| json!({}));
        counts[action.name()] = (*count).into();
    }
    Value::Object(kinds)
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
