//! What a policy lists: rules, what may pass, and kinds of its own.

use std::collections::{BTreeMap, BTreeSet};

use crate::guard::detect::context::REACH;
use crate::guard::detect::custom::{self, Custom};
use crate::guard::detect::kind::{Group, Kind};
use crate::guard::policy::read::nearest::{built_in, built_in_names, nearest};
use crate::guard::policy::read::network::{digest, network};
use crate::guard::policy::read::switch;
use crate::guard::policy::read::table::{Fault, Table, Value};
use crate::guard::policy::{
    Action, Allow, Audit, CustomKind, Directions, Fingerprints, Rule, Selector,
};

/// The most kinds that a policy defines.
const CUSTOM_MAX: usize = 1000;
/// The longest pattern, in bytes as it is written.
const PATTERN_MAX: usize = 4096;
/// The longest name of a kind, in bytes.
const NAME_MAX: usize = 40;
/// What one of a kind adds to the risk if the policy does not say.
const WEIGHT: f64 = 0.5;

/// Reads the kinds of the policy.
pub fn custom(tables: &[Table<'_>]) -> Result<Vec<CustomKind>, Fault> {
    if let Some(table) = tables.get(CUSTOM_MAX) {
        let message = format!("the policy defines more than {CUSTOM_MAX} kinds");
        return Err(
            Fault::new(table.at, message).fix("put several patterns into one kind: ONE|OTHER")
        );
    }
    let mut kinds: Vec<CustomKind> = Vec::new();
    let mut patterns = Vec::new();
    let mut names = BTreeSet::new();
    for table in tables {
        table.check(
            &["kind", "pattern", "context", "weight", "action"],
            crate::guard::policy::read::KEYS,
        )?;
        let value = table.need("kind")?;
        let name = name(value)?;
        if !names.insert(name) {
            return Err(value
                .fault(format!("\"{name}\" is defined twice"))
                .fix("put both patterns into one kind: ONE|OTHER"));
        }
        let pattern = table.need("pattern")?;
        patterns.push(pattern);
        kinds.push(CustomKind {
            name: name.to_owned(),
            rule: custom::Rule { pattern: written(pattern)?, context: context(*table)? },
            weight: match table.get("weight") {
                Some(value) => value.share()?,
                None => WEIGHT,
            },
            action: match table.get("action") {
                Some(value) => Some(action(value)?),
                None => None,
            },
        });
    }
    let rules: Vec<custom::Rule> = kinds.iter().map(|kind| kind.rule.clone()).collect();
    if !rules.is_empty() {
        Custom::new(&rules).map_err(|error| {
            let name = &kinds[error.rule].name;
            patterns[error.rule]
                .fault(format!("the pattern of \"{name}\" cannot be used"))
                .why(error.message)
                .fix("mend the pattern; a \\ takes the sign behind it as it is, such as \\(")
        })?;
    }
    Ok(kinds)
}

fn name(value: Value<'_>) -> Result<&str, Fault> {
    let name = value.text()?;
    let is_inside = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_');
    let is_name = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.len() <= NAME_MAX
        && name.bytes().all(is_inside);
    if !is_name {
        let fix = format!("take small letters, digits and _, a letter first, {NAME_MAX} at most");
        return Err(value.not("a name for a kind").fix(fix));
    }
    if named(name).is_some() {
        return Err(value
            .fault(format!("\"{name}\" is a kind or group already"))
            .fix("take another name"));
    }
    Ok(name)
}

fn written(value: Value<'_>) -> Result<String, Fault> {
    let text = value.text()?;
    if text.len() > PATTERN_MAX {
        let message = format!("pattern has {} bytes; the most is {PATTERN_MAX}", text.len());
        return Err(value.fault(message).fix("make several kinds of it"));
    }
    Ok(text.to_owned())
}

/// Words that can stand before a value: text is split at signs, so a word that has any would never
/// be found.
fn context(table: Table<'_>) -> Result<Vec<String>, Fault> {
    let mut words = Vec::new();
    for (at, text) in table.texts("context")? {
        let word = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_inside = |c: char| c.is_alphanumeric() || c == ' ' || !c.is_ascii();
        // A space stands before and behind it.
        if word.is_empty() || word.len() > REACH - 2 || !word.chars().all(is_inside) {
            let fix = format!("take letters, digits and spaces, {} bytes at most", REACH - 2);
            return Err(Fault::new(at, "context has a word that is none").fix(fix));
        }
        words.push(word);
    }
    Ok(words)
}

fn action(value: Value<'_>) -> Result<Action, Fault> {
    value.one_of(&Action::ALL, Action::name)
}

/// What a name means in every policy.
fn named(name: &str) -> Option<Selector> {
    match name == Group::Custom.name() {
        true => Some(Selector::Group(Group::Custom)),
        false => built_in(name),
    }
}

/// What rules and allow lists refer to.
pub struct Scope<'a> {
    custom: BTreeMap<&'a str, usize>,
    groups: &'a [Group],
    has_key: bool,
}

impl<'a> Scope<'a> {
    /// The scope of a policy.
    pub fn new(custom: &'a [CustomKind], groups: &'a [Group], audit: Option<&Audit>) -> Self {
        let names = custom.iter().map(|kind| kind.name.as_str());
        Self {
            custom: names.zip(0..).collect(),
            groups,
            has_key: audit.is_some_and(|audit| matches!(audit.fingerprint, Fingerprints::File(_))),
        }
    }

