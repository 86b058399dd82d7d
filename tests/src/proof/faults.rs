//! Injections under mixed faults: no digit is heard twice, every outcome is typed, each ambiguous one
//! is real, and none is left that listening could settle.
//!
//! Each call is a world of its own: an emulator in process, paused time, and everything drawn from
//! the seed and the call's number, so that a call that fails can be run again alone.

pub(super) mod call;
pub(super) mod drawn;
pub(super) mod judged;
mod network;

pub use super::{spread::Proved, tally::Tally};

use super::spread;

/// Injections into one call, all begun within a few seconds.
pub const INJECTIONS_A_CALL: u64 = 5;

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
    spread::run(calls, |number| call::run(options.seed, number))
}
