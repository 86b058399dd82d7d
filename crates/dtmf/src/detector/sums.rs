//! Sums over every second frame, two at a time, so that a first look at a window costs next to nothing.
//! What they must be for a window to be looked at closer is [`glance`](super::glance)'s.

use wide::f32x4;

use super::glance::{SPARSE_FOURS, WINDOW_FOURS, WindowSums, Windows};
use crate::complex::Complex;

/// How many fours are kept: as many as the longest window has, and some to make places cheap.
const FOURS: usize = 16;

/// Over how many of the latest frames sums are kept.
pub(super) const FRAMES_KEPT: u64 = 4 * FOURS as u64;

/// Sums over every second frame: the energies of the low and the high band, the real parts of their turns
/// from one to the next, and the imaginary ones; the energy of the rest, and of all.
///
/// Two vectors, never touched lane by lane between writing and reading, which processors are slow at.
pub(super) type Sums = [f32x4; 2];

/// Of silence.
pub(super) const SILENCE: Sums = [f32x4::ZERO; 2];

/// Parts of the sums, by their names.
pub(super) struct Parts {
    pub(super) low: f32,
    pub(super) high: f32,
    pub(super) low_turn: Complex,
    pub(super) high_turn: Complex,
    pub(super) rest: f32,
}

impl Parts {
    #[inline(always)]
    pub(super) fn of([first, last]: &Sums) -> Self {
        let [low, high, low_re, high_re] = first.to_array();
        let [low_im, high_im, rest, _] = last.to_array();
        let turn = |re, im| Complex { re, im };
        Self {
            low,
            high,
            low_turn: turn(low_re, low_im),
            high_turn: turn(high_re, high_im),
            rest,
        }
    }
}

/// Sums over the latest fours of frames, by the number of the four.
pub(super) struct SumsOfFours([Sums; FOURS]);

impl SumsOfFours {
    pub(super) fn new() -> Self {
        Self([SILENCE; FOURS])
    }

    /// Takes the sums of a four, by its number.
    #[inline]
    pub(super) fn set(&mut self, number: u64, four: &Sums) {
        if let Some(sums) = self.0.get_mut(Self::place(number)) {
            *sums = *four;
        }
    }

    /// Sums over the last complete four after so many frames.
    #[inline]
    pub(super) fn latest(&self, frames: u64) -> &Sums {
        let place = Self::place((frames / 4).wrapping_sub(1));
        self.0.get(place).unwrap_or(&SILENCE)
    }

    /// Sums over the windows that end with the last complete four after so many frames.
    #[inline(always)]
    pub(super) fn windows(&self, frames: u64) -> Windows {
        let newest = (frames / 4).wrapping_sub(1);
        let mut windows = Windows {
            sums: [SILENCE; WINDOW_FOURS.len()],
            oldest: [SILENCE; WINDOW_FOURS.len()],
        };
        let mut sums = [f32x4::ZERO; 2];
        let mut ages = 0..;
        let places = windows.sums.iter_mut().zip(&mut windows.oldest);
        let mut before = 0;
        for ((window, oldest), fours) in places.zip(WINDOW_FOURS) {
            for age in ages.by_ref().take(fours - before) {
                let place = Self::place(newest.wrapping_sub(age));
                *oldest = self.0.get(place).copied().unwrap_or(SILENCE);
                sums = [sums[0] + oldest[0], sums[1] + oldest[1]];
            }
            before = fours;
            *window = sums;
        }
        windows
    }

    /// The same over every second four of them.
    #[inline(always)]
    pub(super) fn sparse(&self, frames: u64) -> WindowSums {
        let newest = (frames / 4).wrapping_sub(1);
        let mut windows = [SILENCE; WINDOW_FOURS.len()];
        let mut sums = [f32x4::ZERO; 2];
        let mut ages = (0..).step_by(2);
        let mut before = 0;
        for (window, fours) in windows.iter_mut().zip(SPARSE_FOURS) {
            for age in ages.by_ref().take(fours - before) {
                let place = Self::place(newest.wrapping_sub(age));
                let four = self.0.get(place).copied().unwrap_or(SILENCE);
                sums = [sums[0] + four[0], sums[1] + four[1]];
            }
            before = fours;
            *window = sums;
        }
        windows
    }

    #[inline]
    fn place(four: u64) -> usize {
        usize::try_from(four % FOURS as u64).unwrap_or(0)
    }
}

/// The sums of two frames: real and imaginary parts of both in the low band and both in the high one,
/// and the same of the frames before them.
#[inline]
pub(super) fn of_bands(
    [re, re_before]: [f32x4; 2],
    [im, im_before]: [f32x4; 2],
    rest: f32,
    total: f32,
) -> Sums {
    let energy = (re * re + im * im).to_array();
    let turn_re = (re * re_before + im * im_before).to_array();
    let turn_im = (im * re_before - re * im_before).to_array();
    let evens = |a: [f32; 4], b: [f32; 4]| f32x4::new([a[0], a[2], b[0], b[2]]);
    let odds = |a: [f32; 4], b: [f32; 4]| f32x4::new([a[1], a[3], b[1], b[3]]);
    let powers = [rest, 0.0, total, 0.0];
    [
        evens(energy, turn_re) + odds(energy, turn_re),
        evens(turn_im, powers) + odds(turn_im, powers),
    ]
}
