//! A long proof on all cores: numbered pieces, each with its own count and findings.
//! What a piece is, and what must hold of it, is the proof's.

use core::{
    ops::Range,
    panic::AssertUnwindSafe,
    sync::atomic::{AtomicU64, Ordering},
};
use std::{
    panic::catch_unwind,
    sync::{Mutex, PoisonError},
    thread,
};

use super::tally::Tally;

/// Failures that are told; the run ends once there are so many.
const FAILURES_MAX: usize = 5;

/// What came of a run.
#[derive(Debug, Default)]
pub struct Proved {
    /// How its parts ended.
    pub tally: Tally,
    /// What must not happen and did, with the number of its piece.
    pub failures: Vec<(u64, String)>,
}

/// Runs the pieces of these numbers.
///
/// # Panics
///
/// No thread can be started.
pub(super) fn run(
    pieces: Range<u64>,
    piece: impl Fn(u64) -> (Tally, Vec<String>) + Sync,
) -> Proved {
    let next = AtomicU64::new(pieces.start);
    let proved = Mutex::new(Proved::default());
    let work = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= pieces.end || has_failed(&proved) {
                return;
            }
            let one = catch_unwind(AssertUnwindSafe(|| piece(number)));
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
