//! Gemini: candidates with parts, as events or as the elements of an array.

use crate::json::spans::{Kind, Value};
use crate::stream::dialect::{EventInfo, Fault, SyntheticEvent, index, leave_out, only};
use crate::stream::frame::splice::Splice;
use std::ops::Range;

pub fn is(event: Value<'_>) -> bool {
    event.get("candidates").is_some() || event.get("promptFeedback").is_some()
}

pub fn read<'a>(event: Value<'a>, reading: &mut EventInfo<'a>) {
    let error = event.some("error");
    reading.fail(error);
    reading.over |= error.is_some();
    let candidates = event.get("candidates").into_iter().flat_map(Value::items);
    for candidate in candidates {
        let channel = index(candidate.get("index"));
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
pub fn extra(model: Value<'_>, string: Range<usize>, literal: &[u8]) -> Option<SyntheticEvent> {
    let candidates = model.get("candidates")?;
    let candidate = candidates.items().find(|candidate| candidate.holds(&string))?;
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
    Some(only(model, candidates, candidate, edits))
}
