//! Finds all keywords at once.

use std::sync::OnceLock;

use aho_corasick::Anchored;
use aho_corasick::automaton::{Automaton, StateID};
use aho_corasick::dfa::DFA;

use super::keywords::KEYWORDS;
use crate::guard::kind::Kind;

/// The keywords, and the automaton that finds them.
pub struct Finder {
    /// The automaton.
    pub dfa: DFA,
    /// What its patterns say.
    pub entries: Vec<(Kind, &'static str)>,
    /// Its first state.
    pub start: StateID,
}

/// The automaton, made when somebody asks for the first time.
pub fn finder() -> &'static Finder {
    static FINDER: OnceLock<Finder> = OnceLock::new();
    FINDER.get_or_init(|| {
        let mut patterns = Vec::new();
        let mut entries = Vec::new();
        for (kind, keywords) in KEYWORDS {
            for keyword in *keywords {
                let lower = keyword.to_lowercase();
                if is_joined(keyword) {
                    patterns.push(lower);
                    entries.push((*kind, *keyword));
                    continue;
                }
                patterns.push(format!(" {lower} "));
                patterns.push(format!(" {lower}s "));
                entries.extend([(*kind, *keyword); 2]);
            }
        }
        let dfa = DFA::new(&patterns);
        // The patterns are ours, few and short; a test builds them.
        let dfa = dfa.unwrap_or_else(|error| unreachable!("{error}"));
        let start = dfa
            .start_state(Anchored::No)
            .unwrap_or_else(|error| unreachable!("{error}"));
        Finder {
            dfa,
            entries,
            start,
        }
    })
}

/// Whether a word is of a script that is written without spaces.
fn is_joined(word: &str) -> bool {
    let is_joined =
        |c: char| crate::text::class::is_wide(c) || ('\u{AC00}'..='\u{D7A3}').contains(&c);
    word.chars().any(is_joined)
}
