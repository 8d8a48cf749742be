//! Provider streams: `--input sse` against `cat`, jq and the decoder of an SDK, all on one processor.

use crate::process::{self, Encypher, median};
use crate::{MIB, prose};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How much of the stream the slow tools get.
const SLICE: u64 = 64 * MIB;

pub fn run(encypher: &Encypher, folder: &Path, bytes: u64) {
    let cpu = std::thread::available_parallelism().unwrap().get() - 1;
    let pin = format!("taskset -c {cpu}");
    let pinned = Command::new("taskset").args(["-c", &cpu.to_string(), "true"]);
    let pinned = pinned.status().is_ok_and(|status| status.success());
    let runs = 5;
    println!(
        "\n## Provider streams: {} MiB of chat deltas, {runs} runs each in turns, {}\n",
        bytes / MIB,
        if pinned { &pin } else { "not pinned" }
    );
    let [stream, signed, slice, payloads] =
        ["stream.sse", "signed.sse", "slice.sse", "payloads.jsonl"].map(|name| folder.join(name));
    let events = write(&stream, bytes, "data: ", "\n\n");
    write(&slice, SLICE.min(bytes), "data: ", "\n\n");
    write(&payloads, SLICE.min(bytes), "", "\n");
    let mut signing = encypher.command(&["embed", "--input", "sse"]);
    process::wall(
        signing
            .arg(&stream)
            .stdout(File::create(&signed).unwrap()),
    );

    let python = std::env::var_os("ENCYPHER_BENCH_PYTHON").map(|python| {
        let mut python = Command::new(python);
        python.arg(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/benchmarks/openai_decoder.py"
        ));
        python
    });
    let sse = |name| Some(encypher.command(&[name, "--input", "sse"]));
    let jq = installed("jq").then(|| process::command("jq", &["-c", "."]));
    let cat = Some(process::command("cat", &[]));
    let mut rows = [
        ("cat", cat, &stream),
        ("embed --input sse", sse("embed"), &stream),
        ("verify --input sse, signed", sse("verify"), &signed),
        ("strip --input sse, signed", sse("strip"), &signed),
        ("jq -c . of the JSON alone ¹", jq, &payloads),
        ("SSEDecoder of openai (Python), json ¹ ²", python, &slice),
    ]
    .map(|(name, command, file)| {
        let command = command.map(|mut command| {
            command.arg(file);
            if pinned { on(cpu, &command) } else { command }
        });
        (name, command, file.metadata().unwrap().len(), vec![])
    });
    for _ in 0..runs {
        for (_, command, _, came) in &mut rows {
            if let Some(command) = command {
                came.push(measure(command));
            }
        }
    }
    println!("| | read | median | MB/s | slowest, fastest | peak RSS |\n|---|---|---|---|---|---|");
    for (name, command, bytes, came) in &rows {
        if command.is_none() {
            println!("| {name} | not installed | | | | |");
            continue;
        }
        let rate = |part| {
            let mut seconds: Vec<f64> = came.iter().map(|(seconds, _)| *seconds).collect();
            *bytes as f64 / 1e6 / process::percentile(&mut seconds, part)
        };
        let seconds = median(&mut came.iter().map(|one| one.0).collect::<Vec<_>>());
        let (size, rss) = (bytes / MIB, came.iter().map(|one| one.1).max().unwrap());
        println!(
            "| {name} | {size} MiB | {seconds:.2} s | {:.0} | {:.0}, {:.0} | {rss} KiB |",
            rate(0.5),
            rate(1.0),
            rate(0.0)
        );
    }
    println!(
        "\nThe stream has {events} events of {} bytes. ¹ The rate is of the first {} MiB of the same stream. \
         ² Without the start of Python and its imports.\n",
        bytes / events,
        SLICE.min(bytes) / MIB
    );
    let event = event(&prose::text(MIB as usize), "obfuscated", "data: ", "\n\n");
    let end = b"data: [DONE]\n\n";
    for name in ["embed", "strip"] {
        let peak = encypher.peak_memory_of(&[name, "--input", "sse"], &[event.as_bytes(), end]);
        let times = peak as f64 * 1024.0 / event.len() as f64;
        println!("* {name} of one event of 1 MiB of text: peak RSS {peak} KiB, {times:.1} times the event");
    }
}

/// Writes a response of so many bytes as SSE, or of its payloads alone, and says how many events it has.
fn write(path: &Path, bytes: u64, before: &str, after: &str) -> u64 {
    todo!()
}
