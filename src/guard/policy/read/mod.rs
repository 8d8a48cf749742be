//! Reads a policy: TOML in which every word is known.
//!
//! A misspelt key or kind would be a rule that never acts, so it is an error with its line and the
//! name that was meant.

mod lists;
mod nearest;
mod network;
mod table;

use std::fmt;

use toml::de::DeTable;

use crate::guard::detect::kind::Group;
use crate::guard::policy::{
    Action, Audit, Fingerprints, Level, OnBlock, Policy, Redaction, Style, TestValues,
};
use lists::Scope;
use table::{Fault, Table, Value};

pub(super) use lists::group_of;
pub use nearest::{UnknownKind, selectors};
pub(super) use network::written;

/// The name of the format.
pub(super) const SCHEMA: &str = "encypher.guard/1";
/// The longest notice, in bytes.
const NOTICE_MAX: usize = 4096;
/// Characters that would make a mask look like a number, a name, a label or a piece of a format.
const NO_MASK: &str = "\"'`\\<>@+-._/(%=";

/// The keys of the policy itself.
const KEYS: &[&str] = &[
    "schema",
    "name",
    "description",
    "enable_pii_detection",
    "enable_pci_detection",
    "enable_phi_detection",
    "enable_secret_detection",
    "max_risk_score",
    "block_on_violation",
    "level",
    "test_values",
    "on_block",
    "notice",
    "fold",
    "redact",
    "rule",
    "allow",
    "custom",
    "audit",
];

/// Why a policy cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
    /// Why that is so.
    pub why: Option<String>,
    /// What to do about it; if nothing, a complete policy shows how keys are written.
    pub fix: Option<String>,
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PolicyError {}

impl PolicyError {
    /// Returns the name of the error for programs, which later versions keep.
    pub fn code(&self) -> &'static str {
        "policy-invalid"
    }
}

/// Reads a policy.
pub fn read(text: &str) -> Result<Policy, PolicyError> {
    policy(text).map_err(|fault| {
        let before = text.bytes().take(fault.at);
        PolicyError {
            line: before.filter(|byte| *byte == b'\n').count() + 1,
            message: fault.message,
            why: fault.why,
            fix: fault.fix,
        }
    })
}

/// The key that switches a group on and off.
pub(super) fn switch(group: Group) -> String {
    format!("enable_{}_detection", group.name())
}

fn policy(text: &str) -> Result<Policy, Fault> {
    let document = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        Fault::new(at, error.message().replace('\n', ", "))
            .fix("write KEY = VALUE once for each key, strings and lists as TOML has them")
    })?;
    let table = Table::root(document.get_ref());
    if table.is_empty() {
        let fix = "say at least what to look for, e.g. enable_pii_detection = true; the defaults block every kind";
        return Err(Fault::new(0, "the policy is empty").fix(fix));
    }
    // A later format may have other keys: its name comes first.
    if let Some(value) = table.get("schema")
        && value.text()? != SCHEMA
    {
        let message = format!("schema is not \"{SCHEMA}\"");
        return Err(value.fault(message).fix("this version knows no other"));
    }
    table.check(KEYS, &[])?;

    let mut groups = Vec::new();
    for group in Group::ALL {
        let is_on = match table.get(&switch(group)) {
            Some(value) => value.truth()?,
            None => true,
        };
        groups.extend(is_on.then_some(group));
    }
    let action = match table.get("block_on_violation") {
        Some(value) if !value.truth()? => Action::Redact,
        _ => Action::Block,
    };
    let audit = table.get("audit").map(audit).transpose()?;
    let custom = lists::custom(&table.tables("custom", "[[custom]]")?)?;
    let scope = Scope::new(&custom, &groups, audit.as_ref());
    let rules = scope.rules(&table.tables("rule", "[[rule]]")?)?;
    let allow = scope.allow(&table.tables("allow", "[[allow]]")?)?;
    Ok(Policy {
        name: table.owned("name")?,
        description: table.owned("description")?,
        max_risk: table.get("max_risk_score").map(risk).transpose()?,
        action,
        level: table.choice("level", &Level::ALL, Level::name)?,
        test_values: table.choice("test_values", &TestValues::ALL, TestValues::name)?,
        on_block: table.choice("on_block", &OnBlock::ALL, OnBlock::name)?,
        notice: match table.get("notice") {
            Some(value) => notice(value)?,
            None => String::new(),
        },
        fold: match table.get("fold") {
            Some(value) => value.truth()?,
            None => false,
        },
        redaction: match table.get("redact") {
            Some(value) => redaction(value)?,
            None => Redaction::default(),
        },
        groups,
        rules,
        allow,
        custom,
        audit,
    })
}

