//! `manual`: the manual pages, as files in a folder. For packagers; not in the help.

use std::path::Path;

use crate::shell::exit::Exit;
use crate::shell::manual;
use crate::shell::sink::{Finish, Output, Sink};
use crate::shell::trouble::Trouble;

/// Writes the pages.
pub fn run(folder: &Path) -> Result<Exit, Trouble> {
    let pages = manual::pages().map_err(|error| Trouble::system("manual", &error))?;
    for page in pages {
        let mut sink = Sink::open(&Output::File(folder.join(page.name)))?;
        sink.write(&page.text)?;
        sink.finish(Finish::Durable)?;
    }
    Ok(Exit::DONE)
}
