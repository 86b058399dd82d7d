//! A first look at a window: whether its sums leave room for a digit's two tones at all.
//! A closer look, which costs a hundred times as much, is [`fit`](super::fit)'s.

use wide::f32x4;

use super::{
    history::History,
    plan::Plan,
    sums::{Parts, Sums},
};
use crate::Thresholds;

/// What each figure of a window weighs, and the least sum: a line drawn by logistic regression between
/// windows of digits, clean and spoilt, and of speech. Of the former 0.3 % fall short, of the latter
/// 97.9 %; a digit has several windows, and the decision has the last word.
const LOW_COHERENCE: f32 = 14.4;
const HIGH_COHERENCE: f32 = 9.8;
const LOW_OFFSET_PERCENT: f32 = -1.0;
const HIGH_OFFSET_PERCENT: f32 = -0.6;
const REST_SHARE: f32 = -2.0;
const LATEST_SHARE: f32 = 3.5;
const WEAKER_SHARE: f32 = 17.0;
const SUM_MIN: f32 = 19.6;

/// The sum below which every second four of frames is skipped, and the least one over the others with
/// which that ends. They are higher than the least sum itself, as sums over few frames are, and were tried:
/// in the labelled corpora as many digits are heard as with none skipped.
const COLD_MAX: f32 = 24.0;
const WARM_MIN: f32 = 25.0;

/// Least energy of the oldest two frames of a window over the mean of two.
const OLDEST_SHARE_MIN: f32 = 0.06;

/// Offsets beyond count as this, in percent.
const OFFSET_PERCENT_MAX: f32 = 8.0;

/// Least energy of the latest two in the stronger band, over the power of the weakest tone.
const LATEST_POWER_MIN: f32 = 0.2;

/// Largest ratio of the bands' energies, beyond any twist with noise.
const ENERGY_RATIO_MAX: f32 = 60.0;

/// Largest energy above the high tones over that of both bands in the latest two.
const LATEST_REST_MAX: f32 = 4.0;

/// Whether four frames with these sums may be the last of a window with two tones: noise may weaken
/// them, yet not by much in both bands.
#[inline]
fn may_hold_tones(sums: &Sums, thresholds: &Thresholds) -> bool {
    let Parts {
        low, high, rest, ..
    } = Parts::of(sums);
    rest <= LATEST_REST_MAX * (low + high)
        && low.max(high) >= LATEST_POWER_MIN * thresholds.level_power_min
        && low <= ENERGY_RATIO_MAX * high
        && high <= ENERGY_RATIO_MAX * low
}

/// Windows that end now, by their lengths in fours: short ones for short tones, long ones against noise.
pub(super) const WINDOW_FOURS: [usize; 3] = [5, 7, 10];

/// How many fours they have where every second is skipped.
pub(super) const SPARSE_FOURS: [usize; 3] = [3, 4, 5];

/// Sums over each of the windows.
pub(super) type WindowSums = [Sums; WINDOW_FOURS.len()];

/// The windows that end now.
pub(super) struct Windows {
    pub(super) sums: WindowSums,
    /// Sums over the oldest four of each.
    pub(super) oldest: WindowSums,
}

/// What a first look shows.
#[derive(Clone, Copy)]
pub(super) struct Glance {
    latest: Sums,
    /// What all but the distances from the nominal frequencies add, one window in each lane.
    without_offsets: f32x4,
}

impl Glance {
    /// Looks, without deciding anything, at windows of so many fours that end with the latest.
    #[inline(always)]
    pub(super) fn new(
        sums: &WindowSums,
        fours: [usize; WINDOW_FOURS.len()],
        history: &History,
    ) -> Self {
        let latest = *history.latest_sums();
        Self {
            without_offsets: without_offsets(sums, &latest, fours),
            latest,
        }
    }

    /// Whether any window may hold tones, as far as most of the figures tell: most fall short already.
    #[inline(always)]
    pub(super) fn is_promising(&self, thresholds: &Thresholds) -> bool {
        let [short, middle, long, _] = self.without_offsets.to_array();
        short.max(middle).max(long) >= SUM_MIN && may_hold_tones(&self.latest, thresholds)
    }

    /// Whether every second four may be skipped from now on.
    #[inline(always)]
    pub(super) fn is_cold(&self) -> bool {
        // What is no number, as in silence, is less.
        self.best().max(0.0) < COLD_MAX
    }

    /// Whether no four may be skipped any longer; it is a look at every second.
    #[inline(always)]
    pub(super) fn is_warm(&self) -> bool {
        self.best() >= WARM_MIN
    }

    #[inline(always)]
    fn best(&self) -> f32 {
        let [short, middle, long, _] = self.without_offsets.to_array();
        short.max(middle).max(long)
    }

