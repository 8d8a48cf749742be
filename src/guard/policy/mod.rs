//! What is to be looked for, and what becomes of it.

mod allow;
mod choice;
pub mod print;
pub mod read;

use crate::guard::detect::custom::{self, Custom, PatternError};
use crate::guard::detect::engine::{Found, Wanted};
use crate::guard::detect::kind::{Group, Kind, Kinds, Name};

pub use choice::{Action, Direction, Directions, Level, OnBlock, Style, TestValues};

/// The most characters of a value that a mask may leave.
pub const KEEP_LAST_MAX: usize = 4;

/// How values are redacted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Redaction {
    /// What is written.
    pub style: Style,
    /// The character of a mask: one of ASCII that is neither a letter nor a digit.
    pub mask_char: char,
    /// How many characters at its end a mask leaves; at most [`KEEP_LAST_MAX`], and a quarter of
    /// the value.
    pub keep_last: usize,
}

impl Default for Redaction {
    fn default() -> Self {
        Self { style: Style::Label, mask_char: '*', keep_last: KEEP_LAST_MAX }
    }
}

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Selector {
    /// All kinds of a group that are looked for by default; of [`Group::Custom`] all.
    Group(Group),
    /// One kind, by default or not.
    Kind(Kind),
    /// A kind of the policy, by its number.
    Custom(usize),
}

/// What becomes of some kinds.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Which.
    pub kinds: Vec<Selector>,
    /// What becomes of them.
    pub action: Action,
    /// How certain a finding must be for this rule, in percent; otherwise the policy's level
    /// decides, and for kinds that it names every finding counts.
    pub min_confidence: Option<u8>,
    /// For which texts it is.
    pub direction: Directions,
    /// Its name in reports: of a rule of the file `rule[0]`, of another what the caller calls it.
    pub name: String,
}

/// Values of a kind that may pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allow {
    /// The kind.
    pub kind: Selector,
    /// Values, as they are looked at.
    pub exact: Vec<String>,
    /// Domains of e-mail addresses, with all below them.
    pub domains: Vec<String>,
    /// Networks: an address and how many bits of it count, in 16 bytes (IPv4 as ::ffff:0:0/96).
    pub networks: Vec<([u8; 16], u8)>,
    /// Values, as the first 16 bytes of their keyed digest.
    pub digests: Vec<[u8; 16]>,
}

/// A kind that the policy defines.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomKind {
    /// Its name: small letters, digits and `_`, and no built-in kind's.
    pub name: String,
    /// What it looks like, and which words stand before it.
    pub rule: custom::Rule,
    /// What one of it adds to the risk, from 0 to 1.
    pub weight: f64,
    /// What becomes of it; otherwise the policy's default.
    pub action: Option<Action>,
}

/// What reports are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// The file; `-` is standard error.
    pub file: String,
    /// How values are recognised in it.
    pub fingerprint: Fingerprints,
}

/// With which key the fingerprints of values are made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Fingerprints {
    /// A random one for each run: equal values can be told within it.
    #[default]
    Run,
    /// That in a file: equal values can be told by who has it.
    File(String),
    /// No fingerprints are made.
    Off,
}

/// A policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Its name.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Groups that are looked for.
    pub groups: Vec<Group>,
    /// The risk from which on a text is blocked, whatever becomes of single values.
    pub max_risk: Option<f64>,
    /// What becomes of what no rule names.
    pub action: Action,
    /// How certain findings must be.
    pub level: Level,
    /// What becomes of values for tests.
    pub test_values: TestValues,
    /// What a blocked stream does.
    pub on_block: OnBlock,
    /// What is written in the place of the rest of a blocked text.
    pub notice: String,
    /// Whether full-width digits, special spaces and dashes count as their ASCII likes.
    pub fold: bool,
    /// How values are redacted.
    pub redaction: Redaction,
    /// The first rule that names a kind decides.
    pub rules: Vec<Rule>,
    /// What may pass.
    pub allow: Vec<Allow>,
    /// Kinds of its own.
    pub custom: Vec<CustomKind>,
    /// What is written about it.
    pub audit: Option<Audit>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            name: None,
            description: None,
            groups: Group::ALL.to_vec(),
            max_risk: None,
            action: Action::Block,
            level: Level::default(),
            test_values: TestValues::default(),
            on_block: OnBlock::default(),
            notice: String::new(),
            fold: false,
            redaction: Redaction::default(),
            rules: Vec::new(),
            allow: Vec::new(),
            custom: Vec::new(),
            audit: None,
        }
    }
}

/// What was decided about a finding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decision<'a> {
    /// What becomes of it.
    pub action: Action,
    /// The rule that says so.
    pub rule: &'a str,
}

impl Policy {
    /// A policy of nothing but rules: only what they name is looked for.
    pub fn of_rules(rules: Vec<Rule>) -> Self {
        Self { groups: Vec::new(), rules, ..Self::default() }
    }

