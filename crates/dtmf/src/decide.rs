//! Whether a pair of tones, fitted to a window, is a digit: a pure function of a few figures.
//! Measuring them is the detector's; what is likelier a voice than a digit is told in `evidence`.

pub(crate) mod limits;

use crate::{Digit, Thresholds, keypad};

/// One tone of a pair.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ToneFigures {
    /// Estimated frequency.
    pub(crate) hz: f32,
    /// Squared amplitude, full scale = 1.
    pub(crate) power: f32,
    /// Mean squared amplitude of all that the band holds, as if all were at the tone's frequency.
    pub(crate) band_power: f32,
    /// Share of the band's energy that the tone explains, 0 to 1.
    pub(crate) purity: f32,
    /// The weakest quarter's amplitude over the strongest's, 0 to 1.
    pub(crate) steadiness: f32,
    /// Change of the turn between quarters from the first half of the window to the second.
    pub(crate) bend_turns: f32,
}

/// A pair of tones.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PairFigures {
    pub(crate) low: ToneFigures,
    pub(crate) high: ToneFigures,
    /// Squared amplitude of all in both bands and above, to 3.9 kHz.
    pub(crate) wide_power: f32,
    /// Length of the window in frames of about a millisecond.
    pub(crate) frames: usize,
}

/// A digit as it was measured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Match {
    pub(crate) digit: Digit,
    pub(crate) low_offset_percent: f32,
    pub(crate) high_offset_percent: f32,
}

/// Why a pair is no digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The stronger tone is below the profile's level.
    TooQuiet,
    /// The powers of the two tones differ by more than the profile's twist.
    Twisted,
    /// A tone is further from its nominal frequency than the profile allows.
    OffFrequency,
    /// A band holds more than its tone.
    Impure,
    /// There is too much beside the two tones.
    Outshone,
    /// A tone glides or changes its amplitude.
    Unsteady,
}

/// What a window must show at least; long windows may be less pure, since chance averages out in
/// them. The demands only keep hopeless windows from being judged by all their figures.
struct Demands {
    /// Longest window that these are for, in frames.
    frames_max: usize,
    /// Least share of each band that its tone explains.
    purity_min: f32,
    /// Least share of the wide band that both tones explain.
    share_min: f32,
}

/// In white noise, purity 0.6 stands for a signal-to-noise ratio of about −3 dB over 4 kHz.
const DEMANDS: [Demands; 3] = [
    Demands {
        frames_max: 23,
        purity_min: 0.55,
        share_min: 0.25,
    },
    Demands {
        frames_max: 35,
        purity_min: 0.50,
        share_min: 0.2,
    },
    Demands {
        frames_max: usize::MAX,
        purity_min: 0.45,
        share_min: 0.16,
    },
];

/// Largest power beside the pair in the wide band, over that of the pair, where both bands are pure:
/// a third tone as strong as either has 0.5.
const BESIDE_MAX: f32 = 0.4;

/// What noise may add to it for each unit of noise power over tone power in a band. White noise adds
/// 2.5 to 3.5, as the wide band is so much wider; tones beside the pair, as in speech, leave the
/// bands pure.
const BESIDE_PER_NOISE: f32 = 5.0;

/// Least amplitude of a quarter of the window over another's.
const STEADINESS_MIN: f32 = 0.35;

/// Largest bend of a tone without noise, in turns: a glide of 750 Hz a second in 20 ms.
const BEND_TURNS_MAX: f32 = 0.03;

/// What noise may add to it, in turns, for each unit of noise amplitude over tone amplitude; three
/// standard deviations, measured in white noise.
const BEND_TURNS_PER_NOISE: f32 = 0.3;

/// Largest difference of the two offsets where either is large, in percent.
const OFFSETS_APART_MAX: f32 = 1.2;

/// The digit that a pair of tones is, or why it is none.
pub(crate) fn decide(pair: &PairFigures, thresholds: &Thresholds) -> Result<Match, Refusal> {
    let found = nearest(pair);
    if pair.low.power.max(pair.high.power) < thresholds.level_power_min {
        return Err(Refusal::TooQuiet);
    }
    if !is_on_frequency(&found, thresholds) {
        return Err(Refusal::OffFrequency);
    }
    let twist_ratio = pair.high.power / pair.low.power;
    if twist_ratio < thresholds.twist_ratio_min || twist_ratio > thresholds.twist_ratio_max {
        return Err(Refusal::Twisted);
    }
    check_quality(pair)?;
    Ok(found)
}

