//! What a detector is like at its rate: all that never changes while it listens.
//! What changes is the [`FrontEnd`](super::front_end::FrontEnd)'s and the ear's.

use wide::f32x4;

use super::{
    band::{BandFilters, BandPlan, HIGH, LOW, TAPS_MAX, Tone},
    decimator::{self, Decimation},
    frame::{Frame, FrameClock},
    gain_table::GainTable,
    glance::NominalTurns,
};
use crate::{SampleRate, Thresholds, complex::Complex, keypad};

/// Length of the band filters, in seconds.
const BAND_FILTER_S: f64 = 0.008;

/// Share of the least power of a digit's stronger tone below which four hops are silence: noise so
/// weak beside a tone changes nothing.
const SILENCE_SHARE: f32 = 0.1;

/// Filters, clock and gains.
pub(super) struct Plan {
    pub(super) decimation: Decimation,
    pub(super) clock: FrameClock,
    pub(super) low_gain: GainTable,
    pub(super) high_gain: GainTable,
    pub(super) low_tones: NominalTurns,
    pub(super) high_tones: NominalTurns,
    filters: BandFilters,
    hop: usize,
    /// One over it.
    per_hop: f32,
    /// Least energy of four hops that are not silence.
    loud_energy: f32,
    hz_per_radian: f32,
    low_centre: Centre,
    high_centre: Centre,
}

/// The middle of a band, as a turn from frame to frame.
struct Centre {
    radians: f32,
    turned_back: Complex,
}

impl Plan {
    pub(super) fn new(rate: SampleRate, thresholds: &Thresholds) -> Self {
        let decimation = Decimation::new(rate);
        let rate_hz = f64::from(rate.hz());
        let working_hz = rate_hz / decimation.factor() as f64;
        let taps = band_taps(working_hz);
        let hop = decimator::hop(working_hz);
        let filters = BandFilters::new(taps, working_hz);
        let gain = |tone, hz: f64| filters.gain(tone, hz) * decimation.gain(hz / rate_hz);
        let delay_s = (taps as f64 - 1.0) / 2.0 / working_hz + decimation.delay_samples() / rate_hz;
        let clock = FrameClock::new(hop as f64 / working_hz, delay_s + 1.0 / rate_hz);
        Self {
            low_gain: GainTable::new(LOW, |hz| gain(Tone::Low, hz)),
            high_gain: GainTable::new(HIGH, |hz| gain(Tone::High, hz)),
            low_tones: NominalTurns::new(keypad::ROW_HZ, clock.period_s()),
            high_tones: NominalTurns::new(keypad::COLUMN_HZ, clock.period_s()),
            hz_per_radian: super::narrow(1.0 / (core::f64::consts::TAU * clock.period_s())),
            low_centre: Centre::new(LOW, &clock),
            high_centre: Centre::new(HIGH, &clock),
            // A sine's mean square is half its squared amplitude.
            loud_energy: SILENCE_SHARE * thresholds.level_power_min * 2.0 * hop as f32,
            per_hop: 1.0 / hop as f32,
            decimation,
            clock,
            filters,
            hop,
        }
    }

    /// Working samples from frame to frame.
    #[inline]
    pub(super) fn hop(&self) -> usize {
        self.hop
    }

    /// Working samples that a frame is made of.
    #[inline]
    pub(super) fn taps(&self) -> usize {
        self.filters.taps()
    }

    /// The frame that is complete with the last of as many samples as there are taps.
    #[inline(always)]
    pub(super) fn frame(&self, samples: &[f32]) -> Frame {
        let bands = self.filters.apply(samples);
        // Around the middle, which the filters show too.
        let first = (samples.len() / 2).saturating_sub(self.hop);
        let middle = samples.get(first..first + 2 * self.hop).unwrap_or_default();
        Frame {
            low: bands.low,
            high: bands.high,
            rest_power: bands.rest.norm_squared(),
            // A sine's squared amplitude is twice its mean square.
            total_power: energy(middle) * self.per_hop,
        }
    }

    /// Whether four hops of this energy hold nothing that could be part of a digit.
    #[inline]
    pub(super) fn is_silence(&self, energy: f32) -> bool {
        energy < self.loud_energy
    }

    /// The frequency of a turn from frame to frame.
    pub(super) fn hz(&self, radians: f32) -> f32 {
        radians * self.hz_per_radian
    }

    /// The turn from frame to frame that a sum of turns in the low band stands for, in radians.
    pub(super) fn low_radians(&self, turn: Complex) -> f32 {
        self.low_centre.nearest(turn)
    }

    /// The same in the high band.
    pub(super) fn high_radians(&self, turn: Complex) -> f32 {
        self.high_centre.nearest(turn)
    }
}

impl Centre {
    fn new(band: BandPlan, clock: &FrameClock) -> Self {
        let radians = super::narrow(core::f64::consts::TAU * band.centre_hz * clock.period_s());
        Self {
            radians,
            turned_back: Complex::from_radians(-radians),
        }
    }

    /// A band spans less than the frame rate, so that the turn from its centre is unambiguous.
    fn nearest(&self, turn: Complex) -> f32 {
        self.radians + (turn * self.turned_back).radians()
    }
}

/// Sum of squares.
#[inline]
pub(super) fn energy(samples: &[f32]) -> f32 {
    let (eights, rest) = samples.as_chunks::<8>();
    let mut lanes = [f32x4::ZERO; 2];
    for [a, b, c, d, e, f, g, h] in eights {
        let (first, last) = (f32x4::new([*a, *b, *c, *d]), f32x4::new([*e, *f, *g, *h]));
        lanes[0] += first * first;
        lanes[1] += last * last;
    }
    let mut energy = super::sum_of_lanes(lanes[0] + lanes[1]);
    for sample in rest {
        energy += sample * sample;
    }
    energy
}

/// How many taps span the length of a band filter: an even number, as it is folded.
fn band_taps(working_hz: f64) -> usize {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "64 to 128, as working rates are between 8 and 16 kHz"
    )]
    let pairs = libm::round(BAND_FILTER_S * working_hz / 2.0) as usize;
    (2 * pairs).min(TAPS_MAX)
}
