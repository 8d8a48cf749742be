//! Signals: the text is finished first, then we die of them, as the shell expects.
//!
//! The first signal starts the farewell in a thread of its own and a clock beside it: whatever
//! holds the farewell up, a reader that does not read above all, we are gone in time. A second
//! signal changes nothing: the two often come together, as from a terminal that is closed, and the
//! time is short anyway.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

#[cfg(unix)]
pub use unix::{on_break, watch, watch_termination};

/// Waits to be ended by the thread that handles a signal.
pub fn await_death() -> ! {
    loop {
        std::thread::park();
    }
}

/// Whether a signal has come. It is known at once, before the farewell has even begun: the same
/// signal may have ended whoever wrote the text, and then its end is not what it seems.
#[derive(Clone, Default)]
pub struct Interruption(Arc<AtomicBool>);

impl Interruption {
    /// Whether a signal has come.
    pub fn has_come(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }

    /// What has come was meant for something that is over.
    pub fn forget(&self) {
        self.0.store(false, Ordering::SeqCst);
    }

    #[cfg(unix)]
    fn came(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Elsewhere a break key just ends us.
#[cfg(not(unix))]
pub fn watch(_farewell: impl FnOnce(i32) + Send + 'static) -> Interruption {
    Interruption::default()
}

/// Elsewhere other signals do what they always do, too.
#[cfg(not(unix))]
pub fn watch_termination(_farewell: impl FnOnce(i32) + Send + 'static) {}

/// Elsewhere the break key just ends us.
#[cfg(not(unix))]
pub fn on_break(_interruption: &Interruption, _act: impl FnMut() -> bool + Send + 'static) {}

#[cfg(unix)]
mod unix {
    use std::fs;
    use std::sync::Arc;
    use std::thread;
    use std::time::Duration;

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::flag;
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    use super::Interruption;

    /// How long a farewell may take.
    const TIME: Duration = Duration::from_millis(250);

    /// From now on the first signal runs `farewell`. Where that cannot be arranged, signals do what
    /// they always do.
    pub fn watch(farewell: impl FnOnce(i32) + Send + 'static) -> Interruption {
        watch_for(&[SIGINT, SIGTERM, SIGHUP], farewell)
    }

    /// The same, but for the break key.
    pub fn watch_termination(farewell: impl FnOnce(i32) + Send + 'static) {
        watch_for(&[SIGTERM, SIGHUP], farewell);
    }

    /// From now on the break key runs `act`, each time, and only ends us if that says no. That it
    /// has come is known before.
    pub fn on_break(interruption: &Interruption, mut act: impl FnMut() -> bool + Send + 'static) {
        let wanted = wanted(&[SIGINT]);
        if let Ok(mut signals) = Signals::new(&wanted) {
            for signal in wanted {
                let _ = flag::register(signal, Arc::clone(&interruption.0));
            }
            thread::spawn(move || {
                for signal in signals.forever() {
                    if !act() {
                        die(signal);
                    }
                }
            });
        }
    }

    fn watch_for(signals: &[i32], farewell: impl FnOnce(i32) + Send + 'static) -> Interruption {
        let interruption = Interruption::default();
        let wanted = wanted(signals);
        let Ok(mut signals) = Signals::new(&wanted) else {
            return interruption;
        };
        let seen = interruption.clone();
        let watcher = move || {
            // The thread stays with its handlers: without them a second signal would end us.
            let mut farewell = Some(farewell);
            for signal in signals.forever() {
                seen.came();
                if let Some(farewell) = farewell.take() {
                    part(signal, farewell);
                }
            }
        };
        let watching = thread::Builder::new().name("signals".to_owned()).spawn(watcher);
        if watching.is_ok() {
            for signal in wanted {
                // The watcher sees to it as well, if a little later.
                let _ = flag::register(signal, Arc::clone(&interruption.0));
            }
        }
        interruption
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

    /// Those of the signals that we were not told to ignore: `nohup` and shells that
    /// start jobs in the background mean it.
    fn wanted(signals: &[i32]) -> Vec<i32> {
        let ignored = ignored();
        let signals = signals.iter().copied();
        signals.filter(|signal| ignored >> (signal - 1) & 1 == 0).collect()
    }

    /// The set of ignored signals, where the system tells; none elsewhere.
    fn ignored() -> u64 {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        line.and_then(|set| u64::from_str_radix(set.trim(), 16).ok()).unwrap_or(0)
    }
}
