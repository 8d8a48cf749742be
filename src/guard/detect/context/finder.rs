//! Finds all keywords at once.

use std::sync::OnceLock;

use aho_corasick::Anchored;
use aho_corasick::automaton::{Automaton, StateID};
use aho_corasick::nfa::contiguous::NFA;

use crate::guard::detect::kind::Kind;

/// The keywords, and the automaton that finds them.
pub struct Finder {
    /// The automaton.
    pub automaton: NFA,
    /// What its patterns say.
    pub entries: Vec<(Kind, &'static str)>,
    /// Its first state.
    pub start: StateID,
    /// Its state where a word begins, and no keyword before it.
    pub home: StateID,
    /// With which two letters keywords begin: a bit for each second one, by the first.
    pairs: [u32; 26],
}

impl Finder {
    /// Whether a keyword may begin with these, the first in lower case.
    #[inline]
    pub fn may_begin(&self, first: u8, second: u8) -> bool {
        let row = self.pairs.get(usize::from(first.wrapping_sub(b'a')));
        row.is_some_and(|row| row & bit(second) != 0)
    }
}

/// The bit of a second letter; all that are none have one together.
fn bit(letter: u8) -> u32 {
    match letter.to_ascii_lowercase() {
        letter @ b'a'..=b'z' => 1 << (letter - b'a'),
        _ => 1 << 26,
    }
}

/// The automaton, made when somebody asks for the first time.
pub fn finder() -> &'static Finder {
    static FINDER: OnceLock<Finder> = OnceLock::new();
    FINDER.get_or_init(|| {
        let mut patterns = Vec::new();
        let mut entries = Vec::new();
        for kind in Kind::ALL.iter().copied() {
            for keyword in kind.keywords() {
                let lower = keyword.to_lowercase();
                if keyword.chars().any(is_joined) {
                    patterns.push(lower);
                    entries.push((kind, keyword));
                    continue;
                }
                patterns.push(format!(" {lower} "));
                patterns.push(format!(" {lower}s "));
                entries.extend([(kind, keyword); 2]);
            }
        }
        let automaton = NFA::new(&patterns);
        // The patterns are ours, few and short; a test builds them.
        let automaton = automaton.unwrap_or_else(|error| unreachable!("{error}"));
        let start =
            automaton.start_state(Anchored::No).unwrap_or_else(|error| unreachable!("{error}"));
        let home = automaton.next_state(Anchored::No, start, b' ');
        let mut pairs = [0; 26];
        for pattern in &patterns {
            if let [b' ', first @ b'a'..=b'z', second, ..] = pattern.as_bytes() {
                pairs[usize::from(first - b'a')] |= bit(*second);
            }
        }
        Finder { home, pairs, automaton, entries, start }
    })
}

/// Whether a character is of a script that is written without spaces, or whose words go on without
/// them.
#[inline]
pub fn is_joined(c: char) -> bool {
    c >= '\u{1100}' && (crate::text::class::is_wide(c) || ('\u{AC00}'..='\u{D7A3}').contains(&c))
}
