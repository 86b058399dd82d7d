//! Low-pass prototypes by the window method, designed in double precision.

use core::f64::consts::PI;

/// A windowed-sinc low-pass.
pub(crate) struct LowPass {
    /// Number of taps.
    pub(crate) taps: usize,
    /// Edge (half amplitude) in turns a sample.
    pub(crate) edge: f64,
    /// Kaiser's β: 2.6 for 37 dB, 5.0 for 53 dB in the stop band.
    pub(crate) beta: f64,
}

impl LowPass {
    /// Weights in order of time, with a gain of 1 at 0 Hz.
    pub(crate) fn weights(&self) -> impl Iterator<Item = f64> + '_ {
        let sum = self.sum();
        (0..self.taps).map(move |index| self.weight(index) / sum)
    }

    /// Sum of the weights as [`weight`](Self::weight) gives them.
    pub(super) fn sum(&self) -> f64 {
        (0..self.taps).map(|index| self.weight(index)).sum()
    }

    /// A weight whose scale is arbitrary.
    pub(super) fn weight(&self, index: usize) -> f64 {
        let half = (self.taps as f64 - 1.0) / 2.0;
        let from_middle = index as f64 - half;
        let reach = from_middle / (half + 0.5);
        let window = bessel_i0(self.beta * libm::sqrt((1.0 - reach * reach).max(0.0)));
        window * sinc(2.0 * self.edge * from_middle)
    }
}

fn sinc(x: f64) -> f64 {
    if x == 0.0 {
        1.0
    } else {
        libm::sin(PI * x) / (PI * x)
    }
}

/// The modified Bessel function of order 0 by its power series, which for arguments up to 10 has
/// converged to double precision after 30 terms.
fn bessel_i0(x: f64) -> f64 {
    let quarter_square = x * x / 4.0;
    let mut term = 1.0;
    let mut sum = 1.0;
    for index in 1..=30 {
        term *= quarter_square / f64::from(index * index);
        sum += term;
    }
    sum
}
