//! Sums over every second frame, two at a time, so that a first look at a window costs next to nothing.
//! What they must be for a window to be looked at closer is [`glance`](super::glance)'s.

use wide::f32x4;

use super::glance::{WINDOW_FOURS, Windows};

/// How many fours are kept: as many as the longest window has, and some to make places cheap.
const FOURS: usize = 16;

/// Sums over every second frame: of the low band its energy and its turn from one to the next (real and
/// imaginary part), of the high band the same, the energy of the rest and of all.
pub(super) type Sums = [f32; 8];

/// Sums over the latest fours of frames, by the number of the four.
pub(super) struct SumsOfFours([Sums; FOURS]);

impl SumsOfFours {
    pub(super) fn new() -> Self {
        Self([[0.0; 8]; FOURS])
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
        self.0.get(place).unwrap_or(&[0.0; 8])
    }

    /// Sums over the windows that end with the last complete four after so many frames.
    #[inline]
    pub(super) fn windows(&self, frames: u64) -> Windows {
        let newest = (frames / 4).wrapping_sub(1);
        let mut windows = Windows {
            sums: [[0.0; 8]; WINDOW_FOURS.len()],
            oldest: [[0.0; 8]; WINDOW_FOURS.len()],
        };
        let mut sums = [0.0; 8];
        let mut age = 0;
        let places = windows.sums.iter_mut().zip(&mut windows.oldest);
        for ((window, oldest), fours) in places.zip(WINDOW_FOURS) {
            while age < fours as u64 {
                if let Some(four) = self.0.get(Self::place(newest.wrapping_sub(age))) {
                    add(&mut sums, four);
                    *oldest = *four;
                }
                age += 1;
            }
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
    [
        energy[0] + energy[1],
        turn_re[0] + turn_re[1],
        turn_im[0] + turn_im[1],
        energy[2] + energy[3],
        turn_re[2] + turn_re[3],
        turn_im[2] + turn_im[3],
        rest,
        total,
    ]
}

#[inline]
fn add(sums: &mut Sums, other: &Sums) {
    for (sum, value) in sums.iter_mut().zip(other) {
        *sum += value;
    }
}
