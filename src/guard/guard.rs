//! The guard of one text: what may pass passes at once, what may not is replaced, or ends the text.

use crate::guard::detect::custom::PatternError;
use crate::guard::detect::engine::{Engine, Found, Step};
use crate::guard::detect::kind::{Group, Kind, Name};
use crate::guard::finding::{Digest, Finding, Fingerprint, FingerprintKey, Place};
use crate::guard::policy::{Action, Decision, Direction, Policy};
use crate::guard::redact::{Numbers, Redactor};
use crate::guard::summary::Summary;
use std::sync::{Arc, Mutex};

/// The most bytes that are looked at together.
const PIECE: usize = 4096;

/// A policy as it is applied: to texts of one direction, in one year, with a key for fingerprints.
#[derive(Debug, Clone)]
pub struct CompiledPolicy {
    /// The policy.
    pub policy: Arc<Policy>,
    /// Which way the texts go.
    pub direction: Direction,
    /// What is looked for.
    pub wanted: crate::guard::detect::engine::Wanted,
    /// The key for fingerprints and numbered tokens.
    pub key: FingerprintKey,
    /// Whether reports have fingerprints.
    pub fingerprints: bool,
    /// The numbers that were given to values.
    pub numbers: Arc<Mutex<Numbers>>,
    /// Whether all of the text is looked at: what would end it is reported, and left out.
    pub reports_all: bool,
    /// Whether a text can ever be changed or stopped; if not, nothing is held.
    enforces: bool,
}

impl CompiledPolicy {
    /// A policy as it is applied to texts that go this way, in this year. Answers to prompts end
    /// where they are blocked; of the prompts themselves all is reported.
    pub fn new(
        policy: Policy,
        direction: Direction,
        year: u32,
        key: FingerprintKey,
    ) -> Result<Self, PatternError> {
        Ok(Self {
            wanted: policy.wanted(direction, year)?,
            enforces: policy.enforces(direction),
            policy: Arc::new(policy),
            direction,
            key,
            fingerprints: false,
            numbers: Arc::default(),
            reports_all: direction == Direction::Input,
        })
    }

    /// Whether a text can ever be changed or stopped.
    pub fn enforces(&self) -> bool {
        self.enforces
    }
}

/// Guards one text.
///
/// What is written is a function of the text, the policy and the key; how the text is cut into
/// pieces does not matter. What has been written at any time is the beginning of all that will be.
#[derive(Debug)]
pub struct Guard {
    terms: CompiledPolicy,
    engine: Engine,
    redactor: Redactor,
    /// What has come and is not decided on.
    raw: Vec<u8>,
    /// The place of its first byte in the text.
    at: u64,
    place: Place,
    /// The finding that goes on, with its digest.
    open: Option<(Finding, Digest)>,
    blocked: bool,
    findings: Vec<Finding>,
    summary: Summary,
}

impl Guard {
    /// A guard for one text.
    pub fn new(terms: CompiledPolicy) -> Self {
        Self {
            engine: Engine::new(terms.wanted.clone()),
            redactor: Redactor::new(terms.policy.redaction, Arc::clone(&terms.numbers)),
            raw: Vec::new(),
            at: 0,
            place: Place { line: 1, column: 1 },
            open: None,
            blocked: false,
            findings: Vec::new(),
            summary: Summary::default(),
            terms,
        }
    }

    /// What stands before the text, and is no part of it: at most
    /// [`crate::guard::detect::lookbehind::KEPT`] bytes of it count.
    pub fn precede(&mut self, text: &str) {
        self.engine.precede(text.as_bytes());
    }

    /// The next bytes of the text; adds what may pass to `out`. Nothing more passes once the text
    /// is blocked.
    pub fn push(&mut self, text: &[u8], out: &mut Vec<u8>) {
        self.summary.bytes_in += text.len() as u64;
        if self.blocked {
            return;
        }
        let before = out.len();
        // What is left of a read is moved for each finding in it.
        for piece in text.chunks(PIECE) {
            if !self.blocked {
                self.raw.extend_from_slice(piece);
                self.engine.push(piece);
                self.walk(out);
            }
        }
        self.summary.wrote(out.len() - before, self.raw.len());
    }

