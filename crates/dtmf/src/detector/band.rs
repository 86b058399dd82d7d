//! A band of frequencies, cut out as a complex signal whose magnitude is a tone's amplitude.

use super::low_pass::LowPass;
use crate::complex::Complex;

/// Most taps of a band filter: 8 ms at the highest working rate, just below 16 kHz.
pub(super) const BAND_TAPS_MAX: usize = 128;

/// Kaiser's β: 37 dB in the stop band, which the sharpest transition in 8 ms is worth.
const BETA: f64 = 2.6;

/// Where a band lies.
#[derive(Clone, Copy)]
pub(super) struct BandPlan {
    /// Its middle in Hz.
    pub(super) centre_hz: f64,
    /// From its middle to where the amplitude is half, in Hz.
    pub(super) half_width_hz: f64,
    /// Least correlation from frame to frame at which a tone is fitted at all. A tone alone has 1;
    /// noise that fills the band has about 0.75 in the low one and 0.45 in the high one; a tone at
    /// the least purity adds up with its noise to more than these.
    pub(super) coherence_min: f32,
}

/// The low tones. Tones of the other group and the dial tone (350 and 440 Hz) are 31 dB down.
pub(super) const LOW: BandPlan = BandPlan {
    centre_hz: 820.0,
    half_width_hz: 235.0,
    coherence_min: 0.65,
};

/// The high tones.
pub(super) const HIGH: BandPlan = BandPlan {
    centre_hz: 1421.0,
    half_width_hz: 335.0,
    coherence_min: 0.5,
};

/// All that speech and music have on a telephone line, without hum and dial tone.
pub(super) const WIDE: BandPlan = BandPlan {
    centre_hz: 2240.0,
    half_width_hz: 1660.0,
    coherence_min: 0.0,
};

/// A complex band-pass, evaluated wherever its caller wants an output.
pub(super) struct BandFilter {
    re: [f32; BAND_TAPS_MAX],
    im: [f32; BAND_TAPS_MAX],
    plan: BandPlan,
    taps: usize,
    rate_hz: f64,
}

impl BandFilter {
    /// A filter for samples of a rate.
    pub(super) fn new(plan: BandPlan, taps: usize, rate_hz: f64) -> Self {
        let mut filter = Self {
            re: [0.0; BAND_TAPS_MAX],
            im: [0.0; BAND_TAPS_MAX],
            plan,
            taps,
            rate_hz,
        };
        let design = filter.design();
        let half = (taps as f64 - 1.0) / 2.0;
        let turns = plan.centre_hz / rate_hz;
        let places = filter.re.iter_mut().zip(&mut filter.im);
        for ((index, weight), (re, im)) in design.weights().enumerate().zip(places) {
            let (sin, cos) = libm::sincos(core::f64::consts::TAU * turns * (index as f64 - half));
            // Twice, because a real tone has half its amplitude at the positive frequency.
            *re = super::narrow(2.0 * weight * cos);
            *im = super::narrow(-2.0 * weight * sin);
        }
        filter
    }

    /// Amplitude and phase, at the middle of the samples, of what the band holds.
    pub(super) fn apply(&self, samples: &[f32]) -> Complex {
        Complex {
            re: super::dot(samples, &self.re),
            im: super::dot(samples, &self.im),
        }
    }

    /// Gain for a tone of a frequency.
    pub(super) fn gain(&self, hz: f64) -> f64 {
        let radians = core::f64::consts::TAU * hz / self.rate_hz;
        let half = (self.taps as f64 - 1.0) / 2.0;
        let taps = self.re.iter().zip(&self.im).take(self.taps);
        let sum: f64 = taps
            .enumerate()
            .map(|(index, (&re, &im))| {
                let (sin, cos) = libm::sincos(radians * (index as f64 - half));
                f64::from(re) * cos - f64::from(im) * sin
            })
            .sum();
        // A real tone has half its amplitude at the positive frequency.
        0.5 * sum
    }

    fn design(&self) -> LowPass {
        LowPass {
            taps: self.taps,
            edge: self.plan.half_width_hz / self.rate_hz,
            beta: BETA,
        }
    }
}
