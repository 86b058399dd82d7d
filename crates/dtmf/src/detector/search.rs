//! The search for a pair of tones in windows that end now.

use super::{
    fit::PairFit,
    frame::{Frame, History, Window},
    front_end::FrontEndPlan,
};
use crate::{Digit, Thresholds, decide::decide};

/// Frames from one search to the next.
const INTERVAL: u64 = 2;

/// Lengths of the windows, in frames: short ones for short tones, long ones against noise.
const WINDOW_FRAMES: [usize; 3] = [20, 28, 40];

/// Share of the profile's least power that the latest frame must have for windows to be looked at;
/// generous, since noise may weaken a single frame.
const GATE_SHARE: f32 = 0.1;

/// Largest ratio of the bands' powers in the latest frame, beyond any twist with noise.
const GATE_RATIO: f32 = 400.0;

/// The first pair that passes the decision.
pub(super) fn search(
    history: &History,
    floor: u64,
    plan: &FrontEndPlan,
    thresholds: &Thresholds,
) -> Option<(Digit, PairFit)> {
    let end = history.count();
    let latest = history.frame(end.saturating_sub(1));
    if !end.is_multiple_of(INTERVAL) || !may_hold_tones(latest, thresholds) {
        return None;
    }
    let first = floor.max(history.oldest());
    WINDOW_FRAMES.iter().find_map(|&frames| {
        let window = Window::within(first, end, frames, frames)?;
        let fit = PairFit::new(history, window, plan, thresholds)?;
        let found = decide(&fit.figures(), thresholds).ok()?;
        Some((found.digit, fit))
    })
}

fn may_hold_tones(latest: Frame, thresholds: &Thresholds) -> bool {
    let low = latest.low.norm_squared();
    let high = latest.high.norm_squared();
    low.max(high) >= GATE_SHARE * thresholds.level_power_min
        && low <= GATE_RATIO * high
        && high <= GATE_RATIO * low
}
