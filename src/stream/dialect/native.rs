//! The formats of servers that run models themselves: Ollama, Text Generation Inference, llama.cpp.

use crate::json::spans::{Kind, Value};
use crate::stream::dialect::{Channel, Dialect, EventInfo, Fault, index, leave_out, silence};
use crate::stream::frame::splice::Splice;

pub fn recognise(event: Value<'_>) -> Option<Dialect> {
    let has = |name| event.get(name).is_some();
    let is_string = |name| event.get(name).is_some_and(|value| value.kind() == Kind::String);
    if event.get("token").is_some_and(|token| token.get("text").is_some()) {
        Some(Dialect::Tgi)
    } else if has("stop") && is_string("content") {
        Some(Dialect::LlamaCpp)
    } else if has("stop_reason") && is_string("completion") {
        Some(Dialect::AnthropicCompletions)
    } else if has("model") && has("created_at") && (has("response") || has("message")) {
        Some(Dialect::Ollama)
    } else {
        None
    }
}

fn is_true(event: Value<'_>, name: &str) -> bool {
    event.get(name).is_some_and(|value| value.kind() == Kind::True)
}

pub fn ollama<'a>(event: Value<'a>, reading: &mut EventInfo<'a>) {
    let channel = Channel::Index(0);
    let content = event.get("message").and_then(|message| message.get("content"));
    reading.unclear |= event.text("response").is_some() && content.is_some();
    reading.add_text(&channel, event.some("response").or(content));
    if is_true(event, "done") {
        reading.end(channel, event.some("done_reason"));
    }
    reading.fail(event.some("error"));
}

pub fn tgi<'a>(event: Value<'a>, reading: &mut EventInfo<'a>) {
    let channel = Channel::Index(0);
    let token = event.get("token").filter(|token| !is_true(*token, "special"));
    reading.add_text(&channel, token.and_then(|token| token.get("text")));
    if let Some(whole) = event.some("generated_text") {
        let reason = event.get("details").and_then(|details| details.some("finish_reason"));
        reading.add_copy(&channel, Some(whole));
        reading.repeats_all = true;
        reading.over = true;
        reading.end(channel, reason);
    }
    if let Some(error) = event.some("error") {
        let kind = event.some("error_type").and_then(Value::string);
        let mut fault = Fault::of(error);
        fault.code = kind.map(|kind| kind.into_owned()).or(fault.code);
        reading.fault = Some(Fault {
            retry_after: fault.retry_after.clone(),
            ..Fault::new(fault.code, fault.message)
        });
    }
}

pub fn llamacpp<'a>(event: Value<'a>, reading: &mut EventInfo<'a>) {
    let channel = index(event.get("index"));
    reading.add_text(&channel, event.get("content"));
    if is_true(event, "stop") {
        let reason = event.some("stop_type");
        reading.end(channel, reason);
    }
    reading.fail(event.some("error"));
}

/// The end of a model of Text Generation Inference is not repeated.
pub fn quiet(model: Value<'_>, edits: &mut Splice) {
    silence(model, "generated_text", b"null", edits);
    silence(model, "details", b"null", edits);
    leave_out(model, &["top_tokens"], edits);
}