    fn selector(&self, at: usize, name: &str) -> Result<Selector, Fault> {
        let custom = || self.custom.get(name).copied().map(Selector::Custom);
        named(name).or_else(custom).ok_or_else(|| {
            let mut names: Vec<&str> = built_in_names();
            names.push(Group::Custom.name());
            names.extend(self.custom.keys().copied());
            let fault = Fault::unknown(at, "kind", name, &names);
            match nearest(name, &names) {
                Some(_) => fault,
                // There are too many to be listed.
                None => fault.fix("the groups are pci, pii, phi, secret and custom"),
            }
        })
    }

    /// Reads rules.
    pub fn rules(&self, tables: &[Table<'_>]) -> Result<Vec<Rule>, Fault> {
        let rules = tables.iter().enumerate();
        rules.map(|(at, table)| self.rule(at, *table)).collect()
    }

    fn rule(&self, number: usize, table: Table<'_>) -> Result<Rule, Fault> {
        table.check(
            &["kinds", "action", "min_confidence", "direction"],
            crate::guard::policy::read::KEYS,
        )?;
        let value = table.need("kinds")?;
        let texts = value.texts()?;
        if texts.is_empty() {
            return Err(value
                .fault("kinds is empty: the rule is about nothing")
                .fix("name kinds or groups, such as kinds = [\"pci\"]"));
        }
        let action = action(table.need("action")?)?;
        let mut kinds = Vec::new();
        for (at, text) in texts {
            let selector = self.selector(at, text)?;
            if action != Action::Allow {
                self.check(selector).map_err(|group| {
                    let switch = switch(group);
                    Fault::new(
                        at,
                        format!("rule[{number}] names \"{text}\", and {switch} is false"),
                    )
                    .fix(format!("leave out {switch}, or \"{text}\""))
                })?;
            }
            kinds.push(selector);
        }
        let confidence = table.get("min_confidence").map(|value| value.share());
        Ok(Rule {
            kinds,
            action,
            min_confidence: confidence.transpose()?.map(|share| (share * 100.0).round() as u8),
            direction: table.choice("direction", &Directions::ALL, Directions::name)?,
            name: format!("rule[{number}]"),
        })
    }

    /// That the group of what is named is not switched off.
    fn check(&self, selector: Selector) -> Result<(), Group> {
        let group = group_of(selector);
        match group == Group::Custom || self.groups.contains(&group) {
            true => Ok(()),
            false => Err(group),
        }
    }

    /// Reads what may pass. What is wrong in it is not repeated: it may be secret.
    pub fn allow(&self, tables: &[Table<'_>]) -> Result<Vec<Allow>, Fault> {
        tables.iter().map(|table| self.allowed(*table)).collect()
    }

    fn allowed(&self, table: Table<'_>) -> Result<Allow, Fault> {
        table.check(
            &["kind", "exact", "domains", "cidr", "hmac"],
            crate::guard::policy::read::KEYS,
        )?;
        let value = table.need("kind")?;
        let name = value.text()?;
        let kind = self.selector(value.at, name)?;
        if matches!(kind, Selector::Group(_)) {
            return Err(value
                .fault(format!("\"{name}\" is a group"))
                .fix("an [[allow]] is for one kind"));
        }
        for (key, kinds) in
            [("domains", &[Kind::Email][..]), ("cidr", &[Kind::IpAddress, Kind::IpPrivate])]
        {
            let is_meant = kinds.iter().any(|one| kind == Selector::Kind(*one));
            if let Some(value) = table.get(key).filter(|_| !is_meant) {
                let names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
                let why = format!("only {} has any", names.join(" or "));
                let message = format!("{name} has no {key}");
                let fix = format!("leave out {key}, or name a kind that has any");
                return Err(value.fault(message).why(why).fix(fix));
            }
        }
        if let Some(value) = table.get("hmac").filter(|_| !self.has_key) {
            return Err(value
                .fault("hmac needs a key that stays the same")
                .why("the random key of a run matches nothing")
                .fix("set fingerprint = \"key-file\" and key_file in [audit]"));
        }
        let exact = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let allow = Allow {
            kind,
            exact: all(table, "exact", "a value, which is never empty", exact)?,
            domains: all(table, "domains", "a domain such as example.com", domain)?,
            networks: all(table, "cidr", "a network such as 192.0.2.0/24", network)?,
            digests: all(table, "hmac", "a digest of 32 hex digits", digest)?,
        };
        let lists = [&allow.exact, &allow.domains];
        if lists.iter().all(|list| list.is_empty())
            && allow.networks.is_empty()
            && allow.digests.is_empty()
        {
            return Err(Fault::new(table.at, "[[allow]] allows nothing")
                .fix("add exact, domains, cidr or hmac"));
        }
        Ok(allow)
    }
}

/// The group of what a rule names.
pub fn group_of(selector: Selector) -> Group {
    match selector {
        Selector::Group(group) => group,
        Selector::Kind(kind) => kind.group(),
        Selector::Custom(_) => Group::Custom,
    }
}

fn all<T>(
    table: Table<'_>,
    key: &str,
    what: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, Fault> {
    let one = |(at, text)| {
        read(text).ok_or_else(|| {
            Fault::new(at, format!("{key} holds what is not {what}"))
                .fix("mend that entry, or leave it out")
        })
    };
    table.texts(key)?.into_iter().map(one).collect()
}

/// A domain, however it was written: `example.com`, `@example.com`, `*.example.com`.
fn domain(text: &str) -> Option<String> {
    let name = text.strip_prefix('@').unwrap_or(text);
    let name = name.strip_prefix("*.").unwrap_or(name).to_lowercase();
    let is_inside = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_') || !c.is_ascii();
    let is_label = |label: &str| !label.is_empty() && label.chars().all(is_inside);
    name.split('.').all(is_label).then_some(name)
}
