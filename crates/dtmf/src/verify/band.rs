//! The two bands and all of a telephone line as complex amplitudes, a frame a millisecond, cut out at the recording's own rate.
//! What tones are in them is `tones`'s part.

use crate::{
    complex::Complex,
    detector::{dot, low_pass::LowPass, narrow},
};

use super::steps::Steps;

/// Length of the filters in seconds.
const FILTER_S: f64 = 0.008;

/// The longest filter: 8 ms at 192 kHz.
const TAPS_MAX: usize = 1536;

/// Kaiser's β: 37 dB in the stop band, where the other band's tones are.
const BETA: f64 = 2.6;

/// Squared amplitude beyond which a frame is taken for silence: it holds what is no audio.
const POWER_MAX: f32 = 1.0e6;

/// Where a band lies.
pub(super) struct Plan {
    centre_hz: f64,
    /// From its middle to where the amplitude is half, in Hz.
    half_width_hz: f64,
}

impl Plan {
    /// The low tones.
    pub(super) const LOW: Self = Self {
        centre_hz: 820.0,
        half_width_hz: 235.0,
    };

    /// The high tones.
    pub(super) const HIGH: Self = Self {
        centre_hz: 1421.0,
        half_width_hz: 335.0,
    };

    /// All that voices have on a telephone line.
    pub(super) const WIDE: Self = Self {
        centre_hz: 2000.0,
        half_width_hz: 1650.0,
    };

    /// How many independent values white noise has in the band within a time.
    pub(super) fn freedom(&self, seconds: f64) -> f32 {
        narrow(2.0 * self.half_width_hz * seconds)
    }

    /// A frequency from the middle of the band, in radians a second.
    pub(super) fn radians_per_s(&self, hz: f64) -> f64 {
        core::f64::consts::TAU * (hz - self.centre_hz)
    }
}

/// A complex band-pass that mixes its band's middle down to 0 Hz.
pub(super) struct Band {
    re: [f32; TAPS_MAX],
    im: [f32; TAPS_MAX],
    taps: usize,
    frame: usize,
    /// Turn of the band's middle from frame to frame, in turns.
    turns_per_frame: f64,
}

impl Band {
    pub(super) fn new(plan: &Plan, steps: Steps) -> Self {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "64 to 1536, as rates are between 8 and 192 kHz"
        )]
        let taps = (libm::round(FILTER_S * steps.rate_hz) as usize).min(TAPS_MAX);
        let turns = plan.centre_hz / steps.rate_hz;
        let mut band = Self {
            re: [0.0; TAPS_MAX],
            im: [0.0; TAPS_MAX],
            taps,
            frame: steps.frame,
            turns_per_frame: turns * steps.frame as f64,
        };
        let design = LowPass {
            taps,
            edge: plan.half_width_hz / steps.rate_hz,
            beta: BETA,
        };
        let places = band.re.iter_mut().zip(&mut band.im);
        for ((index, weight), (re, im)) in design.weights().enumerate().zip(places) {
            let (sin, cos) = libm::sincos(core::f64::consts::TAU * turns * index as f64);
            *re = narrow(weight * cos);
            *im = narrow(-weight * sin);
        }
        band
    }

    /// Amplitude and phase of the band around the middle of a frame; beyond the ends of the
    /// recording there is silence.
    pub(super) fn at(&self, samples: &[f32], frame: usize) -> Complex {
        let middle = frame * self.frame + self.frame / 2;
        let half = self.taps / 2;
        let missing = half.saturating_sub(middle);
        let first = middle.saturating_sub(half).min(samples.len());
        let last = (middle + self.taps - half).min(samples.len());
        let within = samples.get(first..last).unwrap_or(&[]);
        let weights = |weights: &'_ [f32; TAPS_MAX]| {
            let used = weights.get(missing..self.taps).unwrap_or(&[]);
            dot(within, used)
        };
        let seen = Complex {
            re: weights(&self.re),
            im: weights(&self.im),
        };
        if seen.norm_squared() < POWER_MAX {
            seen * self.down(frame)
        } else {
            Complex::ZERO
        }
    }

    fn down(&self, frame: usize) -> Complex {
        let turns = self.turns_per_frame * frame as f64;
        Complex::from_radians(narrow(
            -core::f64::consts::TAU * (turns - libm::floor(turns)),
        ))
    }
}
