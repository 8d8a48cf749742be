//! `strip`: the text passes, and our marks stay behind.

use std::sync::Arc;

use encypher::embed::Ending;
use encypher::stream::operation::strip::Strip;
use encypher::stream::{Container, Report};

use crate::cli::args::StripFlags;
use crate::cli::args::choice::Written;
use crate::cli::commands::embed::marking::refused;
use crate::cli::commands::stream_report;
use crate::cli::console::Console;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::io::pump::{Fed, Machine, Manner, Pump};
use crate::cli::io::signals;
use crate::cli::io::sink::{Finish, Output, Sink};
use crate::cli::io::source::{Input, READ_SIZE, Source};
use crate::cli::progress::meter::{Meter, Unit};
use crate::cli::settings::stream;

/// Strips the texts of an input, as the pump drives it.
struct Stripping(Box<dyn Container<Strip> + Send>);

impl Machine for Stripping {
    type Summary = (Strip, Report);

    fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<(), CliError> {
        self.0.push(input, out).map_err(|failure| refused("the text", failure))
    }

    fn finish(self, ending: Ending, out: &mut Vec<u8>) -> Result<(Strip, Report), CliError> {
        self.0.finish(ending, out).map_err(|failure| refused("the text", failure))
    }
}

/// Prints the text of a FILE or of standard input as it was before it was signed.
pub fn run(flags: &StripFlags, console: Console) -> Result<Exit, CliError> {
    let mut format = stream::plan(&flags.stream)?;
    stream::write(flags.output.output, &flags.stream, &mut format)?;
    let input = Input::operand(flags.file.as_deref(), "strip")?;
    let mut source = Source::open(&input)?;
    let sink = Sink::open(&Output::named(flags.output.output_file.as_deref()))?;
    let repeatable = matches!(input, Input::File(_));
    let manner =
        Manner { framing: flags.stream.input, piece: READ_SIZE, repeatable, guarded: false };
    let container = format.open(Strip::default(), None);
    let container = container.map_err(|failure| refused("the text", failure))?;
    let pump = Pump::new(Stripping(container), sink, manner, Arc::new(Meter::new(Unit::Read)));
    let watched = pump.clone();
    signals::watch(move |_| drop(watched.cut(Finish::Hasty)));
    let (Strip { summary }, report) = match pump.feed(&mut source)? {
        Fed::Whole => pump.finish(Ending::Complete)?,
        Fed::Cut(trouble) => {
            pump.cut(Finish::Durable)?;
            return Err(trouble);
        }
    };
    if source.is_utf16() {
        console.warn(&source.utf16_trouble("no mark can be seen in it"));
    }
    let name = input.name();
    if report.unknown && flags.output.output == Written::Text {
        let what = "there is no text in it";
        return Err(stream_report::unknown(&name, what, source.first()).exit(Exit::NO));
    }
    stream_report::heed(&report, &name, "it passed as it was", source.first(), console)?;
    let wanted = flags.stream.channel.as_deref().filter(|wanted| {
        let there = report.channels.iter().any(|channel| channel.to_string() == **wanted);
        flags.output.output == Written::Text && !there && !report.channels.is_empty()
    });
    if let Some(wanted) = wanted {
        return Err(stream_report::no_channel(wanted, &report.channels, &name));
    }
    if summary.damaged > 0 {
        let plural = if summary.damaged == 1 { "record" } else { "records" };
        console.note(&format!(
            "{}: {} damaged {plural}: what is left of the marks may still be in the text",
            input.name(),
            summary.damaged
        ));
    }
    Ok(Exit::DONE)
}
