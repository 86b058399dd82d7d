//! The frames of the last eighth of a second, and sums over them.
//! What a frame is, and a window of them, is told in [`frame`](super::frame).

use super::{
    frame::{Frame, Window},
    glance::{WindowSums, Windows},
    half_four::HalfFour,
    sums::{self, Sums, SumsOfFours},
};
use crate::{complex::Complex, evidence::Powers};

/// Frames that are kept: enough for the longest window behind the slowest end of a tone.
pub(super) const HISTORY_FRAMES: usize = 128;

/// One part of all frames, by the remainder of their numbers.
type Row = [f32; HISTORY_FRAMES];

/// The latest frames, by their number since the stream began.
///
/// Every part has a row of its own, so that sums over frames are sums over neighbours.
pub(crate) struct History {
    low_re: Row,
    low_im: Row,
    high_re: Row,
    high_im: Row,
    rest_power: Row,
    total_power: Row,
    fours: SumsOfFours,
    /// How the sums over the four of a place were made.
    made: [Made; HISTORY_FRAMES / 4],
    count: u64,
    /// Whether the frame of a place is not made yet.
    open: [bool; HISTORY_FRAMES],
}

/// How the sums over four frames were made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Made {
    /// From two of them and the one before.
    Whole,
    /// From two of them, as the one before was skipped.
    Alone,
    /// Not at all.
    Skipped,
}

impl History {
    pub(super) fn new() -> Self {
        Self {
            low_re: [0.0; HISTORY_FRAMES],
            low_im: [0.0; HISTORY_FRAMES],
            high_re: [0.0; HISTORY_FRAMES],
            high_im: [0.0; HISTORY_FRAMES],
            rest_power: [0.0; HISTORY_FRAMES],
            total_power: [0.0; HISTORY_FRAMES],
            fours: SumsOfFours::new(),
            made: [Made::Whole; HISTORY_FRAMES / 4],
            count: 0,
            open: [false; HISTORY_FRAMES],
        }
    }

    /// Appends a frame.
    #[inline]
    pub(super) fn push(&mut self, frame: Frame) {
        self.set(self.count, &frame);
        self.count += 1;
        if self.completes_four() {
            self.sum_four();
        }
    }

    /// Appends four frames, of which the second and the last are made; they stand for the ones before them
    /// as well, which are left open.
    #[inline(always)]
    pub(super) fn push_four(&mut self, four: &HalfFour) {
        self.put_four(four, [true, false, true, false]);
    }

    /// Appends four frames of silence.
    #[inline]
    pub(super) fn push_silence(&mut self) {
        self.put_four(
            &HalfFour::new(&Frame::default(), &Frame::default()),
            [false; 4],
        );
    }

    /// Appends four frames, some of them open.
    #[inline(always)]
    fn put_four(&mut self, four: &HalfFour, open: [bool; 4]) {
        let place = Self::place(self.count);
        self.made[place / 4] = if self.made_before(self.count) == Made::Skipped {
            Made::Alone
        } else {
            Made::Whole
        };
        let sums = self.sums_of(four, self.count);
        self.fours.set(self.count / 4, &sums);
        let rows = [
            &mut self.low_re,
            &mut self.low_im,
            &mut self.high_re,
            &mut self.high_im,
            &mut self.rest_power,
            &mut self.total_power,
        ];
        for (row, values) in rows.into_iter().zip(four.places()) {
            row.as_chunks_mut::<4>().0[place / 4] = values;
        }
        self.open.as_chunks_mut::<4>().0[place / 4] = open;
        self.count += 4;
    }

    /// Appends four frames that are not made at all.
    #[inline(always)]
    pub(super) fn skip_four(&mut self) {
        let four = Self::place(self.count) / 4;
        self.open.as_chunks_mut::<4>().0[four] = [true; 4];
        self.made[four] = Made::Skipped;
        self.count += 4;
    }

    /// How the sums over the four before the one that begins with a frame were made.
    #[inline(always)]
    fn made_before(&self, first: u64) -> Made {
        self.made[Self::place(first.wrapping_sub(1)) / 4]
    }

    /// Sums over the four that begins with a frame, in the way that they are made.
    #[inline(always)]
    fn sums_of(&self, four: &HalfFour, first: u64) -> Sums {
        if self.made[Self::place(first) / 4] == Made::Alone {
            return four.sums_alone();
        }
        let before = Self::place(first.wrapping_sub(1));
        four.sums(
            [self.low_re[before], self.high_re[before]],
            [self.low_im[before], self.high_im[before]],
        )
    }

    /// Sums over every second four of the windows that end now.
    #[inline(always)]
    pub(super) fn sparse_sums(&self) -> WindowSums {
        self.fours.sparse(self.count)
    }

