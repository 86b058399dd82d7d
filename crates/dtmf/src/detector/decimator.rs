//! From the stream's rate down to a working rate of 8 to 16 kHz, by a whole factor.
//! The bands that the detector looks at are cut out behind it.

use core::ops::Range;

use super::{low_pass::LowPass, recent::Recent};
use crate::SampleRate;

/// The largest factor: 192 kHz to 8 kHz.
const FACTOR_MAX: usize = 24;

/// Taps for each unit of the factor: 53 dB of attenuation from 5.6 kHz on at a working rate of
/// 8 kHz, where what is attenuated would fold into the bands below 2.4 kHz.
const TAPS_PER_FACTOR: usize = 8;

const TAPS_MAX: usize = FACTOR_MAX * TAPS_PER_FACTOR;

/// Kaiser's β for that attenuation.
const BETA: f64 = 5.0;

/// The low-pass of a rate, and the factor by which it is brought down.
pub(super) struct Decimation {
    weights: [f32; TAPS_MAX],
    factor: usize,
    taps: usize,
}

/// The samples of a stream that are not brought down yet.
pub(super) struct Decimator {
    recent: Recent<{ TAPS_MAX * 2 }>,
    fresh: usize,
}

impl Decimation {
    pub(super) fn new(rate: SampleRate) -> Self {
        let factor = best_factor(rate);
        let taps = if factor == 1 {
            1
        } else {
            factor * TAPS_PER_FACTOR
        };
        let mut weights = [0.0; TAPS_MAX];
        let design = Self::design(factor, taps);
        for (weight, designed) in weights.iter_mut().zip(design.weights()) {
            *weight = super::narrow(designed);
        }
        Self {
            weights,
            factor,
            taps,
        }
    }

    /// How many samples go in for one that comes out.
    pub(super) fn factor(&self) -> usize {
        self.factor
    }

    /// How far an output lags behind the newest input, in input samples.
    pub(super) fn delay_samples(&self) -> f64 {
        (self.taps as f64 - 1.0) / 2.0
    }

    /// Gain at a frequency, in turns an input sample.
    pub(super) fn gain(&self, turns: f64) -> f64 {
        let radians = core::f64::consts::TAU * turns;
        let delay = self.delay_samples();
        let weights = self.weights.iter().take(self.taps);
        weights
            .enumerate()
            .map(|(index, &weight)| f64::from(weight) * libm::cos(radians * (index as f64 - delay)))
            .sum()
    }

    fn design(factor: usize, taps: usize) -> LowPass {
        LowPass {
            taps,
            edge: 0.5 / factor as f64,
            beta: BETA,
        }
    }
}

impl Decimator {
    pub(super) fn new() -> Self {
        Self {
            recent: Recent::new(TAPS_MAX),
            fresh: 0,
        }
    }

    /// Takes a sample; every so many give one of the working rate.
    #[inline]
    pub(super) fn push(&mut self, sample: f32, decimation: &Decimation) -> Option<f32> {
        self.recent.extend(&[sample]);
        self.fresh += 1;
        if self.fresh < decimation.factor {
            return None;
        }
        self.fresh = 0;
        Some(super::dot(
            self.recent.before(0, decimation.taps),
            &decimation.weights,
        ))
    }
}

/// Working rates, in Hz.
const WORKING_HZ: Range<f64> = 8_000.0..16_000.0;

/// How many frames a second a working rate gives, when each has a whole number of samples: 1000 or
/// a little more. It must not be less, since the tones of a digit are up to 971 Hz apart and at that
/// frame rate one would fold onto the other.
pub(super) fn hop(working_hz: f64) -> usize {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "8 to 15, as working rates are between 8 and 16 kHz"
    )]
    let hop = (working_hz / 1000.0) as usize;
    hop
}

/// The factor whose frames are nearest to a millisecond; of equals, the largest, which costs least.
fn best_factor(rate: SampleRate) -> usize {
    let working_hz = |factor: usize| f64::from(rate.hz()) / factor as f64;
    let frames_per_second = |factor: &usize| {
        let working_hz = working_hz(*factor);
        working_hz / hop(working_hz) as f64
    };
    (1..=FACTOR_MAX)
        .rev()
        .filter(|&factor| WORKING_HZ.contains(&working_hz(factor)))
        .min_by(|a, b| frames_per_second(a).total_cmp(&frames_per_second(b)))
        .unwrap_or(1)
}
