//! What was marked, and what there is to say about it.

use std::path::PathBuf;

use encypher::embed::EmbedSummary;
use encypher::key::KeyId;
use encypher::report::human::count;
use encypher::stream::records::RecordsSummary;

use crate::cli::args::MarkFlags;
use crate::cli::args::choice::Framing;
use crate::cli::commands::stream_report::{self, Relayed};
use crate::cli::console::{self, Console};
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::guard::guarded::Verdict;

/// What there is to say at the end.
pub struct Finished {
    /// What was marked.
    pub marked: Marked,
    /// What the guard did.
    pub verdict: Option<Verdict>,
    /// Why it ended the text, if it did so only at the end.
    pub refusal: Option<CliError>,
}

/// What was marked.
pub enum Marked {
    /// Nothing.
    Untouched,
    /// What was woven in.
    Woven(EmbedSummary, KeyId),
    /// The signature, and the file for it.
    Detached(String, PathBuf, KeyId),
    /// What was woven into a provider's stream.
    Relayed(Relayed),
    /// What was woven into documents.
    Records(RecordsSummary),
}

impl Finished {
    /// Says what was done; the worst of the codes that it deserves.
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
    /// Says what was done, to whoever watches; that nothing was signed, or something went wrong, to
    /// everybody.
    fn announce(&self, flags: &MarkFlags, name: &str, first: &[u8], console: Console) -> Exit {
        if let Marked::Woven(summary, _) = self {
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
        }
        match self {
            Marked::Untouched => {}
            Marked::Relayed(relayed) => return relayed.tell(name, first, console),
            Marked::Records(summary) => {
                return stream_report::tell_records(summary, flags.require_marks, name, console);
            }
            Marked::Woven(summary, _) if summary.text_bytes == 0 => {
                console.note("nothing to sign: the stream was empty");
            }
            Marked::Woven(summary, _) if summary.marks == 0 => {
                console.note("nothing to sign: the stream was nothing but line breaks");
            }
            Marked::Woven(summary, id) => console.remark(&format!(
                "added {} ({}), key {id}",
                count(summary.seals, "seal"),
                count(summary.marks, "invisible character")
            )),
            Marked::Detached(_, file, id) => {
                console.remark(&format!("wrote the signature to {}, key {id}", file.display()));
            }
        }
        let forgotten = match self {
            Marked::Woven(..) if flags.stream.input == Framing::Raw => {
                stream_report::forgotten_input(name, first)
            }
            _ => None,
        };
        if let Some(trouble) = forgotten {
            console.warn(&trouble);
        }
        let any = match self {
            Marked::Woven(summary, _) => summary.seals > 0,
            Marked::Untouched => false,
            _ => true,
        };
        if flags.require_marks && !any {
            console::complain(&stream_report::nothing_marked(name));
            return Exit::NO;
        }
        Exit::DONE
    }
}
