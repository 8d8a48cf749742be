//! What was marked, and what there is to say about it.

use encypher::key::KeyId;
use encypher::report::human::count;
use encypher::stream::{Format, Report};

use crate::cli::args::MarkFlags;
use crate::cli::args::choice::Framing;
use crate::cli::commands::embed::marking::Signing;
use crate::cli::commands::stream_report::{self, Stream};
use crate::cli::console::{self, Console};
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::guard::GuardVerdict;

/// What there is to say at the end.
pub struct Finished {
    /// What was marked.
    pub marked: Marked,
    /// What the guard did.
    pub verdict: Option<GuardVerdict>,
    /// Why it ended the text, if it did so only at the end.
    pub refusal: Option<CliError>,
}

/// What was marked.
pub struct Marked {
    /// What the input was.
    pub format: Format,
    /// What became of its texts.
    pub signing: Signing,
    /// The key that signed.
    pub key: Option<KeyId>,
    /// What was found out about the input.
    pub report: Report,
    /// Whether it is an error if there was nothing to mark.
    pub require: bool,
}

impl Finished {
    /// Says what was done, and returns the worst of the codes that it deserves.
    pub fn announce(self, flags: &MarkFlags, name: &str, first: &[u8], console: Console) -> Exit {
        let mut exit = self.marked.announce(flags, name, first, console);
        if let Some(refusal) = &self.refusal {
            console::complain(refusal);
            exit = exit.worst(refusal.exit);
        }
        if let Some(verdict) = &self.verdict {
            verdict.announce(console);
            exit = exit.worst(verdict.exit);
        }
        exit
    }
}

impl Marked {
    /// Whether all of the input was treated as it was asked for.
    pub fn is_whole(&self) -> bool {
        match self.stream() {
            Some(stream) => stream.exit() == Exit::DONE,
            None => self.format == Format::Plain || self.report.broken.is_none(),
        }
    }

    /// The input as a stream of events, if it is one.
    pub fn stream(&self) -> Option<Stream<'_>> {
        let Format::Events(_, written) = &self.format else {
            return None;
        };
        let signed = self.signing.summary();
        let (report, require) = (&self.report, self.require);
        Some(Stream { report, signed, written, require, passes: true })
    }

    /// Says what was done to users who want to know it; that nothing was signed, or something went
    /// wrong, to everybody.
    fn announce(&self, flags: &MarkFlags, name: &str, first: &[u8], console: Console) -> Exit {
        let summary = self.signing.summary();
        match (&self.format, self.stream()) {
            (_, Some(stream)) => return stream.tell(name, first, console),
            (Format::Records(_), None) => {
                let (report, marks) = (&self.report, summary.marks);
                return stream_report::tell_records(report, marks, self.require, name, console);
            }
            _ => {}
        }
        if summary.compat_hidden {
            console.note(
                "a variation selector stands before the mark of encypher-ai: its clients cannot see it",
            );
        }
        if summary.compat_missing {
            console.note(
                "no mark of encypher-ai was written: the text ends with U+FEFF, which would be taken for a part of it",
            );
        }
        let key = self.key.map(|key| key.to_string()).unwrap_or_default();
        match &self.signing {
            Signing::None { .. } => {}
            Signing::Marks(_) if summary.text_bytes == 0 => {
                console.note("nothing to sign: the stream was empty");
            }
            Signing::Marks(_) if summary.marks == 0 => {
                console.note("nothing to sign: the stream was nothing but line breaks");
            }
            Signing::Marks(_) => console.remark(&format!(
                "added {} ({}), key {key}",
                count(summary.seals, "seal"),
                count(summary.marks, "invisible character")
            )),
            Signing::Detached { file, .. } => {
                console.remark(&format!("wrote the signature to {}, key {key}", file.display()));
            }
        }
        let is_marked = matches!(self.signing, Signing::Marks(_));
        if is_marked && flags.stream.input == Framing::Raw {
            stream_report::forgotten_input(name, first).iter().for_each(|it| console.warn(it));
        }
        let any = match self.signing {
            Signing::Marks(_) => summary.seals > 0,
            Signing::None { .. } => false,
            Signing::Detached { .. } => true,
        };
        if self.require && !any {
            console::complain(&stream_report::nothing_marked(name));
            return Exit::NO;
        }
        Exit::DONE
    }
}
