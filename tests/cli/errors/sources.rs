//! That no error of the sources is without a row.

use super::rows;
use std::path::Path;

/// Messages that no test can provoke here, and where they are tried instead.
const UNPROVOKED: &[&str] = &[
    // The system itself would have to be broken.
    "there are none: ",
    "the new key",
    // Bugs of ours; src/cli/io/pump_tests.rs has them.
    "nothing more of it was passed on",
    "it was passed on without a seal",
    // Patterns are tried when the policy is read.
    "a pattern of it cannot be used",
    // Below, with a terminal.
    "standard input is a terminal",
    // Needs more channels than a test should write.
    " texts are open at once",
    " passed unsigned",
];

/// The words of each error that the sources make stand in a row: a new error needs a new row.
#[test]
fn every_message_of_the_sources_has_a_row() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli");
    let told: String = rows().iter().map(|row| format!("{}\n", row.2)).collect();
    let mut missing = Vec::new();
    let mut seen = 0;
    for path in sources(&folder) {
        let text = std::fs::read_to_string(&path).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        for head in ["new", "usage", "io", "key"] {
            for (at, _) in text.match_indices(&format!("CliError::{head}(")) {
                let Some(message) = last_literal(&text[at..]) else {
                    continue;
                };
                seen += 1;
                // What stands between the values is always there.
                let words = message.split(['{', '}']).step_by(2);
                let words = words.map(|words| words.replace("\\\"", "\"")).max_by_key(String::len);
                let words = words.unwrap();
                let is_known = UNPROVOKED.iter().any(|known| message.contains(known));
                if !told.contains(&words) && !is_known {
                    missing.push(format!("{}: {message:?}", path.display()));
                }
            }
        }
    }
    assert!(seen > 50, "{seen}");
    assert!(missing.is_empty(), "no row for\n{}", missing.join("\n"));
}

/// The last text in the arguments of a call.
fn last_literal(call: &str) -> Option<String> {
    let mut depth = 0;
    let mut last = None;
    let mut characters = call.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '(' => depth += 1,
            ')' if depth == 1 => return last,
            ')' => depth -= 1,
            '"' => {
                let mut escaped = false;
                let end = characters.by_ref().find(|(_, c)| {
                    let ends = *c == '"' && !escaped;
                    escaped = *c == '\\' && !escaped;
                    ends
                });
                last = Some(call[at + 1..end?.0].to_owned());
            }
            _ => {}
        }
    }
    None
}

fn sources(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files.extend(sources(&path)),
            false if path.ends_with("trouble.rs") => {}
            false => files.push(path),
        }
    }
    files
}
