//! How likely a pair of tones is a digit and not part of a voice or of music: one score from ratios.
//! What every pair must show is in [`decide`](crate::decide).
//!
//! No level is among the figures, so that a quiet digit is judged as a loud one. The score is that
//! of a small network whose weights `fit/fit.py` fits to labelled recordings.

mod weights;

use crate::decide::{Match, PairFigures, ToneFigures};
use weights::{HIDDEN, HIDDEN_BIAS, OUTPUT, OUTPUT_BIAS};

/// How many figures a window is judged by.
pub const FIGURES: usize = 20;

/// Least score of a digit: the natural logarithm of the odds, in recordings that hold as many windows
/// of digits as of speech and music.
pub(crate) const SCORE_MIN: f32 = 3.0;

/// Least share of either band that its tone explains, for a pair to be plain: noise on the line may be
/// 15 dB below the digit.
const PLAIN_PURITY_MIN: f32 = 0.98;

/// Largest power beside a plain pair, over that of the pair.
const PLAIN_BESIDE_MAX: f32 = 0.06;

/// Least amplitude of a quarter of a plain pair's window over another's.
const PLAIN_STEADINESS_MIN: f32 = 0.9;

/// Ratios of powers are kept within these, in dB: beyond, they tell nothing more.
const RATIO_DB_MIN: f32 = -40.0;
const RATIO_DB_MAX: f32 = 20.0;

/// Odds of a tone against the rest of its band are kept within these, in dB.
const ODDS_DB_MIN: f32 = -5.0;
const ODDS_DB_MAX: f32 = 30.0;

/// Largest bend that is told apart, in hundredths of a turn.
const BEND_MAX: f32 = 20.0;

/// Mean squared amplitudes over some frames, as they come out of the filters.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Powers {
    pub(crate) low: f32,
    pub(crate) high: f32,
    pub(crate) wide: f32,
    /// Of the whole signal, hum and dial tone included.
    pub(crate) total: f32,
}

/// What a pair is judged by besides itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Surroundings {
    /// While it lasts.
    pub(crate) during: Powers,
    /// Shortly before it began; zero where nothing is known.
    pub(crate) before: Powers,
    /// How many frames it has lasted.
    pub(crate) frames: f32,
}

/// Whether there is next to nothing but two steady tones. Such a pair is a digit within the limits of
/// the profile, whatever the score, which knows little of digits at those limits.
pub(crate) fn is_plain(pair: &PairFigures) -> bool {
    let pair_power = pair.low.power + pair.high.power;
    let is_steady = |tone: &ToneFigures| {
        tone.purity >= PLAIN_PURITY_MIN && tone.steadiness >= PLAIN_STEADINESS_MIN
    };
    is_steady(&pair.low)
        && is_steady(&pair.high)
        && pair.wide_power <= (1.0 + PLAIN_BESIDE_MAX) * pair_power
}

/// The figures of a window, all of them ratios, durations or distances.
pub(crate) fn figures(pair: &PairFigures, found: &Match, around: &Surroundings) -> [f32; FIGURES] {
    let Surroundings {
        during,
        before,
        frames,
    } = around;
    let (low, high) = (&pair.low, &pair.high);
    let pair_power = low.power + high.power;
    let (low_off, high_off) = (found.low_offset_percent, found.high_offset_percent);
    [
        libm::log2f(pair.frames as f32),
        odds_db(low.purity),
        odds_db(high.purity),
        low_off.abs(),
        high_off.abs(),
        (low_off - high_off).abs(),
        db(high.power / low.power),
        beside_db(pair.wide_power, pair_power),
        beside_db(during.total, pair_power),
        bend(low.bend_turns),
        bend(high.bend_turns),
        low.steadiness,
        high.steadiness,
        ratio_db(before.low, low.band_power),
        ratio_db(before.high, high.band_power),
        ratio_db(before.wide, pair.wide_power),
        ratio_db(before.total, during.total),
        *frames,
        ratio_db(before.wide, pair_power),
        ratio_db(before.total, pair_power),
    ]
}

