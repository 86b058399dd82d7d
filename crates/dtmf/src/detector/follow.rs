//! A tone's presence frame by frame: its projection on the phase that it should have.

use super::fit::Phase;
use crate::complex::Complex;

/// How far one frame may count for or against a tone: amplitudes beyond are noise or another tone.
const PRESENCE_MIN: f32 = -0.5;
const PRESENCE_MAX: f32 = 1.5;

/// Presence of half the amplitude: where a tone begins and ends.
pub(super) const HALF: f32 = 0.5;

/// Share of a frame's deviation by which amplitude and phase follow. Sixteen frames suffice for a
/// frequency that was estimated 2 Hz off.
const FOLLOWING: f32 = 1.0 / 16.0;

/// A rotating phasor that follows a tone.
#[derive(Clone, Copy)]
pub(super) struct Follower {
    expected: Complex,
    step: Complex,
}

impl Follower {
    /// Begins at the frame `offset` frames after the first one of the fit.
    pub(super) fn new(phase: &Phase, offset: usize) -> Self {
        let turn = Complex::from_radians(phase.step_radians * offset as f32);
        Self {
            expected: phase.first * turn,
            step: phase.step,
        }
    }

    /// The same tone backwards in time.
    pub(super) fn reversed(self) -> Self {
        Self {
            expected: self.expected,
            step: self.step.conj(),
        }
    }

    /// 1 where the frame holds the tone as expected, 0 where it does not; then on to the next
    /// frame. What is expected follows what is there, but not while it fades.
    pub(super) fn advance(&mut self, frame: Complex) -> f32 {
        let presence = self.presence(frame);
        if presence > HALF && presence < PRESENCE_MAX {
            self.expected += (frame - self.expected).scale(FOLLOWING);
        }
        self.expected = self.expected * self.step;
        presence
    }

    /// How well a phasor goes on with this tone: 1 in phase at the same amplitude.
    pub(super) fn agreement(&self, other: &Self) -> f32 {
        let product = other.expected * self.expected.conj();
        let norms = self.expected.norm_squared() * other.expected.norm_squared();
        product.re / libm::sqrtf(norms).max(f32::MIN_POSITIVE)
    }

    /// Squared amplitude that is expected.
    pub(super) fn power(&self) -> f32 {
        self.expected.norm_squared()
    }

    /// Runs ahead without looking.
    pub(super) fn skip(&mut self, radians_per_frame: f32, frames: u64) {
        let turn = Complex::from_radians(radians_per_frame * frames as f32);
        self.expected = self.expected * turn;
    }

    fn presence(&self, frame: Complex) -> f32 {
        let power = self.expected.norm_squared().max(f32::MIN_POSITIVE);
        let projection = (frame * self.expected.conj()).re / power;
        projection.clamp(PRESENCE_MIN, PRESENCE_MAX)
    }
}
