//! `extract`: what a text says about itself, as JSON, taken at its word.

use encypher::embed::Ending;
use encypher::extract::Extracted;
use encypher::json::{Json, Object};
use encypher::record::metadata::Metadata;
use encypher::report::json::to_text;
use encypher::stream::Format;
use encypher::stream::operation::Place;
use encypher::stream::operation::extract::Extract;
use encypher::verdict;

use crate::cli::args::ExtractFlags;
use crate::cli::commands::embed::marking::refused;
use crate::cli::commands::place;
use crate::cli::commands::stream_report;
use crate::cli::console::Console;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::io::sink;
use crate::cli::io::source::{Input, Source};
use crate::cli::settings::stream;

/// Prints the metadata of a FILE or of standard input.
pub fn run(flags: &ExtractFlags, console: Console) -> Result<Exit, CliError> {
    let input = Input::operand(flags.file.as_deref(), "extract")?;
    let format = stream::plan(&flags.stream)?;
    let mut source = Source::open(&input)?;
    let found = look(&mut source, format, flags.stream.channel.as_deref(), &input, console)?;
    if source.is_utf16() {
        return Err(source.utf16_trouble("nothing was looked for"));
    }
    // Our own say what the text is; a mark of encypher-ai may stand beside them.
    let own = |one: &Extracted| matches!(one, Extracted::Metadata { .. });
    let any_own = found.iter().any(|(_, one)| own(one));
    let chosen = found.iter().map(|(_, one)| one).filter(|one| own(one) || !any_own);
    let documents = chosen.filter_map(document).collect::<Vec<_>>();
    let damaged = damage(&found, &input);
    if let Some(trouble) = &damaged {
        console.warn(trouble);
    }
    if flags.all && !found.is_empty() {
        let entries = found.iter().filter_map(|(place, one)| {
            let mut entry = entry(one)?;
            place::add_to(place, &mut entry);
            Some(entry)
        });
        print(&Object::new().with("documents", entries.collect::<Json>()))?;
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
        let fix = "check the file, and --input for a stream; `encypher embed` signs a text";
        console
            .warn(&CliError::new(Exit::UNMARKED, input.name(), "nothing is marked here").fix(fix));
        return Ok(Exit::UNMARKED);
    }
    if documents.is_empty() && damaged.is_none() && !flags.all {
        let what = "there are marks here, and no metadata that can be read";
        let fix = "see what they are: encypher extract --all";
        console.warn(&CliError::new(Exit::UNMARKED, input.name(), what).fix(fix));
        return Ok(Exit::UNMARKED);
    }
    if !documents.is_empty() {
        console.remark("this is unverified; `encypher verify` asks the key");
    }
    Ok(if damaged.is_some() { Exit::NO } else { Exit::DONE })
}

/// What is found in the input, and in which text.
type Found = Vec<(Place, Extracted)>;

fn look(
    source: &mut Source,
    format: Format,
    channel: Option<&str>,
    input: &Input,
    console: Console,
) -> Result<Found, CliError> {
    let name = input.name();
    let failed = |failure| refused(&name, failure);
    let mut container = format.open(Extract::default(), None).map_err(failed)?;
    let mut out = Vec::new();
    source.try_drain(|bytes| container.push(bytes, &mut out).map_err(failed))?;
    let (extract, report) = container.finish(Ending::Complete, &mut out).map_err(failed)?;
    stream_report::heed(&report, &name, "nothing was looked for", source.first(), console)?;
    let (mut found, places) = extract.finish();
    if let Some(wanted) = channel {
        let names: Vec<_> = places.into_iter().filter_map(|place| place.channel).collect();
        if !names.is_empty() && names.iter().all(|name| name.to_string() != wanted) {
            return Err(stream_report::no_channel(wanted, &names, &name));
        }
        let is_wanted = |place: &Place| {
            place.channel.as_ref().is_some_and(|channel| channel.to_string() == wanted)
        };
        found.retain(|(place, _)| is_wanted(place));
    }
    Ok(found)
}

fn print(value: &Object) -> Result<(), CliError> {
    sink::print(&format!("{}\n", to_text(value)))
}

fn document(found: &Extracted) -> Option<&Object> {
    match found {
        Extracted::Metadata { metadata, .. }
        | Extracted::Compat { metadata: Some(metadata), .. } => Some(metadata.members()),
        _ => None,
    }
}

fn entry(found: &Extracted) -> Option<Object> {
    match found {
        Extracted::Metadata { metadata, start, .. } => Some(
            Object::new()
                .with("metadata", metadata.members())
                .with("format", verdict::Format::Encypher.name())
                .with("start", *start),
        ),
        Extracted::Compat { format, metadata, signer, payload_bytes, start } => Some(
            Object::new()
                .with("metadata", metadata.as_ref().map(Metadata::members))
                .with("format", format.name())
                .with("signer", signer.as_deref())
                .with("payload_bytes", *payload_bytes)
                .with("start", *start),
        ),
        Extracted::Damaged { reason, start, .. } => {
            Some(Object::new().with("damaged", reason.as_str()).with("start", *start))
        }
        _ => None,
    }
}

/// What to say about records that cannot be read; the first of them stands for all.
fn damage(found: &Found, input: &Input) -> Option<CliError> {
    let mut damaged = found.iter().filter_map(|(_, found)| match found {
        Extracted::Damaged { reason, start, .. } => Some((reason, start)),
        _ => None,
    });
    let (reason, start) = damaged.next()?;
    let more = match damaged.count() {
        0 => String::new(),
        count => format!(", and {count} more"),
    };
    let what = format!("a record is damaged at byte {start}{more}");
    let fix = "get the text again, as it was signed, or take the marks out with `encypher strip`";
    Some(CliError::new(Exit::NO, input.name(), what).why(reason.clone()).fix(fix))
}
