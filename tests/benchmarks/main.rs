//! The figures of docs/benchmarks.md, all from one run: `cargo bench --bench benchmarks`.
//!
//! Every figure is of a whole process, beside the tool it is compared with, run in turns; medians.
//! Needs `openssl` and `cat`, 3 GiB of room in the temporary folder, and a machine that does
//! nothing else; for the streams `taskset`, `jq`, and a Python with the package openai in
//! ENCYPHER_BENCH_PYTHON, as far as they are there. STREAMS=1 runs the streams alone, GUARD=1 the
//! guard, WATCH=1 what --stats and --progress cost. Figures are printed, never asserted.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod guard;
mod hostile;
mod process;
mod prose;
#[path = "../common/pty.rs"]
mod pty;
mod streams;
mod watch;

use process::{Encypher, median, percentile};
use std::io::Write;
use std::path::Path;

const MIB: u64 = 1024 * 1024;
const GIB: u64 = 1024 * MIB;

fn main() {
    let quick = std::env::var_os("QUICK").is_some();
    let folder = tempfile::tempdir().unwrap();
    let encypher = Encypher::new(folder.path());
    println!("{} processors\n", std::thread::available_parallelism().unwrap());
    let bytes = if quick { 64 * MIB } else { GIB };
    if std::env::var_os("GUARD").is_some() {
        return guard::run(folder.path());
    }
    let tokens = if quick { 2_000 } else { 20_000 };
    if std::env::var_os("WATCH").is_some() {
        return watch::run(&encypher, folder.path(), bytes, tokens);
    }
    if std::env::var_os("STREAMS").is_none() {
        throughput(&encypher, folder.path(), bytes);
        memory(&encypher, if quick { 256 * MIB } else { 10 * GIB });
        latency(&encypher, tokens);
        watch::run(&encypher, folder.path(), bytes, tokens);
        start_up(&encypher, if quick { 50 } else { 400 });
        size(&encypher);
        hostile(&encypher, folder.path());
    }
    streams::run(&encypher, folder.path(), bytes);
    guard::run(folder.path());
}

/// Wall time against `openssl dgst -sha256 -hmac`.
fn throughput(encypher: &Encypher, folder: &Path, bytes: u64) {
    println!("## Throughput: {} MiB of prose, output to /dev/null, 7 runs each\n", bytes / MIB);
    println!("| | median | of openssl's |\n|---|---|---|");
    let (text, marked) = (folder.join("prose.txt"), folder.join("marked.txt"));
    prose::write(&text, bytes);
    encypher
        .command(&["embed"])
        .arg(&text)
        .stdout(std::fs::File::create(&marked).unwrap())
        .status()
        .unwrap();
    let mut seconds = [const { Vec::new() }; 5];
    for _ in 0..7 {
        let openssl = ["dgst", "-sha256", "-hmac", "secret"];
        seconds[0].push(process::wall(process::command("openssl", &openssl).arg(&text)));
        seconds[1].push(process::wall(encypher.command(&["embed"]).arg(&text)));
        seconds[2].push(process::wall(encypher.command(&["embed", "--every", "4K"]).arg(&text)));
        seconds[3].push(process::wall(encypher.command(&["verify"]).arg(&marked)));
        seconds[4].push(process::wall(encypher.command(&["strip"]).arg(&marked)));
    }
    let openssl = median(&mut seconds[0]);
    for (name, seconds) in
        ["openssl dgst -sha256 -hmac", "embed", "embed --every 4K", "verify", "strip"]
            .iter()
            .zip(&mut seconds)
    {
        println!("| {name} | {:.2} s | {:.2} |", median(seconds), median(seconds) / openssl);
    }
    // The streams need the room.
    std::fs::remove_file(text).unwrap();
    std::fs::remove_file(marked).unwrap();
}

/// Peak memory, which must not depend on the length of the text.
fn memory(encypher: &Encypher, most: u64) {
    println!("\n## Peak memory (VmHWM)\n\n| bytes of prose | embed | verify |\n|---|---|---|");
    for bytes in [MIB, 100 * MIB, most] {
        let embed = encypher.peak_memory(&["embed"], bytes, &[]);
        let marked = encypher.marked_end(bytes);
        let verify = encypher.peak_memory(&["verify", "-qq"], bytes, &marked);
        println!("| {} MiB | {embed} KiB | {verify} KiB |", bytes / MIB);
    }
}

