//! The walk through a text: one place after another is asked whether a value begins there.
//!
//! A place is left behind as soon as it is certain that none does. While that is open, the text
//! from there on is held, and nothing else: [`Engine::clear`] says up to where it may pass. What is
//! found depends on the text alone, not on how it was read.

mod ask;
mod found;
mod rest;

use crate::guard::detect::class::{WORD, is};
use crate::guard::detect::context::Context;
use crate::guard::detect::cursor::{Cursor, Incomplete};
use crate::guard::detect::custom::Run;
use crate::guard::detect::kind::{Kind, Name};
use crate::guard::detect::lookbehind::{KEPT, Lookbehind};
use crate::guard::detect::normalized::Normalized;
use crate::guard::detect::prefilter::{Prefilter, Prefiltered, begins, foreign};
use crate::guard::detect::scan::mail::{self, Memo};
use crate::guard::detect::scan::{Answers, Match, Rest, ScanContext, ScanResult};

pub use found::{Found, Step, Wanted};

/// Bytes of the view that were decided on and are kept before they are forgotten together.
const SURPLUS: usize = 16 * 1024;

/// Looks for values in one text.
#[derive(Debug)]
pub struct Engine {
    wanted: Wanted,
    glance: Prefilter,
    view: Normalized,
    past: Lookbehind,
    /// The place that is asked next.
    at: usize,
    ended: bool,
    wait: Option<Incomplete>,
    /// Up to where the text was looked at while waiting.
    looked: usize,
    memo: Memo,
    context: Context,
    custom: Option<Run>,
    /// What goes on that was found,
    rest: Option<Rest>,
    /// where it ends so far in the text,
    rest_end: u64,
    /// and whether what follows is to see nothing of it.
    hidden: bool,
    /// Where the value that was found last begins and ends.
    last: Option<(usize, usize)>,
}

impl Engine {
    /// An engine for one text.
    pub fn new(wanted: Wanted) -> Self {
        Self {
            view: Normalized::new(wanted.fold),
            glance: Prefilter::new(wanted.kinds),
            wanted,
            past: Lookbehind::default(),
            at: 0,
            ended: false,
            wait: None,
            looked: 0,
            memo: Memo::default(),
            context: Context::default(),
            custom: None,
            rest: None,
            rest_end: 0,
            hidden: false,
            last: None,
        }
    }

    /// The same, that asks about every word.
    #[cfg(test)]
    fn thorough(wanted: Wanted) -> Self {
        Self { glance: Prefilter::blind(), ..Self::new(wanted) }
    }

    /// The next bytes of the text.
    pub fn push(&mut self, text: &[u8]) {
        if self.at > SURPLUS {
            self.forget();
        }
        self.view.push(text);
    }

    /// What stands before the text.
    pub fn precede(&mut self, text: &[u8]) {
        self.context.forget(text, text.len());
        self.past.push(text);
    }

    /// The text is over.
    pub fn finish(&mut self) {
        self.view.finish();
        self.ended = true;
        self.wait = None;
    }

    /// Up to which byte of the text all is decided.
    pub fn clear(&self) -> u64 {
        self.view.start(self.at)
    }

    /// The value that was found last is written as this: what follows is to see no more of it.
    pub fn replaced(&mut self, with: &[u8]) {
        let Some((start, end)) = self.last.take() else {
            return;
        };
        let text = self.view.bytes();
        self.context.replace(text, start, end, with.len());
        self.past.push(&text[..start]);
        self.past.push(with);
        self.hidden = true;
        self.drop_before(end);
    }

    fn forget(&mut self) {
        let text = self.view.bytes();
        self.context.forget(text, self.at);
        self.past.push(&text[self.at.saturating_sub(KEPT)..self.at]);
        self.drop_before(self.at);
    }

    fn drop_before(&mut self, place: usize) {
        self.view.forget(place);
        self.memo.forget(place);
        self.at -= place;
        self.looked = self.looked.saturating_sub(place);
        if let Some(wait) = &mut self.wait {
            wait.length = wait.length.saturating_sub(place);
        }
        if let Some(run) = &mut self.custom {
            run.forget(place);
        }
        self.last = None;
    }

    /// The next thing that is certain; nothing before more of the text has come.
    pub fn step(&mut self) -> Option<Step> {
        if let Some(rest) = self.rest {
            return self.go_on(rest);
        }
        if let Some(wait) = self.wait {
            let text = self.view.bytes();
            if !wait.is_over(text, self.looked.min(text.len())) {
                self.looked = text.len();
                return None;
            }
            self.wait = None;
        }
        loop {
            let open = self.skip();
            if self.at == self.view.bytes().len() {
                return None;
            }
            match open.map_or_else(|| self.ask(), Err) {
                Ok(Some(hit)) => return Some(Step::Found(self.found(*hit))),
                Ok(None) => self.pass_by(),
                Err(wait) => {
                    self.looked = self.view.bytes().len();
                    self.wait = Some(wait);
                    return None;
                }
            }
        }
    }