/// The logarithm of the odds that the figures are those of a digit.
pub(crate) fn score(figures: &[f32; FIGURES]) -> f32 {
    let mut score = OUTPUT_BIAS;
    for ((row, bias), output) in HIDDEN.iter().zip(&HIDDEN_BIAS).zip(&OUTPUT) {
        let mut unit = *bias;
        for (weight, figure) in row.iter().zip(figures) {
            unit += weight * figure;
        }
        score += output * unit.max(0.0);
    }
    score
}

/// The share of a band that a tone explains, as odds.
fn odds_db(purity: f32) -> f32 {
    db(purity / (1.0 - purity).max(1e-4)).clamp(ODDS_DB_MIN, ODDS_DB_MAX)
}

/// What there is beside the pair, over the pair.
fn beside_db(power: f32, pair_power: f32) -> f32 {
    db((power / pair_power - 1.0).max(1e-3))
}

fn ratio_db(power: f32, reference: f32) -> f32 {
    db(power / reference.max(f32::MIN_POSITIVE)).clamp(RATIO_DB_MIN, RATIO_DB_MAX)
}

fn bend(turns: f32) -> f32 {
    (turns.abs() * 100.0).min(BEND_MAX)
}

fn db(ratio: f32) -> f32 {
    10.0 * libm::log10f(ratio.max(1e-12))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Digit, decide::ToneFigures};

    /// A clean 5 of 24 frames after silence, both tones at this purity and offset.
    fn pair(purity: f32) -> PairFigures {
        let tone = ToneFigures {
            hz: 770.0,
            power: 0.01,
            band_power: 0.01 / purity,
            purity,
            steadiness: 0.97,
            bend_turns: 0.001,
        };
        PairFigures {
            low: tone,
            high: tone,
            wide_power: 0.02 / purity,
            frames: 24,
        }
    }

    fn check(purity: f32, offset_percent: f32, before: f32, is_digit: bool) {
        let pair = pair(purity);
        let found = Match {
            digit: Digit::ALL[5],
            low_offset_percent: offset_percent,
            high_offset_percent: offset_percent,
        };
        let powers = |share: f32| Powers {
            low: share * pair.low.band_power,
            high: share * pair.high.band_power,
            wide: share * pair.wide_power,
            total: share * pair.wide_power,
        };
        let around = Surroundings {
            during: powers(1.0),
            before: powers(before),
            frames: 28.0,
        };
        let score = score(&figures(&pair, &found, &around));
        assert_eq!(
            score >= SCORE_MIN,
            is_digit,
            "purity {purity}, {offset_percent} %, {before} before: {score}"
        );
    }

    #[test]
    fn a_pure_pair_out_of_silence_is_a_digit() {
        check(0.999, 0.0, 0.0, true);
        check(0.999, 1.5, 0.0, true);
        check(0.99, 0.5, 0.0, true);
    }

    #[test]
    fn an_impure_pair_that_was_there_before_is_none() {
        check(0.8, 1.5, 0.9, false);
        check(0.7, 1.0, 1.0, false);
    }

    #[test]
    fn the_score_does_not_know_the_level() {
        let quiet = |factor: f32| {
            let mut pair = pair(0.95);
            for tone in [&mut pair.low, &mut pair.high] {
                tone.power *= factor;
                tone.band_power *= factor;
            }
            pair.wide_power *= factor;
            let found = Match {
                digit: Digit::ALL[5],
                low_offset_percent: 0.0,
                high_offset_percent: 0.0,
            };
            let around = Surroundings {
                during: Powers {
                    total: pair.wide_power,
                    ..Powers::default()
                },
                before: Powers::default(),
                frames: 28.0,
            };
            score(&figures(&pair, &found, &around))
        };
        assert!((quiet(1.0) - quiet(1e-4)).abs() < 1e-3);
    }
}
