//! Four frames of which two are known nearly: from sums that another hand rounded.
//! Who sums is told in [`many`](super::many).

use wide::f32x4;

use super::{
    plan::LOOK_SUMS,
    sums::{self, Sums},
};

/// The second and the fourth of four frames, part by part.
pub(super) struct NearFour {
    /// Real parts: of the low band in the second and the fourth, of the high band in both.
    pub(super) re: [f32; 4],
    /// Imaginary parts, in the same order.
    pub(super) im: [f32; 4],
    /// Real and imaginary part of the rest in the second, and in the fourth.
    rest: [f32; 4],
}

impl NearFour {
    #[inline]
    pub(super) fn new(looked: &[f32; LOOK_SUMS]) -> Self {
        let ([re, im, rest, _], _) = looked.as_chunks::<4>() else {
            return Self {
                re: [0.0; 4],
                im: [0.0; 4],
                rest: [0.0; 4],
            };
        };
        Self {
            re: *re,
            im: *im,
            rest: *rest,
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

    /// Sums over the four, from the low and the high band in the frame before them.
    #[inline]
    pub(super) fn sums(&self, [low_re, high_re]: [f32; 2], [low_im, high_im]: [f32; 2]) -> Sums {
        let lanes = |now: [f32; 4], low_before, high_before| {
            let [low, _, high, _] = now;
            [
                f32x4::new(now),
                f32x4::new([low_before, low, high_before, high]),
            ]
        };
        let [a, b, c, d] = self.rest;
        sums::of_bands(
            lanes(self.re, low_re, high_re),
            lanes(self.im, low_im, high_im),
            (a * a + b * b) + (c * c + d * d),
            0.0,
        )
    }

    /// A part of all four frames in the low band and in the high one: what is not known is as in the
    /// frame behind.
    #[inline]
    pub(super) fn in_places([low, low_last, high, high_last]: [f32; 4]) -> [[f32; 4]; 2] {
        [
            [low, low, low_last, low_last],
            [high, high, high_last, high_last],
        ]
    }
}
