//! White Gaussian noise of a given power, drawn from a seed.
//! Where it is added is decided in the line.

use core::f32::consts::TAU;

use cxtone_dtmf::{SampleRate, level::FULL_SCALE_DBM0};
use rand_core::Rng;
use rand_pcg::Pcg32;

/// Keeps the draws of noise and dropouts apart though they share a seed.
const STREAM: u64 = 1;

/// The band in which the level counts, twice over: the rate at which it is the whole band.
const BAND_RATE_HZ: f32 = 8_000.0;

/// 2⁻²⁴: the finest step of a number drawn uniformly below one, as `f32` holds it.
const UNIFORM_STEP: f32 = 1.0 / 16_777_216.0;

#[derive(Clone)]
pub(super) struct Noise {
    random: Pcg32,
    deviation: f32,
    /// Samples are drawn in pairs; this is the second.
    spare: Option<f32>,
}

impl Noise {
    pub(super) fn new(level_dbm0: f32, rate: SampleRate, seed: u64) -> Self {
        #[expect(
            clippy::cast_precision_loss,
            reason = "a rate is exact in f32 below 2^24"
        )]
        let band = rate.hz() as f32 / BAND_RATE_HZ;
        let power = 0.5 * libm::powf(10.0, (level_dbm0 - FULL_SCALE_DBM0) / 10.0);
        Self {
            random: Pcg32::new(seed, STREAM),
            deviation: libm::sqrtf(power * band),
            spare: None,
        }
    }

    /// The next sample, by the Box–Muller transform.
    pub(super) fn draw(&mut self) -> f32 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        // Never zero, so that the logarithm is finite.
        let radius = libm::sqrtf(-2.0 * libm::logf(1.0 - self.uniform())) * self.deviation;
        let angle = TAU * self.uniform();
        self.spare = Some(radius * libm::sinf(angle));
        radius * libm::cosf(angle)
    }

    /// Below one, in 2²⁴ steps.
    fn uniform(&mut self) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "24 bits are exact in f32")]
        let steps = (self.random.next_u32() >> 8) as f32;
        steps * UNIFORM_STEP
    }
}
