//! A pair of tones fitted to a window of frames, their frequencies estimated and not assumed.
//! Whether the pair is a digit is `decide`'s.

use core::f32::consts::TAU;

use super::{
    band::{BandPlan, HIGH, LOW},
    frame::{Frame, FrameClock, History, Window},
    front_end::FrontEndPlan,
    gain_table::GainTable,
};
use crate::{
    Thresholds,
    complex::Complex,
    decide::{PairFigures, ToneFigures, may_be_half},
    goertzel::{QUARTERS, quarter_sums},
    keypad,
};

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
    /// Fits both bands; none where a band holds nothing like one tone of a digit.
    pub(super) fn new(
        history: &History,
        window: Window,
        plan: &FrontEndPlan,
        thresholds: &Thresholds,
    ) -> Option<Self> {
        let frames = history.window(window);
        let low = Fitter::new(LOW, &plan.low_gain, &plan.clock, window);
        let high = Fitter::new(HIGH, &plan.high_gain, &plan.clock, window);
        let low_frames = frames.clone().map(|frame: Frame| frame.low);
        let high_frames = frames.clone().map(|frame: Frame| frame.high);
        // Both must hold something like a tone before either is fitted, which costs most.
        let high_coarse = high.coarse(high_frames.clone())?;
        let low_coarse = low.coarse(low_frames.clone())?;
        let is_half = |tone: &ToneFit, nominal_hz| {
            may_be_half(&tone.figures, nominal_hz, window.len(), thresholds)
        };
        let high = high.fit(high_frames, high_coarse);
        if !is_half(&high, &keypad::COLUMN_HZ) {
            return None;
        }
        let low = low.fit(low_frames, low_coarse);
        if !is_half(&low, &keypad::ROW_HZ) {
            return None;
        }
        let wide: f32 = frames.map(|frame| frame.wide_power).sum();
        Some(Self {
            low,
            high,
            window,
            wide_power: wide / window.len() as f32,
        })
    }

    /// Fits both bands whatever they hold; none where a band holds nothing like one tone.
    pub(super) fn of_any(history: &History, window: Window, plan: &FrontEndPlan) -> Option<Self> {
        let frames = history.window(window);
        let low = Fitter::new(LOW, &plan.low_gain, &plan.clock, window);
        let high = Fitter::new(HIGH, &plan.high_gain, &plan.clock, window);
        let low_frames = frames.clone().map(|frame: Frame| frame.low);
        let high_frames = frames.clone().map(|frame: Frame| frame.high);
        let wide: f32 = frames.map(|frame| frame.wide_power).sum();
        Some(Self {
            low: low.fit(low_frames.clone(), low.coarse(low_frames)?),
            high: high.fit(high_frames.clone(), high.coarse(high_frames)?),
            window,
            wide_power: wide / window.len() as f32,
        })
    }

    pub(super) fn figures(&self) -> PairFigures {
        PairFigures {
            low: self.low.figures,
            high: self.high.figures,
            wide_power: self.wide_power,
            frames: self.window.len(),
        }
    }
}

struct Fitter<'a> {
    gain: &'a GainTable,
    window: Window,
    centre_radians: f32,
    hz_per_radian: f32,
    coherence_min: f32,
}

impl<'a> Fitter<'a> {
    fn new(band: BandPlan, gain: &'a GainTable, clock: &FrameClock, window: Window) -> Self {
        let centre = core::f64::consts::TAU * band.centre_hz * clock.period_s();
        Self {
            gain,
            window,
            centre_radians: super::narrow(centre),
            hz_per_radian: super::narrow(1.0 / (core::f64::consts::TAU * clock.period_s())),
            coherence_min: band.coherence_min,
        }
    }

    fn fit(
        &self,
        frames: impl Iterator<Item = Complex> + Clone,
        (coarse, energy): (f32, f32),
    ) -> ToneFit {
        let quarter_len = self.window.quarter_len();
        let quarter = quarter_len as f32;
        let sums = quarter_sums(frames.clone(), quarter_len, coarse);
        let radians = coarse + turn_between_quarters(&sums) / quarter;
        let sums = quarter_sums(frames, quarter_len, radians);
        let correction = turn_between_halves(&sums) / (2.0 * quarter);
        let total = aligned_total(&sums, correction * quarter);
        self.tone(radians + correction, total, energy, &sums)
    }

    /// The turn from frame to frame by correlation of neighbours, and the energy.
    fn coarse(&self, frames: impl Iterator<Item = Complex> + Clone) -> Option<(f32, f32)> {
        let mut energy = 0.0;
        let mut neighbours = Complex::ZERO;
        let mut previous = Complex::ZERO;
        for frame in frames {
            energy += frame.norm_squared();
            neighbours += frame * previous.conj();
            previous = frame;
        }
        let least = self.coherence_min * energy;
        if energy <= f32::MIN_POSITIVE || neighbours.norm_squared() < least * least {
            return None;
        }
        // A band spans less than the frame rate, so that the turn from its centre is unambiguous.
        let from_centre = (neighbours * Complex::from_radians(-self.centre_radians)).radians();
        Some((self.centre_radians + from_centre, energy))
    }

    fn tone(
        &self,
        radians: f32,
        total: Complex,
        energy: f32,
        sums: &[Complex; QUARTERS],
    ) -> ToneFit {
        let frames = self.window.len() as f32;
        let hz = radians * self.hz_per_radian;
        let gain = self.gain.at(hz);
        let raw_power = total.norm_squared() / (frames * frames);
        ToneFit {
            figures: ToneFigures {
                hz,
                power: raw_power / (gain * gain),
                band_power: energy / frames,
                purity: total.norm_squared() / (frames * energy),
                steadiness: steadiness(sums),
                bend_turns: bend(sums) / TAU,
            },
            phase: Phase {
                first: total.scale(1.0 / frames),
                step: Complex::from_radians(radians),
                step_radians: radians,
            },
        }
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
