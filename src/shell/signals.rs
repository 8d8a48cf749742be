//! Signals: the text is finished first, then we die of them, as the shell expects.
//!
//! The first signal starts the farewell in a thread of its own and a clock beside it: whatever holds
//! the farewell up, a reader that does not read above all, we are gone in time. A second signal ends
//! us at once.

#[cfg(unix)]
pub use unix::watch;

/// Waits to be ended by the thread that handles a signal.
pub fn await_death() -> ! {
    loop {
        std::thread::park();
    }
}

/// Elsewhere a break key just ends us.
#[cfg(not(unix))]
pub fn watch(_farewell: impl FnOnce(i32) + Send + 'static) {}

#[cfg(unix)]
mod unix {
    use std::fs;
    use std::thread;
    use std::time::Duration;

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    /// How long a farewell may take.
    const TIME: Duration = Duration::from_millis(250);

    /// From now on the first signal runs `farewell`. Where that cannot be arranged, signals do what
    /// they always do.
    pub fn watch(farewell: impl FnOnce(i32) + Send + 'static) {
        let Ok(mut signals) = Signals::new(wanted()) else {
            return;
        };
        let mut farewell = Some(farewell);
        let watcher = move || {
            for signal in signals.forever() {
                match farewell.take() {
                    Some(farewell) => part(signal, farewell),
                    None => die(signal),
                }
            }
        };
        let _ = thread::Builder::new()
            .name("signals".to_owned())
            .spawn(watcher);
    }

    fn part(signal: i32, farewell: impl FnOnce(i32) + Send + 'static) {
        thread::spawn(move || {
            thread::sleep(TIME);
            die(signal);
        });
        thread::spawn(move || {
            farewell(signal);
            die(signal);
        });
    }

    fn die(signal: i32) {
        let _ = emulate_default_handler(signal);
    }

    /// The signals that end us, but for those that we were told to ignore: `nohup` and shells that
    /// start jobs in the background mean it.
    fn wanted() -> Vec<i32> {
        let ignored = ignored();
        [SIGINT, SIGTERM, SIGHUP]
            .into_iter()
            .filter(|signal| ignored >> (signal - 1) & 1 == 0)
            .collect()
    }

    /// The set of ignored signals, where the system tells; none elsewhere.
    fn ignored() -> u64 {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        line.and_then(|set| u64::from_str_radix(set.trim(), 16).ok())
            .unwrap_or(0)
    }
}