fn risk(value: Value<'_>) -> Result<f64, Fault> {
    let number = value.number()?;
    match number > 0.0 && number <= 1.0 {
        true => Ok(number),
        false => Err(value.not("a number over 0 and up to 1")),
    }
}

fn notice(value: Value<'_>) -> Result<String, Fault> {
    let text = value.text()?;
    if text.len() > NOTICE_MAX {
        let message = format!("notice has {} bytes; the most is {NOTICE_MAX}", text.len());
        return Err(value.fault(message).fix("shorten it"));
    }
    let is_odd = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if text.contains(is_odd) {
        return Err(value
            .fault("notice has a control character")
            .fix("of those it may have newlines and tabs only"));
    }
    Ok(text.to_owned())
}

fn redaction(value: Value<'_>) -> Result<Redaction, Fault> {
    let table = value.table("[redact]")?;
    table.check(&["style", "mask_char", "keep_last"], KEYS)?;
    let mut redaction = Redaction {
        style: table.choice("style", &Style::ALL, Style::name)?,
        ..Redaction::default()
    };
    if let Some(value) = table.get("mask_char") {
        let mut characters = value.text()?.chars();
        let only = characters.next().filter(|_| characters.next().is_none());
        let may_mask =
            |c: &char| c.is_ascii_graphic() && !c.is_ascii_alphanumeric() && !NO_MASK.contains(*c);
        redaction.mask_char = only.filter(may_mask).ok_or_else(|| {
            value
                .not("one character that may be a mask")
                .why(format!("letters, digits and any of {NO_MASK} would look like a value"))
                .fix("take one such as * or #")
        })?;
    }
    if let Some(value) = table.get("keep_last") {
        let count = value.whole().filter(|count| *count <= crate::guard::policy::KEEP_LAST_MAX);
        redaction.keep_last = count.ok_or_else(|| {
            value.not(&format!("a whole number from 0 to {}", crate::guard::policy::KEEP_LAST_MAX))
        })?;
    }
    Ok(redaction)
}

fn audit(value: Value<'_>) -> Result<Audit, Fault> {
    let table = value.table("[audit]")?;
    table.check(&["file", "fingerprint", "key_file"], KEYS)?;
    let named = |value: Value<'_>| match value.text()? {
        "" => Err(value.not("the name of a file")),
        name => Ok(name.to_owned()),
    };
    let file = named(table.need("file")?)?;
    let words = ["run", "key-file", "off"];
    let word = match table.get("fingerprint") {
        Some(value) => value.one_of(&words, |word| word)?,
        None => "run",
    };
    let key_file = table.get("key_file");
    let fingerprint = match (word, key_file) {
        ("key-file", Some(value)) => Fingerprints::File(named(value)?),
        ("key-file", None) => {
            return Err(table
                .need("fingerprint")?
                .fault("fingerprint is \"key-file\", and no key_file is given")
                .fix("add key_file = \"PATH\""));
        }
        (_, Some(value)) => {
            return Err(value
                .fault(format!("key_file is given, and fingerprint is \"{word}\""))
                .fix("set fingerprint = \"key-file\", or leave key_file out"));
        }
        ("off", None) => Fingerprints::Off,
        _ => Fingerprints::Run,
    };
    Ok(Audit { file, fingerprint })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
#[path = "read_tests.rs"]
mod tests;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
#[path = "wrong_tests.rs"]
mod wrong_tests;
