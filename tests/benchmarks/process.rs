//! Runs and measures processes.

use crate::prose;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

/// The program that is measured, with keys and a configuration folder of its own.
pub struct Encypher {
    folder: PathBuf,
}

impl Encypher {
    pub fn new(folder: &Path) -> Self {
        let new = Self { folder: folder.to_owned() };
        output(&mut new.command(&["keygen", "-o", new.hmac_key().to_str().unwrap()]), b"");
        output(
            &mut new.command(&["keygen", "--ed25519", "-o", new.ed25519_key().to_str().unwrap()]),
            b"",
        );
        output(&mut new.command(&["keygen"]), b"");
        new
    }

    pub fn hmac_key(&self) -> PathBuf {
        self.folder.join("hmac.key")
    }

    pub fn ed25519_key(&self) -> PathBuf {
        self.folder.join("ed25519.key")
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = command(env!("CARGO_BIN_EXE_encypher"), arguments);
        command.env("XDG_CONFIG_HOME", &self.folder);
        command
    }

    pub fn embed(&self, text: &[u8]) -> Vec<u8> {
        output(&mut self.command(&["embed"]), text)
    }

    /// What `embed` adds at the end of so many bytes of prose: enough to have verify see a seal.
    pub fn marked_end(&self, bytes: u64) -> Vec<u8> {
        self.embed(&prose::block()[..1024.min(bytes as usize)])
    }

    /// Feeds so many bytes of prose, then `end`, and reads the peak memory in KiB before the input
    /// ends.
    pub fn peak_memory(&self, arguments: &[&str], bytes: u64, end: &[u8]) -> u64 {
        let mut child =
            self.command(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        let block = prose::block();
        for _ in 0..bytes / block.len() as u64 {
            input.write_all(&block).unwrap();
        }
        input.write_all(end).unwrap();
        // What is on its way is still to be read.
        std::thread::sleep(std::time::Duration::from_millis(200));
        let peak = peak(&child).unwrap();
        drop(input);
        child.wait().unwrap();
        peak
    }
}

/// Peak memory in KiB; None once the process has ended.
pub fn peak(child: &Child) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

pub fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Seconds from start to exit, which is a success.
pub fn wall(command: &mut Command) -> f64 {
    let start = Instant::now();
    assert!(command.status().unwrap().success(), "{command:?}");
    start.elapsed().as_secs_f64()
}

/// Seconds from start to exit, whatever the status.
pub fn elapsed(command: &mut Command) -> f64 {
    let start = Instant::now();
    command.status().unwrap();
    start.elapsed().as_secs_f64()
}

/// Seconds from start to exit, with some input.
pub fn feed(mut command: Command, input: &[u8]) -> f64 {
    let (reader, mut writer) = std::io::pipe().unwrap();
    writer.write_all(input).unwrap();
    drop(writer);
    wall(command.stdin(reader))
}

pub fn output(command: &mut Command, input: &[u8]) -> Vec<u8> {
    let (reader, mut writer) = std::io::pipe().unwrap();
    let mut child = command.stdin(reader).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    writer.write_all(input).unwrap();
    drop(writer);
    let mut out = Vec::new();
    stdout.read_to_end(&mut out).unwrap();
    child.wait().unwrap();
    out
}

/// Microseconds from writing a token to having read all of it again.
pub fn round_trips(mut command: Command, tokens: usize) -> Vec<f64> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (mut input, mut output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut buffer = vec![0; 4096];
    let mut micros = Vec::with_capacity(tokens);
    for count in 0..tokens {
        let token: &[u8] = if count % 10 == 9 { b" end. The" } else { b" token" };
        let start = Instant::now();
        input.write_all(token).unwrap();
        let mut came = 0;
        while came < token.len() {
            came += output.read(&mut buffer).unwrap();
        }
        micros.push(start.elapsed().as_secs_f64() * 1e6);
    }
    drop(input);
    child.wait().unwrap();
    micros
}

pub fn median(values: &mut [f64]) -> f64 {
    percentile(values, 0.5)
}

pub fn percentile(values: &mut [f64], part: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values[((values.len() - 1) as f64 * part).round() as usize]
}