    /// Whether a window may hold tones; it is promising.
    pub(super) fn may_hold_pair(
        &self,
        Windows { sums, oldest }: &Windows,
        window: usize,
        plan: &Plan,
    ) -> bool {
        let (Some(sums), Some(oldest)) = (sums.get(window), oldest.get(window)) else {
            return false;
        };
        let fours = WINDOW_FOURS.get(window).map_or(1.0, |fours| *fours as f32);
        let without_offsets = self.without_offsets.to_array();
        let sum = without_offsets.get(window).copied().unwrap_or(0.0);
        let missing = SUM_MIN - sum;
        missing <= 0.0
            && is_filled(sums, oldest, fours)
            && of_offsets(sums, missing, plan) >= missing
    }
}

/// Whether both bands have something in the oldest four of a window already: what begins later fails
/// for not being steady.
#[inline]
fn is_filled(sums: &Sums, oldest: &Sums, fours: f32) -> bool {
    let share = OLDEST_SHARE_MIN / fours;
    let (oldest, sums) = (Parts::of(oldest), Parts::of(sums));
    oldest.low >= share * sums.low && oldest.high >= share * sums.high
}

/// What all but the distances from the nominal frequencies add, one window in each lane.
#[inline(always)]
fn without_offsets(
    [short, middle, long]: &WindowSums,
    latest: &Sums,
    [a, b, c]: [usize; WINDOW_FOURS.len()],
) -> f32x4 {
    let one = f32x4::ONE;
    let [low, high, low_re, high_re] = f32x4::transpose([short[0], middle[0], long[0], one]);
    let [low_im, high_im, rest, _] = f32x4::transpose([short[1], middle[1], long[1], one]);
    let [latest_low, latest_high, ..] = latest[0].to_array();
    let both = low + high;
    let fours = f32x4::new([a as f32, b as f32, c as f32, 1.0]);
    let coherence =
        |re: f32x4, im: f32x4, energy: f32x4| ((re * re + im * im).sqrt() / energy).fast_min(one);
    let latest_share = (f32x4::splat(latest_low) / low).fast_min(f32x4::splat(latest_high) / high);
    f32x4::splat(LOW_COHERENCE) * coherence(low_re, low_im, low)
        + f32x4::splat(HIGH_COHERENCE) * coherence(high_re, high_im, high)
        + f32x4::splat(REST_SHARE) * (rest / (both + rest))
        + f32x4::splat(LATEST_SHARE) * (latest_share * fours).fast_min(one)
        + f32x4::splat(WEAKER_SHARE) * (low.fast_min(high) / both)
}

/// What the distances from the nominal frequencies add; where one of them is too much, that alone.
fn of_offsets(sums: &Sums, least: f32, plan: &Plan) -> f32 {
    let Parts {
        low_turn,
        high_turn,
        ..
    } = Parts::of(sums);
    let low = plan.low_tones.offset_percent(low_turn.re, low_turn.im);
    let low = LOW_OFFSET_PERCENT * low.min(OFFSET_PERCENT_MAX);
    if low < least {
        return low;
    }
    let high = plan.high_tones.offset_percent(high_turn.re, high_turn.im);
    low + HIGH_OFFSET_PERCENT * high.min(OFFSET_PERCENT_MAX)
}

/// The turns over two frames of the four nominal frequencies of a band, one in each lane.
pub(super) struct NominalTurns {
    re: f32x4,
    im: f32x4,
    /// Percent of the frequency for one radian.
    percent_per_radian: [f32; 4],
}

impl NominalTurns {
    pub(super) fn new(nominal_hz: [f32; 4], frame_s: f64) -> Self {
        let [mut re, mut im, mut percent_per_radian] = [[0.0; 4]; 3];
        let places = re.iter_mut().zip(&mut im).zip(&mut percent_per_radian);
        for (((re, im), percent), hz) in places.zip(nominal_hz) {
            let radians = 2.0 * core::f64::consts::TAU * f64::from(hz) * frame_s;
            let (sin, cos) = libm::sincos(radians);
            (*re, *im) = (super::narrow(cos), super::narrow(sin));
            *percent = super::narrow(100.0 / radians);
        }
        Self {
            re: f32x4::new(re),
            im: f32x4::new(im),
            percent_per_radian,
        }
    }

    /// The distance of a turn from the nearest of them, in percent, of which the sine stands for the
    /// angle. What lies half of a thousand hertz apart is one and the same here.
    fn offset_percent(&self, re: f32, im: f32) -> f32 {
        let (re, im) = (f32x4::splat(re), f32x4::splat(im));
        let along = (re * self.re + im * self.im).to_array();
        let across = (im * self.re - re * self.im).to_array();
        // Without branches, which no processor could foresee.
        let best = along.into_iter().fold(f32::MIN, f32::max);
        let mut offset = 0.0_f32;
        for ((along, across), percent) in along.into_iter().zip(across).zip(self.percent_per_radian)
        {
            let own = if along < best { 0.0 } else { across * percent };
            offset = offset.max(own.abs());
        }
        let [length, ..] = (re * re + im * im).sqrt().to_array();
        offset / length
    }
}
