//! Who watches a text: a line while it passes, and figures when it is over.

use std::sync::Arc;

use crate::cli::args::choice::Stats;
use crate::cli::commands::embed::outcome::Finished;
use crate::cli::commands::embed::stats;
use crate::cli::console;
use crate::cli::progress::live::Live;
use crate::cli::progress::meter::Meter;
use crate::cli::progress::watching::{self, Watching};

/// Tells what passed, once it is over.
#[derive(Clone)]
pub struct Watcher {
    stats: Option<Stats>,
    live: Option<watching::Live>,
    meter: Arc<Meter>,
}

impl Watcher {
    /// Watches what this meter counts.
    pub fn new(plan: Watching, meter: &Arc<Meter>) -> Watcher {
        Watcher { stats: plan.stats, live: plan.live, meter: Arc::clone(meter) }
    }

    /// Shows the line, if one is wanted, until what is returned is dropped.
    pub fn start(&self) -> Option<Live> {
        let live = self.live.as_ref();
        live.map(|plan| Live::start(plan, &self.meter))
    }

    /// The text is over, or was ended before its time: then nothing is known but what the meter
    /// says.
    pub fn tell(&self, finished: Option<&Finished>) {
        console::clear();
        stats::tell(self.stats, finished, &self.meter.reading());
    }
}
