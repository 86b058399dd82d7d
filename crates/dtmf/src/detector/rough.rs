//! A rough fit of one tone to every second frame of a window: whether either band may be as pure as a
//! digit's must be. The real one, which costs ten times as much, is [`fit`](super::fit)'s.

use super::{
    frame::Window,
    history::History,
    sums::{Parts, Sums},
};
use crate::{complex::Complex, decide::purity_min};

/// Parts of a window whose phases are free, as its frequency is known roughly only.
const PARTS: usize = 3;

/// How much purer than this fit the real one may be.
const PURER_MAX: f32 = 0.03;

/// Whether both bands may be pure enough, as far as every second frame tells. The sums are those over the
/// window.
pub(super) fn may_be_pure(history: &History, window: Window, sums: &Sums) -> bool {
    let Some(least) = purity_min(window.len()) else {
        return false;
    };
    let least = least - PURER_MAX;
    let parts = Parts::of(sums);
    // Speech fails in the high band more often.
    purity(
        |number| history.high_at(number),
        window,
        parts.high,
        parts.high_turn,
    ) >= least
        && purity(
            |number| history.low_at(number),
            window,
            parts.low,
            parts.low_turn,
        ) >= least
}

/// The share of a band's energy that one tone explains, from the turn over two frames.
#[inline]
fn purity(frame: impl Fn(u64) -> Complex, window: Window, energy: f32, turn: Complex) -> f32 {
    let count = window.len() / 2;
    let back = turn.conj().scale(1.0 / libm::sqrtf(turn.norm_squared()));
    let starts: [usize; PARTS + 1] = core::array::from_fn(|part| (part * count).div_ceil(PARTS));
    let mut sums = [Complex::ZERO; PARTS];
    let mut phasor = Complex::ONE;
    for step in 0..count.div_ceil(PARTS) {
        for (sum, ends) in sums.iter_mut().zip(starts.array_windows()) {
            let [start, end] = *ends;
            if start + step < end {
                // The second frame, the fourth and so on.
                *sum += frame(window.first() + 2 * (start + step) as u64 + 1) * phasor;
            }
        }
        phasor = phasor * back;
    }
    let amplitude: f32 = sums.iter().map(|sum| libm::sqrtf(sum.norm_squared())).sum();
    amplitude * amplitude / (count as f32 * energy)
}