/// The way of one token through the filter and back, against `cat`.
fn latency(encypher: &Encypher, tokens: usize) {
    println!("\n## Round trip of one token, {tokens} tokens a run, 7 runs in turns\n");
    println!("| | median | p99 | of cat's p99 |\n|---|---|---|---|");
    let names = ["cat", "embed", "embed --every 4K"];
    let (mut halves, mut tails) = ([const { Vec::new() }; 3], [const { Vec::new() }; 3]);
    for _ in 0..7 {
        let commands = [
            process::command("cat", &[]),
            encypher.command(&["embed"]),
            encypher.command(&["embed", "--every", "4K"]),
        ];
        for (at, command) in commands.into_iter().enumerate() {
            let mut micros = process::round_trips(command, tokens);
            halves[at].push(percentile(&mut micros, 0.5));
            tails[at].push(percentile(&mut micros, 0.99));
        }
    }
    let cat = median(&mut tails[0]);
    for (at, name) in names.iter().enumerate() {
        let (half, tail) = (median(&mut halves[at]), median(&mut tails[at]));
        println!("| {name} | {half:.1} µs | {tail:.1} µs | {:.2} |", tail / cat);
    }
}

/// From start to exit for 20 bytes.
fn start_up(encypher: &Encypher, runs: usize) {
    println!(
        "\n## Start to exit, 20 bytes, {runs} runs in turns\n\n| | median | p99 |\n|---|---|---|"
    );
    let names = ["cat", "embed", "verify"];
    let marked = encypher.embed(b"Twenty bytes, no more");
    let mut millis = [const { Vec::new() }; 3];
    for _ in 0..runs {
        millis[0].push(1e3 * process::feed(process::command("cat", &[]), b"Twenty bytes, no more"));
        millis[1].push(1e3 * process::feed(encypher.command(&["embed"]), b"Twenty bytes, no more"));
        millis[2].push(1e3 * process::feed(encypher.command(&["verify"]), &marked));
    }
    for (name, millis) in names.iter().zip(&mut millis) {
        println!("| {name} | {:.2} ms | {:.2} ms |", median(millis), percentile(millis, 0.99));
    }
}

/// Bytes added for the metadata of the README.
fn size(encypher: &Encypher) {
    println!(
        "\n## Bytes added for {{\"model\":\"gpt-4\",\"timestamp\":1700000000}}\n\n| | bytes of UTF-8 | marks |\n|---|---|---|"
    );
    let text = b"A first sentence. A second sentence.\n";
    for (name, key) in [("HMAC-SHA256", encypher.hmac_key()), ("Ed25519", encypher.ed25519_key())] {
        let options = ["embed", "--meta", "model=gpt-4", "--timestamp", "1700000000", "--key"];
        let marked = process::output(encypher.command(&options).arg(key), text);
        let bytes = marked.len() - text.len();
        let added = String::from_utf8(marked).unwrap().chars().count() - text.len();
        println!("| {name} | {bytes} | {added} |");
    }
}

/// What `verify` makes of texts that are made to take time.
fn hostile(encypher: &Encypher, folder: &Path) {
    println!("\n## Hostile texts of 16 MiB, 3 runs each\n\n| | verify | strip |\n|---|---|---|");
    for (name, bytes) in hostile::texts(16 * MIB as usize) {
        let text = folder.join("hostile.txt");
        std::fs::write(&text, &bytes).unwrap();
        let rate = |arguments: &[&str]| {
            let run = |_| process::elapsed(encypher.command(arguments).arg(&text));
            let mut seconds: Vec<f64> = (0..3).map(run).collect();
            bytes.len() as f64 / 1e6 / median(&mut seconds)
        };
        let (verify, strip) = (rate(&["verify", "-qq"]), rate(&["strip"]));
        println!("| {name} | {verify:.0} MB/s | {strip:.0} MB/s |");
    }
    std::io::stdout().flush().unwrap();
}
