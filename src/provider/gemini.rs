//! Gemini: candidates with parts, as events or as the elements of an array.

use super::{Class, Clone, Close, End, Fault, Reading, Text, index, leave_out, only};
use crate::framing::json::{Kind, Value};
use crate::framing::splice::Splice;
use std::ops::Range;

pub fn is(event: Value<'_>) -> bool {
    event.get("candidates").is_some() || event.get("promptFeedback").is_some()
}

pub fn read<'a>(event: Value<'a>, reading: &mut Reading<'a>) {
    if let Some(error) = event.some("error") {
        reading.fault = Some(Fault::of(error));
        reading.over = true;
        return;
    }
    let candidates = event.get("candidates").into_iter().flat_map(Value::items);
    for candidate in candidates {
        let channel = index(candidate.get("index"));
        let parts = candidate
            .get("content")
            .and_then(|content| content.get("parts"));
        let visible = |part: &Value<'_>| {
            part.get("thought")
                .is_none_or(|thought| thought.kind() != Kind::True)
        };
        let strings = parts
            .into_iter()
            .flat_map(Value::items)
            .filter(visible)
            .filter_map(|part| part.text("text"));
        reading.texts.extend(strings.map(|string| Text {
            channel: channel.clone(),
            string,
        }));
        if let Some(reason) = candidate.some("finishReason") {
            let close = Close::of(reason);
            if !close.well {
                reading.fault = Some(Fault::filter(close.reason.clone()));
            }
            reading.ends.push(End { channel, close });
        }
    }
    let blocked = event
        .get("promptFeedback")
        .and_then(|feedback| feedback.some("blockReason"));
    if let Some(reason) = blocked.and_then(Value::string) {
        let fault = Fault::filter(Some(reason.into_owned()));
        debug_assert_eq!(fault.class, Class::ContentFilter);
        reading.fault = Some(fault);
    }
}

/// One candidate, with nothing in it but the text.
pub fn clone(model: Value<'_>, string: Range<usize>, literal: &[u8]) -> Option<Clone> {
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