/// Whether a tone alone could be half of a digit: what fails here fails in [`decide`] too, whatever
/// the other tone is like, and so that one need not be fitted.
pub(crate) fn may_be_half(
    tone: &ToneFigures,
    nominal_hz: &[f32; 4],
    frames: usize,
    thresholds: &Thresholds,
) -> bool {
    let (_, offset_percent) = nearest_tone(tone.hz, nominal_hz);
    offset_percent.abs() <= thresholds.offset_percent_max
        && demands(frames).is_some_and(|demands| tone.purity >= demands.purity_min)
        && is_steady(tone)
}

/// Far from its nominal frequency a tone is believed only if the other one is off alike: that is
/// what a wrong clock or tape speed does, and what two partials of a voice seldom do.
fn is_on_frequency(found: &Match, thresholds: &Thresholds) -> bool {
    let (low, high) = (found.low_offset_percent, found.high_offset_percent);
    let largest = low.abs().max(high.abs());
    largest <= thresholds.offset_alone_percent_max
        || (largest <= thresholds.offset_percent_max && (low - high).abs() <= OFFSETS_APART_MAX)
}

fn check_quality(pair: &PairFigures) -> Result<(), Refusal> {
    let Some(demands) = demands(pair.frames) else {
        return Err(Refusal::Impure);
    };
    let purity = pair.low.purity.min(pair.high.purity);
    if purity < demands.purity_min {
        return Err(Refusal::Impure);
    }
    let pair_power = pair.low.power + pair.high.power;
    let beside_max = BESIDE_MAX + BESIDE_PER_NOISE * (1.0 / purity - 1.0);
    let share_min = demands.share_min.max(1.0 / (1.0 + beside_max));
    if pair_power < share_min * pair.wide_power {
        return Err(Refusal::Outshone);
    }
    if !is_steady(&pair.low) || !is_steady(&pair.high) {
        return Err(Refusal::Unsteady);
    }
    Ok(())
}

/// The least purity of either tone in a window of so many frames; none where no window is that long.
pub(crate) fn purity_min(frames: usize) -> Option<f32> {
    demands(frames).map(|demands| demands.purity_min)
}

fn demands(frames: usize) -> Option<&'static Demands> {
    DEMANDS.iter().find(|demands| frames <= demands.frames_max)
}

fn is_steady(tone: &ToneFigures) -> bool {
    let noise = libm::sqrtf((1.0 / tone.purity - 1.0).max(0.0));
    tone.steadiness >= STEADINESS_MIN
        && tone.bend_turns.abs() <= BEND_TURNS_MAX + BEND_TURNS_PER_NOISE * noise
}

/// The digit whose tones are nearest, and how far off they are.
fn nearest(pair: &PairFigures) -> Match {
    let (row, low_offset_percent) = nearest_tone(pair.low.hz, &keypad::ROW_HZ);
    let (column, high_offset_percent) = nearest_tone(pair.high.hz, &keypad::COLUMN_HZ);
    Match {
        digit: Digit::from_keypad(row, column).unwrap_or(Digit::ALL[0]),
        low_offset_percent,
        high_offset_percent,
    }
}

