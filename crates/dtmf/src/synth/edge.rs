//! How a tone rises and falls: half a period of a raised cosine.
//! When it does is the schedule's.

use super::phasor::Phasor;

/// The gains of one rise or fall, in order.
#[derive(Clone)]
pub(super) struct Edge {
    /// Half the cosine that is taken from, or added to, a half.
    half_cosine: Phasor,
    step: Phasor,
}

impl Edge {
    /// A rise over this many samples; the gain of each is taken at its middle, so that a fall
    /// mirrors it.
    pub(super) fn rise(samples: u64) -> Self {
        let radians = core::f64::consts::PI / samples.max(1) as f64;
        Self {
            half_cosine: Phasor::from_radians(radians / 2.0).scale(-0.5),
            step: Phasor::from_radians(radians),
        }
    }

    /// The fall that mirrors this rise from its start.
    pub(super) fn mirrored(&self) -> Self {
        Self {
            half_cosine: self.half_cosine.scale(-1.0),
            step: self.step,
        }
    }

    /// Shapes the next samples.
    pub(super) fn shape(&mut self, samples: &mut [f32]) {
        for sample in samples {
            #[allow(
                clippy::cast_possible_truncation,
                reason = "a gain of 0 to 1, for samples in single precision"
            )]
            let gain = (0.5 + self.half_cosine.re) as f32;
            *sample *= gain;
            self.half_cosine = self.half_cosine * self.step;
        }
    }
}
