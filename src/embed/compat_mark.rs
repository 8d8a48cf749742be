//! A mark of encypher-ai on its way into the text, which is text for our own records.

use crate::compat::write::CompatMark;
use crate::mark;

/// Marks behind the joint of a seal: readers of encypher-ai look at runs of 16 and more.
const JOINTED: usize = 8;

/// The mark, until it is placed.
pub struct Companion {
    mark: Option<CompatMark>,
    jointed: bool,
    hidden: bool,
    missing: bool,
    /// Whether the last character is a U+FEFF, which would be taken for a part of the mark.
    byte_order_mark: bool,
}

impl Companion {
    pub fn new(mark: Option<CompatMark>) -> Self {
        Self {
            jointed: mark.as_ref().is_some_and(CompatMark::prefers_end),
            mark,
            hidden: false,
            missing: false,
            byte_order_mark: false,
        }
    }

    /// Whether there is one that has not been placed.
    pub fn is_pending(&self) -> bool {
        self.mark.is_some()
    }

    /// The marks of records of our own, spelled so that its readers pass over them.
    pub fn spell(&self, records: &[u8]) -> Vec<u8> {
        let mut marks = Vec::new();
        match self.jointed {
            true => mark::spell_jointed(records, JOINTED, &mut marks),
            false => mark::spell(records, &mut marks),
        }
        marks
    }

    /// Whether a selector of the text stands before it.
    pub fn is_hidden(&self) -> bool {
        self.hidden
    }

    /// Whether it had no place.
    pub fn is_missing(&self) -> bool {
        self.missing
    }

    /// Whether it must not stand here.
    pub fn is_barred(&self) -> bool {
        self.byte_order_mark
    }

    /// Whether it has to go before `next`, so that no selector hides it.
    pub fn belongs_before(&self, next: char) -> bool {
        self.is_pending() && !self.byte_order_mark && may_have_selector(next)
    }

    /// The next character of the text.
    pub fn advance(&mut self, c: char) {
        self.hidden |= self.is_pending() && is_selector(c);
        self.byte_order_mark = c == '\u{FEFF}';
    }

    /// Its selectors, to be placed here and now.
    pub fn take(&mut self) -> Option<CompatMark> {
        let barred = self.mark.is_some() && self.byte_order_mark;
        self.missing |= barred;
        self.mark.take().filter(|_| !barred)
    }
}

/// Whether a selector may stand behind this character: it is a symbol that may be an emoji.
fn may_have_selector(c: char) -> bool {
    matches!(c,
        '\u{A9}' | '\u{AE}' | '\u{203C}' | '\u{2049}' | '\u{2100}'..='\u{2BFF}'
        | '\u{3030}' | '\u{303D}' | '\u{3297}' | '\u{3299}' | '\u{1F000}'..='\u{1FAFF}')
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}
