//! Whether a pair of tones, fitted to a window, is a digit: a pure function of a few figures.
//! Measuring them is the detector's, and how long a digit must last is decided on its way.

use crate::{Digit, Thresholds, keypad};

/// One tone of a pair.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ToneFigures {
    /// Estimated frequency.
    pub(crate) hz: f32,
    /// Squared amplitude, full scale = 1.
    pub(crate) power: f32,
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
    /// Squared amplitude of all between 0.6 and 3.9 kHz.
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

/// What a window must show; long windows may be less pure, since chance averages out in them.
struct Demands {
    /// Longest window that these are for, in frames.
    frames_max: usize,
    /// Least share of each band that its tone explains.
    purity_min: f32,
    /// Least share of the wide band that both tones explain.
    share_min: f32,
    /// Least amplitude of a quarter over another's.
    steadiness_min: f32,
    /// Largest bend, in turns.
    bend_turns_max: f32,
}

/// In white noise, purity 0.72 stands for a signal-to-noise ratio of about 0 dB over 4 kHz.
const DEMANDS: [Demands; 3] = [
    Demands {
        frames_max: 23,
        purity_min: 0.78,
        share_min: 0.45,
        steadiness_min: 0.5,
        bend_turns_max: 0.12,
    },
    Demands {
        frames_max: 35,
        purity_min: 0.72,
        share_min: 0.4,
        steadiness_min: 0.5,
        bend_turns_max: 0.12,
    },
    Demands {
        frames_max: usize::MAX,
        purity_min: 0.66,
        share_min: 0.35,
        steadiness_min: 0.5,
        bend_turns_max: 0.12,
    },
];

/// The digit that a pair of tones is, or why it is none.
pub(crate) fn decide(pair: &PairFigures, thresholds: &Thresholds) -> Result<Match, Refusal> {
    let found = nearest(pair);
    let offset = found
        .low_offset_percent
        .abs()
        .max(found.high_offset_percent.abs());
    if pair.low.power.max(pair.high.power) < thresholds.level_power_min {
        return Err(Refusal::TooQuiet);
    }
    if offset > thresholds.offset_percent_max {
        return Err(Refusal::OffFrequency);
    }
    let twist_ratio = pair.high.power / pair.low.power;
    if twist_ratio < thresholds.twist_ratio_min || twist_ratio > thresholds.twist_ratio_max {
        return Err(Refusal::Twisted);
    }
    check_quality(pair)?;
    Ok(found)
}

fn check_quality(pair: &PairFigures) -> Result<(), Refusal> {
    let fits = |demands: &&Demands| pair.frames <= demands.frames_max;
    let Some(demands) = DEMANDS.iter().find(fits) else {
        return Err(Refusal::Impure);
    };
    let tones = [&pair.low, &pair.high];
    if tones.iter().any(|tone| tone.purity < demands.purity_min) {
        return Err(Refusal::Impure);
    }
    if pair.low.power + pair.high.power < demands.share_min * pair.wide_power {
        return Err(Refusal::Outshone);
    }
    let unsteady = |tone: &&ToneFigures| {
        tone.steadiness < demands.steadiness_min || tone.bend_turns.abs() > demands.bend_turns_max
    };
    if tones.iter().any(unsteady) {
        return Err(Refusal::Unsteady);
    }
    Ok(())
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
fn nearest_tone(hz: f32, nominal_hz: &[f32; 4]) -> (usize, f32) {
    let mut best = (0, f32::INFINITY);
    for (index, nominal) in nominal_hz.iter().enumerate() {
        let offset_percent = (hz / nominal - 1.0) * 100.0;
        if offset_percent.abs() < best.1.abs() {
            best = (index, offset_percent);
        }
    }
    best
}
