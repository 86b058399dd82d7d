//! The gain of a band at any of its frequencies, so that levels and twist are reported exactly.

use super::band::BandPlan;

const POINTS: usize = 33;

/// Gains at equal distances over a band, with straight lines between them.
pub(super) struct GainTable {
    gains: [f32; POINTS],
    first_hz: f32,
    step_hz: f32,
}

impl GainTable {
    pub(super) fn new(band: BandPlan, gain: impl Fn(f64) -> f64) -> Self {
        let first_hz = band.centre_hz - band.half_width_hz;
        let step_hz = 2.0 * band.half_width_hz / (POINTS as f64 - 1.0);
        let mut gains = [0.0; POINTS];
        for (index, place) in gains.iter_mut().enumerate() {
            *place = super::narrow(gain(first_hz + step_hz * index as f64));
        }
        Self {
            gains,
            first_hz: super::narrow(first_hz),
            step_hz: super::narrow(step_hz),
        }
    }

    /// Gain at a frequency; beyond the band, that of its edge.
    pub(super) fn at(&self, hz: f32) -> f32 {
        let place = ((hz - self.first_hz) / self.step_hz).clamp(0.0, POINTS as f32 - 1.001);
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to the table just above"
        )]
        let index = place as usize;
        let share = place - index as f32;
        let gain = |index| self.gains.get(index).copied().unwrap_or(1.0);
        gain(index) * (1.0 - share) + gain(index + 1) * share
    }
}
