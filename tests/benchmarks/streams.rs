//! Provider streams: `--input sse` beside `cat`, jq and the decoder of an SDK, on one processor.

use crate::process::{self, Encypher, percentile};
use crate::{MIB, prose};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How much of the stream the slow tools get.
const SLICE: u64 = 64 * MIB;
const RUNS: usize = 5;

pub fn run(encypher: &Encypher, folder: &Path, bytes: u64) {
    // What this thread starts from now on stays on its processor.
    let last = std::thread::available_parallelism().unwrap().get() - 1;
    let (cpu, own) = (last.to_string(), std::process::id().to_string());
    let pinned = succeeds("taskset", &["-c", "-p", &cpu, &own]);

    let payloads = payloads();
    let mean = payloads.iter().map(|one| one.len() + 8).sum::<usize>() / payloads.len();
    let [whole, slice, bare, signed] =
        ["whole.sse", "slice.sse", "bare.jsonl", "signed.sse"].map(|name| folder.join(name));
    write(&whole, &payloads, bytes as usize / mean, true);
    write(&slice, &payloads, SLICE as usize / mean, true);
    write(&bare, &payloads, SLICE as usize / mean, false);
    let sse = |name| encypher.command(&[name, "--input", "sse"]);
    let file = File::create(&signed).unwrap();
    process::wall(sse("embed").arg(&whole).stdout(file));

    let python = std::env::var_os("ENCYPHER_BENCH_PYTHON").map(|python| {
        let mut python = Command::new(python);
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/benchmarks");
        python.arg(folder.join("openai_decoder.py"));
        python
    });
    let jq = succeeds("jq", &["--version"]).then(|| process::command("jq", &["-c", "."]));
    let mut rows = [
        ("`cat`", Some(process::command("cat", &[])), &whole),
        ("`embed --input sse`", Some(sse("embed")), &whole),
        ("`verify --input sse`", Some(sse("verify")), &signed),
        ("`strip --input sse`", Some(sse("strip")), &signed),
        ("`jq -c .` of the JSON (a)", jq, &bare),
        ("`SSEDecoder` of openai, `json` (a, b)", python, &slice),
    ]
    .map(|(name, mut command, file)| {
        command.iter_mut().for_each(|command| _ = command.arg(file));
        (name, command, file.metadata().unwrap().len(), Vec::new())
    });
    for _ in 0..RUNS {
        for (_, command, _, seconds) in &mut rows {
            seconds.extend(command.as_mut().map(elapsed));
        }
    }

    let (size, part) = (bytes / MIB, SLICE / MIB);
    println!(
        "\n## Chat deltas: {size} MiB, {mean} bytes an event, output to /dev/null, {RUNS} runs\n"
    );
    println!("| | median | rate | slowest, fastest | peak memory |\n|---|---|---|---|---|");
    for (name, command, bytes, mut seconds) in rows {
        let Some(mut command) = command else {
            println!("| {name} | not installed | | | |");
            continue;
        };
        let [fast, half, slow] = [0.0, 0.5, 1.0].map(|part| percentile(&mut seconds, part));
        let [best, rate, worst] = [fast, half, slow].map(|time| bytes as f64 / 1e6 / time);
        let peak = peak(&mut command);
        println!("| {name} | {half:.2} s | {rate:.0} MB/s | {worst:.0}, {best:.0} | {peak} KiB |");
    }
    println!(
        "\n(a) Of the first {part} MiB of the stream. (b) Without Python's start and imports."
    );
    println!("Pinned to one processor (`taskset -c -p {cpu}`): {pinned}.");

    let text = String::from_utf8(prose::block()).unwrap();
    let event = format!("data: {}\n\ndata: [DONE]\n\n", payload(&text, 8));
    let peak = encypher.peak_memory(&["embed", "--input", "sse"], 0, event.as_bytes());
    let times = (peak * 1024) as f64 / event.len() as f64;
    println!(
        "Peak memory of embed for an event of {} bytes: {peak} KiB, {times:.1} times the event.",
        event.len()
    );
}

fn succeeds(program: &str, arguments: &[&str]) -> bool {
    let status = process::command(program, arguments).status();
    status.is_ok_and(|status| status.success())
}

/// Seconds from start to exit, or those that the program itself prints, if its output is not away.
fn elapsed(command: &mut Command) -> f64 {
    let start = Instant::now();
    let output = command.output().unwrap();
    let elapsed = start.elapsed().as_secs_f64();
    assert!(output.status.success(), "{command:?}");
    let own = String::from_utf8(output.stdout).unwrap();
    own.trim().parse().unwrap_or(elapsed)
}

/// KiB of one more run, which is looked at while it lasts.
fn peak(command: &mut Command) -> u64 {
    let (mut child, mut peak) = (command.stdout(Stdio::null()).spawn().unwrap(), 0);
    while child.try_wait().unwrap().is_none() {
        peak = peak.max(process::peak(&child).unwrap_or(0));
        std::thread::sleep(Duration::from_millis(1));
    }
    peak
}

/// A chunk of Chat Completions with this text, and so much of what OpenAI pads it with.
fn payload(text: &str, padding: usize) -> String {
    let (text, padding) = (text.replace('\n', "\\n"), &"k8IcyDk2uhKw"[..padding]);
    format!(
        r#"{{"id":"chatcmpl-AbCCOo38eU2e1SP8MMWLo9I","object":"chat.completion.chunk","created":1760000000,"model":"gpt-4o-2024-08-06","service_tier":"default","system_fingerprint":"fp_0068e77800","choices":[{{"index":0,"delta":{{"content":"{text}"}},"logprobs":null,"finish_reason":null}}],"usage":null,"obfuscation":"{padding}"}}"#
    )
}

/// Some 5 MiB of payloads, each with 1 to 9 characters of prose.
fn payloads() -> Vec<String> {
    let text = String::from_utf8(prose::block()).unwrap();
    let mut characters = text.chars().take(80_000).peekable();
    let mut all = Vec::new();
    while characters.peek().is_some() {
        let length = 1 + all.len() * 5 % 9;
        let piece: String = characters.by_ref().take(length).collect();
        all.push(payload(&piece, 2 + all.len() * 7 % 11));
    }
    all
}

/// Writes a response of so many deltas, or their JSON alone.
fn write(path: &Path, payloads: &[String], deltas: usize, framed: bool) {
    let mut file = BufWriter::new(File::create(path).unwrap());
    let parts = [("", "\n"), ("data: ", "\n\n")];
    let (before, after) = parts[usize::from(framed)];
    for payload in payloads.iter().cycle().take(deltas) {
        write!(file, "{before}{payload}{after}").unwrap();
    }
    if framed {
        let end = payload("", 0).replace(r#""finish_reason":null"#, r#""finish_reason":"stop""#);
        write!(file, "data: {end}\n\ndata: [DONE]\n\n").unwrap();
    }
    file.flush().unwrap();
}
