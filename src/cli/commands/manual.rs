//! `manual`: the manual pages, as files in a folder. For packagers; not in the help.

use std::path::Path;

use anyhow::Context as _;

use crate::cli::exit::Exit;
use crate::cli::io::sink::{Finish, Output, Sink};
use crate::cli::manual;

/// Writes the pages.
pub fn run(folder: &Path) -> anyhow::Result<Exit> {
    let pages = manual::pages().context("writing the manual pages into memory")?;
    for page in pages {
        let mut sink = Sink::open(&Output::File(folder.join(page.name)))?;
        sink.write(&page.text)?;
        sink.finish(Finish::Durable)?;
    }
    Ok(Exit::DONE)
}
