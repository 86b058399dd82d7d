//! A pair of tones fitted to a window of frames, their frequencies estimated and not assumed.
//! Whether the pair is a digit is `decide`'s.

use core::f32::consts::TAU;

use super::{frame::Window, gain_table::GainTable, history::History, plan::Plan};
use crate::{
    Thresholds,
    complex::Complex,
    decide::{PairFigures, ToneFigures, may_be_half},
    goertzel::{QUARTERS, Quarters},
    keypad,
};

/// Largest turn from quarter to quarter that is left after the first look, in radians: a hundredth of
/// a turn takes 0.03 % of a tone's power out of a quarter's sum.
const LEFT_RADIANS_MAX: f32 = 0.01 * TAU;

/// One band's tone: figures for the decision, and what is needed to follow it.
#[derive(Clone, Copy)]
pub(super) struct ToneFit {
    pub(super) figures: ToneFigures,
    pub(super) phase: Phase,
}

/// A tone's rotation, as it comes out of its band filter.
#[derive(Clone, Copy)]
pub(super) struct Phase {
    /// Amplitude and phase at the first frame of the window.
    pub(super) first: Complex,
    /// Turn from frame to frame.
    pub(super) step: Complex,
    /// The same in radians.
    pub(super) step_radians: f32,
}

/// A pair of tones in a window.
#[derive(Clone, Copy)]
pub(super) struct PairFit {
    pub(super) low: ToneFit,
    pub(super) high: ToneFit,
    pub(super) window: Window,
    pub(super) wide_power: f32,
}

impl PairFit {
    /// Fits both bands; none where one of them holds nothing like a tone of a digit.
    pub(super) fn new(
        history: &History,
        window: Window,
        plan: &Plan,
        thresholds: &Thresholds,
    ) -> Option<Self> {
        let high = Turns::of_high(history, window, plan);
        let high = fit_high_half(history, window, high, plan, thresholds)?;
        let low = Turns::of_low(history, window, plan);
        let low = fit_low_half(history, window, low, plan, thresholds)?;
        Some(Self::of_both(low, high, history, window))
    }

    /// The same, beginning with coarse frequencies.
    pub(super) fn near(
        history: &History,
        window: Window,
        coarse: &Turns,
        plan: &Plan,
        thresholds: &Thresholds,
    ) -> Option<Self> {
        let high = fit_high_half(history, window, coarse.high_radians, plan, thresholds)?;
        let low = fit_low_half(history, window, coarse.low_radians, plan, thresholds)?;
        Some(Self::of_both(low, high, history, window))
    }

    /// Fits both bands whatever they hold.
    pub(super) fn of_any(history: &History, window: Window, coarse: &Turns, plan: &Plan) -> Self {
        let low = fit_low(history, window, coarse.low_radians, plan);
        let high = fit_high(history, window, coarse.high_radians, plan);
        Self::of_both(low, high, history, window)
    }

    fn of_both(low: ToneFit, high: ToneFit, history: &History, window: Window) -> Self {
        let rest: f32 = history.window(window).map(|frame| frame.rest_power).sum();
        let bands = low.figures.band_power + high.figures.band_power;
        Self {
            low,
            high,
            window,
            wide_power: bands + rest / window.len() as f32,
        }
    }

    pub(super) fn figures(&self) -> PairFigures {
        PairFigures {
            low: self.low.figures,
            high: self.high.figures,
            wide_power: self.wide_power,
            frames: self.window.len(),
        }
    }

    /// Where another fit of the same tones may begin.
    pub(super) fn turns(&self) -> Turns {
        Turns {
            low_radians: self.low.phase.step_radians,
            high_radians: self.high.phase.step_radians,
        }
    }
}

/// Turns from frame to frame in both bands.
#[derive(Clone, Copy)]
pub(super) struct Turns {
    low_radians: f32,
    high_radians: f32,
}

impl Turns {
    /// The mean turns in a window.
    pub(super) fn of(history: &History, window: Window, plan: &Plan) -> Self {
        Self {
            low_radians: Self::of_low(history, window, plan),
            high_radians: Self::of_high(history, window, plan),
        }
    }

    fn of_low(history: &History, window: Window, plan: &Plan) -> f32 {
        plan.low_radians(turn(|number| history.low_at(number), window))
    }

    fn of_high(history: &History, window: Window, plan: &Plan) -> f32 {
        plan.high_radians(turn(|number| history.high_at(number), window))
    }
}

/// The sum of the turns from frame to frame.
fn turn(frame: impl Fn(u64) -> Complex, window: Window) -> Complex {
    let mut sum = Complex::ZERO;
    for number in window.first() + 1..window.end() {
        sum += frame(number) * frame(number - 1).conj();
    }
    sum
}

