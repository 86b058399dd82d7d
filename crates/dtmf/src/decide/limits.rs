//! What the decision measures, each beside its limits, for people to read.
//! Whether a pair passes is decided by [`decide`](super::decide), on the same limits.

use super::{
    BEND_TURNS_MAX, BEND_TURNS_PER_NOISE, BESIDE_MAX, BESIDE_PER_NOISE, Match, OFFSETS_APART_MAX,
    PairFigures, STEADINESS_MIN, ToneFigures, demands, nearest,
};
use crate::{Aspect, Check, Thresholds, level};

/// How many of the checks are the decision's; length and score are not.
pub(crate) const PAIR_CHECKS: usize = 7;

/// The nearest digit, and the checks from level to glide in the order of [`Aspect::ALL`].
pub(crate) fn checks(pair: &PairFigures, thresholds: &Thresholds) -> (Match, [Check; PAIR_CHECKS]) {
    let found = nearest(pair);
    let checks = [
        level(pair, thresholds),
        frequency(&found, thresholds),
        twist(pair, thresholds),
        purity(pair),
        share(pair),
        steadiness(pair),
        glide(pair),
    ];
    (found, checks)
}

/// A check with a least value and none at the other end.
pub(crate) fn at_least(aspect: Aspect, measured: f32, least: f32) -> Check {
    Check {
        aspect,
        measured,
        least: Some(least),
        most: None,
    }
}

fn level(pair: &PairFigures, thresholds: &Thresholds) -> Check {
    let stronger = pair.low.power.max(pair.high.power);
    let level_dbm0 = level::dbm0(libm::sqrtf(stronger));
    at_least(Aspect::Level, level_dbm0, thresholds.level_dbm0_min)
}

fn frequency(found: &Match, thresholds: &Thresholds) -> Check {
    let (low, high) = (found.low_offset_percent, found.high_offset_percent);
    let are_alike = (low - high).abs() <= OFFSETS_APART_MAX;
    let most = if are_alike {
        thresholds.offset_percent_max
    } else {
        thresholds.offset_alone_percent_max
    };
    Check {
        aspect: Aspect::Frequency,
        measured: if low.abs() > high.abs() { low } else { high },
        least: Some(-most),
        most: Some(most),
    }
}

fn twist(pair: &PairFigures, thresholds: &Thresholds) -> Check {
    let ratio = pair.high.power / pair.low.power;
    Check {
        aspect: Aspect::Twist,
        measured: 10.0 * libm::log10f(ratio.max(f32::MIN_POSITIVE)),
        least: Some(thresholds.twist_db_min),
        most: Some(thresholds.twist_db_max),
    }
}

fn purity(pair: &PairFigures) -> Check {
    let least = demands(pair.frames).map_or(1.0, |demands| demands.purity_min);
    let purity = pair.low.purity.min(pair.high.purity);
    at_least(Aspect::Purity, purity * 100.0, least * 100.0)
}

fn share(pair: &PairFigures) -> Check {
    let purity = pair.low.purity.min(pair.high.purity);
    let beside_max = BESIDE_MAX + BESIDE_PER_NOISE * (1.0 / purity - 1.0);
    let floor = demands(pair.frames).map_or(1.0, |demands| demands.share_min);
    let least = floor.max(1.0 / (1.0 + beside_max));
    // The filter of the wide band may pass a little less of a tone than is there.
    let share = (pair.low.power + pair.high.power) / pair.wide_power.max(f32::MIN_POSITIVE);
    at_least(Aspect::Share, share * 100.0, least * 100.0)
}

fn steadiness(pair: &PairFigures) -> Check {
    let steadiness = pair.low.steadiness.min(pair.high.steadiness);
    at_least(Aspect::Steadiness, steadiness, STEADINESS_MIN)
}

/// Of the tone that is nearer to its limit or further beyond it.
fn glide(pair: &PairFigures) -> Check {
    let limit = |tone: &ToneFigures| {
        let noise = libm::sqrtf((1.0 / tone.purity - 1.0).max(0.0));
        BEND_TURNS_MAX + BEND_TURNS_PER_NOISE * noise
    };
    let reach = |tone: &ToneFigures| tone.bend_turns.abs() / limit(tone);
    let tone = if reach(&pair.low) > reach(&pair.high) {
        &pair.low
    } else {
        &pair.high
    };
    Check {
        aspect: Aspect::Glide,
        measured: tone.bend_turns.abs(),
        least: None,
        most: Some(limit(tone)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::Refusal, super::decide, *};
    use crate::{Digit, Profile};

    fn tone(hz: f32) -> impl Strategy<Value = ToneFigures> {
        let offset_percent = prop_oneof![4 => -2.0_f32..2.0, 1 => -5.0_f32..5.0];
        let power = prop_oneof![8 => 1e-3_f32..1e-2, 1 => 1e-7_f32..1e-1];
        let purity = prop_oneof![4 => 0.7_f32..1.0, 1 => 0.3_f32..1.0];
        (
            offset_percent,
            power,
            purity,
            0.25_f32..1.0,
            -0.06_f32..0.06,
        )
            .prop_map(
                move |(offset_percent, power, purity, steadiness, bend_turns)| ToneFigures {
                    hz: hz * (1.0 + offset_percent / 100.0),
                    power,
                    band_power: power,
                    purity,
                    steadiness,
                    bend_turns,
                },
            )
    }

    fn pair() -> impl Strategy<Value = PairFigures> {
        let digit = Digit::ALL[5];
        (
            tone(digit.low_hz()),
            tone(digit.high_hz()),
            1.0_f32..3.0,
            16_usize..64,
        )
            .prop_map(|(low, high, beside, frames)| PairFigures {
                low,
                high,
                wide_power: (low.power + high.power) * beside,
                frames,
            })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn the_first_check_that_fails_is_why_the_decision_refuses(pair in pair()) {
            let thresholds = Profile::ATT.thresholds();
            let (found, checks) = checks(&pair, thresholds);
            let failing = checks.iter().find(|check| !check.passes());
            let expected = match decide(&pair, thresholds) {
                Ok(decided) => {
                    prop_assert!(decided.digit == found.digit);
                    None
                }
                Err(refusal) => Some(refusal),
            };
            let told = failing.map(|check| match check.aspect {
                Aspect::Level => Refusal::TooQuiet,
                Aspect::Frequency => Refusal::OffFrequency,
                Aspect::Twist => Refusal::Twisted,
                Aspect::Purity => Refusal::Impure,
                Aspect::Share => Refusal::Outshone,
                _ => Refusal::Unsteady,
            });
            prop_assert_eq!(told, expected);
        }
    }
}
