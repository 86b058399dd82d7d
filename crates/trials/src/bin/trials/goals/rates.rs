//! Every sample rate against 8 kHz: the same conditions, the same digits at the same times.
//! Which rates a detector takes is the detector's.

use cxtone_dtmf::Profile;
use cxtone_trials::{Condition, Offset, Random, Tally, wilson};

use crate::effort::Effort;

/// The rate that others are compared with.
const REFERENCE_HZ: u32 = 8_000;

/// Every other rate that is in use.
const RATES_HZ: [u32; 8] = [
    11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000, 192_000,
];

/// A tenth of a point is ten digits of these.
const DIGITS: usize = 10_000;

/// Largest difference from 8 kHz, in points.
const POINTS_MAX: f64 = 0.1;

/// The quantile of the normal distribution that leaves 2.5 % on either side.
const QUANTILE: f64 = 1.96;

/// What a receiver must hear, where every rate hears all as promised, and noisier digits. The noise is
/// another one at every rate, so that their differences have an interval.
const MIXES: [Mix; 3] = [
    Mix {
        name: "rate, in spec at 15 to 40 dB",
        snr_db: (15.0, 40.0),
        promised: true,
    },
    Mix {
        name: "rate, at 8 to 15 dB",
        snr_db: (8.0, 15.0),
        promised: false,
    },
    Mix {
        name: "rate, at 2 to 8 dB",
        snr_db: (2.0, 8.0),
        promised: false,
    },
];

struct Mix {
    name: &'static str,
    snr_db: (f64, f64),
    /// Whether the documents claim that the rates are alike here.
    promised: bool,
}

/// Measures and prints every rate; tells those that differ by too much for chance.
pub(super) fn measure(effort: &Effort) -> Vec<String> {
    let mut broken = Vec::new();
    for mix in MIXES.iter().filter(|mix| effort.includes(mix.name)) {
        let share = |rate_hz| {
            let draw = |it: &mut Random| draw(it, rate_hz, mix.snr_db);
            Share::of(&effort.tally(mix.name, DIGITS, Profile::ATT, draw))
        };
        broken.extend(compare(mix, share));
    }
    broken
}

fn compare(mix: &Mix, share: impl Fn(u32) -> Share) -> Vec<String> {
    let reference = share(REFERENCE_HZ);
    let mut broken = Vec::new();
    for rate_hz in RATES_HZ {
        let found = share(rate_hz);
        let interval = wilson(found.right, found.digits);
        let points = found.percent() - reference.percent();
        let chance = QUANTILE * (found.variance() + reference.variance()).sqrt();
        println!(
            "| {}: {rate_hz} Hz{} | within {POINTS_MAX} points of 8 kHz, {:.3} % | {:.3} % ({points:+.3} ± {chance:.3}) | {:.3}–{:.3} | {} | {} |",
            mix.name,
            if mix.promised { " †" } else { "" },
            reference.percent(),
            found.percent(),
            interval.least * 100.0,
            interval.most * 100.0,
            found.digits,
            verdict(points, chance),
        );
        if mix.promised && verdict(points, chance) == "no" {
            broken.push(format!("{}: {rate_hz} Hz", mix.name));
        }
    }
    broken
}

/// A difference that chance alone explains is no difference.
fn verdict(points: f64, chance: f64) -> &'static str {
    if points.abs() <= POINTS_MAX + 1e-9 {
        "yes"
    } else if points.abs() - chance <= POINTS_MAX {
        "not told apart"
    } else {
        "no"
    }
}

struct Share {
    right: usize,
    digits: usize,
}

impl Share {
    fn of(tally: &Tally) -> Self {
        Self {
            right: tally.digits.saturating_sub(tally.errors()),
            digits: tally.digits,
        }
    }

    fn percent(&self) -> f64 {
        super::percent(self.right, self.digits)
    }

    /// Of the share in points.
    fn variance(&self) -> f64 {
        let percent = self.percent();
        percent * (100.0 - percent) / self.digits.max(1) as f64
    }
}

fn draw(random: &mut Random, rate_hz: u32, (least_db, most_db): (f64, f64)) -> Condition {
    let low = Offset::percent(random.within(-1.5, 1.5));
    let high = Offset::percent(random.within(-1.5, 1.5));
    let snr_db = random.within(least_db, most_db);
    Condition {
        rate_hz,
        tone_ms: random.within(40.0, 80.0),
        gap_ms: random.within(40.0, 80.0),
        level_dbm0: random.within(-17.0, -5.0),
        twist_db: random.within(-8.0, 4.0),
        ..Condition::default()
    }
    .with_offsets(low, high)
    .with_white_noise(snr_db)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_counts_only_where_chance_does_not_explain_it() {
        for (points, chance, expected) in [
            (0.1, 0.0, "yes"),
            (-0.1, 0.5, "yes"),
            (-0.3, 0.25, "not told apart"),
            (0.3, 0.15, "no"),
            (-0.3, 0.15, "no"),
        ] {
            assert_eq!(verdict(points, chance), expected, "{points} ± {chance}");
        }
    }
}
