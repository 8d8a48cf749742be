//! The line that says how far the text has come. It is drawn from a thread of its own: no text
//! waits for it.

use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use encypher::report::human::count;
use indicatif::{BinaryBytes, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::console;
use crate::cli::progress::meter::{Meter, Reading};
use crate::cli::progress::watching::{self, Expected, Place};

/// With a bar, and without; cut off where the terminal ends.
const BAR: &str = "[{bar:20}] {percent}%, {wide_msg}";
const PLAIN: &str = "{wide_msg}";
/// The columns that every terminal has, but for the name of the program before a line; and what the
/// bar takes of them.
const WIDTH: usize = 80 - "encypher: ".len();
const BAR_WIDTH: usize = "[====================] 100%, ".len() - "encypher: ".len();
/// The most redraws in a second.
const HERTZ: u8 = 10;

/// A line that is shown until this is dropped.
pub struct Live {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Live {
    /// Shows what the meter says.
    pub fn start(plan: &watching::Live, meter: &Arc<Meter>) -> Live {
        let (stop, stopped) = mpsc::channel();
        if plan.place == Place::Line {
            console::draw(bar(plan));
        }
        let (plan, meter) = (plan.clone(), Arc::clone(meter));
        let draw = move || {
            let interval = plan.place.interval();
            while stopped.recv_timeout(interval) == Err(RecvTimeoutError::Timeout) {
                draw_once(&plan, &meter.reading());
            }
        };
        let thread = thread::Builder::new().name("live".to_owned()).spawn(draw);
        Live { stop: Some(stop), thread: thread.ok() }
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        console::clear();
    }
}

fn bar(plan: &watching::Live) -> ProgressBar {
    let target = ProgressDrawTarget::stderr_with_hz(HERTZ);
    let expected = plan.expected.filter(|_| plan.progress);
    let (length, template) = match expected {
        Some(Expected::Bytes(all) | Expected::Tokens(all)) => (Some(all), BAR),
        None => (None, PLAIN),
    };
    let style = ProgressStyle::with_template(template);
    let style = style.map(|style| style.progress_chars("=> "));
    let bar = ProgressBar::with_draw_target(length, target);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn draw_once(plan: &watching::Live, reading: &Reading) {
    let text = said(plan, reading);
    match plan.place {
        Place::Lines => console::say(&text),
        Place::Line => console::redraw(|bar| {
            if let Some((done, all)) = progress_of(plan, reading) {
                bar.set_position(done.min(all));
            }
            bar.set_message(text);
        }),
    }
}

/// How much has come of how much, if that is known.
fn progress_of(plan: &watching::Live, reading: &Reading) -> Option<(u64, u64)> {
    match plan.expected.filter(|_| plan.progress)? {
        Expected::Bytes(all) => Some((reading.bytes_in, all)),
        Expected::Tokens(all) => Some((reading.tokens, all)),
    }
}

/// What there is to say beside the bar, as far as there is room for it.
fn said(plan: &watching::Live, reading: &Reading) -> String {
    let unit = reading.unit.name();
    let progress = progress_of(plan, reading);
    let of_tokens = matches!(plan.expected, Some(Expected::Tokens(_))) && plan.progress;
    let mut room = WIDTH;
    let mut parts = Vec::new();
    match progress {
        Some((done, all)) => {
            match plan.place {
                Place::Line => room -= BAR_WIDTH,
                Place::Lines => {
                    let percent = u128::from(done.min(all)) * 100 / u128::from(all);
                    parts.push(format!("{percent}%"));
                }
            }
            parts.push(match of_tokens {
                true => format!("{done} of {}", count(all, unit)),
                false => format!("{} of {}", BinaryBytes(done), BinaryBytes(all)),
            });
        }
        None if plan.progress => parts.push(BinaryBytes(reading.bytes_in).to_string()),
        None => {}
    }
    if plan.progress {
        let bytes = reading.per_second(reading.bytes_in) as u64;
        parts.push(match of_tokens {
            true => format!("{:.1} {unit}s/s", reading.per_second(reading.tokens)),
            false => format!("{}/s", BinaryBytes(bytes)),
        });
        parts.push(match progress {
            Some((done, all)) if 0 < done && done < all => {
                let rest = (all - done) as f64 / done as f64;
                let rest = Duration::try_from_secs_f64(reading.elapsed.as_secs_f64() * rest);
                format!("{} left", time(rest.unwrap_or(Duration::MAX)))
            }
            _ => format!("for {}", time(reading.elapsed)),
        });
    }
    if plan.figures {
        if !of_tokens {
            parts.push(count(reading.tokens, unit));
        }
        parts.push(count(reading.counts.words, "word"));
        let rate = reading.per_second(reading.counts.words);
        parts.push(format!("{rate:.1} words/s"));
    }
    // Half a number would be another number.
    let mut text = String::new();
    for part in parts {
        let comma = if text.is_empty() { "" } else { ", " };
        if text.len() + comma.len() + part.len() > room {
            break;
        }
        text.push_str(&format!("{comma}{part}"));
    }
    text
}

/// A time in the largest unit of which there are at least two.
fn time(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..120 => format!("{seconds} s"),
        seconds @ 120..7200 => format!("{} min", seconds / 60),
        seconds => format!("{} h", seconds / 3600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::progress::meter::Unit;

    fn plan(expected: Option<Expected>, figures: bool) -> watching::Live {
        watching::Live { place: Place::Lines, figures, progress: true, expected }
    }

    fn reading(bytes: u64, seconds: u64) -> Reading {
        let mut reading = Meter::new(Unit::Delta).reading();
        reading.bytes_in = bytes;
        reading.tokens = bytes / 4;
        reading.counts.words = bytes / 5;
        reading.elapsed = Duration::from_secs(seconds);
        reading
    }

    #[test]
    fn what_is_said_about_progress() {
        let bytes = Some(Expected::Bytes(8192));
        let endless = said(&plan(Some(Expected::Bytes(u64::MAX)), false), &reading(1, 9999));
        assert!(endless.ends_with(" h left"), "{endless}");
        for (expected, figures, bytes, seconds, wanted) in [
            (None, false, 2048, 2, "2.00 KiB, 1.00 KiB/s, for 2 s"),
            (bytes, false, 2048, 2, "25%, 2.00 KiB of 8.00 KiB, 1.00 KiB/s, 6 s left"),
            (bytes, false, 0, 2, "0%, 0 B of 8.00 KiB, 0 B/s, for 2 s"),
            (bytes, false, 9000, 3, "100%, 8.79 KiB of 8.00 KiB, 2.93 KiB/s, for 3 s"),
            (bytes, false, 8, 3600, "0%, 8 B of 8.00 KiB, 0 B/s, 1023 h left"),
            (
                Some(Expected::Tokens(1024)),
                false,
                2048,
                2,
                "50%, 512 of 1024 deltas, 256.0 deltas/s, 2 s left",
            ),
            (
                None,
                true,
                2000,
                2,
                "1.95 KiB, 1000 B/s, for 2 s, 500 deltas, 400 words, 200.0 words/s",
            ),
        ] {
            let text = said(&plan(expected, figures), &reading(bytes, seconds));
            assert_eq!(text, wanted);
            assert!(text.len() <= 80, "{text}");
        }
    }
}
