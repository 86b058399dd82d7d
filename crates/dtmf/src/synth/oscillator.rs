//! A sine of one frequency that neither drifts nor decays.
//! Its amplitude and its edges are the generator's.

use crate::SampleRate;

/// One turn of the phase accumulator.
const TURN: f64 = 4_294_967_296.0;

/// Radians for one step of the phase, read as a signed number: 2π / 2³².
const RADIANS_PER_STEP: f32 = core::f32::consts::TAU / 4_294_967_296.0;

/// A phase accumulator of 32 bits: exact in time, and free of the decay of recursive oscillators.
#[derive(Clone)]
pub(super) struct Oscillator {
    phase: u32,
    step: u32,
}

impl Oscillator {
    /// A sine that starts at phase zero.
    pub(super) fn new(hz: f32, rate: SampleRate) -> Self {
        let step = libm::round(f64::from(hz) / f64::from(rate.hz()) * TURN);
        Self {
            phase: 0,
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a tone is far below the sample rate, so the step is below 2³²"
            )]
            step: step as u32,
        }
    }

    pub(super) fn next_sample(&mut self) -> f32 {
        let radians = self.phase.cast_signed() as f32 * RADIANS_PER_STEP;
        self.phase = self.phase.wrapping_add(self.step);
        libm::sinf(radians)
    }
}