    fn look(&self) -> Cursor<'_> {
        Cursor::new(self.view.bytes(), self.at, self.ended, self.past.bytes())
    }

    /// Goes to the next place where a value may begin; stays if one may begin here. Says what has
    /// to come first, if that is open.
    fn skip(&mut self) -> Option<Incomplete> {
        let text = self.view.bytes();
        let (mut further, mut before) = (self.look().back(2), self.look().back(1));
        let mut at = self.at;
        let mut wait = None;
        match &self.wanted.custom {
            Some(custom) => {
                while at < text.len()
                    && !(begins(text[at], before, further) || custom.may_begin(text[at]))
                {
                    (further, before) = (before, text[at]);
                    at += 1;
                }
            }
            None => {
                while at < text.len() {
                    if text[at] >= 0x80 {
                        at += foreign(&text[at..]);
                        (further, before) = (0x80, 0x80);
                        continue;
                    }
                    if begins(text[at], before, further) {
                        match self.glance.at(text, at, before) {
                            Prefiltered::Nothing(end) => {
                                at = end - 1;
                                before = text[at.max(1) - 1];
                            }
                            Prefiltered::Something => break,
                            Prefiltered::Open(_, _) if self.ended => break,
                            Prefiltered::Open(classes, length) => {
                                wait = Some(Incomplete { classes, length });
                                break;
                            }
                        }
                    }
                    (further, before) = (before, text[at]);
                    at += 1;
                }
            }
        }
        self.at = at;
        wait
    }

    /// Leaves a place behind.
    fn pass_by(&mut self) {
        let look = Cursor::new(self.view.bytes(), self.at, self.ended, self.past.bytes());
        let mut next = self.at + 1;
        // Patterns may begin anywhere, and words behind the letter of an escape.
        if self.wanted.custom.is_some() || look.back(1) == b'\\' {
            self.at = next;
            return;
        }
        if self.wanted.kinds.contains(Kind::Email) && is(self.view.bytes()[self.at], WORD) {
            // Somewhere in a long run the part before an @ may begin.
            let (end, open) = self.memo.run_from(&look, self.at);
            let latest = end.saturating_sub(mail::LOCAL_MAX);
            if latest > self.at && (open.is_err() || self.view.bytes().get(end) == Some(&b'@')) {
                let inside = look.bytes(0, latest - self.at).iter().all(|byte| is(*byte, WORD));
                if inside && is(self.view.bytes()[latest], WORD) {
                    self.at = latest;
                    return;
                }
            }
        }
        let text = self.view.bytes();
        while next < text.len() && is(text[next - 1], WORD) && is(text[next], WORD) {
            next += 1;
        }
        self.at = next;
    }

    /// Asks whether a value begins at this place.
    fn ask(&mut self) -> ScanResult {
        let text = self.view.bytes();
        let look = Cursor::new(text, self.at, self.ended, self.past.bytes());
        let mut answers = Answers::default();
        if let Some(custom) = &mut self.wanted.custom {
            answers.ask(|| custom.ask(&look, self.at, &mut self.custom));
        }
        let wanted = (self.wanted.kinds, self.wanted.year);
        let mut scene = ScanContext::new(look, (text, self.at), wanted, &mut self.context);
        answers.ask(|| ask::builtin(&mut scene, self.at, &mut self.memo));
        answers.together()
    }

    fn found(&mut self, hit: Match) -> Found {
        let (start, end) = (self.at, self.at + hit.end);
        let value = self.view.bytes()[start..end].to_vec();
        let found = Found {
            name: hit.name,
            start: self.view.start(start),
            end: self.view.end(end - 1),
            confidence: hit.confidence,
            evidence: hit.evidence,
            test_value: hit.test_value,
            open: hit.rest.is_some(),
            may_keep: matches!(hit.name, Name::Known(_)) && self.may_keep(&value, end),
            bare: value.iter().all(u8::is_ascii_digit) && self.stands_as_number(),
            value,
        };
        self.last = Some((start, end));
        self.rest = hit.rest;
        self.hidden = false;
        self.rest_end = found.end;
        self.custom = None;
        self.at = end;
        found
    }

    fn may_keep(&self, value: &[u8], end: usize) -> bool {
        let next = self.view.bytes().get(end);
        value.iter().all(|byte| !byte.is_ascii_alphabetic() && byte.is_ascii())
            && next.is_none_or(|next| next.is_ascii_whitespace() || b",;\"')]}".contains(next))
    }

    /// Whether `"name":` stands before the place, with no quotes behind it.
    fn stands_as_number(&self) -> bool {
        let look = self.look();
        let is_space = |byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        let before = |back| look.back_over(back, KEPT, is_space);
        let mut back = before(1);
        match look.back(back) {
            b'[' => back = before(back + 1),
            // The element before it became a string.
            b',' => return look.back(back + 1) == b'"' && look.back(back + 2) == b']',
            _ => {}
        }
        look.back(back) == b':' && look.back(before(back + 1)) == b'"'
    }

    /// Goes on with a value that was recognised by its beginning.
    fn go_on(&mut self, kind: Rest) -> Option<Step> {
        let text = self.view.bytes();
        let from = self.at;
        let (end, over) = match kind {
            Rest::Run(class) => rest::run_end(text, from, class, false, self.ended),
            Rest::Dotted(class) => rest::run_end(text, from, class, true, self.ended),
            Rest::Pem => rest::pem_end(text, from, self.ended),
        };
        let value = text[from..end].to_vec();
        if over {
            self.rest = None;
        }
        if end > from {
            self.rest_end = self.view.end(end - 1);
            self.at = end;
            if self.hidden {
                self.drop_before(end);
            }
        }
        (over || !value.is_empty()).then_some(Step::More { value, end: self.rest_end, over })
    }
}

#[cfg(test)]
#[path = "engine_tests.rs"]
mod tests;
