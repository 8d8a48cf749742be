//! Decides where records stand, and passes the text on around them.
//!
//! While a record is wanted the weaver *seeks*: it looks at every character. Between records it
//! *coasts*: whole reads go through, and only what the end of the text needs to know is followed. A
//! record is placed when the character behind its place has come, so that no text ever waits for
//! one.

use crate::compat::write::CompatMark;
use crate::embed::compat_mark::Companion;
use crate::embed::{EmbedOptions, EmbedSummary, Ending, Hold, Placed, SegmentWriter};
use crate::json::Json;
use crate::mark::Outlet;
use crate::record::Flags;
use crate::target::{Finder, Target};
use crate::text::cluster::Clusters;
use crate::text::escape::Escapes;
use crate::text::fence::Code;
use crate::text::newline::{self, is_newline};
use crate::text::utf8::{self, Unit};

/// The most bytes of trailing line breaks that are kept back.
const NEWLINES_MAX: usize = 4096;

/// Stands for bytes that are no character.
pub(super) const OPAQUE: char = '\u{FFFD}';

pub struct Placer {
    options: EmbedOptions,
    segment: SegmentWriter,
    pub(super) beside: Companion,
    pub(super) finder: Finder,
    clusters: Clusters,
    escapes: Escapes,
    code: Code,
    /// Line breaks at the end of what has come, not passed on yet.
    newlines: Vec<u8>,
    /// Whether the last of them was taken for a seal's own.
    dropped_newline: bool,
    /// The beginning of a character at the end of what has come, while seeking.
    pub(super) unfinished: Vec<u8>,
    /// Whether the unfinished character is passed on already, for no record may stand before it.
    pub(super) unfinished_passed: bool,
    seeking: bool,
    /// Whether there has been text other than line breaks.
    started: bool,
    /// The same, and other than a byte order mark.
    pub(super) inked: bool,
    /// Whether no record may stand before the next character.
    pub(super) barred: bool,
    characters: u64,
    text_bytes: u64,
    marks: u64,
    mark_bytes: u64,
    placed: Placed,
}

impl Placer {
    pub fn new(options: EmbedOptions, segment: SegmentWriter, compat: Option<CompatMark>) -> Self {
        let mut weaver = Self {
            options,
            segment,
            // Its place is the target, and our records stand at the end.
            beside: Companion::new(compat),
            finder: Finder::new(options.target),
            clusters: Clusters::default(),
            escapes: Escapes::default(),
            code: Code::default(),
            newlines: Vec::new(),
            dropped_newline: false,
            unfinished: Vec::new(),
            unfinished_passed: false,
            seeking: false,
            started: false,
            inked: false,
            barred: false,
            characters: 0,
            text_bytes: 0,
            marks: 0,
            mark_bytes: 0,
            placed: Placed::Nowhere,
        };
        weaver.seeking = weaver.wants_record();
        weaver
    }

    pub fn add_metadata(&mut self, key: &str, value: Json) -> bool {
        self.segment.add_metadata(key, value)
    }

    pub fn bar(&mut self) {
        self.barred = true;
    }

    /// The next bytes of the text.
    pub fn push(&mut self, mut text: &[u8], out: &mut impl Outlet) {
        if text
            .first()
            .is_some_and(|first| std::mem::take(&mut self.dropped_newline) && !is_newline(*first))
        {
            self.newlines.push(b'\n');
        }
        if !self.started {
            let newlines = text.iter().take_while(|byte| is_newline(**byte)).count();
            self.text_bytes += newlines as u64;
            out.text(&text[..newlines]);
            text = &text[newlines..];
            self.started = !text.is_empty();
        }
        let body = match self.options.hold {
            Hold::Nothing => text,
            Hold::TrailingNewlines if self.options.target == Target::None => text,
            Hold::TrailingNewlines => newline::without_trailing(text),
        };
        if !body.is_empty() {
            let newlines = std::mem::take(&mut self.newlines);
            self.take(&newlines, out);
            self.take(body, out);
        }
        let newlines = &text[body.len()..];
        if !newlines.is_empty() {
            // No line break continues a character.
            self.end_unfinished(out);
            self.newlines.extend_from_slice(newlines);
        }
        if self.newlines.len() > NEWLINES_MAX {
            let surplus: Vec<u8> =
                self.newlines.drain(..self.newlines.len() - NEWLINES_MAX).collect();
            self.take(&surplus, out);
        }
    }

