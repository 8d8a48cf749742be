//! What a command says goes through a pump, to its last word.

use std::process::ExitStatus;

use encypher::embed::Ending;

use crate::cli::error::CliError;
use crate::cli::io::child::Running;
use crate::cli::io::pump::{Fed, Machine, Pump};
use crate::cli::io::source::Source;

/// A command that has spoken.
pub struct Spoken<S> {
    /// What came of its words.
    pub summary: S,
    /// How it ended.
    pub status: ExitStatus,
    /// Why not all of its words could be read, if that is so.
    pub cut: Option<CliError>,
}

/// Pumps what the command says; what failed is sealed as incomplete. A guard that `drains` lets the
/// command say what will not pass.
pub fn listen<M: Machine>(
    child: &mut Running,
    mut source: Source,
    pump: &Pump<M>,
    drains: bool,
) -> Result<(Spoken<M::Summary>, Source), CliError> {
    let fed = match pump.feed(&mut source) {
        Ok(fed) => fed,
        Err(trouble) => {
            if trouble.is_refusal && drains {
                let _ = source.drain(|_| {});
            }
            // Who writes on is told by SIGPIPE.
            drop(source);
            if trouble.is_refusal {
                child.wait()?;
            }
            return Err(trouble);
        }
    };
    let status = child.wait()?;
    // A command that a signal reached may end well with half of what it had to say.
    let whole = matches!(fed, Fed::Whole) && status.success() && !child.is_interrupted();
    let ending = if whole { Ending::Complete } else { Ending::Incomplete };
    let summary = pump.finish(ending)?;
    let cut = match fed {
        Fed::Whole => None,
        Fed::Cut(trouble) => Some(trouble),
    };
    let spoken = Spoken { summary, status, cut };
    Ok((spoken, source))
}

/// The status as a shell would report it.
pub fn code(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return u8::try_from(128 + signal).unwrap_or(u8::MAX);
    }
    status.code().and_then(|code| u8::try_from(code & 0xff).ok()).unwrap_or(1)
}
