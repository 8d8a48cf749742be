//! Formats of one text, whose events do not say what they are, or not always: those of servers that
//! run models themselves, Ollama, Text Generation Inference and llama.cpp, and Anthropic
//! completions.

use crate::json::spans::{Kind, Value};
use crate::stream::dialect::event::{Channel, EventInfo};
use crate::stream::dialect::fault::Fault;
use crate::stream::dialect::spec::{Dialect, Spec};
use crate::stream::dialect::template::{leave_out, silence, with_text};
use crate::stream::frame::Label;
use crate::stream::frame::splice::Splice;

pub(super) static ANTHROPIC: Spec = Spec {
    names: &["anthropic-completions"],
    is_type: Some(|kind, _| kind == "completion"),
    read: anthropic,
    is_typed: true,
    ..Spec::DEFAULT
};

pub(super) static OLLAMA: Spec = Spec {
    names: &["ollama", "ollama-chat", "ollama-generate"],
    of_members: Some(of_members),
    read: ollama,
    extra: |event, _, text, literal| {
        let mut edits = Splice::default();
        leave_out(event, &["logprobs"], &mut edits);
        if let Some(message) = event.get("message") {
            leave_out(message, &["thinking", "tool_calls", "images"], &mut edits);
        }
        Some(with_text(event, text, literal, edits))
    },
    ..Spec::DEFAULT
};

pub(super) static TGI: Spec = Spec {
    names: &["tgi", "tgi-generate"],
    read: tgi,
    // The end of the template is not repeated.
    extra: |event, _, text, literal| {
        let mut edits = Splice::default();
        silence(event, "generated_text", b"null", &mut edits);
        silence(event, "details", b"null", &mut edits);
        leave_out(event, &["top_tokens"], &mut edits);
        Some(with_text(event, text, literal, edits))
    },
    repeats_texts: true,
    ..Spec::DEFAULT
};

pub(super) static LLAMACPP: Spec =
    Spec { names: &["llamacpp", "llamacpp-completion"], read: llamacpp, ..Spec::DEFAULT };

fn of_members(event: Value<'_>) -> Option<Dialect> {
    let has = |name| event.get(name).is_some();
    let is_string = |name| event.get(name).is_some_and(|value| value.kind() == Kind::String);
    if event.get("token").is_some_and(|token| token.get("text").is_some()) {
        Some(Dialect(&TGI))
    } else if has("stop") && is_string("content") {
        Some(Dialect(&LLAMACPP))
    } else if has("stop_reason") && is_string("completion") {
        Some(Dialect(&ANTHROPIC))
    } else {
        let is_ollama = has("model") && has("created_at") && (has("response") || has("message"));
        is_ollama.then_some(Dialect(&OLLAMA))
    }
}

fn anthropic<'a>(_: Label<'_>, event: Value<'a>, reading: &mut EventInfo<'a>) {
    let channel = Channel::Index(0);
    reading.add_text(&channel, event.get("completion"));
    if let Some(reason) = event.some("stop_reason") {
        reading.end(channel, Some(reason));
    }
    reading.fail(event.some("error"));
}

fn is_true(event: Value<'_>, name: &str) -> bool {
    event.get(name).is_some_and(|value| value.kind() == Kind::True)
}

fn ollama<'a>(_: Label<'_>, event: Value<'a>, reading: &mut EventInfo<'a>) {
    let channel = Channel::Index(0);
    let content = event.get("message").and_then(|message| message.get("content"));
    reading.unclear |= event.text("response").is_some() && content.is_some();
    reading.add_text(&channel, event.some("response").or(content));
    if is_true(event, "done") {
        reading.end(channel, event.some("done_reason"));
    }
    reading.fail(event.some("error"));
}

fn tgi<'a>(_: Label<'_>, event: Value<'a>, reading: &mut EventInfo<'a>) {
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

fn llamacpp<'a>(_: Label<'_>, event: Value<'a>, reading: &mut EventInfo<'a>) {
    let channel = Channel::of(event.get("index"));
    reading.add_text(&channel, event.get("content"));
    if is_true(event, "stop") {
        let reason = event.some("stop_type");
        reading.end(channel, reason);
    }
    reading.fail(event.some("error"));
}
