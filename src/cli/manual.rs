//! Manual pages, made from the command line's own description and the [`reference`].

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use crate::cli::args::Flags;
use crate::cli::reference::{self, Entry};

/// A page: its file's name and its text.
pub struct Page {
    /// Such as `encypher-embed.1`.
    pub name: String,
    /// Troff.
    pub text: Vec<u8>,
}

/// All pages: one for the whole, one for each command.
pub fn pages() -> std::io::Result<Vec<Page>> {
    let mut command = Flags::command().disable_help_subcommand(true);
    command.build();
    let mut pages = vec![page(command.clone(), "encypher")?];
    for sub in
        command.get_subcommands().filter(|sub| !sub.is_hide_set() && sub.get_name() != "help")
    {
        let name = format!("encypher-{}", sub.get_name());
        pages.push(page(sub.clone(), &name)?);
    }
    Ok(pages)
}

fn page(mut command: Command, name: &str) -> std::io::Result<Page> {
    let closing = command.get_after_help().map(ToString::to_string);
    let closing = closing.unwrap_or_default();
    let usage = command.render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage).to_owned();
    // The page of the program has all that the pages of its commands have.
    let sub = (name != "encypher").then(|| command.clone());
    let name: &'static str = name.to_owned().leak();
    let man = Man::new(command.name(name).override_usage(usage));
    // An empty date would let the parts behind it move up.
    let version = env!("CARGO_PKG_VERSION");
    let title = name.to_uppercase().replace('-', "\\-");
    let mut text =
        format!(".TH {title} 1 \"\" \"encypher {version}\" \"User Commands\"\n").into_bytes();
    man.render_name_section(&mut text)?;
    man.render_synopsis_section(&mut text)?;
    man.render_description_section(&mut text)?;
    man.render_options_section(&mut text)?;
    if sub.is_none() {
        man.render_subcommands_section(&mut text)?;
    }
    let (mut status, mut examples, mut notes) = (None, None, Vec::new());
    for paragraph in closing.split("\n\n") {
        match paragraph.split_once(':') {
            Some(("Examples", rest)) => examples = Some(rest.trim_start_matches('\n')),
            // What a command says of its own; the whole program has the table only.
            Some(("Exit status", rest)) => status = sub.as_ref().map(|_| rest.trim()),
            // There is a section of all of them.
            Some(("Files", _)) => {}
            _ => notes.push(paragraph),
        }
    }
    for (title, words, entries) in [
        ("EXIT STATUS", status, reference::exit_codes()),
        ("ENVIRONMENT", None, reference::environment()),
        ("FILES", None, reference::files()),
    ] {
        let concerns = |entry: &Entry| sub.as_ref().is_none_or(|command| entry.concerns(command));
        let entries: Vec<Entry> = entries.into_iter().filter(concerns).collect();
        if !entries.is_empty() {
            list(title, words, &entries).to_writer(&mut text)?;
        }
    }
    if let Some(examples) = examples {
        verbatim("EXAMPLES", examples).to_writer(&mut text)?;
    }
    for note in notes.iter().filter(|note| !note.is_empty()) {
        prose("NOTES", note).to_writer(&mut text)?;
    }
    if sub.is_some() {
        prose("SEE ALSO", "encypher(1)").to_writer(&mut text)?;
    }
    Ok(Page { name: format!("{name}.1"), text: tidy(&text) })
}

/// Empty lines and doubled breaks, which formatters warn about, become breaks.
fn tidy(text: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(text);
    let text = text.replace("\n.br\n\n.br\n", "\n.sp\n");
    text.replace("\n\n", "\n.sp\n").into_bytes()
}

fn list(title: &str, words: Option<&str>, entries: &[Entry]) -> Roff {
    let mut roff = prose(title, words.unwrap_or_default());
    for Entry { term, meaning, .. } in entries {
        roff.control("TP", []).text([bold(term)]).text([roman(*meaning)]);
    }
    roff
}

/// A section of running text.
fn prose(title: &str, text: &str) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", [title]);
    for line in text.lines() {
        roff.text([roman(line)]);
    }
    roff
}

/// Examples as they are: commands must keep their lines.
fn verbatim(title: &str, text: &str) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", [title]).control("nf", []);
    for line in text.lines() {
        roff.text([roman(line)]);
    }
    roff.control("fi", []);
    roff
}
