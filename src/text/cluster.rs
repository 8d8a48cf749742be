//! Where grapheme clusters end (UAX #29, extended): a mark inside one would tear it.

use crate::text::utf8;
use unicode_segmentation::UnicodeSegmentation as _;

/// Bytes of text that are kept to judge the next boundary. Clusters that are longer count as
/// unended.
const CONTEXT: usize = 192;

/// Remembers the end of a text, to say whether a cluster ends there.
#[derive(Debug, Clone, Default)]
pub struct Clusters {
    /// The last bytes of the text.
    tail: Vec<u8>,
    /// Whether bytes stand before the tail.
    cut: bool,
}

impl Clusters {
    /// The next bytes of the text.
    pub fn update(&mut self, text: &[u8]) {
        let text = if text.len() > CONTEXT {
            self.cut = true;
            self.tail.clear();
            &text[text.len() - CONTEXT..]
        } else {
            text
        };
        self.tail.extend_from_slice(text);
        if self.tail.len() > 4 * CONTEXT {
            self.cut = true;
            self.tail.drain(..self.tail.len() - CONTEXT);
        }
    }

    /// Whether a cluster ends before `next`, which comes after all that was given.
    pub fn boundary_before(&self, next: char) -> bool {
        match self.tail.last() {
            None => false,
            Some(last) if last.is_ascii() && next.is_ascii() => (*last, next) != (b'\r', '\n'),
            Some(_) => self.boundary_in_context(next),
        }
    }

    fn boundary_in_context(&self, next: char) -> bool {
        let from = self.tail.len().saturating_sub(CONTEXT);
        let mut context = &self.tail[from..];
        let cut = self.cut || from > 0;
        while cut && context.first().is_some_and(|byte| byte & 0xC0 == 0x80) {
            context = &context[1..];
        }
        let mut text = String::from_utf8_lossy(context).into_owned();
        let end = text.len();
        text.push(next);
        // Flags are pairs of regional indicators: where the context begins amid a row of them,
        // nobody can say which of them are pairs.
        let flags = text.trim_start_matches(is_regional_indicator);
        if cut && flags.len() < next.len_utf8() + 1 {
            return false;
        }
        let mut starts = text.grapheme_indices(true).map(|(start, _)| start).rev();
        let boundary = starts.next() == Some(end);
        boundary && (!cut || starts.any(|start| start > 0))
    }

    /// Whether the text ends inside a character.
    pub fn ends_in_unfinished_character(&self) -> bool {
        utf8::unfinished_tail(&self.tail) > 0
    }
}

fn is_regional_indicator(c: char) -> bool {
    ('\u{1F1E6}'..='\u{1F1FF}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boundary(before: &str, next: char) -> bool {
        let mut clusters = Clusters::default();
        clusters.update(before.as_bytes());
        clusters.boundary_before(next)
    }

    #[test]
    fn clusters_are_never_torn() {
        assert!(
            boundary("a", 'b') && boundary("é", 'b') && boundary("🇩🇪", '🇫') && boundary("👍🏽", '👍')
        );
        assert!(!boundary("", 'a'));
        assert!(!boundary("\r", '\n'));
        assert!(!boundary("e", '\u{301}'));
        assert!(!boundary("❤", '\u{FE0F}'));
        assert!(!boundary("👩\u{200D}", '💻'));
        assert!(!boundary("🇩", '🇪'));
        assert!(!boundary("ᄒ", 'ᅡ'));
        assert!(!boundary("क्", 'ष'));
    }

    #[test]
    fn a_cluster_longer_than_the_context_counts_as_unended() {
        assert!(!boundary(&"🇩".repeat(1000), '🇪'));
        assert!(!boundary(&"🇩".repeat(1001), 'a'));
        assert!(!boundary(&format!("a{}", "\u{301}".repeat(1000)), 'b'));
        assert!(boundary(&format!("{}b", "\u{301}".repeat(1000)), 'c'));
    }
}
