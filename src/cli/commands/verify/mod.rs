//! `verify`: a verdict for each text, and the text only where that is asked for.
//!
//! The verdict is reached before a word of the report is written: a reader that leaves early turns
//! no "no" into a "yes". A text that cannot be read does not stop the others.

pub mod acceptance;
mod input;
mod outcome;
mod plan;

use std::mem;
use std::path::PathBuf;

use encypher::json::{Json, Object};
use encypher::report;
use encypher::report::html::Page;
use encypher::verify::Verdict;

use crate::cli::args::VerifyFlags;
use crate::cli::args::choice::Color;
use crate::cli::commands::verify::input::{Judgement, judge};
use crate::cli::commands::verify::outcome::Judged;
use crate::cli::console::{self, Console};
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::io::sink::{self, Finish};

/// Judges the FILEs or standard input.
pub fn run(flags: &VerifyFlags, color: Option<Color>, console: Console) -> Result<Exit, CliError> {
    let mut plan = match plan::plan(flags, color) {
        Ok(plan) => plan,
        Err(trouble) if flags.json => {
            let standard = [PathBuf::from("-")];
            return match flags.files.as_slice() {
                [] => tell_failure(&trouble, &standard),
                files => tell_failure(&trouble, files),
            };
        }
        Err(trouble) => return Err(trouble),
    };
    if !plan.json {
        plan.warnings.iter().for_each(|warning| console.warn(warning));
    }
    let mut all = Vec::new();
    let mut page = plan.page.as_ref().map(|_| Page::new());
    let mut unwritten = Vec::new();
    let mut exit = Exit::DONE;
    let (mut inputs, mut verified, mut accepted) = (0, 0, 0);
    for input in mem::take(&mut plan.inputs) {
        inputs += 1;
        let Judgement { texts, exit: of_input, verified: is_verified, warnings, .. } =
            judge(&input, &plan, console);
        for warning in warnings {
            match plan.json {
                true => plan.warnings.push(warning),
                false => console.warn(&warning),
            }
        }
        exit = exit.worst(of_input);
        verified += usize::from(is_verified);
        accepted += usize::from(of_input == Exit::DONE && !is_verified);
        for mut judged in texts {
            if !plan.json {
                judged.tell(&plan, console)?;
                judged.show(&plan, console)?;
            }
            if let Some(page) = &mut page
                && let Err(trouble) = judged.add_to(page, &plan.keyring)
            {
                exit = exit.worst(trouble.exit);
                unwritten.push(trouble);
            }
            if plan.json {
                all.push(judged);
            }
        }
    }
    if let (Some(page), Some(path)) = (page, &plan.page)
        && let Err(trouble) = sink::write_file(path, &page.finish(exit.code()), Finish::Durable)
    {
        exit = exit.worst(trouble.exit);
        unwritten.push(trouble);
    }
    match plan.json {
        true => plan.warnings.extend(unwritten),
        false => unwritten.iter().for_each(console::complain),
    }
    if plan.json {
        print_json(&all, &plan.warnings, exit)?;
    } else if inputs > 1 {
        let accepted = match accepted {
            0 => String::new(),
            several => format!(", {several} accepted as they are"),
        };
        console.note(&format!("{verified} of {inputs} files verified{accepted}"));
    }
    Ok(exit)
}

/// Nothing could be judged; who asked for JSON is told so in JSON, and nowhere else.
pub fn tell_failure(trouble: &CliError, files: &[PathBuf]) -> Result<Exit, CliError> {
    let what = trouble.to_string();
    let entry = |name: &String| report::json::error(name, &trouble.failure(&what));
    let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    let results = names.iter().map(entry).collect();
    print_document(trouble.exit, None, results, &[], Some(trouble))?;
    Ok(trouble.exit)
}

fn print_json(all: &[Judged], warnings: &[CliError], exit: Exit) -> Result<(), CliError> {
    let read = || all.iter().filter_map(Judged::verdict);
    let worst = read().max();
    // Nobody is to read "verified" where there is something that nobody could look at.
    let worst = worst.filter(|worst| *worst != Verdict::Verified || read().count() == all.len());
    let results = all.iter().map(Judged::to_json).collect();
    print_document(exit, worst, results, warnings, None)
}

fn print_document(
    exit: Exit,
    worst: Option<Verdict>,
    results: Vec<Object>,
    warnings: &[CliError],
    failure: Option<&CliError>,
) -> Result<(), CliError> {
    let mut document = report::json::report(exit.code(), worst.map(Verdict::name), results);
    document.set("warnings", warnings.iter().map(CliError::to_json).collect::<Json>());
    if let Some(failure) = failure {
        document.set("reason", failure.to_json());
    }
    sink::report(&format!("{}\n", report::json::to_text(&document)))
}
