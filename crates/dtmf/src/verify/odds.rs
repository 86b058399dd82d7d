//! The log odds of a digit at a step, against noise, a single tone, and what voices are like.
//! How the digits follow each other is `alignment`'s part.

use crate::{Digit, keypad};

use super::{
    band::Plan,
    evidence::{Segments, Step, TONES},
    steps::Steps,
    tones::Search,
};

/// What a digit's odds are lowered by: how much rarer it is, before the recording is heard, than
/// nothing, together with how many places and frequencies it is chosen of.
const PRIOR: f32 = 14.0;

/// What they are lowered by for every further segment of a long tone: each fits noise and voices by
/// chance, and long tones have odds to spare.
const PRIOR_PER_SEGMENT: f32 = 8.0;

/// What the stronger tone must not be worth more than the weaker one by: a tone alone, in either band,
/// is no digit either, and is this much rarer than noise.
const ALONE: f32 = 9.0;

/// What the odds against noise in all that a line carries count: it is less surely white than a band.
const WIDE_SHARE: f32 = 0.8;

/// Log odds below which nothing more is looked at.
const HOPELESS: f32 = -4.0;

/// What another digit in a digit's place has less odds than the digit itself.
const ANOTHER: f32 = 4.0;

/// High tone against low tone, in nepers of power: the middle of what standards accept, −8 to +4 dB.
const TWIST_MEAN: f32 = -0.35;

/// How far from it twist usually is: 5 dB.
const TWIST_DEVIATION: f32 = 1.15;

/// How far the power of a tone usually is from that of the same band's in the other digits: 2.5 dB.
const POWER_DEVIATION: f32 = 0.58;

/// As many digits as it takes to know what is usual.
const USUAL_MIN: usize = 3;

/// The most that an unusual twist, or unusual powers, count: a digit beyond doubt stays one.
const UNUSUAL_MAX: f32 = 20.0;

/// Powers of a digit's tones, as natural logarithms.
#[derive(Clone, Copy, Default)]
pub(super) struct Powers {
    pub(super) low: f32,
    pub(super) high: f32,
}

/// How the values of a step are read.
#[derive(Clone, Copy)]
pub(super) struct Judge {
    tones: [Reading; TONES],
    segments: f32,
    wide_freedom: f32,
    prior: f32,
    /// What the tones of the sequence's surest digits have, once they are known.
    usual: Option<Powers>,
}

/// How the odds of a tone were made from its share of the band.
#[derive(Clone, Copy, Default)]
struct Reading {
    freedom: f32,
    ln_choices: f32,
}

/// A digit and its log odds.
#[derive(Clone, Copy)]
pub(super) struct Another {
    pub(super) digit: Digit,
    pub(super) odds: f32,
}

impl Powers {
    /// The median of each; none of fewer than [`USUAL_MIN`].
    pub(super) fn usual(powers: &mut [Self]) -> Option<Self> {
        if powers.len() < USUAL_MIN {
            return None;
        }
        let middle = powers.len() / 2;
        powers.sort_unstable_by(|a, b| a.low.total_cmp(&b.low));
        let low = powers.get(middle)?.low;
        powers.sort_unstable_by(|a, b| a.high.total_cmp(&b.high));
        let high = powers.get(middle)?.high;
        Some(Self { low, high })
    }
}

impl Judge {
    pub(super) fn new(segments: &Segments, steps: Steps) -> Self {
        let mut tones = [Reading::default(); TONES];
        let hz = keypad::ROW_HZ.iter().chain(&keypad::COLUMN_HZ);
        for (tone, (place, &hz)) in tones.iter_mut().zip(hz).enumerate() {
            let plan = if tone < TONES / 2 {
                Plan::LOW
            } else {
                Plan::HIGH
            };
            let search = Search::new(&plan, f64::from(hz), steps, segments.width);
            *place = Reading {
                freedom: search.freedom,
                ln_choices: search.ln_choices,
            };
        }
        let count = segments.count as f32;
        let seconds = steps.start_s(segments.width) * segments.count as f64;
        Self {
            tones,
            segments: count,
            wide_freedom: Plan::WIDE.freedom(seconds) * WIDE_SHARE,
            prior: PRIOR + PRIOR_PER_SEGMENT * (count - 1.0),
            usual: None,
        }
    }

