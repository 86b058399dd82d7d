//! Values that must never show, and the scan for them.
//! Each test passes what it produced through the scan, logs included.

use core::{
    error::Error,
    fmt::Debug,
    sync::atomic::{AtomicUsize, Ordering},
};
use std::{
    io::{self, Write},
    sync::{Mutex, OnceLock, PoisonError},
};

use tracing_subscriber::fmt::MakeWriter;

pub(crate) const DIGITS: &str = "5938#27A";
pub(crate) const SECRET: &str = "canary-secret";
pub(crate) const TOKEN: &str = "canary-token";

/// How deep a chain of causes is followed.
const CAUSES_MAX: usize = 16;

static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static LOGGED_BYTES: AtomicUsize = AtomicUsize::new(0);

/// From now on everything logged in this process is kept for the scan.
pub(crate) fn watch_logs() {
    static WATCHED: OnceLock<()> = OnceLock::new();
    WATCHED.get_or_init(|| {
        tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(Log)
            .init();
    });
}

/// Fails if the value's `Debug`, or anything logged so far, shows what it must not.
pub(crate) fn scan_debug(value: &impl Debug) {
    scan(&format!("{value:?} {value:#?}"));
    scan_logs();
}

/// The same for an error with all its causes.
pub(crate) fn scan_error(error: &(dyn Error + 'static)) {
    let mut cause = Some(error);
    for _ in 0..CAUSES_MAX {
        let Some(error) = cause else { break };
        scan(&format!("{error} {error:?}"));
        cause = error.source();
    }
    scan_logs();
}

fn scan_logs() {
    let logged = core::mem::take(&mut *LOG.lock().unwrap_or_else(PoisonError::into_inner));
    scan(&String::from_utf8_lossy(&logged));
}

fn scan(text: &str) {
    for canary in [DIGITS, SECRET, TOKEN] {
        assert!(!text.contains(canary), "{canary} shows in: {text}");
    }
}

struct Log;

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        LOGGED_BYTES.fetch_add(bytes.len(), Ordering::SeqCst);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        Self
    }
}

#[test]
#[should_panic(expected = "shows in")]
fn the_scan_sees_a_canary() {
    scan_debug(&format!("call with {DIGITS}"));
}

#[test]
fn what_is_logged_reaches_the_scan() {
    watch_logs();
    let before = LOGGED_BYTES.load(Ordering::SeqCst);
    tracing::trace!("looked at");
    assert!(LOGGED_BYTES.load(Ordering::SeqCst) > before);
}
