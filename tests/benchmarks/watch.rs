//! What it costs to be watched: `embed` beside `embed --stats --progress`, whose line is drawn on a
//! terminal.

use crate::process::{self, Encypher, median, percentile};
use crate::prose;
use crate::pty::pty;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::Command;

const WATCHED: [&str; 3] = ["embed", "--stats", "--progress"];

/// The side of the programs of a terminal that somebody reads.
fn terminal() -> File {
    let (mut near, far) = pty();
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        while near.read(&mut buffer).is_ok_and(|length| length > 0) {}
    });
    far
}

fn watched(encypher: &Encypher, terminal: &File) -> Command {
    let mut command = encypher.command(&WATCHED);
    command.env("TERM", "xterm").env_remove("CI");
    command.stderr(terminal.try_clone().unwrap());
    command
}

/// Prints both, in turns.
pub fn run(encypher: &Encypher, folder: &Path, bytes: u64, tokens: usize) {
    let terminal = terminal();
    println!("\n## Watched: `embed` and `embed --stats --progress`, 7 runs in turns\n");
    println!("| | embed | watched | ratio |\n|---|---|---|---|");
    let text = folder.join("prose.txt");
    prose::write(&text, bytes);
    let (mut plain, mut seen) = (Vec::new(), Vec::new());
    for _ in 0..7 {
        plain.push(process::wall(encypher.command(&["embed"]).arg(&text)));
        seen.push(process::wall(watched(encypher, &terminal).arg(&text)));
    }
    let name = format!("{} MiB of prose, s", bytes / 1024 / 1024);
    row(&name, median(&mut plain), median(&mut seen));
    let (mut halves, mut tails) = ([const { Vec::new() }; 2], [const { Vec::new() }; 2]);
    for _ in 0..7 {
        let commands = [encypher.command(&["embed"]), watched(encypher, &terminal)];
        for (at, command) in commands.into_iter().enumerate() {
            let mut micros = process::round_trips(command, tokens);
            halves[at].push(percentile(&mut micros, 0.5));
            tails[at].push(percentile(&mut micros, 0.99));
        }
    }
    let [mut plain, mut seen] = halves;
    row("a token and back, median, µs", median(&mut plain), median(&mut seen));
    let [mut plain, mut seen] = tails;
    row("a token and back, p99, µs", median(&mut plain), median(&mut seen));
    std::fs::remove_file(text).unwrap();
}

fn row(name: &str, plain: f64, watched: f64) {
    println!("| {name} | {plain:.2} | {watched:.2} | {:.2} |", watched / plain);
}
