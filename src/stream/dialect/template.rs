//! One more event, made from one that was there: the template.

use crate::json::spans::Value;
use crate::stream::frame::splice::Splice;
use std::ops::Range;

/// One more event, made from one that was there.
#[derive(Debug)]
pub struct SyntheticEvent {
    /// Its JSON.
    pub json: Vec<u8>,
    /// The element of a list in it that is this channel's own.
    pub item: Option<Range<usize>>,
    /// The kind of event, where it is not that of the template.
    pub label: Option<&'static str>,
}

/// The template with changes made, and another text in the place of its own.
pub(super) fn with_text(
    event: Value<'_>,
    text: Range<usize>,
    literal: &[u8],
    mut edits: Splice,
) -> SyntheticEvent {
    edits.replace(text.start + 1..text.end - 1, literal);
    SyntheticEvent { json: apply(edits, event), item: None, label: None }
}

/// The template with changes made, and of a list in it nothing left but one element.
pub(super) fn only(
    event: Value<'_>,
    list: Value<'_>,
    item: Value<'_>,
    mut edits: Splice,
) -> SyntheticEvent {
    let (list, item) = (list.span(), item.span());
    edits.replace(list.start + 1..item.start, Vec::new());
    edits.replace(item.end..list.end - 1, Vec::new());
    let place = edits.place(item.start)..edits.place(item.end);
    SyntheticEvent { json: apply(edits, event), item: Some(place), label: None }
}

/// Takes members out of an object.
pub(super) fn leave_out(object: Value<'_>, names: &[&str], edits: &mut Splice) {
    leave_out_if(object, edits, |name, _| names.iter().any(|known| name.is(known)));
}

/// Takes those members out of an object.
pub(super) fn leave_out_if(
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
        // With the comma before it, or the one after it where nothing is left before.
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

/// The JSON of the template with changes made.
pub(super) fn apply(mut edits: Splice, event: Value<'_>) -> Vec<u8> {
    let mut json = Vec::new();
    edits.apply(event.json(), &mut json);
    json
}
