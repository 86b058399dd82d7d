//! A rotating unit vector in double precision, which a tone's samples are read from.
//! Which part of it becomes a sample is the oscillator's and the edge's.

use core::ops::Mul;

/// A complex number in double precision: a turn of one step loses 2⁻⁵³, so that a minute at
/// 192 kHz stays within 10⁻⁹ of where it should be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Phasor {
    pub(super) re: f64,
    pub(super) im: f64,
}

impl Phasor {
    /// No turn at all.
    pub(super) const ONE: Self = Self { re: 1.0, im: 0.0 };

    /// The unit vector at an angle.
    pub(super) fn from_radians(radians: f64) -> Self {
        let (im, re) = libm::sincos(radians);
        Self { re, im }
    }

    pub(super) fn scale(self, factor: f64) -> Self {
        Self {
            re: self.re * factor,
            im: self.im * factor,
        }
    }
}

impl Mul for Phasor {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self {
            re: self.re * other.re - self.im * other.im,
            im: self.re * other.im + self.im * other.re,
        }
    }
}
