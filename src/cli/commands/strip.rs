//! `strip`: the text passes, and our marks stay behind.

use std::sync::Arc;

use encypher::embed::Ending;
use encypher::stream::dialect::Channel;
use encypher::stream::events::strip::RelayStripper;
use encypher::stream::frame::Broken;
use encypher::stream::records::RecordStripper;
use encypher::strip::{StripSummary, Stripper};

use crate::cli::commands::stream_report;

use crate::cli::args::StripFlags;
use crate::cli::args::choice::Written;
use crate::cli::console::Console;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::io::pump::{Fed, Machine, Manner, Pump};
use crate::cli::io::signals;
use crate::cli::io::sink::{Finish, Output, Sink};
use crate::cli::io::source::{Input, READ_SIZE, Source};
use crate::cli::progress::meter::{Meter, Unit};
use crate::cli::settings::stream::{self, Content};

/// Strips what the input is.
enum Machines {
    Text(Box<Stripper>),
    Relay(Box<RelayStripper>),
    Records(Box<RecordStripper>),
}

impl Machines {
    fn new(content: Content, written: encypher::stream::Written) -> Machines {
        match content {
            Content::Text => Machines::Text(Box::default()),
            Content::Relay(manner) => {
                Machines::Relay(Box::new(RelayStripper::new(manner, written)))
            }
            Content::Records(fields) => Machines::Records(Box::new(RecordStripper::new(fields))),
        }
    }
}

/// What was done, and what was wrong with a provider's stream.
struct Stripped {
    summary: StripSummary,
    unknown: bool,
    broken: Option<Broken>,
    /// Channels with text, if that of one was written.
    channels: Vec<Channel>,
}

impl Machine for Machines {
    type Summary = Stripped;

    fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<(), CliError> {
        match self {
            Machines::Text(stripper) => stripper.push(input, out),
            Machines::Relay(stripper) => stripper.push(input, out),
            Machines::Records(stripper) => stripper.push(input, out),
        }
        Ok(())
    }

    fn finish(self, _ending: Ending, out: &mut Vec<u8>) -> Result<Stripped, CliError> {
        let (mut unknown, mut broken, mut channels) = (false, None, Vec::new());
        let summary = match self {
            Machines::Text(stripper) => stripper.finish(out),
            Machines::Records(stripper) => {
                let (summary, why) = stripper.finish(out);
                broken = why;
                summary
            }
            Machines::Relay(mut stripper) => {
                let summary = stripper.finish(out);
                unknown = stripper.is_unknown();
                broken = stripper.broken();
                channels = stripper.channels().to_vec();
                summary
            }
        };
        Ok(Stripped { summary, unknown, broken, channels })
    }
}

/// Prints the text of a FILE or of standard input as it was before it was signed.
pub fn run(flags: &StripFlags, console: Console) -> Result<Exit, CliError> {
    let content = stream::plan(&flags.stream)?;
    let written = match stream::written(flags.output.output, &content)? {
        Written::Same => encypher::stream::Written::Same,
        Written::Text => encypher::stream::Written::Text(flags.stream.channel.clone()),
    };
    let input = Input::operand(flags.file.as_deref(), "strip")?;
    let mut source = Source::open(&input)?;
    let sink = Sink::open(&Output::named(flags.output.output_file.as_deref()))?;
    let repeatable = matches!(input, Input::File(_));
    let manner =
        Manner { framing: flags.stream.input, piece: READ_SIZE, repeatable, guarded: false };
    let machines = Machines::new(content, written);
    let pump = Pump::new(machines, sink, manner, Arc::new(Meter::new(Unit::Read)));
    let watched = pump.clone();
    signals::watch(move |_| drop(watched.cut(Finish::Hasty)));
    let Stripped { summary, unknown, broken, channels } = match pump.feed(&mut source)? {
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
    if unknown && flags.output.output == Written::Text {
        let what = "there is no text in it";
        return Err(stream_report::unknown(&name, what, source.first()).exit(Exit::NO));
    }
    stream_report::heed(broken, unknown, &name, "it passed as it was", source.first(), console)?;
    let wanted = flags.stream.channel.as_deref().filter(|wanted| {
        let there = channels.iter().any(|channel| channel.to_string() == **wanted);
        flags.output.output == Written::Text && !there && !channels.is_empty()
    });
    if let Some(wanted) = wanted {
        return Err(stream_report::no_channel(wanted, &channels, &name));
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
