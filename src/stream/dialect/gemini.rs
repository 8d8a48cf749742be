//! Gemini: candidates with parts, as events or as the elements of an array.

use crate::json::spans::{Kind, Value};
use crate::stream::dialect::event::{Channel, EventInfo};
use crate::stream::dialect::fault::Fault;
use crate::stream::dialect::spec::{Dialect, Spec};
use crate::stream::dialect::template::{SyntheticEvent, leave_out, only};
use crate::stream::frame::Label;
use crate::stream::frame::splice::Splice;
use std::ops::Range;

pub(super) static GEMINI: Spec = Spec {
    names: &["gemini", "gemini-sse", "gemini-array"],
    of_members: Some(|event| {
        let has = |name| event.get(name).is_some();
        (has("candidates") || has("promptFeedback")).then_some(Dialect(&GEMINI))
    }),
    read,
    extra,
    ..Spec::DEFAULT
};

fn read<'a>(_: Label<'_>, event: Value<'a>, reading: &mut EventInfo<'a>) {
    let error = event.some("error");
    reading.fail(error);
    reading.over |= error.is_some();
    let candidates = event.get("candidates").into_iter().flat_map(Value::items);
    for candidate in candidates {
        let channel = Channel::of(candidate.get("index"));
        let parts = candidate.get("content").and_then(|content| content.get("parts"));
        for part in parts.into_iter().flat_map(Value::items) {
            match part.get("thought").map(Value::kind) {
                Some(Kind::True) => {}
                None | Some(Kind::False | Kind::Null) => {
                    reading.add_text(&channel, part.get("text"))
                }
                Some(_) => reading.unclear |= part.text("text").is_some(),
            }
        }
        if let Some(reason) = candidate.some("finishReason") {
            reading.end(channel, Some(reason));
        }
    }
    let blocked = event.get("promptFeedback").and_then(|feedback| feedback.some("blockReason"));
    if let Some(reason) = blocked.and_then(Value::string) {
        reading.fault = Some(Fault::filter(Some(reason.into_owned())));
    }
}

/// One candidate, with nothing in it but the text.
fn extra(
    event: Value<'_>,
    _: &Channel,
    text: Range<usize>,
    literal: &[u8],
) -> Option<SyntheticEvent> {
    let candidates = event.get("candidates")?;
    let candidate = candidates.items().find(|candidate| candidate.holds(&text))?;
    let parts = candidate.get("content")?.get("parts")?;
    let mut edits = Splice::default();
    edits.replace(parts.span(), [b"[{\"text\":\"", literal, b"\"}]"].concat());
    let about_the_text = [
        "finishReason",
        "finishMessage",
        "citationMetadata",
        "groundingMetadata",
        "groundingAttributions",
        "urlContextMetadata",
        "avgLogprobs",
        "logprobsResult",
        "tokenCount",
    ];
    leave_out(candidate, &about_the_text, &mut edits);
    Some(only(event, candidates, candidate, edits))
}