    /// The text is over: adds the rest of what may pass.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        if self.blocked {
            return;
        }
        let before = out.len();
        self.engine.finish();
        self.walk(out);
        self.pass(self.at + self.raw.len() as u64, out);
        self.summary.bytes_out += (out.len() - before) as u64;
    }

    /// Whether it can change anything; if not, all passes at once.
    pub fn enforces(&self) -> bool {
        self.terms.enforces
    }

    /// Whether the text was ended here.
    pub fn is_blocked(&self) -> bool {
        self.blocked
    }

    /// What was found since this was asked last.
    pub fn take_findings(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.findings)
    }

    /// What was done so far.
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    fn walk(&mut self, out: &mut Vec<u8>) {
        while let Some(step) = self.engine.step() {
            match step {
                Step::Found(found) => self.found(found, out),
                Step::More { value, end, over } => self.more(&value, end, over),
            }
            if self.blocked {
                return;
            }
        }
        let clear = match self.enforces() {
            true => self.engine.clear(),
            false => self.at + self.raw.len() as u64,
        };
        // What is not seen behind a value that goes on may still be inside it.
        if !self.is_leaving_out() {
            self.pass(clear, out);
        }
    }

    /// Passes the text up to a place on.
    fn pass(&mut self, to: u64, out: &mut Vec<u8>) {
        if to <= self.at {
            return;
        }
        let passed = self.take_raw(to);
        out.extend_from_slice(&self.raw[..passed]);
        self.raw.drain(..passed);
    }

    /// Leaves the text up to a place out.
    fn leave_out(&mut self, to: u64) {
        let left = self.take_raw(to);
        self.raw.drain(..left);
    }

    /// How many bytes there are up to a place, which is where the next ones begin.
    fn take_raw(&mut self, to: u64) -> usize {
        let length = usize::try_from(to.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let length = length.min(self.raw.len());
        self.place.pass(&self.raw[..length]);
        self.at += length as u64;
        length
    }

    /// Does what becomes of a value, and notes it.
    fn found(&mut self, found: Found, out: &mut Vec<u8>) {
        let Some((action, rule)) = self.decide(&found) else {
            return;
        };
        if self.enforces() {
            self.pass(found.start, out);
        }
        let finding = self.finding(&found, action, rule);
        let digest = self.digest_of(&found);
        match action {
            Action::Block if !self.terms.reports_all => self.block(out),
            Action::Redact | Action::Block => self.replace(&found, &digest, out),
            Action::Warn | Action::Allow => {}
        }
        match found.open && !self.blocked {
            true => self.open = Some((finding, digest)),
            false => self.close(finding, digest),
        }
    }

    /// Adds a value to the risk, and says what becomes of it and which rule that is; nothing, if it
    /// may pass.
    fn decide(&mut self, found: &Found) -> Option<(Action, String)> {
        if self.is_allowed(found) {
            return None;
        }
        let policy = &self.terms.policy;
        let Decision { action, rule } = policy.decide(found, self.terms.direction);
        if action == Action::Allow {
            return None;
        }
        let weight = policy.weight_of(found.name);
        self.summary.add_risk(weight * f64::from(found.confidence) / 100.0);
        let risk = self.summary.risk;
        let is_too_much = policy.max_risk.is_some_and(|most| risk >= most);
        Some(match is_too_much && action != Action::Block {
            true => (Action::Block, "max_risk_score".to_owned()),
            false => (action, rule.to_owned()),
        })
    }

    /// What is said about a value that has not passed.
    fn finding(&self, found: &Found, action: Action, rule: String) -> Finding {
        Finding {
            kind: self.terms.policy.name_of(found.name).to_owned(),
            group: Policy::group_of(found.name).name(),
            action,
            rule,
            confidence: found.confidence,
            evidence: found.evidence.clone(),
            test_value: found.test_value,
            start: found.start,
            end: found.end,
            place: self.place_of(found.start),
            fingerprint: None,
            risk: self.summary.risk,
        }
    }

    fn digest_of(&self, found: &Found) -> Digest {
        let kind = self.terms.policy.name_of(found.name);
        self.terms.key.digest(kind, &canonical(found))
    }

    /// Ends the text here.
    fn block(&mut self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.terms.policy.notice.as_bytes());
        self.blocked = true;
        self.raw = Vec::new();
    }

    /// Writes something else in the place of a value.
    fn replace(&mut self, found: &Found, digest: &Digest, out: &mut Vec<u8>) {
        let kind = self.terms.policy.name_of(found.name);
        let text = self.redactor.replacement(kind, found, || {
            let mut digest = digest.clone();
            if found.open {
                // Two keys may begin alike.
                digest.update(&found.start.to_le_bytes());
            }
            digest.finish()
        });
        out.extend_from_slice(&text);
        self.engine.replaced(&text);
        self.leave_out(found.end);
    }

    /// The place of a byte that has not passed, for people.
    fn place_of(&self, at: u64) -> Place {
        let mut place = self.place;
        let ahead = usize::try_from(at.saturating_sub(self.at)).unwrap_or(0);
        place.pass(&self.raw[..ahead.min(self.raw.len())]);
        place
    }

    fn is_leaving_out(&self) -> bool {
        let open = self.open.as_ref();
        open.is_some_and(|(finding, _)| finding.action >= Action::Redact)
    }

    /// Goes on with a value whose beginning was found.
    fn more(&mut self, value: &[u8], end: u64, over: bool) {
        if let Some((_, digest)) = &mut self.open {
            digest.update(value);
        }
        if self.is_leaving_out() {
            self.leave_out(end);
        }
        if over && let Some((mut finding, digest)) = self.open.take() {
            finding.end = end;
            self.close(finding, digest);
        }
    }

    fn close(&mut self, mut finding: Finding, digest: Digest) {
        let wanted = self.terms.fingerprints;
        finding.fingerprint = wanted.then(|| Fingerprint::of(digest.finish()));
        self.summary.count(&finding);
        self.findings.push(finding);
    }

    fn is_allowed(&self, found: &Found) -> bool {
        let policy = &self.terms.policy;
        // Of a value whose end has not come nobody knows what it is.
        !found.open
            && policy.allow.iter().any(|allow| {
                allow.concerns(found.name)
                    && (allow.names(&found.value)
                        || allow.digests.iter().any(|digest| {
                            let value = self.digest_of(found).finish();
                            value.starts_with(digest)
                        }))
            })
    }
}

/// A value as it is recognised again, however it is written: digits without what stands between
/// them, addresses of e-mail in small letters.
fn canonical(found: &Found) -> Vec<u8> {
    let value = &found.value;
    let is_separator = |byte: &u8| matches!(byte, b' ' | b'-' | b'.' | b'(' | b')' | b'/');
    match found.name {
        Name::Known(Kind::Email) => value.to_ascii_lowercase(),
        Name::Known(Kind::IpAddress | Kind::IpPrivate | Kind::DateOfBirth) => value.clone(),
        Name::Known(kind) if kind.group() != Group::Secret => {
            let counted = value.iter().filter(|byte| !is_separator(byte));
            counted.map(u8::to_ascii_uppercase).collect()
        }
        _ => value.clone(),
    }
}
