//! What the detector tells of a digit: frequency, level, twist, start, end, and how soon.
//! Whether it is heard at all is `hearing`'s.

use cxtone_trials::{Condition, Family, Offset, Random, Tally};

use super::hearing::noisy;
use super::row::{Aim, Row};

const MANY: usize = 10_000;
const RARE: usize = 30_000;

/// The share of all reports that a figure is taken from, where it is no root mean square: the
/// rarest are left to it.
const NEARLY_ALL: f64 = 0.999;

pub(super) fn rows() -> Vec<Row> {
    [figures(), times(), delays()].concat()
}

fn figures() -> Vec<Row> {
    let hz = |most| Aim::Within(most, "Hz rms");
    let db = |most| Aim::Within(most, "dB in 99.9 %");
    let frequency = |it: &Tally| it.frequency_error_hz.rms();
    let twist = |it: &Tally| it.twist_error_db.magnitude_at(NEARLY_ALL);
    let level = |it: &Tally| it.level_error_db.magnitude_at(NEARLY_ALL);
    vec![
        Row::report(
            "frequency, 40 ms at 15 dB",
            hz(0.3),
            MANY,
            frequency,
            off_a_little,
        ),
        Row::report("twist, −8 … +4 dB", db(0.3), MANY, twist, twisted).promised(0.5),
        Row::report("level", db(0.3), MANY, level, twisted).promised(0.5),
    ]
}

fn times() -> Vec<Row> {
    let ms = |most| Aim::Within(most, "ms rms");
    let onset = |it: &Tally| it.start_error_ms.rms();
    let end = |it: &Tally| it.end_error_ms.rms();
    vec![
        Row::report("onset at 20 dB", ms(0.25), MANY, onset, |it| at(it, 20.0)),
        Row::report("onset at 10 dB", ms(0.5), MANY, onset, |it| at(it, 10.0)),
        Row::report("end at 20 dB", ms(0.25), MANY, end, |it| at(it, 20.0)),
        Row::report("end at 10 dB", ms(0.5), MANY, end, |it| at(it, 10.0)),
    ]
}

fn delays() -> Vec<Row> {
    let ms = |most, of| Aim::Within(most, of);
    let half = |it: &Tally| it.latency_ms.magnitude_at(0.5);
    let nearly_all = |it: &Tally| it.latency_ms.magnitude_at(NEARLY_ALL);
    let all = |it: &Tally| it.latency_ms.magnitude_at(1.0);
    let column = |it: &mut Random| Family::Att.draw(it);
    vec![
        Row::report(
            "confirmed after onset, AT&T column",
            ms(36.0, "ms in half"),
            RARE,
            half,
            column,
        ),
        Row::report(
            "confirmed after onset, AT&T column",
            ms(45.0, "ms in 99.9 %"),
            RARE,
            nearly_all,
            column,
        )
        .promised(45.0),
        Row::report(
            "confirmed after onset, AT&T column",
            ms(45.0, "ms in all"),
            RARE,
            all,
            column,
        ),
    ]
}

fn off_a_little(random: &mut Random) -> Condition {
    let mut offset = || Offset::percent(random.within(-1.5, 1.5));
    let (low, high) = (offset(), offset());
    noisy(random, 40.0, 15.0).with_offsets(low, high)
}

fn twisted(random: &mut Random) -> Condition {
    Condition {
        twist_db: random.favouring_ends(-8.0, 4.0),
        level_dbm0: random.within(-25.0, -5.0),
        ..Condition::default()
    }
}

fn at(random: &mut Random, snr_db: f64) -> Condition {
    Condition {
        tone_ms: random.within(40.0, 100.0),
        gap_ms: random.within(40.0, 100.0),
        ..Condition::default()
    }
    .with_white_noise(snr_db)
}
