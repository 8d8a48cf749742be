//! The audit log of the guard: a line of JSON for each event, appended in one write.
//!
//! It never holds a value or the text next to one. Nothing passes before what is said about it is
//! written.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use encypher::guard::report;
use encypher::guard::summary::Summary;
use encypher::json::Object;
use encypher::report::hex;
use encypher::report::json::to_text;
use encypher::stream::operation::ChannelFinding;

use crate::cli::error::{CliError, words};
use crate::cli::exit::Exit;
use crate::cli::hints;
use crate::cli::time;

const SCHEMA: &str = "encypher.guard-event/1";

/// An open audit log.
pub struct Audit {
    place: Place,
    name: String,
    /// What tells this run from others.
    run: String,
    input: String,
    policy: Object,
    started: Instant,
    events: u64,
}

enum Place {
    File(File),
    Stderr,
}

impl Audit {
    /// Opens a log, which only its owner may read if it is new; without a file it goes to standard
    /// error.
    pub fn open(
        file: Option<&Path>,
        policy: Option<&str>,
        digest: &str,
    ) -> Result<Audit, CliError> {
        let place = match file {
            None => Place::Stderr,
            Some(path) => {
                let mut options = OpenOptions::new();
                options.append(true).create(true);
                #[cfg(unix)]
                std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
                Place::File(options.open(path).map_err(|error| {
                    CliError::system(path.display(), &error)
                        .why("the policy wants its audit log there".to_owned())
                        .fix(hints::appending(path, &error))
                })?)
            }
        };
        let mut run = [0; 8];
        getrandom::fill(&mut run).map_err(CliError::random)?;
        Ok(Audit {
            place,
            name: file
                .map_or_else(|| "standard error".to_owned(), |file| file.display().to_string()),
            run: hex(&run),
            input: "-".to_owned(),
            policy: Object::new().with("name", policy).with("sha256", digest),
            started: Instant::now(),
            events: 0,
        })
    }

    /// Writes the first event, with the input that is spoken of: a log that cannot be written is
    /// known before any text passes.
    pub fn begin(&mut self, input: &str) -> Result<(), CliError> {
        self.input = input.to_owned();
        let policy = self.policy.clone();
        self.write("start", Object::new().with("policy", policy))
    }

    /// Writes a finding.
    pub fn finding(&mut self, reported: &ChannelFinding) -> Result<(), CliError> {
        self.write("finding", reported.to_json())
    }

    /// Writes what was done.
    pub fn summary(
        &mut self,
        summary: &Summary,
        blocked: bool,
        complete: bool,
        exit: Exit,
    ) -> Result<(), CliError> {
        let millis = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let members = Object::new()
            .with("policy", &self.policy)
            .with("decision", if blocked { "blocked" } else { "passed" })
            .with("exit_code", exit.code())
            .with_all(report::summary(summary))
            .with("duration_ms", millis)
            .with("complete", complete);
        self.write("summary", members)
    }

    fn write(&mut self, event: &str, members: Object) -> Result<(), CliError> {
        let line = Object::new()
            .with("schema", SCHEMA)
            .with("event", event)
            .with("seq", self.events)
            .with("time", timestamp())
            .with("run", self.run.as_str())
            .with("input", self.input.as_str())
            .with_all(members);
        self.events += 1;
        let line = format!("{}\n", to_text(&line));
        let written = match &mut self.place {
            Place::File(file) => file.write_all(line.as_bytes()),
            Place::Stderr => io::stderr().write_all(line.as_bytes()),
        };
        written.map_err(|error| {
            CliError::io(&self.name, format!("the audit log cannot be written: {}", words(&error)))
                .why("nothing passes that is not recorded".to_owned())
                .fix(match self.place {
                    Place::File(_) => hints::appending(Path::new(&self.name), &error),
                    Place::Stderr => {
                        "redirect it into a file, 2> FILE, or name one in [audit]".to_owned()
                    }
                })
        })
    }
}

fn timestamp() -> String {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    time::utc(elapsed.as_secs(), elapsed.subsec_millis())
}
