//! Whether a pair that is not pure is a digit in noise, or part of a sound that was there before.
//! What every pair must show is in [`decide`](crate::decide).
//!
//! Voices and music hold pairs of partials that pass for a digit while they last. What spoils such
//! a pair is not noise but the rest of the same sound, which is there before the pair is; noise on a
//! line is as strong before a digit as under it. Only ratios are compared, no levels.

use crate::decide::{Match, PairFigures, Refusal, ToneFigures};

/// Noise power over tone power in either band up to which a pair is pure and not doubted: 13 dB. In
/// speech next to no pair is purer; digits are, down to a signal-to-noise ratio of 10 dB.
const NOISE_UNDOUBTED_MAX: f32 = 0.05;

/// How much more a band may have held before the onset than what spoils the tone now: noise power
/// in windows of 12 and 20 ms differs by chance by up to so much, once in a thousand.
const BEFORE_PER_NOISE: f32 = 5.0;

/// What it may have held besides, over the band's energy now: rounding, and the end of the digit
/// before in another row or column.
const BEFORE_PER_ENERGY: f32 = 0.01;

/// The most it may have held over the band's energy now, whatever spoils the tone.
const BEFORE_MAX: f32 = 0.5;

/// Largest offset of a doubted pair, in percent, where noise is at
/// [`NOISE_UNDOUBTED_MAX`], and by how much it shrinks with noise: the nearer to nominal, the
/// likelier a digit, and the less other evidence is asked for.
const OFFSET_PERCENT_MAX: f32 = 2.2;
const OFFSET_PERCENT_PER_NOISE: f32 = 2.4;

/// It does not shrink below this: 1.5 % (ITU-T Q.24) and the error of estimation in noise.
const OFFSET_PERCENT_MIN: f32 = 1.6;

/// Mean squared amplitude of either band shortly before the onset, as it comes out of its filter.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Before {
    pub(crate) low: f32,
    pub(crate) high: f32,
}

/// Refuses a pair that passed the decision and is likelier part of something else.
pub(crate) fn check(pair: &PairFigures, found: &Match, before: &Before) -> Result<(), Refusal> {
    let noise = 1.0 / pair.low.purity.min(pair.high.purity) - 1.0;
    if noise <= NOISE_UNDOUBTED_MAX {
        return Ok(());
    }
    let offset_percent = found
        .low_offset_percent
        .abs()
        .max(found.high_offset_percent.abs());
    let offset_percent_max =
        (OFFSET_PERCENT_MAX - OFFSET_PERCENT_PER_NOISE * noise).max(OFFSET_PERCENT_MIN);
    if offset_percent > offset_percent_max {
        return Err(Refusal::OffFrequency);
    }
    if is_new(&pair.low, before.low) && is_new(&pair.high, before.high) {
        Ok(())
    } else {
        Err(Refusal::NotNew)
    }
}

/// Whether the band held no more before the tone than the noise that is under it.
fn is_new(tone: &ToneFigures, before: f32) -> bool {
    let noise = (1.0 - tone.purity) * tone.band_power;
    before <= BEFORE_PER_NOISE * noise + BEFORE_PER_ENERGY * tone.band_power
        && before <= BEFORE_MAX * tone.band_power
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Digit;

    /// A pair of a purity in both bands, so far off in both, with this band power before it over
    /// that under it.
    fn check(purity: f32, offset_percent: f32, before: f32, expected: Result<(), Refusal>) {
        let tone = ToneFigures {
            hz: 770.0,
            power: 0.01,
            band_power: 0.01 / purity,
            purity,
            steadiness: 0.9,
            bend_turns: 0.0,
        };
        let pair = PairFigures {
            low: tone,
            high: tone,
            wide_power: 0.025,
            frames: 20,
        };
        let found = Match {
            digit: Digit::ALL[5],
            low_offset_percent: offset_percent,
            high_offset_percent: -offset_percent,
        };
        let held = before * tone.band_power;
        for before in [(held, 0.0), (0.0, held), (held, held)] {
            let (low, high) = before;
            let checked = super::check(&pair, &found, &Before { low, high });
            assert_eq!(checked, expected, "{purity} {offset_percent} {before:?}");
        }
    }

    #[test]
    fn a_pure_pair_is_not_doubted_whatever_was_there_before() {
        check(0.96, 3.0, 10.0, Ok(()));
    }

    #[test]
    fn in_noise_a_band_may_have_held_what_spoils_it_now_and_little_more() {
        check(0.93, 0.5, 0.07, Ok(()));
        check(0.93, 0.5, 0.3, Ok(()));
        check(0.93, 0.5, 0.4, Err(Refusal::NotNew));
        check(0.8, 0.5, 0.45, Ok(()));
        check(0.8, 0.5, 0.55, Err(Refusal::NotNew));
    }

    #[test]
    fn the_more_noise_the_nearer_a_pair_must_be_to_its_nominal_frequencies() {
        check(0.94, 2.0, 0.0, Ok(()));
        check(0.94, 2.1, 0.0, Err(Refusal::OffFrequency));
        check(0.8, 1.58, 0.0, Ok(()));
        check(0.8, 1.7, 0.0, Err(Refusal::OffFrequency));
        check(0.66, 1.58, 0.0, Ok(()));
    }
}