    /// What has to be looked for in a text that goes this way.
    pub fn wanted(&self, direction: Direction, year: u32) -> Result<Wanted, PatternError> {
        let kinds: Kinds = Kind::ALL
            .iter()
            .filter(|kind| self.may_act(Name::Known(**kind), direction))
            .copied()
            .collect();
        let rules: Vec<custom::Rule> = self.custom.iter().map(|kind| kind.rule.clone()).collect();
        Ok(Wanted {
            kinds,
            year,
            fold: self.fold,
            custom: (!rules.is_empty()).then(|| Custom::new(&rules)).transpose()?,
        })
    }

    /// Whether anything can become of a kind.
    fn may_act(&self, name: Name, direction: Direction) -> bool {
        self.possible(name, direction).any(|action| action != Action::Allow)
    }

    /// Whether a text that goes this way can ever be changed or stopped.
    pub fn enforces(&self, direction: Direction) -> bool {
        let known = Kind::ALL.iter().map(|kind| Name::Known(*kind));
        let custom = (0..self.custom.len()).map(Name::Custom);
        self.max_risk.is_some()
            || known
                .chain(custom)
                .any(|name| self.possible(name, direction).any(|action| action >= Action::Redact))
    }

    /// All that may become of a kind, by how certain it is.
    fn possible(&self, name: Name, direction: Direction) -> impl Iterator<Item = Action> {
        let mut actions = Vec::new();
        // What is certain enough for an earlier rule never comes to a later one.
        let mut decided = u8::MAX;
        let rules = self.rules.iter().filter_map(|rule| {
            let least = self.concerns(rule, name, direction)?;
            Some((rule.action, least))
        });
        for (action, least) in rules.chain(self.fallback(name)) {
            if least < decided {
                actions.push(action);
                decided = least;
            }
        }
        actions.into_iter()
    }

    /// From which confidence in percent on a rule decides about a kind, if it does.
    fn concerns(&self, rule: &Rule, name: Name, direction: Direction) -> Option<u8> {
        if !rule.direction.includes(direction) {
            return None;
        }
        let least = |selector: &Selector| match (*selector, name) {
            (Selector::Kind(kind), Name::Known(known)) => (kind == known).then_some(0),
            (Selector::Custom(rule), Name::Custom(custom)) => (rule == custom).then_some(0),
            (Selector::Group(Group::Custom), Name::Custom(_)) => Some(0),
            (Selector::Group(group), Name::Known(kind)) => {
                let is_meant = kind.group() == group && kind.is_default();
                is_meant.then_some(self.level.confidence())
            }
            _ => None,
        };
        let named = rule.kinds.iter().filter_map(least).min()?;
        Some(rule.min_confidence.unwrap_or(named))
    }

    /// What becomes of a kind that no rule decides about, and from which confidence on.
    fn fallback(&self, name: Name) -> Option<(Action, u8)> {
        match name {
            Name::Known(kind) => {
                let is_meant = kind.is_default() && self.groups.contains(&kind.group());
                is_meant.then_some((self.action, self.level.confidence()))
            }
            Name::Custom(rule) => Some((self.custom[rule].action.unwrap_or(self.action), 0)),
        }
    }

    /// What becomes of a finding.
    pub fn decide(&self, found: &Found, direction: Direction) -> Decision<'_> {
        let decided = self.rules.iter().find_map(|rule| {
            let least = self.concerns(rule, found.name, direction)?;
            (found.confidence >= least)
                .then_some(Decision { action: rule.action, rule: &rule.name })
        });
        let fallback = || {
            let (action, least) = self.fallback(found.name)?;
            (found.confidence >= least).then_some(Decision { action, rule: "default" })
        };
        let decision =
            decided.or_else(fallback).unwrap_or(Decision { action: Action::Allow, rule: "level" });
        match self.test_values {
            TestValues::Warn if found.test_value => {
                Decision { action: decision.action.min(Action::Warn), rule: "test_values" }
            }
            TestValues::Ignore if found.test_value => {
                Decision { action: Action::Allow, rule: "test_values" }
            }
            _ => decision,
        }
    }

    /// The name of a kind.
    pub fn name_of(&self, name: Name) -> &str {
        match name {
            Name::Known(kind) => kind.name(),
            Name::Custom(rule) => &self.custom[rule].name,
        }
    }

    /// The group of a kind.
    pub fn group_of(name: Name) -> Group {
        match name {
            Name::Known(kind) => kind.group(),
            Name::Custom(_) => Group::Custom,
        }
    }

    /// What one of a kind adds to the risk.
    pub fn weight_of(&self, name: Name) -> f64 {
        match name {
            Name::Known(kind) => kind.weight(),
            Name::Custom(rule) => self.custom[rule].weight,
        }
    }
}
