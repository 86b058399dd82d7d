//! The time grid: frames of about a millisecond, two of them a step.
//! What is measured in them is the bands' business.

use crate::SampleRate;

/// Frames a second: a whole number of samples each, so that there are this many or a little more.
/// The high band is 670 Hz wide, and what is beyond its filter's edges must not fold into it.
const FRAMES_PER_S: u32 = 1000;

/// Frames in a step. Within two milliseconds the farthest frequency that is looked for turns by a
/// tenth of a quarter; half a step of misplacement takes 0.2 dB from a digit of 40 ms.
pub(super) const STEP_FRAMES: usize = 2;

/// How a recording is divided.
#[derive(Clone, Copy)]
pub(super) struct Steps {
    pub(super) rate_hz: f64,
    /// Samples in a frame.
    pub(super) frame: usize,
}

impl Steps {
    pub(super) fn new(rate: SampleRate) -> Self {
        Self {
            rate_hz: f64::from(rate.hz()),
            frame: (rate.hz() / FRAMES_PER_S) as usize,
        }
    }

    pub(super) fn in_samples(self, samples: usize) -> usize {
        samples / (self.frame * STEP_FRAMES)
    }

    pub(super) fn frame_s(self) -> f64 {
        self.frame as f64 / self.rate_hz
    }

    pub(super) fn start_s(self, step: usize) -> f64 {
        (step * STEP_FRAMES) as f64 * self.frame_s()
    }

    /// The nearest number of steps to a duration.
    pub(super) fn nearest(self, ms: f64) -> usize {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "durations are neither negative nor longer than minutes"
        )]
        let steps = libm::round(ms / 1000.0 / (self.frame_s() * STEP_FRAMES as f64)) as usize;
        steps
    }
}
