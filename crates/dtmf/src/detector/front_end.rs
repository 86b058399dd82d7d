//! From samples of any rate to one frame a millisecond, both bands as complex amplitudes.
//! Everything behind it sees frames and knows no sample rate.

use super::{
    band::{BAND_TAPS_MAX, BandFilter, HIGH, LOW, WIDE},
    decimator::{self, Decimator},
    delay_line::DelayLine,
    frame::{Frame, FrameClock},
    gain_table::GainTable,
};
use crate::SampleRate;

/// Length of the band filters, in seconds.
const BAND_FILTER_S: f64 = 0.008;

/// Largest magnitude of a sample, full scale = 1; what is beyond is cut to it. It is far above any
/// audio, and far below where squares of sums overflow.
const SAMPLE_MAX: f32 = 32.0;

/// Decimator, band filters and the count of samples between frames.
pub(super) struct FrontEnd {
    decimator: Decimator,
    line: DelayLine<{ BAND_TAPS_MAX * 2 }>,
    low: BandFilter,
    high: BandFilter,
    wide: BandFilter,
    hop: usize,
    until_frame: usize,
}

/// What the front end is like at its rate, for those who read its frames.
pub(super) struct FrontEndPlan {
    pub(super) clock: FrameClock,
    pub(super) low_gain: GainTable,
    pub(super) high_gain: GainTable,
}

impl FrontEnd {
    pub(super) fn new(rate: SampleRate) -> (Self, FrontEndPlan) {
        let decimator = Decimator::new(rate);
        let rate_hz = f64::from(rate.hz());
        let working_hz = rate_hz / decimator.factor() as f64;
        let taps = band_taps(working_hz);
        let hop = decimator::hop(working_hz);
        let band = |plan| BandFilter::new(plan, taps, working_hz);
        let (low, high) = (band(LOW), band(HIGH));
        let gain = |filter: &BandFilter, hz: f64| filter.gain(hz) * decimator.gain(hz / rate_hz);
        let delay_s = (taps as f64 - 1.0) / 2.0 / working_hz + decimator.delay_samples() / rate_hz;
        let plan = FrontEndPlan {
            clock: FrameClock::new(hop as f64 / working_hz, delay_s + 1.0 / rate_hz),
            low_gain: GainTable::new(LOW, |hz| gain(&low, hz)),
            high_gain: GainTable::new(HIGH, |hz| gain(&high, hz)),
        };
        let front_end = Self {
            line: DelayLine::new(taps),
            wide: band(WIDE),
            decimator,
            low,
            high,
            hop,
            until_frame: hop,
        };
        (front_end, plan)
    }

    /// Takes a sample; every `hop` working samples it completes a frame.
    pub(super) fn push(&mut self, sample: f32) -> Option<Frame> {
        let working = self.decimator.push(tame(sample))?;
        self.line.push(working);
        self.until_frame -= 1;
        if self.until_frame > 0 {
            return None;
        }
        self.until_frame = self.hop;
        let samples = self.line.latest();
        Some(Frame {
            low: self.low.apply(samples),
            high: self.high.apply(samples),
            wide_power: self.wide.apply(samples).norm_squared(),
            total_power: power_around_middle(samples, self.hop),
        })
    }
}

/// Mean squared amplitude of the `2 * hop` samples around the middle, which the filters show too.
fn power_around_middle(samples: &[f32], hop: usize) -> f32 {
    let first = (samples.len() / 2).saturating_sub(hop);
    let middle = samples.iter().skip(first).take(2 * hop);
    // A sine's squared amplitude is twice its mean square.
    middle.map(|sample| sample * sample).sum::<f32>() / hop as f32
}

/// What is no number becomes silence, so that it cannot stay in sums.
fn tame(sample: f32) -> f32 {
    if sample.is_finite() {
        sample.clamp(-SAMPLE_MAX, SAMPLE_MAX)
    } else {
        0.0
    }
}

/// How many taps span the length of a band filter.
fn band_taps(working_hz: f64) -> usize {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "64 to 128, as working rates are between 8 and 16 kHz"
    )]
    let taps = libm::round(BAND_FILTER_S * working_hz) as usize;
    taps.min(BAND_TAPS_MAX)
}
