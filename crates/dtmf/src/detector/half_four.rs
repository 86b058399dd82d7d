//! Four frames of which every second one is made: all that a first look needs.
//! How many of them are summed up is told in [`sums`](super::sums).

use wide::f32x4;

use super::{
    frame::Frame,
    plan::LOOK_SUMS,
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

    /// From what the products of a span with the [rows](Self::row) add up to; it tells no power of all.
    #[inline(always)]
    pub(super) fn near(looked: &[f32; LOOK_SUMS]) -> Self {
        let ([re, im, [a, b, c, d], _], _) = looked.as_chunks::<4>() else {
            return Self::new(&Frame::default(), &Frame::default());
        };
        Self {
            re: *re,
            im: *im,
            rest: [a * a + b * b, c * c + d * d],
            total: [0.0; 2],
        }
    }

    /// What the samples of a span weigh in the sums, from their weights in either frame: real and
    /// imaginary part of the low band, the high band and the rest.
    pub(super) fn row(second: [f32; 6], fourth: [f32; 6]) -> [f32; LOOK_SUMS] {
        let [low_re, low_im, high_re, high_im, rest_re, rest_im] = core::array::from_fn(|part| {
            [second, fourth].map(|frame| frame.get(part).copied().unwrap_or(0.0))
        });
        let row = [
            low_re,
            high_re,
            low_im,
            high_im,
            [rest_re[0], rest_im[0]],
            [rest_re[1], rest_im[1]],
            [0.0; 2],
            [0.0; 2],
        ];
        core::array::from_fn(|index| row.as_flattened().get(index).copied().unwrap_or(0.0))
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
