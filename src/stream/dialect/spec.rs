//! What has to be known of a dialect. The registry (`mod.rs`) lists one [`Spec`] for each.

use crate::json::spans::{Tape, Value};
use crate::stream::dialect::event::{Channel, End, EventInfo};
use crate::stream::dialect::template::{self, SyntheticEvent};
use crate::stream::frame::Label;
use crate::stream::frame::splice::Splice;
use std::fmt;
use std::ops::Range;

/// What says that data is text, where data says not so itself.
const TEXT: Label<'_> = Label::Type(b'0');
/// The most bytes of a member of a large event that is kept as a template.
const MEMBER_MAX: usize = 4 * 1024;

/// Says in which dialect an event is, going by its members.
pub(super) type OfMembers = fn(Value<'_>) -> Option<Dialect>;

/// What has to be known of a dialect.
pub(super) struct Spec {
    /// Its name, and other names for it.
    pub names: &'static [&'static str],
    /// Whether a line `LETTER:JSON` is in this dialect.
    pub is_line: Option<fn(u8, Value<'_>) -> bool>,
    /// Whether an event with this member `type` is in this dialect.
    pub is_type: Option<fn(&str, Value<'_>) -> bool>,
    /// In which dialect an event with these members is. Formats that exclude each other are told
    /// apart together, in the turn of one of them.
    pub of_members: Option<OfMembers>,
    /// What an event says. The label matters only where data does not say what it is.
    pub read: for<'a> fn(Label<'_>, Value<'a>, &mut EventInfo<'a>),
    /// Makes one more event of a channel from one with text of it: where the text is, and the
    /// literal that takes its place.
    pub extra: fn(Value<'_>, &Channel, Range<usize>, &[u8]) -> Option<SyntheticEvent>,
    /// Whether whole texts are repeated when they have ended.
    pub repeats_texts: bool,
    /// Whether an event of its own ends the stream, after the ends of its texts.
    pub has_last_event: bool,
    /// Whether each event says of which type it is, and servers repeat that in the field `event:`.
    pub is_typed: bool,
    /// Whether nothing ends a text but the end of the input.
    pub ends_with_input: bool,
    /// Whether much else looks like its events: only lines are taken for it, and only in a stream
    /// of no other dialect.
    pub is_ambiguous: bool,
}

impl Spec {
    /// A dialect that is never recognised and says nothing: each has at least its names and its
    /// `read`.
    pub const DEFAULT: Self = Self {
        names: &[],
        is_line: None,
        is_type: None,
        of_members: None,
        read: |_, _, _| {},
        extra: |event, _, text, literal| {
            Some(template::with_text(event, text, literal, Splice::default()))
        },
        repeats_texts: false,
        has_last_event: false,
        is_typed: false,
        ends_with_input: false,
        is_ambiguous: false,
    };
}

/// A format of events.
#[derive(Clone, Copy)]
pub struct Dialect(pub(super) &'static Spec);

impl PartialEq for Dialect {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Dialect {}

impl fmt::Debug for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Dialect {
    /// Its name.
    pub fn name(self) -> &'static str {
        self.0.names.first().unwrap_or(&"")
    }

    /// Its name, and other names for it.
    pub fn names(self) -> &'static [&'static str] {
        self.0.names
    }

    /// What an event says.
    pub fn read<'a>(self, label: Label<'_>, event: Value<'a>) -> EventInfo<'a> {
        let mut reading = EventInfo::default();
        (self.0.read)(label, event, &mut reading);
        if reading.fault.is_some() && reading.ends.is_empty() {
            reading.end_all.get_or_insert_with(End::cut);
        }
        reading
    }

    /// Whether whole texts are repeated when they have ended.
    pub fn repeats_texts(self) -> bool {
        self.0.repeats_texts
    }

    /// Whether an event of its own ends the stream, after the ends of its texts.
    pub fn has_last_event(self) -> bool {
        self.0.has_last_event
    }

    /// Whether each event says of which type it is, and servers repeat that in the field `event:`.
    pub fn is_typed(self) -> bool {
        self.0.is_typed
    }

    /// Whether nothing ends a text but the end of the input.
    pub fn ends_with_input(self) -> bool {
        self.0.ends_with_input
    }

    /// Whether much else looks like its events: only lines are taken for it, and only in a stream
    /// of no other dialect.
    pub fn is_ambiguous(self) -> bool {
        self.0.is_ambiguous
    }

    /// One more event of a channel: `event` is one with text of the channel, `literal` the text
    /// that takes its place.
    pub fn extra(
        self,
        event: Value<'_>,
        channel: &Channel,
        literal: &[u8],
    ) -> Option<SyntheticEvent> {
        let text = self.last_text(event, channel)?;
        (self.0.extra)(event, channel, text, literal)
    }

    /// The same event as a template, with hardly any text, and without what else is large and no
    /// text of the channel.
    pub fn trim(self, event: Value<'_>, channel: &Channel) -> Option<Vec<u8>> {
        // An event of another kind would stand in a frame that says the kind of this one.
        let event = self.extra(event, channel, b"x").filter(|event| event.label.is_none())?;
        let mut tape = Tape::default();
        let json = tape.read(&event.json).ok()?;
        let text = self.last_text(json, channel)?;
        let mut edits = Splice::default();
        template::leave_out_if(json, &mut edits, |_, value| {
            value.span().len() > MEMBER_MAX && !value.holds(&text)
        });
        Some(template::apply(edits, json))
    }

    /// Where the last text of a channel is in an event.
    fn last_text(self, event: Value<'_>, channel: &Channel) -> Option<Range<usize>> {
        let texts = self.read(TEXT, event).texts;
        let text = texts.iter().rfind(|text| text.channel == *channel)?;
        Some(text.string.span())
    }
}
