//! `verify`: a verdict for each text, and the text only where that is asked for.
//!
//! The verdict is reached before a word of the report is written: a reader that leaves early turns no
//! "no" into a "yes". A text that cannot be read does not stop the others.

use encypher::report;
use encypher::report::page::Page;
use encypher::verify::Verdict;
use serde_json::{Value, json};

use super::judged::Judged;
use super::judgement::{Judgement, judge};
use crate::shell::console::{self, Console};
use crate::shell::exit::Exit;
use crate::shell::flags::VerifyFlags;
use crate::shell::flags::choice::Color;
use crate::shell::plan;
use crate::shell::sink::{self, Finish};
use crate::shell::trouble::Trouble;

/// Judges the FILEs or standard input.
pub fn run(flags: &VerifyFlags, color: Option<Color>, console: Console) -> Result<Exit, Trouble> {
    let mut plan = match plan::judge::plan(flags, color) {
        Ok(plan) => plan,
        Err(trouble) if flags.json => return tell_failure(&trouble, flags),
        Err(trouble) => return Err(trouble),
    };
    if !plan.json {
        plan.warnings
            .iter()
            .for_each(|warning| console.warn(warning));
    }
    let mut all = Vec::new();
    let mut page = plan.page.as_ref().map(|_| Page::new());
    let mut exit = Exit::DONE;
    let (mut verified, mut accepted) = (0, 0);
    for input in &plan.inputs {
        let Judgement {
            texts,
            exit: of_input,
            verified: is_verified,
            ..
        } = judge(input, &plan, console);
        exit = exit.worst(of_input);
        verified += usize::from(is_verified);
        accepted += usize::from(of_input == Exit::DONE && !is_verified);
        for mut judged in texts {
            if !plan.json {
                judged.tell(&plan, console)?;
                judged.show(&plan, console)?;
            }
            if let Some(page) = &mut page {
                judged.add_to(page, &plan.keyring)?;
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
        match plan.json {
            true => plan.warnings.push(trouble),
            false => console::complain(&trouble),
        }
    }
    if plan.json {
        print_json(&all, &plan.warnings, exit)?;
    } else if plan.inputs.len() > 1 {
        let accepted = match accepted {
            0 => String::new(),
            several => format!(", {several} accepted as they are"),
        };
        let all = plan.inputs.len();
        console.note(&format!("{verified} of {all} files verified{accepted}"));
    }
    Ok(exit)
}

/// Nothing could be judged; who asked for JSON is told so in JSON, and nowhere else.
fn tell_failure(trouble: &Trouble, flags: &VerifyFlags) -> Result<Exit, Trouble> {
    let mut names: Vec<String> = flags
        .files
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    if names.is_empty() {
        names.push("-".to_owned());
    }
    let what = trouble.to_string();
    let entry = |name: &String| report::json::error(name, &what, trouble.fix.as_deref());
    let results = names.iter().map(entry).collect();
    print_document(trouble.exit, None, results, &[])?;
    Ok(trouble.exit)
}

fn print_json(all: &[Judged], warnings: &[Trouble], exit: Exit) -> Result<(), Trouble> {
    let read = || all.iter().filter_map(Judged::verdict);
    let worst = read().max();
    // Nobody is to read "verified" where there is something that nobody could look at.
    let worst = worst.filter(|worst| *worst != Verdict::Verified || read().count() == all.len());
    let results = all.iter().map(Judged::to_json).collect();
    print_document(exit, worst, results, warnings)
}

fn print_document(
    exit: Exit,
    worst: Option<Verdict>,
    results: Vec<Value>,
    warnings: &[Trouble],
) -> Result<(), Trouble> {
    let mut document = report::json::report(exit.code(), worst.map(Verdict::name), results);
    let warning = |trouble: &Trouble| json!({"message": trouble.to_string(), "fix": trouble.fix});
    document["warnings"] = warnings.iter().map(warning).collect();
    sink::report(&format!("{}\n", report::json::to_text(&document)))
}