fn fit_low(history: &History, window: Window, coarse_radians: f32, plan: &Plan) -> ToneFit {
    let frame = |number| history.low_at(number);
    fit(frame, window, coarse_radians, &plan.low_gain, plan)
}

fn fit_high(history: &History, window: Window, coarse_radians: f32, plan: &Plan) -> ToneFit {
    let frame = |number| history.high_at(number);
    fit(frame, window, coarse_radians, &plan.high_gain, plan)
}

/// A low tone that could be half of a digit.
fn fit_low_half(
    history: &History,
    window: Window,
    coarse_radians: f32,
    plan: &Plan,
    thresholds: &Thresholds,
) -> Option<ToneFit> {
    let tone = fit_low(history, window, coarse_radians, plan);
    may_be_half(&tone.figures, &keypad::ROW_HZ, window.len(), thresholds).then_some(tone)
}

/// A high tone that could be half of a digit.
fn fit_high_half(
    history: &History,
    window: Window,
    coarse_radians: f32,
    plan: &Plan,
    thresholds: &Thresholds,
) -> Option<ToneFit> {
    let tone = fit_high(history, window, coarse_radians, plan);
    may_be_half(&tone.figures, &keypad::COLUMN_HZ, window.len(), thresholds).then_some(tone)
}

/// Fits a tone to one band, from a frequency that is right to within half a turn a quarter.
fn fit(
    frame: impl Fn(u64) -> Complex,
    window: Window,
    coarse_radians: f32,
    gain: &GainTable,
    plan: &Plan,
) -> ToneFit {
    let quarter = window.quarter_len() as f32;
    let mut radians = coarse_radians;
    let mut quarters = Quarters::new(&frame, window.first(), window.quarter_len(), radians);
    let left = turn_between_quarters(&quarters.sums);
    if left.abs() > LEFT_RADIANS_MAX {
        radians += left / quarter;
        quarters = Quarters::new(&frame, window.first(), window.quarter_len(), radians);
    }
    let sums = &quarters.sums;
    let correction = turn_between_halves(sums) / (2.0 * quarter);
    let total = aligned_total(sums, correction * quarter);
    tone(radians + correction, total, &quarters, window, gain, plan)
}

fn tone(
    radians: f32,
    total: Complex,
    quarters: &Quarters,
    window: Window,
    gain: &GainTable,
    plan: &Plan,
) -> ToneFit {
    let frames = window.len() as f32;
    let hz = plan.hz(radians);
    let gain = gain.at(hz);
    let raw_power = total.norm_squared() / (frames * frames);
    let energy = quarters.energy.max(f32::MIN_POSITIVE);
    ToneFit {
        figures: ToneFigures {
            hz,
            power: raw_power / (gain * gain),
            band_power: energy / (frames * gain * gain),
            purity: total.norm_squared() / (frames * energy),
            steadiness: steadiness(&quarters.sums),
            bend_turns: bend(&quarters.sums) / TAU,
        },
        phase: Phase {
            first: total.scale(1.0 / frames),
            step: Complex::from_radians(radians),
            step_radians: radians,
        },
    }
}

/// Mean turn from a quarter to the next: unambiguous up to half a turn.
fn turn_between_quarters(&[a, b, c, d]: &[Complex; QUARTERS]) -> f32 {
    (b * a.conj() + c * b.conj() + d * c.conj()).radians()
}

/// Turn from the first half to the second: finer than between quarters.
fn turn_between_halves(&[a, b, c, d]: &[Complex; QUARTERS]) -> f32 {
    ((c + d) * (a + b).conj()).radians()
}

/// The whole window's sum after a small correction of the frequency. The quarters themselves are
/// short enough against it, so that only their phases need be turned.
fn aligned_total(sums: &[Complex; QUARTERS], radians_per_quarter: f32) -> Complex {
    let step = Complex::from_radians(-radians_per_quarter);
    let mut turn = Complex::from_radians(-0.5 * radians_per_quarter);
    let mut total = Complex::ZERO;
    for &sum in sums {
        total += sum * turn;
        turn = turn * step;
    }
    total
}

/// The weakest quarter's amplitude over the strongest's.
fn steadiness(sums: &[Complex; QUARTERS]) -> f32 {
    let powers = sums.map(Complex::norm_squared);
    let weakest = powers.iter().copied().fold(f32::INFINITY, f32::min);
    let strongest = powers.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    libm::sqrtf(weakest / strongest)
}

/// By how much the turn between quarters changes from the first half to the second.
fn bend(&[a, b, c, d]: &[Complex; QUARTERS]) -> f32 {
    ((d * c.conj()) * (b * a.conj()).conj()).radians()
}
