//! A source of tones in double precision: any frequency, phase, onset and length.
//! It shares nothing with the project's generator, so that an error of one is no error of both.

use core::f64::consts::{PI, TAU};

use crate::condition::Edges;

/// A stretch of one sine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Burst {
    /// Where its rising edge has half the amplitude; need not lie on a sample.
    pub(crate) onset_s: f64,
    /// From there to half the amplitude of its falling edge.
    pub(crate) length_s: f64,
    pub(crate) hz: f64,
    pub(crate) peak: f64,
    /// Phase at the onset, in radians.
    pub(crate) phase: f64,
    pub(crate) edges: Edges,
}

impl Burst {
    /// Adds the sine to samples whose first is at 0 s; what lies outside of them is left out.
    pub(crate) fn add_to(&self, samples: &mut [f64], rate_hz: u32) {
        let rate = f64::from(rate_hz);
        let ramp_s = self.ramp_s();
        let first = sample_at(self.onset_s - ramp_s / 2.0, rate);
        let end = sample_at(self.onset_s + self.length_s + ramp_s / 2.0, rate);
        let end = end.min(samples.len());
        for (index, sample) in samples.iter_mut().enumerate().take(end).skip(first) {
            let since_s = index as f64 / rate - self.onset_s;
            let turn = TAU * self.hz * since_s + self.phase;
            *sample += self.peak * self.envelope(since_s, ramp_s) * libm::sin(turn);
        }
    }

    fn ramp_s(&self) -> f64 {
        match self.edges {
            Edges::Abrupt => 0.0,
            Edges::Ramp { ms } => ms / 1000.0,
        }
    }

    fn envelope(&self, since_s: f64, ramp_s: f64) -> f64 {
        let inside_s = since_s.min(self.length_s - since_s) + ramp_s / 2.0;
        if inside_s >= ramp_s {
            1.0
        } else {
            0.5 - 0.5 * libm::cos(PI * inside_s / ramp_s)
        }
    }
}

/// The first sample that is not before a time; 0 for times before the first.
pub(crate) fn sample_at(time_s: f64, rate: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole and not negative; trials last seconds"
    )]
    let index = (time_s * rate).ceil().max(0.0) as usize;
    index
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE_HZ: u32 = 8_000;

    const BURST: Burst = Burst {
        onset_s: 0.010_05,
        length_s: 0.05,
        hz: 1_000.0,
        peak: 0.5,
        phase: 0.3,
        edges: Edges::Abrupt,
    };

    fn made(burst: Burst) -> Vec<f64> {
        let mut samples = vec![0.0; 800];
        burst.add_to(&mut samples, RATE_HZ);
        samples
    }

    #[test]
    fn an_abrupt_tone_fills_the_samples_from_onset_to_end_and_no_others() {
        let samples = made(BURST);
        let sounding: Vec<_> = (0..800).filter(|&index| samples[index] != 0.0).collect();
        assert_eq!((sounding[0], sounding.len()), (81, 400));
        let power = samples.iter().map(|sample| sample * sample).sum::<f64>() / 400.0;
        assert!((power - 0.125).abs() < 1e-3, "{power}");
    }

    #[test]
    fn the_phase_counts_from_the_onset_between_samples() {
        let expected = 0.5 * (TAU * 1_000.0 * (81.0 / 8_000.0 - 0.010_05) + 0.3).sin();
        assert!((made(BURST)[81] - expected).abs() < 1e-12);
    }

    #[test]
    fn a_ramp_has_half_the_amplitude_at_the_onset() {
        let ramp = Burst {
            onset_s: 0.01,
            edges: Edges::Ramp { ms: 2.0 },
            phase: core::f64::consts::FRAC_PI_2,
            ..BURST
        };
        let samples = made(ramp);
        assert!((samples[80] - 0.25).abs() < 1e-9, "{}", samples[80]);
        assert!(samples[72].abs() < 1e-9 && samples[71] == 0.0);
        assert!((samples[88] - 0.5).abs() < 1e-9);
    }

    #[test]
    fn a_tone_that_goes_on_behind_the_samples_is_cut() {
        let long = Burst {
            onset_s: -0.1,
            length_s: 9.0,
            ..BURST
        };
        assert!(made(long).iter().filter(|sample| **sample != 0.0).count() > 700);
    }
}