    /// Whether the sums over the four that a frame belongs to are as they would be if every four were made.
    pub(super) fn is_whole(&self, number: u64) -> bool {
        self.made[Self::place(number) / 4] == Made::Whole
    }

    /// Whether a frame is not made yet.
    pub(super) fn is_open(&self, number: u64) -> bool {
        self.open[Self::place(number)]
    }

    /// Puts a frame in the place of one that is open.
    #[inline]
    pub(super) fn set(&mut self, number: u64, frame: &Frame) {
        let place = Self::place(number);
        self.low_re[place] = frame.low.re;
        self.low_im[place] = frame.low.im;
        self.high_re[place] = frame.high.re;
        self.high_im[place] = frame.high.im;
        self.rest_power[place] = frame.rest_power;
        self.total_power[place] = frame.total_power;
        self.open[place] = false;
    }

    /// Sums over the four that is complete.
    #[inline]
    fn sum_four(&mut self) {
        self.sum_whole(self.count - 4);
    }

    /// Sums anew over the four that begins with a frame, from made frames, one before it among them.
    pub(super) fn sum_whole(&mut self, first: u64) {
        self.made[Self::place(first) / 4] = Made::Whole;
        // Where the sums of so old a four were, there are those of a later one.
        if self.count - first <= sums::FRAMES_KEPT {
            let [second, fourth] = [first + 1, first + 3].map(|number| self.frame(number));
            let sums = self.sums_of(&HalfFour::new(&second, &fourth), first);
            self.fours.set(first / 4, &sums);
        }
    }

    /// How many frames there have been.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// Whether the latest frame is the last of four.
    #[inline]
    pub(super) fn completes_four(&self) -> bool {
        self.count.is_multiple_of(4)
    }

    /// The number of the oldest frame that is kept.
    pub(crate) fn oldest(&self) -> u64 {
        self.count.saturating_sub(HISTORY_FRAMES as u64)
    }

    /// The latest frame.
    pub(super) fn latest(&self) -> Frame {
        self.frame(self.count.wrapping_sub(1))
    }

    /// A frame by its number; silence where there is none.
    pub(crate) fn frame(&self, number: u64) -> Frame {
        if number < self.oldest() || number >= self.count {
            return Frame::default();
        }
        let made = number + u64::from(self.is_open(number));
        Frame {
            low: self.low_at(made),
            high: self.high_at(made),
            rest_power: self.rest_power[Self::place(made)],
            total_power: self.total_power[Self::place(made)],
        }
    }

    /// The low band at the place of a number, whether or not it is that number's still.
    #[inline]
    pub(crate) fn low_at(&self, number: u64) -> Complex {
        let place = Self::place(number);
        Complex {
            re: self.low_re[place],
            im: self.low_im[place],
        }
    }

    /// The same of the high band.
    #[inline]
    pub(crate) fn high_at(&self, number: u64) -> Complex {
        let place = Self::place(number);
        Complex {
            re: self.high_re[place],
            im: self.high_im[place],
        }
    }

    /// Whether nothing at all was in the bands in the last complete four.
    #[inline(always)]
    pub(super) fn is_silent(&self) -> bool {
        let [first, _] = *self.latest_sums();
        let [low, high, ..] = first.to_array();
        low + high == 0.0
    }

    /// Puts silence in the place of the frames before a number that are open.
    pub(super) fn forget_before(&mut self, number: u64) {
        for number in self.oldest()..number {
            if self.is_open(number) {
                self.set(number, &Frame::default());
            }
        }
    }

    /// Sums over the last complete four of frames.
    #[inline]
    pub(super) fn latest_sums(&self) -> &Sums {
        self.fours.latest(self.count)
    }

    /// Sums over the windows that end now.
    #[inline]
    pub(super) fn sums_of_windows(&self) -> Windows {
        self.fours.windows(self.count)
    }

    /// Frames in order of time.
    pub(crate) fn window(&self, window: Window) -> impl Iterator<Item = Frame> + Clone + '_ {
        (window.first()..window.end()).map(|number| self.frame(number))
    }

    /// Mean squared amplitudes over a window.
    pub(crate) fn powers(&self, window: Window) -> Powers {
        let mut powers = Powers::default();
        for frame in self.window(window) {
            powers.low += frame.low.norm_squared();
            powers.high += frame.high.norm_squared();
            powers.wide += frame.rest_power;
            powers.total += frame.total_power;
        }
        let share = 1.0 / window.len().max(1) as f32;
        Powers {
            low: powers.low * share,
            high: powers.high * share,
            wide: (powers.wide + powers.low + powers.high) * share,
            total: powers.total * share,
        }
    }

    #[inline]
    fn place(number: u64) -> usize {
        #[allow(
            clippy::cast_possible_truncation,
            reason = "the remainder is less than the number of frames kept"
        )]
        let place = (number % HISTORY_FRAMES as u64) as usize;
        place
    }
}
