//! A copy of the sound that comes later, from a fixed buffer.
//! How loud and how late is decided by the settings.

use cxtone_dtmf::SampleRate;

/// The longest delay in samples, and the buffer's size: about two seconds at 8 kHz.
pub const ECHO_SAMPLES_MAX: usize = 16_384;

/// The delay in whole samples, or `None` where it is below one or above the buffer.
pub(super) fn delay_samples(delay_ms: f32, rate: SampleRate) -> Option<usize> {
    let samples = libm::round(f64::from(delay_ms) * f64::from(rate.hz()) / 1_000.0);
    #[expect(
        clippy::cast_precision_loss,
        reason = "the buffer's size is exact in f64"
    )]
    let fits = (1.0..=ECHO_SAMPLES_MAX as f64).contains(&samples);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole, positive and no greater than the buffer"
    )]
    fits.then_some(samples as usize)
}

#[derive(Clone)]
pub(super) struct DelayLine {
    past: [f32; ECHO_SAMPLES_MAX],
    delay: usize,
    position: usize,
    gain: f32,
}

impl DelayLine {
    /// A delay of 1 to [`ECHO_SAMPLES_MAX`] samples.
    pub(super) fn new(delay: usize, gain: f32) -> Self {
        Self {
            past: [0.0; ECHO_SAMPLES_MAX],
            delay,
            position: 0,
            gain,
        }
    }

    /// The sample with the echo of an earlier one.
    pub(super) fn add(&mut self, sample: f32) -> f32 {
        let place = &mut self.past[self.position % ECHO_SAMPLES_MAX];
        let earlier = core::mem::replace(place, sample);
        self.position += 1;
        if self.position == self.delay {
            self.position = 0;
        }
        sample + self.gain * earlier
    }
}
