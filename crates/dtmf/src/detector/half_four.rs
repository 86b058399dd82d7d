//! Four frames of which every second one is made: all that a first look needs.
//! How many of them are summed up is told in [`sums`](super::sums).

use wide::f32x4;

use super::{
    frame::Frame,
    sums::{self, Sums},
};

/// The second and the fourth of four frames, part by part.
pub(super) struct HalfFour {
    /// Real parts: of the low band in the second and the fourth, of the high band in both.
    re: [f32; 4],
    /// Imaginary parts, in the same order.
    im: [f32; 4],
    /// Power of the rest in the second and the fourth.
    rest: [f32; 2],
    /// Power of all.
    total: [f32; 2],
}

/// A part of four frames.
pub(super) type Places = [f32; 4];

impl HalfFour {
    #[inline(always)]
    pub(super) fn new(second: &Frame, fourth: &Frame) -> Self {
        Self {
            re: [second.low.re, fourth.low.re, second.high.re, fourth.high.re],
            im: [second.low.im, fourth.low.im, second.high.im, fourth.high.im],
            rest: [second.rest_power, fourth.rest_power],
            total: [second.total_power, fourth.total_power],
        }
    }

    /// Sums over the four, from the low and the high band in the frame before it.
    #[inline(always)]
    pub(super) fn sums(&self, [low_re, high_re]: [f32; 2], [low_im, high_im]: [f32; 2]) -> Sums {
        let lanes = |now: [f32; 4], low_before, high_before| {
            let [low, _, high, _] = now;
            [
                f32x4::new(now),
                f32x4::new([low_before, low, high_before, high]),
            ]
        };
        let ([second_rest, fourth_rest], [second, fourth]) = (self.rest, self.total);
        sums::of_bands(
            lanes(self.re, low_re, high_re),
            lanes(self.im, low_im, high_im),
            second_rest + fourth_rest,
            second + fourth,
        )
    }

    /// The same without that frame: the turn between the two stands for both.
    #[inline(always)]
    pub(super) fn sums_alone(&self) -> Sums {
        let [low_re, high_re] = halves(self.re);
        let [low_im, high_im] = halves(self.im);
        let ([second_rest, fourth_rest], [second, fourth]) = (self.rest, self.total);
        let [mut first, mut last] = sums::of_bands(
            [
                f32x4::new(self.re),
                f32x4::new([0.0, low_re[0], 0.0, high_re[0]]),
            ],
            [
                f32x4::new(self.im),
                f32x4::new([0.0, low_im[0], 0.0, high_im[0]]),
            ],
            second_rest + fourth_rest,
            second + fourth,
        );
        first *= f32x4::new([1.0, 1.0, 2.0, 2.0]);
        last *= f32x4::new([2.0, 2.0, 1.0, 1.0]);
        [first, last]
    }

    /// All parts of the four frames: real and imaginary ones of the low and the high band, the power of the
    /// rest, and that of all. The first and the third are as the one behind, which is close enough for
    /// powers, yet not for phases.
    #[inline(always)]
    pub(super) fn places(&self) -> [Places; 6] {
        let ([low_re, high_re], [low_im, high_im]) = (halves(self.re), halves(self.im));
        [low_re, low_im, high_re, high_im, self.rest, self.total]
            .map(|[second, fourth]| [second, second, fourth, fourth])
    }
}

#[inline(always)]
fn halves([a, b, c, d]: [f32; 4]) -> [[f32; 2]; 2] {
    [[a, b], [c, d]]
}
