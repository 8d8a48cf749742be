//! Writes a policy as TOML that is read again, with all that it does not say.

use crate::guard::detect::kind::Group;
use crate::guard::policy::read::{SCHEMA, group_of, switch, written};
use crate::guard::policy::{
    Action, Allow, Audit, CustomKind, Fingerprints, Policy, Rule, Selector,
};

/// The effective policy.
///
/// Reading it gives an equal one, but for the rules that the caller added: they become rules of the
/// file, with their name in a comment.
pub fn print(policy: &Policy) -> String {
    let mut page = Page::default();
    // A file that names what it switches off contradicts itself; rules of the caller may do so.
    let kept: Vec<Group> = Group::ALL
        .into_iter()
        .filter(|group| !policy.groups.contains(group) && is_named(policy, *group))
        .collect();
    page.set("schema", text(SCHEMA));
    page.may("name", policy.name.as_deref().map(text));
    page.may("description", policy.description.as_deref().map(text));
    for group in Group::ALL {
        let is_on = policy.groups.contains(&group) || kept.contains(&group);
        page.set(&switch(group), is_on);
    }
    match policy.max_risk {
        Some(risk) => page.set("max_risk_score", number(risk)),
        None => page.line("# max_risk_score: no limit"),
    }
    page.set("block_on_violation", policy.action == Action::Block);
    page.set("level", text(policy.level.name()));
    page.set("test_values", text(policy.test_values.name()));
    page.set("on_block", text(policy.on_block.name()));
    page.set("notice", text(&policy.notice));
    page.set("fold", policy.fold);

    page.line("\n[redact]");
    page.set("style", text(policy.redaction.style.name()));
    let mask = policy.redaction.mask_char.to_string();
    page.set("mask_char", text(&mask));
    page.set("keep_last", policy.redaction.keep_last);

    for rule in &policy.rules {
        page.rule(policy, rule);
    }
    for group in kept {
        page.line(&format!("\n# of {} only what is named above", group.name()));
        page.line("[[rule]]");
        page.set("kinds", list([group.name()]));
        page.set("action", text(Action::Allow.name()));
        page.set("min_confidence", number(0.0));
    }
    for allow in &policy.allow {
        page.allow(policy, allow);
    }
    for kind in &policy.custom {
        page.custom(kind);
    }
    if let Some(audit) = &policy.audit {
        page.audit(audit);
    }
    page.text
}

/// Whether a rule makes something of a group or of a kind of it.
fn is_named(policy: &Policy, group: Group) -> bool {
    let mut rules = policy.rules.iter();
    rules.any(|rule| {
        let mut kinds = rule.kinds.iter();
        rule.action != Action::Allow && kinds.any(|kind| group_of(*kind) == group)
    })
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn set(&mut self, key: &str, value: impl ToString) {
        self.line(&format!("{key} = {}", value.to_string()));
    }

    fn may(&mut self, key: &str, value: Option<String>) {
        if let Some(value) = value {
            self.set(key, value);
        }
    }

    fn list(&mut self, key: &str, values: Vec<String>) {
        if !values.is_empty() {
            self.set(key, list(values.iter().map(String::as_str)));
        }
    }

    fn rule(&mut self, policy: &Policy, rule: &Rule) {
        self.line("");
        if !rule.name.starts_with("rule[") {
            self.line(&format!("# {}", rule.name.escape_debug()));
        }
        self.line("[[rule]]");
        let kinds = rule.kinds.iter().map(|kind| name(policy, *kind));
        self.set("kinds", list(kinds));
        self.set("action", text(rule.action.name()));
        let confidence = rule.min_confidence;
        self.may("min_confidence", confidence.map(|percent| number(f64::from(percent) / 100.0)));
        self.set("direction", text(rule.direction.name()));
    }

    fn allow(&mut self, policy: &Policy, allow: &Allow) {
        self.line("\n[[allow]]");
        self.set("kind", text(name(policy, allow.kind)));
        self.list("exact", allow.exact.clone());
        self.list("domains", allow.domains.clone());
        self.list("cidr", allow.networks.iter().copied().map(written).collect());
        let digest = |digest: &[u8; 16]| format!("hmac:{:032x}", u128::from_be_bytes(*digest));
        self.list("hmac", allow.digests.iter().map(digest).collect());
    }

    fn custom(&mut self, kind: &CustomKind) {
        self.line("\n[[custom]]");
        self.set("kind", text(&kind.name));
        self.set("pattern", text(&kind.rule.pattern));
        self.set("context", list(kind.rule.context.iter().map(String::as_str)));
        self.set("weight", number(kind.weight));
        self.may("action", kind.action.map(|action| text(action.name())));
    }

    fn audit(&mut self, audit: &Audit) {
        self.line("\n[audit]");
        self.set("file", text(&audit.file));
        match &audit.fingerprint {
            Fingerprints::Run => self.set("fingerprint", text("run")),
            Fingerprints::Off => self.set("fingerprint", text("off")),
            Fingerprints::File(file) => {
                self.set("fingerprint", text("key-file"));
                self.set("key_file", text(file));
            }
        }
    }
}

fn name(policy: &Policy, selector: Selector) -> &str {
    match selector {
        Selector::Group(group) => group.name(),
        Selector::Kind(kind) => kind.name(),
        Selector::Custom(rule) => &policy.custom[rule].name,
    }
}

/// A number with a point, with all its digits.
fn number(number: f64) -> String {
    format!("{number:?}")
}

fn list<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let texts: Vec<String> = texts.into_iter().map(text).collect();
    format!("[{}]", texts.join(", "))
}

/// A string; one that is full of backslashes, as patterns are, stays as it was written.
fn text(text: &str) -> String {
    let is_plain = |c: char| c != '\'' && !c.is_control();
    if text.contains('\\') && text.chars().all(is_plain) {
        return format!("'{text}'");
    }
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
#[path = "print_tests.rs"]
mod tests;
