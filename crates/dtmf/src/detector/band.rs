//! The three bands that are cut out of a stream, as complex signals whose magnitude is a tone's
//! amplitude.

use wide::f32x4;

use super::low_pass::LowPass;
use crate::complex::Complex;

/// Most taps of a band filter: 8 ms at the highest working rate, just below 16 kHz.
pub(super) const TAPS_MAX: usize = 128;

/// Taps at 8 kHz.
const TELEPHONE_TAPS: usize = 64;

/// Groups of four in half as many.
const FOURS_MAX: usize = TAPS_MAX / 8;

/// Kaiser's β: 37 dB in the stop band, which the sharpest transition in 8 ms is worth.
const BETA: f64 = 2.6;

/// Which of the two tones.
#[derive(Clone, Copy)]
pub(super) enum Tone {
    Low,
    High,
}

/// Where a band lies.
#[derive(Clone, Copy)]
pub(super) struct BandPlan {
    /// Its middle in Hz.
    pub(super) centre_hz: f64,
    /// From its middle to where the amplitude is half, in Hz.
    pub(super) half_width_hz: f64,
}

/// The low tones. Tones of the other group and the dial tone (350 and 440 Hz) are 31 dB down.
pub(super) const LOW: BandPlan = BandPlan {
    centre_hz: 820.0,
    half_width_hz: 235.0,
};

/// The high tones.
pub(super) const HIGH: BandPlan = BandPlan {
    centre_hz: 1421.0,
    half_width_hz: 335.0,
};

/// What speech and music have above the high tones, as far as a telephone line carries it.
pub(super) const REST: BandPlan = BandPlan {
    centre_hz: 2850.0,
    half_width_hz: 1000.0,
};

/// What the bands hold at one moment: amplitude and phase.
pub(super) struct Bands {
    pub(super) low: Complex,
    pub(super) high: Complex,
    pub(super) rest: Complex,
}

/// Four taps of the filters of both tones, real and imaginary: low, high.
type TonesTaps = [f32x4; 4];

/// Four taps of the filter of the rest, real and imaginary.
type RestTaps = [f32x4; 2];

/// Three complex band-passes of an even number of taps, evaluated wherever their caller wants it.
///
/// About the middle of the samples the real weights are even and the imaginary ones odd. Samples
/// that lie equally far from it are added or subtracted first, so that half of the weights do. The
/// rest needs no such steep edges as the tones: its filter is half as long.
pub(super) struct BandFilters {
    tones: [TonesTaps; FOURS_MAX],
    rest: [RestTaps; FOURS_MAX / 2 + 1],
    taps: usize,
    rate_hz: f64,
}

impl BandFilters {
    /// Filters of an even number of taps for samples of a rate.
    pub(super) fn new(taps: usize, rate_hz: f64) -> Self {
        let mut filters = Self {
            tones: [[f32x4::ZERO; 4]; FOURS_MAX],
            rest: [[f32x4::ZERO; 2]; FOURS_MAX / 2 + 1],
            taps: taps.min(TAPS_MAX),
            rate_hz,
        };
        let tones = filters.design(LOW, taps).zip(filters.design(HIGH, taps));
        for (index, (low, high)) in tones.enumerate() {
            set_lane(&mut filters.tones, index, [low.0, low.1, high.0, high.1]);
        }
        let first = 4 * filters.rest_from();
        let rest = filters.design(REST, taps - 2 * first);
        for (index, rest) in rest.enumerate() {
            set_lane(&mut filters.rest, index, [rest.0, rest.1]);
        }
        filters
    }

    /// Number of samples that the filters take.
    pub(super) fn taps(&self) -> usize {
        self.taps
    }

    /// Amplitude and phase of what the bands hold at the middle of as many samples as there are taps.
    #[inline]
    pub(super) fn apply(&self, samples: &[f32]) -> Bands {
        // Telephone audio has a way of its own, in which the number of taps is known.
        match samples.as_array::<TELEPHONE_TAPS>() {
            Some(samples) => self.apply_to_telephone(samples),
            None => self.apply_to_any(samples),
        }
    }

