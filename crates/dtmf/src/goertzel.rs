//! The amplitude of a known frequency in a window of complex samples, quarter by quarter.
//! Which frequency to look at is estimated in [`fit`](crate::detector::fit).

use crate::complex::Complex;

/// How many parts a window is cut into; their phases tell how far the frequency is off.
pub(crate) const QUARTERS: usize = 4;

/// Sums of a window's quarters, turned back by a frequency: Goertzel's first-order recursion,
/// in which the phasor and not the sum is turned, so that the sums keep a common phase.
pub(crate) struct Quarters {
    pub(crate) sums: [Complex; QUARTERS],
    /// Of the whole window.
    pub(crate) energy: f32,
}

impl Quarters {
    /// Takes the samples from the number `first` on, `quarter_len` a quarter. All four quarters are
    /// summed side by side and brought to a common phase at the end.
    #[inline]
    pub(crate) fn new(
        sample: impl Fn(u64) -> Complex,
        first: u64,
        quarter_len: usize,
        radians_per_sample: f32,
    ) -> Self {
        let step = Complex::from_radians(-radians_per_sample);
        let mut phasor = Complex::ONE;
        let mut sums = [Complex::ZERO; QUARTERS];
        let mut energies = [0.0_f32; QUARTERS];
        let quarter = quarter_len as u64;
        for number in first..first + quarter {
            let samples = [0, 1, 2, 3].map(|index| sample(number + index * quarter));
            for ((sum, energy), sample) in sums.iter_mut().zip(&mut energies).zip(samples) {
                *sum += sample * phasor;
                *energy += sample.norm_squared();
            }
            phasor = phasor * step;
        }
        // After a quarter the phasor is what the next one would have begun with.
        let per_quarter = phasor;
        let mut turn = Complex::ONE;
        for sum in &mut sums {
            *sum = *sum * turn;
            turn = turn * per_quarter;
        }
        let [a, b, c, d] = energies;
        Self {
            sums,
            energy: (a + b) + (c + d),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `offset`: of the frequency looked at from the tone's, in turns over the whole window.
    fn check(offset_turns: f32, quarter_amplitude: f32) {
        const QUARTER: usize = 8;
        let radians = 0.7_f32;
        let tone = |number: u64| Complex::from_radians(radians * number as f32);
        let off = offset_turns * core::f32::consts::TAU / (QUARTER * QUARTERS) as f32;
        let quarters = Quarters::new(tone, 3, QUARTER, radians + off);
        for sum in quarters.sums {
            let amplitude = libm::sqrtf(sum.norm_squared()) / QUARTER as f32;
            assert!((amplitude - quarter_amplitude).abs() < 2e-3, "{amplitude}");
        }
        assert!((quarters.energy - (QUARTER * QUARTERS) as f32).abs() < 1e-3);
    }

    #[test]
    fn each_quarter_tells_the_amplitude_at_its_frequency() {
        check(0.0, 1.0);
        // sin(π/4) / (π/4), and the null at one turn a quarter.
        check(1.0, 0.900);
        check(4.0, 0.0);
    }

    #[test]
    fn the_quarters_of_a_tone_at_its_frequency_have_one_phase() {
        let tone = |number: u64| Complex::from_radians(0.7 * number as f32);
        let [first, rest @ ..] = Quarters::new(tone, 0, 9, 0.7).sums;
        for sum in rest {
            assert!((sum * first.conj()).radians().abs() < 1e-4);
        }
    }
}
