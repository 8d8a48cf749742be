//! The guard with all default kinds: speed by kind of text and size of reads, and what is held. One
//! thread, in this process; ripgrep with the same patterns beside it, if it is there.

use std::path::Path;
use std::time::Instant;

use encypher::guard::finding::FingerprintKey;
use encypher::guard::guard::{CompiledPolicy, Guard};
use encypher::guard::policy::{Action, Direction, Policy};

use crate::process::median;
use crate::prose;

const MIB: usize = 1024 * 1024;
/// Of each kind of text.
const SIZE: usize = 64 * MIB;
/// For ripgrep.
const RIPGREP: usize = 4 * MIB;
/// With small reads.
const SMALL: usize = 8 * MIB;

/// Prints all figures.
pub fn run(folder: &Path) {
    println!("\n## The guard, all default kinds, one thread, 5 runs in turns\n");
    println!("| text | 64 KiB reads | 4 byte reads | held, mean and most | rg -c -f |");
    println!("|---|---|---|---|---|");
    let terms = terms();
    let only = std::env::var("GUARD").unwrap_or_default();
    for (name, text) in texts(folder) {
        if only.len() > 1 && only != name {
            continue;
        }
        let (mut whole, mut small) = (Vec::new(), Vec::new());
        let mut held = String::new();
        for _ in 0..5 {
            whole.push(speed(&terms, &text, 64 * 1024).0);
            let (speed, guard) = speed(&terms, &text[..SMALL.min(text.len())], 4);
            small.push(speed);
            let summary = guard.summary();
            held = format!("{:.1}, {}", summary.held_mean(), summary.held_max);
        }
        println!(
            "| {name} | {:.0} MB/s | {:.0} MB/s | {held} | {} |",
            median(&mut whole),
            median(&mut small),
            ripgrep(folder, &text)
        );
    }
}

fn terms() -> CompiledPolicy {
    let policy = Policy { action: Action::Redact, ..Policy::default() };
    let key = FingerprintKey::new(b"bench");
    CompiledPolicy::new(policy, Direction::Output, 2026, key).unwrap()
}

/// The speed of ripgrep with patterns of the same kinds, one thread, whole process; on less of the
/// text, as it may be slow.
fn ripgrep(folder: &Path, text: &[u8]) -> String {
    let (file, patterns) = (folder.join("rg.txt"), folder.join("patterns.txt"));
    std::fs::write(&patterns, include_str!("patterns.txt")).unwrap();
    let text = &text[..text.len().min(RIPGREP)];
    std::fs::write(&file, text).unwrap();
    let started = Instant::now();
    let mut command = std::process::Command::new("rg");
    command.args(["-a", "-c", "-j", "1", "--no-unicode", "-f"]).arg(&patterns).arg(&file);
    let done = command.stdout(std::process::Stdio::null()).status();
    match done {
        Ok(_) => format!("{:.1} MB/s", text.len() as f64 / 1e6 / started.elapsed().as_secs_f64()),
        Err(_) => "not there".to_owned(),
    }
}

/// MB a second, and the guard afterwards.
fn speed(terms: &CompiledPolicy, text: &[u8], read: usize) -> (f64, Guard) {
    let mut guard = Guard::new(terms.clone());
    let mut out = Vec::new();
    let started = Instant::now();
    for piece in text.chunks(read) {
        guard.push(piece, &mut out);
        out.clear();
        guard.take_findings();
    }
    guard.finish(&mut out);
    let seconds = started.elapsed().as_secs_f64();
    (text.len() as f64 / 1e6 / seconds, guard)
}

/// Kinds of text that stress the guard in different ways.
fn texts(folder: &Path) -> Vec<(&'static str, Vec<u8>)> {
    let path = folder.join("guard.txt");
    prose::write(&path, SIZE as u64);
    let text = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let markdown = include_str!("../../README.md").to_owned()
        + include_str!("../../docs/format.md")
        + include_str!("../../docs/streams.md")
        + include_str!("../../docs/interop.md");
    vec![
        ("prose", text),
        ("Markdown", repeat(markdown.as_bytes())),
        ("hex dump", lines(|line| hex(&mut random, line))),
        ("base64", lines(|line| base64(&mut random, line))),
        ("numeric CSV", lines(|line| csv(&mut random, line))),
        ("Chinese", repeat(CHINESE.as_bytes())),
        ("a log", lines(|line| log(&mut random, line))),
    ]
}

const CHINESE: &str = "内容来源是读者的第一个问题。模型写出的文字每天有数十亿段，其中多少经过核对，没有人知道。2024年，\
    欧盟要求服务商给机器写的文字做标记；标记要让机器能读，又不能打扰读者。我们把签名写进看不见的字符里，随文字一起走。\n\n";

fn repeat(text: &[u8]) -> Vec<u8> {
    text.iter().copied().cycle().take(SIZE).collect()
}

fn lines(mut line: impl FnMut(&mut Vec<u8>)) -> Vec<u8> {
    let mut text = Vec::with_capacity(SIZE + 256);
    while text.len() < SIZE {
        line(&mut text);
        text.push(b'\n');
    }
    text
}

/// A small generator (xorshift64*, Vigna 2016): the figures need no better one.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }
}

fn hex(random: &mut Random, line: &mut Vec<u8>) {
    for _ in 0..4 {
        line.extend_from_slice(format!("{:016x}", random.next()).as_bytes());
    }
}

fn base64(random: &mut Random, line: &mut Vec<u8>) {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for _ in 0..76 {
        line.push(ALPHABET[(random.next() >> 58) as usize]);
    }
}

fn csv(random: &mut Random, line: &mut Vec<u8>) {
    for column in 0..8 {
        let number = random.next();
        let text = match column {
            0 => format!("{}", number % 100_000_000),
            1 => format!(",{}", 1_700_000_000 + number % 100_000_000),
            2 => format!(",{:.4}", (number % 1_000_000) as f64 / 1e4),
            3 => format!(",{}", number % 10_000_000_000_000),
            _ => format!(",{}", number % 100_000),
        };
        line.extend_from_slice(text.as_bytes());
    }
}

fn log(random: &mut Random, line: &mut Vec<u8>) {
    let number = random.next();
    let text = format!(
        "2026-11-21T06:{:02}:{:02}.{:03}Z INFO  server::http request_id={:08x}-{:04x} status=200 bytes={} ts={} path=/v1/items/{} client=10.0.{}.{}",
        number % 60,
        number % 59,
        number % 1000,
        number >> 32,
        number % 65536,
        number % 100_000,
        1_732_121_199_844_u64 + number % 100_000_000,
        number % 10_000_000_000,
        number % 256,
        number % 255,
    );
    line.extend_from_slice(text.as_bytes());
}