    #[inline]
    #[allow(
        clippy::indexing_slicing,
        reason = "all lengths are constants, so that nothing is left to check"
    )]
    fn apply_to_telephone(&self, samples: &[f32; TELEPHONE_TAPS]) -> Bands {
        const FOURS: usize = TELEPHONE_TAPS / 8;
        let (fours, _) = samples.as_chunks::<4>();
        let mut sums = Sums::default();
        for index in 0..FOURS {
            let pair = Pair::new(fours[index], fours[2 * FOURS - 1 - index]);
            sums.add_tones(&pair, &self.tones[index]);
            if index >= FOURS / 2 {
                sums.add_rest(&pair, &self.rest[index - FOURS / 2]);
            }
        }
        sums.bands()
    }

    fn apply_to_any(&self, samples: &[f32]) -> Bands {
        let (early, late) = samples.split_at(samples.len() / 2);
        let (early, early_rest) = early.as_chunks::<4>();
        let (late_rest, late) = late.as_rchunks::<4>();
        let split = self.rest_from();
        let mut sums = Sums::default();
        let pairs = early.iter().zip(late.iter().rev());
        let pairs = pairs.map(|(early, late)| Pair::new(*early, *late));
        let innermost = Pair::padded(early_rest, late_rest);
        let pairs = pairs.chain((!early_rest.is_empty()).then_some(innermost));
        for (index, pair) in pairs.enumerate() {
            if let Some(tones) = self.tones.get(index) {
                sums.add_tones(&pair, tones);
            }
            if let Some(rest) = index
                .checked_sub(split)
                .and_then(|index| self.rest.get(index))
            {
                sums.add_rest(&pair, rest);
            }
        }
        sums.bands()
    }

    /// From which four on, from outside, the filter of the rest has weights.
    #[inline]
    fn rest_from(&self) -> usize {
        self.taps / 16
    }

    /// Gain of a band for a tone of a frequency.
    pub(super) fn gain(&self, band: Tone, hz: f64) -> f64 {
        let radians = core::f64::consts::TAU * hz / self.rate_hz;
        let lanes = |part: usize| {
            let fours = self.tones.iter().filter_map(move |four| four.get(part));
            fours.flat_map(|lanes| lanes.to_array())
        };
        let [re, im] = match band {
            Tone::Low => [0, 1],
            Tone::High => [2, 3],
        };
        // From the outermost tap inwards by turning, which is exact to about 1e-13 over 64 taps.
        let (mut sin, mut cos) = libm::sincos(-radians * self.middle());
        let (step_sin, step_cos) = libm::sincos(radians);
        let mut gain = 0.0;
        for (re, im) in lanes(re).zip(lanes(im)) {
            gain += f64::from(re) * cos - f64::from(im) * sin;
            (sin, cos) = (
                sin * step_cos + cos * step_sin,
                cos * step_cos - sin * step_sin,
            );
        }
        gain
    }

    /// The first half of the weights of a band's filter of so many taps, real and imaginary.
    fn design(&self, band: BandPlan, taps: usize) -> impl Iterator<Item = (f64, f64)> + use<> {
        let low_pass = LowPass {
            taps,
            edge: band.half_width_hz / self.rate_hz,
            beta: BETA,
        };
        let radians = core::f64::consts::TAU * band.centre_hz / self.rate_hz;
        let middle = (taps as f64 - 1.0) / 2.0;
        let sum: f64 = low_pass.sum();
        (0..taps / 2).map(move |index| {
            let (sin, cos) = libm::sincos(radians * (index as f64 - middle));
            let weight = low_pass.weight(index) / sum;
            // Twice, because a real tone has half its amplitude at the positive frequency.
            (2.0 * weight * cos, -2.0 * weight * sin)
        })
    }

    fn middle(&self) -> f64 {
        (self.taps as f64 - 1.0) / 2.0
    }
}

/// Four samples and the four that lie equally far behind the middle, added and subtracted.
struct Pair {
    even: f32x4,
    odd: f32x4,
}

impl Pair {
    #[inline]
    fn new(early: [f32; 4], late: [f32; 4]) -> Self {
        let early = f32x4::new(early);
        // Loaded as one before it is turned round.
        let [d, c, b, a] = f32x4::new(late).to_array();
        let late = f32x4::new([a, b, c, d]);
        Self {
            even: early + late,
            odd: early - late,
        }
    }

    /// The innermost samples, less than four on either side.
    fn padded(early: &[f32], late: &[f32]) -> Self {
        let (mut first, mut last) = ([0.0; 4], [0.0; 4]);
        for (place, sample) in first.iter_mut().zip(early) {
            *place = *sample;
        }
        for (place, sample) in last.iter_mut().rev().zip(late.iter().rev()) {
            *place = *sample;
        }
        Self::new(first, last)
    }
}

/// What the filters have summed up, in four lanes.
#[derive(Default)]
struct Sums {
    low: [f32x4; 2],
    high: [f32x4; 2],
    rest: [f32x4; 2],
}

impl Sums {
    #[inline]
    fn add_tones(&mut self, pair: &Pair, [low_re, low_im, high_re, high_im]: &TonesTaps) {
        let [low_even, low_odd] = &mut self.low;
        let [high_even, high_odd] = &mut self.high;
        *low_even += pair.even * *low_re;
        *low_odd += pair.odd * *low_im;
        *high_even += pair.even * *high_re;
        *high_odd += pair.odd * *high_im;
    }

    #[inline]
    fn add_rest(&mut self, pair: &Pair, [re, im]: &RestTaps) {
        let [even, odd] = &mut self.rest;
        *even += pair.even * *re;
        *odd += pair.odd * *im;
    }

    #[inline]
    fn bands(self) -> Bands {
        let [low_re, low_im] = self.low;
        let [high_re, high_im] = self.high;
        let [rest_re, rest_im] = self.rest;
        let [low_re, low_im, high_re, high_im] =
            super::sums_of_lanes([low_re, low_im, high_re, high_im]);
        Bands {
            low: Complex {
                re: low_re,
                im: low_im,
            },
            high: Complex {
                re: high_re,
                im: high_im,
            },
            rest: Complex {
                re: super::sum_of_lanes(rest_re),
                im: super::sum_of_lanes(rest_im),
            },
        }
    }
}

/// Sets the weights of one tap.
fn set_lane<const N: usize>(fours: &mut [[f32x4; N]], index: usize, weights: [f64; N]) {
    let Some(four) = fours.get_mut(index / 4) else {
        return;
    };
    for (lanes, weight) in four.iter_mut().zip(weights) {
        if let Some(lane) = lanes.as_mut_array().get_mut(index % 4) {
            *lane = super::narrow(weight);
        }
    }
}