/// The index of the nominal frequency that is nearest, and the distance from it in percent.
pub(crate) fn nearest_tone(hz: f32, nominal_hz: &[f32; 4]) -> (usize, f32) {
    let mut best = (0, f32::INFINITY);
    for (index, nominal) in nominal_hz.iter().enumerate() {
        let offset_percent = (hz / nominal - 1.0) * 100.0;
        if offset_percent.abs() < best.1.abs() {
            best = (index, offset_percent);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Profile;

    const CLEAN: ToneFigures = ToneFigures {
        hz: 0.0,
        power: 0.01,
        band_power: 0.01,
        purity: 0.99,
        steadiness: 0.95,
        bend_turns: 0.0,
    };

    /// A clean `5` of 20 frames.
    const FIVE: PairFigures = PairFigures {
        low: ToneFigures { hz: 770.0, ..CLEAN },
        high: ToneFigures {
            hz: 1336.0,
            ..CLEAN
        },
        wide_power: 0.02,
        frames: 20,
    };

    fn check(change: impl Fn(&mut PairFigures), expected: Result<char, Refusal>) {
        let mut pair = FIVE;
        change(&mut pair);
        let found = decide(&pair, Profile::ATT.thresholds());
        assert_eq!(
            found.map(|found| found.digit.as_char()),
            expected,
            "{pair:?}"
        );
    }

    /// Both frequencies off by so many percent.
    fn off(low_percent: f32, high_percent: f32) -> impl Fn(&mut PairFigures) {
        move |pair| {
            pair.low.hz *= 1.0 + low_percent / 100.0;
            pair.high.hz *= 1.0 + high_percent / 100.0;
        }
    }

    #[test]
    fn every_clean_pair_is_its_digit() {
        for digit in Digit::ALL {
            let tones = |pair: &mut PairFigures| {
                pair.low.hz = digit.low_hz();
                pair.high.hz = digit.high_hz();
            };
            check(tones, Ok(digit.as_char()));
        }
    }

    #[test]
    fn frequencies_may_be_off_alone_by_two_percent_and_together_by_three() {
        check(off(1.5, -1.5), Ok('5'));
        check(off(2.0, -2.0), Ok('5'));
        check(off(3.0, 3.0), Ok('5'));
        check(off(-3.0, -2.0), Ok('5'));
        check(off(3.0, 0.0), Err(Refusal::OffFrequency));
        check(off(0.0, -3.0), Err(Refusal::OffFrequency));
        check(off(3.5, 3.5), Err(Refusal::OffFrequency));
        check(off(-5.0, 0.0), Err(Refusal::OffFrequency));
    }

    #[test]
    fn levels_and_twist_have_the_profiles_limits() {
        let powers = |low: f32, high: f32| {
            move |pair: &mut PairFigures| {
                (pair.low.power, pair.high.power) = (low, high);
                pair.wide_power = low + high;
            }
        };
        check(powers(0.01, 0.0006), Ok('5'));
        check(powers(0.0006, 0.01), Ok('5'));
        check(powers(0.01, 0.0004), Err(Refusal::Twisted));
        check(powers(0.0004, 0.01), Err(Refusal::Twisted));
        let quiet = |factor: f32| {
            move |pair: &mut PairFigures| {
                pair.low.power *= factor;
                pair.high.power *= factor;
                pair.wide_power *= factor;
            }
        };
        check(quiet(6e-4), Ok('5'));
        check(quiet(4e-4), Err(Refusal::TooQuiet));
    }

    #[test]
    fn what_noise_spoils_is_forgiven_and_what_it_cannot_explain_is_not() {
        let noisy = |purity: f32, wide_power: f32, bend_turns: f32| {
            move |pair: &mut PairFigures| {
                pair.low.purity = purity;
                pair.low.bend_turns = bend_turns;
                pair.wide_power = wide_power;
            }
        };
        check(noisy(0.99, 0.028, 0.01), Ok('5'));
        check(noisy(0.99, 0.030, 0.01), Err(Refusal::Outshone));
        check(noisy(0.99, 0.02, 0.12), Err(Refusal::Unsteady));
        check(noisy(0.85, 0.03, 0.07), Ok('5'));
        check(noisy(0.56, 0.03, 0.01), Ok('5'));
        check(noisy(0.54, 0.03, 0.01), Err(Refusal::Impure));
    }

    #[test]
    fn a_tone_that_could_be_no_half_makes_no_pair() {
        let changes: [fn(&mut ToneFigures); 5] = [
            |_| (),
            |tone| tone.hz *= 1.034,
            |tone| tone.purity = 0.54,
            |tone| tone.steadiness = 0.1,
            |tone| tone.bend_turns = 0.12,
        ];
        for (index, change) in changes.iter().enumerate() {
            let mut pair = FIVE;
            change(&mut pair.low);
            change(&mut pair.high);
            let thresholds = Profile::ATT.thresholds();
            let halves = [
                may_be_half(&pair.low, &keypad::ROW_HZ, pair.frames, thresholds),
                may_be_half(&pair.high, &keypad::COLUMN_HZ, pair.frames, thresholds),
            ];
            assert_eq!(halves, [index == 0; 2], "change {index}");
            assert_eq!(decide(&pair, thresholds).is_ok(), index == 0);
        }
    }

    #[test]
    fn longer_windows_may_be_less_pure() {
        let long = |purity: f32| {
            move |pair: &mut PairFigures| {
                pair.frames = 40;
                pair.high.purity = purity;
            }
        };
        check(long(0.46), Ok('5'));
        check(long(0.44), Err(Refusal::Impure));
    }
}
