//! How far long work has come, as a bar on stderr.
//! It shows only on a terminal, and only once the work has taken a while.

use core::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};
use std::{
    io::{self, IsTerminal as _},
    sync::OnceLock,
    time::Instant,
};

use indicatif::{ProgressBar, ProgressStyle};

/// Work that ends sooner shows no bar.
const SHOWN_AFTER: Duration = Duration::from_millis(700);

/// A bar that counts bytes; without a total, a spinner.
pub(crate) struct Progress {
    started: Instant,
    bytes_total: Option<u64>,
    bytes_done: AtomicU64,
    on_terminal: bool,
    bar: OnceLock<ProgressBar>,
}

impl Progress {
    /// Starts the clock; nothing shows yet.
    pub(crate) fn new(bytes_total: Option<u64>) -> Self {
        Self {
            started: Instant::now(),
            bytes_total,
            bytes_done: AtomicU64::new(0),
            on_terminal: io::stderr().is_terminal(),
            bar: OnceLock::new(),
        }
    }

    /// Writes something without the bar in the way.
    pub(crate) fn suspended<T>(&self, write: impl FnOnce() -> T) -> T {
        match self.bar.get() {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// So many bytes more are done; several threads may tell.
    pub(crate) fn advance(&self, bytes: u64) {
        let done = self.bytes_done.fetch_add(bytes, Ordering::Relaxed) + bytes;
        if self.on_terminal && self.started.elapsed() >= SHOWN_AFTER {
            let bar = self.bar.get_or_init(|| new_bar(self.bytes_total));
            bar.set_position(done);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

fn new_bar(bytes_total: Option<u64>) -> ProgressBar {
    let (bar, template) = match bytes_total {
        Some(total) => (
            ProgressBar::new(total),
            "{bar:40.cyan} {percent:>3} %  {bytes_per_sec}, {eta} left",
        ),
        None => (
            ProgressBar::new_spinner(),
            "{spinner} {bytes} read, {bytes_per_sec}",
        ),
    };
    let style = ProgressStyle::with_template(template);
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