    /// Passes on a record of the input, which is no text.
    pub fn pass_record(&mut self, record: &[u8], out: &mut impl Outlet) {
        let newlines = std::mem::take(&mut self.newlines);
        self.take(&newlines, out);
        self.end_unfinished(out);
        out.text(record);
    }

    /// Forgets a line feed at the end of what has come, if it is not passed on yet, and unless
    /// something follows on this line.
    pub fn drop_newline(&mut self) {
        if self.newlines.last() == Some(&b'\n') {
            self.newlines.pop();
            self.dropped_newline = true;
        }
    }

    /// The text is over.
    pub fn finish(&mut self, ending: Ending, out: &mut impl Outlet) -> EmbedSummary {
        self.end_unfinished(out);
        let newlines = std::mem::take(&mut self.newlines);
        let mut rest = newlines.as_slice();
        if self.started && self.options.target != Target::None {
            let mut flags = SegmentWriter::last(ending);
            let compat = self.beside.take();
            if let Some(compat) = &compat {
                self.pass_peer(compat, out);
            }
            if compat.is_some() || (self.options.target.spares_code() && self.code.in_fence()) {
                // Behind a fence on its line, marks would break it, and two kinds of marks would be
                // one run: the seal goes onto the next line.
                match memchr::memchr(b'\n', rest) {
                    Some(end) => {
                        self.pass(&rest[..=end], out);
                        rest = &rest[end + 1..];
                    }
                    None => {
                        out.mark(b"\n");
                        flags.own_newline = true;
                    }
                }
            }
            self.place_seal(flags, Placed::AtEnd, out);
        }
        self.text_bytes += rest.len() as u64;
        out.text(rest);
        EmbedSummary {
            text_bytes: self.text_bytes,
            marks: self.marks,
            mark_bytes: self.mark_bytes,
            seals: self.segment.seals(),
            placed: self.placed,
            compat_hidden: self.beside.is_hidden(),
            compat_missing: self.beside.is_missing(),
        }
    }

    /// Takes text of which nothing needs to be kept back but an unfinished character.
    pub(super) fn take(&mut self, mut text: &[u8], out: &mut impl Outlet) {
        while !text.is_empty() {
            let taken = if self.seeking { self.seek(text, out) } else { self.coast(text, out) };
            text = &text[taken..];
        }
    }

    /// Passes text on up to where the next record is wanted.
    fn coast(&mut self, text: &[u8], out: &mut impl Outlet) -> usize {
        let room = match self.options.every {
            Some(every) => every.get().saturating_sub(self.segment.length()),
            None => u64::MAX,
        };
        let mut taken = text.len().min(usize::try_from(room).unwrap_or(usize::MAX));
        // Not amid a character.
        taken += text[taken..].iter().take_while(|byte| **byte & 0xC0 == 0x80).count();
        self.pass(&text[..taken], out);
        if taken < text.len() {
            self.seeking = true;
            self.finder = Finder::new(self.options.target);
        }
        taken
    }

    /// Passes text on up to and including the next record; returns how much of it.
    fn seek(&mut self, text: &[u8], out: &mut impl Outlet) -> usize {
        if !self.unfinished.is_empty() {
            self.take_unfinished(text[0], out);
            return 1;
        }
        let mut passed = 0;
        let mut at = 0;
        while self.seeking {
            let (c, length) = match utf8::first(&text[at..]) {
                Unit::Character(c, length) => (c, length),
                Unit::Invalid(length) => (OPAQUE, length),
                Unit::Unfinished => break,
            };
            if self.inked && self.finder.good_before(c) {
                self.pass(&text[passed..at], out);
                passed = at;
                self.place_before(c, out);
            }
            if !self.barred && self.beside.belongs_before(c) {
                self.pass(&text[passed..at], out);
                passed = at;
                self.place_peer(out);
            }
            self.advance(c);
            at += length;
        }
        if self.seeking {
            let rest = &text[at..];
            let wanted = self.beside.is_pending() || (self.inked && self.finder.may_be_good());
            self.unfinished_passed = !wanted;
            if self.unfinished_passed {
                at = text.len();
            }
            self.unfinished.extend_from_slice(rest);
        }
        self.pass(&text[passed..at], out);
        if self.seeking { text.len() } else { at }
    }

