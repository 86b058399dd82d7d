//! The search for a pair of tones in windows that end now.

use super::{
    ear::Means,
    fit::{PairFit, Turns},
    frame::Window,
    front_end::FrontEnd,
    glance::{WINDOW_FOURS, may_hold_pair, may_hold_tones},
    history::History,
};
use crate::{Digit, decide::decide};

/// The first pair that passes the decision, where the latest four of frames is complete.
#[inline]
pub(super) fn search(
    history: &mut History,
    front_end: &FrontEnd,
    floor: u64,
    Means { plan, thresholds }: Means<'_>,
) -> Option<(Digit, PairFit)> {
    if !may_hold_tones(history.latest_sums(), thresholds) {
        return None;
    }
    let end = history.count();
    let first = floor.max(history.oldest());
    let windows = history.sums_of_windows();
    let may = may_hold_pair(&windows, history.latest_sums(), plan);
    WINDOW_FOURS.iter().zip(may).find_map(|(&fours, may)| {
        if !may {
            return None;
        }
        let window = Window::within(first, end, 4 * fours, 4 * fours)?;
        front_end.fill(window.first(), plan, history);
        let coarse = Turns::of(history, window, plan);
        let fit = PairFit::new(history, window, &coarse, plan, thresholds)?;
        let found = decide(&fit.figures(), thresholds).ok()?;
        front_end.fill(first, plan, history);
        Some((found.digit, fit))
    })
}
