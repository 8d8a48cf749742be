//! One more event, made from one that was there: the model.

use crate::json::spans::{Tape, Value};
use crate::stream::dialect::{Channel, Dialect, anthropic, gemini, native, openai, responses};
use crate::stream::frame::Label;
use crate::stream::frame::splice::Splice;
use std::ops::Range;

/// What says that data is text, where data says not so itself.
const TEXT: Label<'_> = Label::Type(b'0');
/// The most bytes of a member of a large event that is kept as a model.
const MEMBER_MAX: usize = 4 * 1024;

/// One more event, made from one that was there.
#[derive(Debug)]
pub struct SyntheticEvent {
    /// Its JSON.
    pub json: Vec<u8>,
    /// The element of a list in it that is this channel's own.
    pub item: Option<Range<usize>>,
    /// The kind of event, where it is not that of the model.
    pub label: Option<&'static str>,
}

impl Dialect {
    /// One more event of a channel: `model` is one with text of the channel, `literal` the text
    /// that is to stand there.
    pub fn extra(
        self,
        model: Value<'_>,
        channel: &Channel,
        literal: &[u8],
    ) -> Option<SyntheticEvent> {
        if self == Self::Anthropic && !anthropic::is_delta(model) {
            return Some(anthropic::first_delta(channel, literal));
        }
        let string = self.last_text(model, channel)?;
        let mut edits = Splice::default();
        match self {
            Self::OpenAiChat | Self::OpenAiCompletions => {
                return openai::extra(self, model, string, literal);
            }
            Self::Gemini => return gemini::extra(model, string, literal),
            Self::OpenAiResponses => responses::quiet(model, &mut edits),
            Self::Tgi => native::quiet(model, &mut edits),
            Self::Cohere => leave_out(model, &["logprobs"], &mut edits),
            Self::Ollama => {
                leave_out(model, &["logprobs"], &mut edits);
                if let Some(message) = model.get("message") {
                    leave_out(message, &["thinking", "tool_calls", "images"], &mut edits);
                }
            }
            _ => {}
        }
        edits.replace(string.start + 1..string.end - 1, literal);
        Some(SyntheticEvent { json: apply(edits, model), item: None, label: None })
    }

    /// The same event for a model, with hardly any text, and without what else is large and no text
    /// of the channel.
    pub fn trim(self, model: Value<'_>, channel: &Channel) -> Option<Vec<u8>> {
        if self == Self::Anthropic && !anthropic::is_delta(model) {
            return None;
        }
        let event = self.extra(model, channel, b"x")?;
        let mut tape = Tape::default();
        let json = tape.read(&event.json).ok()?;
        let string = self.last_text(json, channel)?;
        let mut edits = Splice::default();
        leave_out_if(json, &mut edits, |_, value| {
            value.span().len() > MEMBER_MAX && !value.holds(&string)
        });
        Some(apply(edits, json))
    }

    /// Where the last text of a channel stands in an event.
    fn last_text(self, event: Value<'_>, channel: &Channel) -> Option<Range<usize>> {
        let texts = self.read(TEXT, event).texts;
        let text = texts.iter().rfind(|text| text.channel == *channel)?;
        Some(text.string.span())
    }
}

/// Takes members out of an object.
pub(super) fn leave_out(object: Value<'_>, names: &[&str], edits: &mut Splice) {
    leave_out_if(object, edits, |name, _| names.iter().any(|known| name.is(known)));
}

/// Takes those members out of an object.
fn leave_out_if(
    object: Value<'_>,
    edits: &mut Splice,
    goes: impl Fn(Value<'_>, Value<'_>) -> bool,
) {
    let members: Vec<_> = object.members().collect();
    let mut kept = None;
    for (at, member) in members.iter().enumerate() {
        if !goes(member.0, member.1) {
            kept = Some(at);
            continue;
        }
        // With the comma before it, or the one behind it where nothing is left before.
        let place = match (kept, members.get(at + 1)) {
            (Some(_), _) => members[at - 1].1.span().end..member.1.span().end,
            (None, Some(next)) => member.0.span().start..next.0.span().start,
            (None, None) => member.0.span().start..member.1.span().end,
        };
        edits.replace(place, Vec::new());
    }
}

/// Puts another value in the place of a member's, if the member is there and says something.
pub(super) fn silence(object: Value<'_>, name: &str, value: &[u8], edits: &mut Splice) {
    let named = object.members().filter(|(known, _)| known.is(name));
    for (_, said) in named {
        edits.replace(said.span(), value);
    }
}

fn apply(mut edits: Splice, model: Value<'_>) -> Vec<u8> {
    let mut json = Vec::new();
    edits.apply(model.json(), &mut json);
    json
}

/// The model with changes made, and of a list in it nothing left but one element.
pub(super) fn only(
    model: Value<'_>,
    list: Value<'_>,
    item: Value<'_>,
    mut edits: Splice,
) -> SyntheticEvent {
    let (list, item) = (list.span(), item.span());
    edits.replace(list.start + 1..item.start, Vec::new());
    edits.replace(item.end..list.end - 1, Vec::new());
    let place = edits.place(item.start)..edits.place(item.end);
    SyntheticEvent { json: apply(edits, model), item: Some(place), label: None }
}
