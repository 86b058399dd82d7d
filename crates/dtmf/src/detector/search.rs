//! The search for a pair of tones in windows that end now.

use super::{
    ear::Means,
    fit::PairFit,
    frame::Window,
    front_end::FrontEnd,
    glance::{Glance, SPARSE_FOURS, WINDOW_FOURS, Windows},
    history::History,
    plan::Plan,
    rough::may_be_pure,
};
use crate::{Digit, decide::decide};

/// How many of the latest frames a search looks at.
pub(super) const FRAMES: u64 = {
    let [_, _, longest] = WINDOW_FOURS;
    4 * longest as u64
};

/// A first look at the windows that end now.
#[inline(always)]
pub(super) fn glance(history: &History) -> Glance {
    let windows = history.sums_of_windows();
    Glance::new(&windows.sums, WINDOW_FOURS, history)
}

/// The same, where every second four was skipped.
#[inline(always)]
pub(super) fn sparse_glance(history: &History) -> Glance {
    Glance::new(&history.sparse_sums(), SPARSE_FOURS, history)
}

/// The first pair that passes the decision, where a glance is promising.
pub(super) fn search(
    glance: &Glance,
    history: &mut History,
    front_end: &FrontEnd,
    floor: u64,
    means: Means<'_>,
) -> Option<(Digit, PairFit)> {
    let Means { plan, thresholds } = means;
    let windows = history.sums_of_windows();
    let (first, end) = (floor.max(history.oldest()), history.count());
    WINDOW_FOURS.iter().enumerate().find_map(|(index, &fours)| {
        let window = Window::within(first, end, 4 * fours, 4 * fours)?;
        if !may_hold_pair(glance, &windows, index, window, history, plan) {
            return None;
        }
        front_end.fill(window.first(), plan, history);
        let fit = PairFit::new(history, window, plan, thresholds)?;
        let found = decide(&fit.figures(), thresholds).ok()?;
        front_end.fill_track(first, plan, history);
        Some((found.digit, fit))
    })
}

/// Whether a window is worth a fit.
fn may_hold_pair(
    glance: &Glance,
    windows: &Windows,
    index: usize,
    window: Window,
    history: &History,
    plan: &Plan,
) -> bool {
    let sums = windows.sums.get(index);
    glance.may_hold_pair(windows, index, plan)
        && sums.is_some_and(|sums| may_be_pure(history, window, sums))
}