    pub(super) fn advance(&mut self, c: char) {
        self.beside.advance(c);
        self.finder.advance(c);
        self.barred = false;
        self.characters += 1;
        self.inked |= !matches!(c, '\u{FEFF}' | '\n' | '\r');
    }

    /// Writes text and lets everybody know.
    pub(super) fn pass(&mut self, text: &[u8], out: &mut impl Outlet) {
        out.text(text);
        self.follow(text);
    }

    /// Writes a mark of encypher-ai, which is text to our own.
    fn pass_peer(&mut self, compat: &CompatMark, out: &mut impl Outlet) {
        out.mark(compat.selectors());
        self.follow(compat.selectors());
    }

    fn follow(&mut self, text: &[u8]) {
        self.text_bytes += text.len() as u64;
        if self.options.target == Target::None {
            return;
        }
        self.segment.update(text);
        self.clusters.update(text);
        self.escapes.update(text);
        if self.options.target.spares_code() {
            self.code.update(text);
        }
    }

    /// The place before `next` is a good one: places what is wanted, if a mark may stand here.
    pub(super) fn place_before(&mut self, next: char, out: &mut impl Outlet) {
        if self.characters < self.options.min_buffer {
            return;
        }
        let torn = self.barred || !self.clusters.boundary_before(next) || self.escapes.inside();
        if torn || (self.options.target.spares_code() && self.code.inside(Some(next))) {
            return self.finder.postpone();
        }
        let sealable = self.sealable();
        if self.beside.is_pending() {
            // At the end it stands with our own, and that may be the end of the first segment.
            return match self.options.target {
                Target::End if !sealable => self.finder.postpone(),
                _ if self.beside.is_barred() => self.finder.postpone(),
                _ => self.place_peer(out),
            };
        }
        if !self.segment.has_head() && self.options.target != Target::End {
            let head = self.segment.head();
            self.write(&head, Placed::AtTarget, out);
        }
        if sealable {
            let gap = self.segment.ends_in_white_space() || next.is_whitespace();
            self.place_seal(Flags { gap, ..Flags::default() }, Placed::AtTarget, out);
        }
        self.finder = Finder::new(self.options.target);
        self.seeking = self.wants_record();
    }

    /// Places the mark of encypher-ai, which is text for our own.
    pub(super) fn place_peer(&mut self, out: &mut impl Outlet) {
        if let Some(compat) = self.beside.take() {
            self.pass_peer(&compat, out);
            self.options.target = Target::End;
            self.finder = Finder::new(self.options.target);
            self.seeking = self.wants_record();
        }
    }

    fn place_seal(&mut self, flags: Flags, placed: Placed, out: &mut impl Outlet) {
        let records = self.segment.seal(flags);
        self.write(&records, placed, out);
    }

    fn write(&mut self, records: &[u8], placed: Placed, out: &mut impl Outlet) {
        let marks = self.beside.spell(records);
        self.marks += records.len() as u64;
        self.mark_bytes += marks.len() as u64;
        out.mark(&marks);
        if self.placed == Placed::Nowhere {
            self.placed = placed;
        }
    }

    /// Whether the segment is long enough to be sealed.
    fn sealable(&self) -> bool {
        self.options.every.is_some_and(|every| self.segment.length() >= every.get())
    }

    fn wants_record(&self) -> bool {
        match self.options.target {
            _ if self.beside.is_pending() => true,
            Target::None => false,
            Target::End => self.sealable(),
            _ => !self.segment.has_head() || self.sealable(),
        }
    }
}
