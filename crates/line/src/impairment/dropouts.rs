//! Frames that are lost on the way, drawn from a seed.
//! What a lost frame sounds like is decided in the line.

use cxtone_dtmf::SampleRate;
use rand_core::Rng;
use rand_pcg::Pcg32;

use super::settings::DROPOUT_FRAME_MS;

/// Keeps the draws of noise and dropouts apart though they share a seed.
const STREAM: u64 = 2;

/// 2³²: how many values a draw can have.
const DRAWS: f64 = 4_294_967_296.0;

#[derive(Clone)]
pub(super) struct FrameLoss {
    random: Pcg32,
    probability: f64,
    rate_hz: u32,
    /// Where in the frame the next sample is, in units of which a frame has `rate_hz`.
    position: u32,
    lost: bool,
}

impl FrameLoss {
    pub(super) fn new(probability: f32, rate: SampleRate, seed: u64) -> Self {
        let mut loss = Self {
            random: Pcg32::new(seed, STREAM),
            probability: f64::from(probability),
            rate_hz: rate.hz(),
            position: 0,
            lost: false,
        };
        loss.draw();
        loss
    }

    /// Whether the next sample is lost. Frames are exact over time also where a frame is no
    /// whole number of samples.
    pub(super) fn is_lost(&mut self) -> bool {
        let lost = self.lost;
        self.position += 1_000 / DROPOUT_FRAME_MS;
        if self.position >= self.rate_hz {
            self.position -= self.rate_hz;
            self.draw();
        }
        lost
    }

    fn draw(&mut self) {
        self.lost = f64::from(self.random.next_u32()) < self.probability * DRAWS;
    }
}
