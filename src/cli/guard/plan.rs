//! The plan of the guard: the policy of a file and of flags, its key, and where it reports.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use encypher::guard::finding::FingerprintKey;
use encypher::guard::guard::CompiledPolicy;
use encypher::guard::policy::read::{self, PolicyError};
use encypher::guard::policy::{self, Action, Direction, Directions, Policy, Rule, print};
use encypher::json::Object;
use encypher::report::hex;
use sha2::{Digest, Sha256};

use crate::cli::args::{GuardFlags, Selectors};
use crate::cli::error::{CliError, quoted, words};
use crate::cli::guard::audit::Audit;
use crate::cli::hints;
use crate::cli::settings::now;
use crate::cli::time;

/// The most bytes of a policy.
const POLICY_MAX: u64 = 4 * 1024 * 1024;
/// The bytes of a key, at least and at most.
const KEY_MIN: usize = 16;
const KEY_MAX: u64 = 64 * 1024;

/// The guard of one run.
pub struct Guarding {
    /// What is looked for, and what becomes of it.
    pub terms: CompiledPolicy,
    /// What tells this policy from others: the SHA-256 of it as it is in effect, in hexadecimal.
    pub digest: String,
    /// Where it reports.
    pub audit: Option<Audit>,
}

impl Guarding {
    /// What can be said in the metadata of a text before it begins.
    pub fn says(&self) -> Object {
        Object::new()
            .with("policy", self.terms.policy.name.as_deref())
            .with("sha256", self.digest.as_str())
    }
}

/// Makes the plan for texts that go this way, if anything is asked for.
pub fn plan(flags: &GuardFlags, direction: Direction) -> Result<Option<Guarding>, CliError> {
    let policy = policy_of(flags)?;
    policy.map(|policy| guarding(policy, flags.policy.as_deref(), direction, true)).transpose()
}

/// The plan of `check`: without a policy, all that is looked for by default. Nothing is recorded
/// where nothing is checked.
pub fn plan_or_default(flags: &GuardFlags, checks: bool) -> Result<Guarding, CliError> {
    let policy = policy_of(flags)?.unwrap_or_default();
    guarding(policy, flags.policy.as_deref(), Direction::Input, checks)
}

/// The policy of the file, with the rules of the flags before its own.
fn policy_of(flags: &GuardFlags) -> Result<Option<Policy>, CliError> {
    let rules = rules(flags);
    Ok(match &flags.policy {
        Some(path) => {
            let mut policy = load(path)?;
            policy.rules.splice(0..0, rules);
            Some(policy)
        }
        None if rules.is_empty() => None,
        None => Some(Policy::of_rules(rules)),
    })
}

fn guarding(
    policy: Policy,
    path: Option<&Path>,
    direction: Direction,
    records: bool,
) -> Result<Guarding, CliError> {
    let digest = hex(&Sha256::digest(print::print(&policy)));
    let kind = policy.audit.as_ref().map(|audit| &audit.fingerprint);
    let key = match kind {
        Some(policy::Fingerprints::File(file)) => read_key(&beside(path, file))?,
        _ => {
            let mut key = vec![0; 32];
            getrandom::fill(&mut key).map_err(CliError::random)?;
            key
        }
    };
    let fingerprints = kind.is_some_and(|kind| *kind != policy::Fingerprints::Off);
    let audit = match policy.audit.as_ref().filter(|_| records) {
        Some(audit) => {
            let file = match audit.file.as_str() {
                "-" => None,
                file => Some(beside(path, file)),
            };
            let name = policy.name.as_deref();
            Some(Audit::open(file.as_deref(), name, &digest)?)
        }
        None => None,
    };
    let key = FingerprintKey::new(&key);
    let mut terms =
        CompiledPolicy::new(policy, direction, time::year(now()), key).map_err(|error| {
            let name = path.map_or("the policy".to_owned(), |path| path.display().to_string());
            CliError::key(name, "a pattern of it cannot be used")
                .hint(error.code())
                .why(error.message)
        })?;
    terms.fingerprints = fingerprints;
    Ok(Guarding { terms, digest, audit })
}

/// The rules of the flags: they come before all others.
fn rules(flags: &GuardFlags) -> Vec<Rule> {
    let given = [
        ("--block", Action::Block, &flags.block),
        ("--redact", Action::Redact, &flags.redact),
        ("--warn", Action::Warn, &flags.warn),
    ];
    let rule = |(name, action, kinds): (&str, Action, &Vec<_>)| {
        let kinds: Vec<policy::Selector> =
            Vec::from_iter(kinds.iter().flat_map(|kinds: &Selectors| kinds.0.iter().copied()));
        (!kinds.is_empty()).then(|| Rule {
            kinds,
            action,
            min_confidence: None,
            direction: Directions::Both,
            name: name.to_owned(),
        })
    };
    given.into_iter().filter_map(rule).collect()
}

fn load(path: &Path) -> Result<Policy, CliError> {
    let name = path.display();
    let bytes = read_file(path, POLICY_MAX)?;
    let text = String::from_utf8(bytes).map_err(|_| {
        CliError::key(name, "it is not UTF-8 text")
            .fix(format!("convert it first: iconv -f UTF-16 -t UTF-8 {}", quoted(path)))
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    read::read(text).map_err(|error: PolicyError| {
        let told = CliError::key(format!("{}:{}", path.display(), error.line), &error)
            .hint(error.code())
            .why(error.why);
        match error.fix {
            Some(fix) => told.fix(fix),
            None => told,
        }
    })
}

/// A key may be any bytes; a line break behind it does not count.
fn read_key(path: &Path) -> Result<Vec<u8>, CliError> {
    let bytes = read_file(path, KEY_MAX)?;
    let key = bytes.trim_ascii_end();
    if key.len() < KEY_MIN {
        return Err(CliError::key(
            path.display(),
            format!("the key of the fingerprints has fewer than {KEY_MIN} bytes"),
        )
        .fix(format!("make one: openssl rand -hex 32 > {}", quoted(path))));
    }
    Ok(key.to_vec())
}

fn read_file(path: &Path, most: u64) -> Result<Vec<u8>, CliError> {
    let failed = |error: &std::io::Error| {
        CliError::key(path.display(), words(error)).fix(hints::reading(path, error))
    };
    let file = File::open(path).map_err(|error| failed(&error))?;
    if file.metadata().is_ok_and(|about| about.is_dir()) {
        return Err(CliError::key(path.display(), "it is a folder").fix(hints::folder(path)));
    }
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
    if bytes.len() as u64 > most {
        let what = format!("it has more than {most} bytes");
        return Err(CliError::key(path.display(), what).fix("name another file"));
    }
    Ok(bytes)
}

/// A relative path in a policy starts at the policy.
fn beside(policy: Option<&Path>, file: &str) -> std::path::PathBuf {
    match policy.and_then(Path::parent) {
        Some(folder) => folder.join(file),
        None => file.into(),
    }
}
