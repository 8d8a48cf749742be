//! The plan of who watches: which figures are wanted, and what is shown while the text passes.

use std::time::Duration;

use crate::cli::args::WatchFlags;
use crate::cli::args::choice::{Progress, Stats};
use crate::cli::environment;
use crate::cli::terminal;

/// What is shown, and when.
#[derive(Clone, Debug)]
pub struct Watching {
    /// The figures at the end.
    pub stats: Option<Stats>,
    /// What is shown before.
    pub live: Option<Live>,
}

/// What is shown while the text passes.
#[derive(Clone, Debug)]
pub struct Live {
    /// Where it stands.
    pub place: Place,
    /// Whether it says what --stats says.
    pub figures: bool,
    /// Whether it says how far the text has come.
    pub progress: bool,
    /// How much of it is expected.
    pub expected: Option<Expected>,
}

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In one line of a terminal, drawn again and again.
    Line,
    /// In lines of their own.
    Lines,
}

impl Place {
    /// How often it changes.
    pub fn interval(self) -> Duration {
        match self {
            Place::Line => Duration::from_millis(100),
            Place::Lines => Duration::from_secs(1),
        }
    }
}

/// How much is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Tokens.
    Tokens(u64),
    /// Bytes of the input.
    Bytes(u64),
}

/// Whether anybody wants to know how much has passed.
pub fn counts(flags: &WatchFlags) -> bool {
    flags.stats.is_some() || progress(flags) != Progress::Never
}

/// Who names what is expected wants to see how much of it has come.
fn progress(flags: &WatchFlags) -> Progress {
    let expects = flags.expect_tokens.or(flags.expect_bytes).is_some();
    let default = if expects { Progress::Auto } else { Progress::Never };
    flags.progress.unwrap_or(default)
}

/// Makes the plan for an input of so many bytes, if that is known; `elsewhere` says that the text
/// goes into a file.
pub fn plan(flags: &WatchFlags, size: Option<u64>, elsewhere: bool) -> Watching {
    let elsewhere = elsewhere || !terminal::stdout_is_terminal();
    let when = progress(flags);
    let progress = when != Progress::Never;
    let figures = flags.stats == Some(Stats::Text);
    // Who says never wants no figures there either.
    let wanted = progress || (figures && flags.progress.is_none());
    let place = if wanted && elsewhere && can_redraw() {
        Some(Place::Line)
    } else if when == Progress::Always && (elsewhere || !terminal::stderr_is_terminal()) {
        Some(Place::Lines)
    } else {
        // Never in the middle of the text.
        None
    };
    let expected = match (flags.expect_tokens, flags.expect_bytes.or(size)) {
        (Some(tokens), _) => Some(Expected::Tokens(tokens)),
        (None, bytes) => bytes.filter(|bytes| *bytes > 0).map(Expected::Bytes),
    };
    Watching {
        stats: flags.stats,
        live: place.map(|place| Live { place, figures, progress, expected }),
    }
}

/// Whether standard error is a terminal on which a line can be drawn again; in CI nobody watches.
fn can_redraw() -> bool {
    let dumb = environment::text("TERM").is_none_or(|term| term == "dumb");
    terminal::stderr_is_terminal() && !dumb && !environment::is_ci()
}
