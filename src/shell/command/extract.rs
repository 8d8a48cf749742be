//! `extract`: what a text says about itself, as JSON, taken at its word.

use encypher::extract::{Extracted, Extractor};
use encypher::peer::Format;
use encypher::record::metadata::Metadata;
use encypher::report::json::to_text;
use serde_json::{Value, json};

use crate::shell::console::Console;
use crate::shell::exit::Exit;
use crate::shell::flags::ExtractFlags;
use crate::shell::sink;
use crate::shell::source::{Input, Source};
use crate::shell::trouble::Trouble;

/// Prints the metadata of a FILE or of standard input.
pub fn run(flags: &ExtractFlags, console: Console) -> Result<Exit, Trouble> {
    let input = Input::operand(flags.file.as_deref(), "extract")?;
    let mut source = Source::open(&input)?;
    let mut extractor = Extractor::new();
    source.drain(|bytes| extractor.push(bytes))?;
    if source.is_utf16() {
        return Err(source.utf16_trouble("nothing was looked for"));
    }
    let found = extractor.finish();
    // Our own say what the text is; a mark of encypher-ai may stand beside them.
    let own = |one: &&Extracted| matches!(one, Extracted::Metadata { .. });
    let any_own = found.iter().any(|one| own(&one));
    let chosen = found.iter().filter(|one| own(one) || !any_own);
    let documents = chosen.filter_map(document).collect::<Vec<_>>();
    let damaged = damage(&found, &input);
    if let Some(trouble) = &damaged {
        console.warn(trouble);
    }
    if flags.all && !found.is_empty() {
        let entries = found.iter().filter_map(entry).collect::<Vec<_>>();
        print(&json!({ "documents": entries }))?;
    } else if let Some(first) = documents.first() {
        print(first)?;
    }
    if documents.len() > 1 && !flags.all {
        console.note(&format!(
            "{}: the first of {} signed texts; --all prints the metadata of each",
            input.name(),
            documents.len()
        ));
    }
    if found.is_empty() {
        console.note(&format!("{}: nothing is marked here", input.name()));
        return Ok(Exit::UNMARKED);
    }
    if documents.is_empty() && damaged.is_none() && !flags.all {
        console.note(&format!(
            "{}: there are marks here, and no metadata that can be read; --all says what they are",
            input.name()
        ));
        return Ok(Exit::UNMARKED);
    }
    if !documents.is_empty() {
        console.remark("this is unverified; `encypher verify` asks the key");
    }
    Ok(if damaged.is_some() {
        Exit::NO
    } else {
        Exit::DONE
    })
}

fn print(value: &Value) -> Result<(), Trouble> {
    sink::print(&format!("{}\n", to_text(value)))
}

fn document(found: &Extracted) -> Option<Value> {
    match found {
        Extracted::Metadata { metadata, .. }
        | Extracted::Peer {
            metadata: Some(metadata),
            ..
        } => Some(Value::Object(metadata.as_map().clone())),
        _ => None,
    }
}

fn entry(found: &Extracted) -> Option<Value> {
    match found {
        Extracted::Metadata {
            metadata, start, ..
        } => Some(json!({
            "metadata": metadata.as_map(),
            "format": Format::Encypher.name(),
            "start": start,
        })),
        Extracted::Peer {
            format,
            metadata,
            signer,
            payload_bytes,
            start,
        } => Some(json!({
            "metadata": metadata.as_ref().map(Metadata::as_map),
            "format": format.name(),
            "signer": signer,
            "payload_bytes": payload_bytes,
            "start": start,
        })),
        Extracted::Damaged { reason, start, .. } => {
            Some(json!({ "damaged": reason, "start": start }))
        }
        _ => None,
    }
}

/// What to say about records that cannot be read; the first of them stands for all.
fn damage(found: &[Extracted], input: &Input) -> Option<Trouble> {
    let mut damaged = found.iter().filter_map(|found| match found {
        Extracted::Damaged { reason, start, .. } => Some((reason, start)),
        _ => None,
    });
    let (reason, start) = damaged.next()?;
    let more = match damaged.count() {
        0 => String::new(),
        count => format!(", and {count} more"),
    };
    let what = format!("a record is damaged at byte {start}{more}");
    Some(Trouble::new(Exit::NO, input.name(), what).why(reason.clone()))
}
