//! The amplitude of a known frequency in a window of complex samples, quarter by quarter.
//! Which frequency to look at is estimated in [`fit`](crate::detector::fit).

use crate::complex::Complex;

/// How many parts a window is cut into; their phases tell how far the frequency is off.
pub(crate) const QUARTERS: usize = 4;

/// Sums of a window's quarters, turned back by a frequency: Goertzel's first-order recursion,
/// in which the phasor and not the sum is turned, so that the sums keep a common phase.
pub(crate) fn quarter_sums(
    window: impl Iterator<Item = Complex>,
    quarter_len: usize,
    radians_per_sample: f32,
) -> [Complex; QUARTERS] {
    let step = Complex::from_radians(-radians_per_sample);
    let mut phasor = Complex::ONE;
    let mut sums = [Complex::ZERO; QUARTERS];
    let mut window = window;
    for sum in &mut sums {
        for sample in window.by_ref().take(quarter_len) {
            *sum += sample * phasor;
            phasor = phasor * step;
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `offset`: of the frequency looked at from the tone's, in turns over the whole window.
    fn check(offset_turns: f32, quarter_amplitude: f32) {
        const QUARTER: usize = 8;
        let radians = 0.7_f32;
        let tone =
            (0..QUARTER * QUARTERS).map(|index| Complex::from_radians(radians * index as f32));
        let off = offset_turns * core::f32::consts::TAU / (QUARTER * QUARTERS) as f32;
        for sum in quarter_sums(tone, QUARTER, radians + off) {
            let amplitude = libm::sqrtf(sum.norm_squared()) / QUARTER as f32;
            assert!((amplitude - quarter_amplitude).abs() < 2e-3, "{amplitude}");
        }
    }

    #[test]
    fn each_quarter_tells_the_amplitude_at_its_frequency() {
        check(0.0, 1.0);
        // sin(π/4) / (π/4), and the null at one turn a quarter.
        check(1.0, 0.900);
        check(4.0, 0.0);
    }
}
