//! Injections under mixed faults: no digit is heard twice, every outcome is typed, each ambiguous one
//! is real, and none is left that listening could settle.
//!
//! Each call is a world of its own: an emulator in process, paused time, and everything drawn from
//! the seed and the call's number, so that a call that fails can be run again alone.

pub(super) mod call;
pub(super) mod drawn;
pub(super) mod judged;
mod network;
mod tally;

use core::{
    panic::AssertUnwindSafe,
    sync::atomic::{AtomicU64, Ordering},
};
use std::{
    panic::catch_unwind,
    sync::{Mutex, PoisonError},
    thread,
};

pub use tally::Tally;

/// Injections into one call, all begun within a few seconds.
pub const INJECTIONS_A_CALL: u64 = 5;

/// Failures that are told; the run ends once there are so many.
pub const FAILURES_MAX: usize = 5;

/// What is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How many injections, rounded up to whole calls.
    pub injections: u64,
    /// All that happens is drawn from it and the call's number.
    pub seed: u64,
    /// Only the call of this number, told in detail.
    pub only: Option<u64>,
}

/// What came of a run.
#[derive(Debug, Default)]
pub struct Proved {
    /// How the injections ended.
    pub tally: Tally,
    /// What must not happen and did, with the call's number.
    pub failures: Vec<(u64, String)>,
}

/// Runs the calls on all cores.
///
/// # Panics
///
/// No thread can be started.
#[must_use]
pub fn run(options: Options) -> Proved {
    let calls = match options.only {
        Some(call) => call..call + 1,
        None => 0..options.injections.div_ceil(INJECTIONS_A_CALL),
    };
    let next = AtomicU64::new(calls.start);
    let proved = Mutex::new(Proved::default());
    let work = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= calls.end || has_failed(&proved) {
                return;
            }
            let one = catch_unwind(AssertUnwindSafe(|| call::run(options.seed, number)));
            note(&proved, number, one.ok());
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    proved.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn has_failed(proved: &Mutex<Proved>) -> bool {
    let proved = proved.lock().unwrap_or_else(PoisonError::into_inner);
    proved.failures.len() >= FAILURES_MAX
}

fn note(proved: &Mutex<Proved>, number: u64, one: Option<(Tally, Vec<String>)>) {
    let (tally, findings) = one.unwrap_or_else(|| {
        let panicked = "something panicked; its message stands above".to_owned();
        (Tally::default(), vec![panicked])
    });
    let mut proved = proved.lock().unwrap_or_else(PoisonError::into_inner);
    proved.tally.add(&tally);
    let failures = findings.into_iter().map(|finding| (number, finding));
    proved.failures.extend(failures);
}