    /// A judge who knows what the tones of the sequence usually have.
    pub(super) fn used_to(self, usual: Option<Powers>) -> Self {
        Self { usual, ..self }
    }

    /// The log odds of a digit.
    pub(super) fn of(&self, step: &Step, digit: Digit) -> f32 {
        let (row, column) = (digit.row(), TONES / 2 + digit.column());
        let plain = pair(value(step, row), value(step, column)) - self.prior;
        if plain <= HOPELESS {
            return plain;
        }
        let powers = self.powers(step, digit);
        let (low, high) = (libm::expf(powers.low), libm::expf(powers.high));
        let share = ((low + high) / value(step, TONES + 2)).min(0.999);
        let wide = -self.wide_freedom * libm::log1pf(-share) - self.prior;
        plain.min(wide) - self.unusual(powers)
    }

    /// The likeliest other digit.
    pub(super) fn another(&self, step: &Step, digit: Digit) -> Another {
        let tones = step.first_chunk::<TONES>().unwrap_or(&[0.0; TONES]);
        let (low, high) = tones.split_at(TONES / 2);
        let (low, high) = (Best::of(low), Best::of(high));
        let likeliest = Digit::from_keypad(low.first, high.first);
        let (row, column) = if likeliest != Some(digit) {
            (low.first, high.first)
        } else if pair(low.second_odds, high.first_odds) > pair(low.first_odds, high.second_odds) {
            (low.second, high.first)
        } else {
            (low.first, high.second)
        };
        let another = Digit::from_keypad(row, column).unwrap_or(digit);
        Another {
            digit: another,
            odds: self.of(step, another) - ANOTHER,
        }
    }

    /// Powers of the two tones: their shares of what their bands have.
    pub(super) fn powers(&self, step: &Step, digit: Digit) -> Powers {
        let power = |tone: usize, band: usize| {
            let reading = self.tones.get(tone).copied().unwrap_or_default();
            let odds = value(step, tone) / self.segments + reading.ln_choices;
            let share = 1.0 - libm::expf(-odds / reading.freedom);
            libm::logf((share * value(step, TONES + band)).max(f32::MIN_POSITIVE))
        };
        Powers {
            low: power(digit.row(), 0),
            high: power(TONES / 2 + digit.column(), 1),
        }
    }

    /// How much rarer such powers are than the usual ones.
    fn unusual(&self, powers: Powers) -> f32 {
        let twist = (powers.high - powers.low - TWIST_MEAN) / TWIST_DEVIATION;
        let from_usual = self.usual.map_or(0.0, |usual| {
            let low = (powers.low - usual.low) / POWER_DEVIATION;
            let high = (powers.high - usual.high) / POWER_DEVIATION;
            low * low + high * high
        });
        ((twist * twist).max(from_usual) / 2.0).min(UNUSUAL_MAX)
    }
}

fn value(step: &Step, index: usize) -> f32 {
    step.get(index).copied().unwrap_or(0.0)
}

fn pair(low: f32, high: f32) -> f32 {
    (low + high).min(low.min(high) + ALONE)
}

/// The two likeliest tones of a band.
struct Best {
    first: usize,
    first_odds: f32,
    second: usize,
    second_odds: f32,
}

impl Best {
    fn of(tones: &[f32]) -> Self {
        let mut best = Self {
            first: 0,
            first_odds: f32::NEG_INFINITY,
            second: 0,
            second_odds: f32::NEG_INFINITY,
        };
        for (index, &odds) in tones.iter().enumerate() {
            if odds > best.first_odds {
                (best.second, best.second_odds) = (best.first, best.first_odds);
                (best.first, best.first_odds) = (index, odds);
            } else if odds > best.second_odds {
                (best.second, best.second_odds) = (index, odds);
            }
        }
        best
    }
}
