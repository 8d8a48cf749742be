//! Kinds that a policy defines by a regular expression.
//!
//! All of them are one automaton, built as it is needed (regex-automata, `hybrid`). It is started
//! at a place and followed until nothing can match any more; where the text ends before that, it
//! waits in its state.

use std::fmt;
use std::sync::Arc;

use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::nfa::thompson;
use regex_automata::util::{start, syntax};
use regex_automata::{Anchored, MatchKind};

use crate::guard::detect::context;
use crate::guard::detect::cursor::{Cursor, END};
use crate::guard::detect::kind::Name;
use crate::guard::detect::scan::{Match, ScanResult};

/// The longest match of a pattern, in bytes.
pub const LENGTH_MAX: usize = 256;
/// The memory that all patterns together may take.
const SIZE_MAX: usize = 4 * 1024 * 1024;

/// A kind of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The pattern.
    pub pattern: String,
    /// Words of which one must stand before it, if there are any.
    pub context: Vec<String>,
}

/// Why a pattern cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError {
    /// Which of the rules.
    pub rule: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PatternError {}

impl PatternError {
    /// Returns the name of the error for programs, which later versions keep.
    pub fn code(&self) -> &'static str {
        "pattern-unusable"
    }
}

/// All kinds of a policy. A copy shares them, and has states of its own.
pub struct Custom {
    rules: Arc<Rules>,
    /// The states that were needed so far; there are none before somebody asks.
    cache: Option<Box<Cache>>,
}

struct Rules {
    dfa: DFA,
    contexts: Vec<Vec<String>>,
    /// With which bytes a match may begin.
    first: [bool; 256],
}

impl Clone for Custom {
    fn clone(&self) -> Self {
        Self { rules: Arc::clone(&self.rules), cache: None }
    }
}

impl fmt::Debug for Custom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Custom").finish_non_exhaustive()
    }
}

/// The automaton at one place.
#[derive(Debug)]
pub struct Run {
    /// Where it was started, in the view.
    at: usize,
    /// How many bytes it has seen.
    seen: usize,
    state: LazyStateID,
    /// The rule that matched last, and where its match ends.
    matched: Option<(usize, usize)>,
    over: bool,
}

impl Run {
    /// Bytes before a place are gone.
    pub fn forget(&mut self, before: usize) {
        self.at = self.at.wrapping_sub(before);
    }
}

/// The syntax of patterns: bytes, with ASCII classes and boundaries.
fn config() -> syntax::Config {
    syntax::Config::new().unicode(false).utf8(false)
}

/// What is wrong with a pattern by itself, if anything is.
fn complaint(pattern: &str) -> Option<String> {
    let hir = match syntax::parse_with(pattern, &config()) {
        Ok(hir) => hir,
        // The last line says what is wrong; those before it show where.
        Err(error) => {
            let text = error.to_string();
            let last = text.lines().last().unwrap_or_default();
            return Some(last.trim_start_matches("error: ").to_owned());
        }
    };
    let properties = hir.properties();
    match (properties.minimum_len(), properties.maximum_len()) {
        (None, _) => Some("it can match nothing at all".to_owned()),
        (Some(0), _) => Some("it matches the empty text".to_owned()),
        (_, None) => {
            Some(format!("its matches have no longest length; the most is {LENGTH_MAX} bytes"))
        }
        (_, Some(most)) if most > LENGTH_MAX => {
            Some(format!("its longest match has {most} bytes; the most is {LENGTH_MAX}"))
        }
        _ => None,
    }
}

impl Custom {
    /// Makes one automaton of all rules.
    pub fn new(rules: &[Rule]) -> Result<Self, PatternError> {
        for (rule, Rule { pattern, .. }) in rules.iter().enumerate() {
            if let Some(message) = complaint(pattern) {
                return Err(PatternError { rule, message });
            }
        }
        let patterns: Vec<&str> = rules.iter().map(|rule| rule.pattern.as_str()).collect();
        let dfa = DFA::builder()
            .syntax(config())
            .thompson(thompson::Config::new().utf8(false).nfa_size_limit(Some(SIZE_MAX)))
            .configure(DFA::config().match_kind(MatchKind::LeftmostFirst))
            .build_many(&patterns)
            .map_err(|error| PatternError {
                // Which one is the largest is what there is to know.
                rule: (0..rules.len()).max_by_key(|rule| rules[*rule].pattern.len()).unwrap_or(0),
                message: error.to_string(),
            })?;
        let mut cache = dfa.create_cache();
        let mut first = [false; 256];
        for before in [None, Some(b'a'), Some(b' '), Some(b'\n'), Some(b'\r')] {
            for byte in 0..=u8::MAX {
                let state = begin(&dfa, &mut cache, before);
                let next = state.and_then(|state| dfa.next_state(&mut cache, state, byte).ok());
                first[usize::from(byte)] |= next.is_none_or(|next| !next.is_dead());
            }
        }
        let rules =
            Rules { contexts: rules.iter().map(|rule| rule.context.clone()).collect(), dfa, first };
        Ok(Self { rules: Arc::new(rules), cache: None })
    }

    /// Whether a match may begin with this byte.
    #[inline(always)]
    pub fn may_begin(&self, byte: u8) -> bool {
        self.rules.first[usize::from(byte)]
    }

    /// Whether a match begins at a place of the view; `run` keeps the state while the text comes.
    pub fn ask(&mut self, look: &Cursor<'_>, at: usize, run: &mut Option<Run>) -> ScanResult {
        if !self.may_begin(look.byte(0)?) {
            return Ok(None);
        }
        let Rules { dfa, contexts, .. } = &*self.rules;
        let cache = self.cache.get_or_insert_with(|| Box::new(dfa.create_cache()));
        if run.as_ref().is_none_or(|run| run.at != at) {
            let before = Some(look.back(1)).filter(|byte| *byte != END);
            let Some(state) = begin(dfa, cache, before) else {
                return Ok(None);
            };
            *run = Some(Run { at, seen: 0, state, matched: None, over: false });
        }
        let Some(run) = run else {
            return Ok(None);
        };
        while !run.over {
            let (text, open) = look.ahead(run.seen + LENGTH_MAX);
            let next = match text.get(run.seen) {
                Some(byte) => dfa.next_state(cache, run.state, *byte),
                None if open => return Err(look.more()),
                None => dfa.next_eoi_state(cache, run.state),
            };
            let at_end = run.seen == text.len();
            let Ok(next) = next else {
                // Only an automaton that may give up answers so, and this one may not.
                run.over = true;
                break;
            };
            if next.is_match() {
                let rule = dfa.match_pattern(cache, next, 0).as_usize();
                run.matched = Some((rule, run.seen));
            }
            run.state = next;
            run.seen += 1;
            run.over = at_end || next.is_dead() || next.is_quit() || run.seen > LENGTH_MAX + 1;
        }
        let matched = run.matched.filter(|(rule, end)| {
            let words = &contexts[*rule];
            *end > 0 && (words.is_empty() || context::follows(look, words))
        });
        Ok(matched.map(|(rule, end)| Match::new(Name::Custom(rule), end, 100, "pattern")))
    }
}

fn begin(dfa: &DFA, cache: &mut Cache, before: Option<u8>) -> Option<LazyStateID> {
    let config = start::Config::new().anchored(Anchored::Yes).look_behind(before);
    dfa.start_state(cache, &config).ok()
}
