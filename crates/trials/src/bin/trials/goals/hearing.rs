//! What must be heard and what must not: noise, offset, level, twist.
//! Times are `timing`'s, other lines `line`'s.

use cxtone_dtmf::Profile;
use cxtone_trials::{Condition, Family, Offset, Random};

use super::row::Row;

/// Enough to show a rate of one in ten thousand.
const RARE: usize = 30_000;
const MANY: usize = 10_000;

pub(super) fn rows() -> Vec<Row> {
    let mut rows = noise();
    rows.extend(frequency());
    rows.extend(level_and_twist());
    rows.push(
        Row::recognised("AT&T column, linear", 100.0, RARE, |it| {
            Family::Att.draw(it)
        })
        .promised(99.9),
    );
    rows.push(
        Row::recognised("AT&T column, µ-law", 100.0, RARE, |it| {
            Family::AttMu.draw(it)
        })
        .promised(99.9),
    );
    rows
}

fn noise() -> Vec<Row> {
    vec![
        Row::recognised("40 ms in white noise, 15 dB", 99.9, MANY, |it| {
            noisy(it, 40.0, 15.0)
        })
        .promised(99.9),
        Row::recognised("40 ms in white noise, 10 dB", 99.9, MANY, |it| {
            noisy(it, 40.0, 10.0)
        }),
        Row::recognised("40 ms in white noise, 6 dB", 99.9, MANY, |it| {
            noisy(it, 40.0, 6.0)
        }),
        Row::recognised("40 ms in white noise, 3 dB", 99.9, RARE, |it| {
            noisy(it, 40.0, 3.0)
        }),
        Row::recognised("40 ms in white noise, 0 dB (limit −5)", 99.9, MANY, |it| {
            noisy(it, 40.0, 0.0)
        }),
        Row::recognised("70 ms in white noise, 0 dB", 99.9, RARE, |it| {
            noisy(it, 70.0, 0.0)
        }),
    ]
}

fn frequency() -> Vec<Row> {
    vec![
        Row::recognised("both tones ±(1.5 % + 2 Hz)", 100.0, RARE, at_the_edge).promised(99.9),
        Row::recognised("both tones ±(1.5 % + 2 Hz), 12 dB", 99.9, RARE, |it| {
            at_the_edge(it).with_white_noise(12.0)
        }),
        Row::never_heard("both tones ≥ 3.5 % off, `att`", RARE, |it| off(it, 3.5)).promised(0.0),
        Row::never_heard("both tones ≥ 3 % off, `ntt`", RARE, |it| off(it, 3.0))
            .by(Profile::NTT)
            .promised(0.0),
    ]
}

fn level_and_twist() -> Vec<Row> {
    vec![
        Row::recognised("twist −8 … +4 dB, limits included", 100.0, RARE, |it| {
            twisted(it, -8.0, 4.0)
        })
        .promised(99.9),
        Row::recognised("twist −10 … +8 dB", 100.0, RARE, |it| {
            twisted(it, -10.0, 8.0)
        }),
        Row::recognised("level 0 … −45 dBm0", 100.0, RARE, |it| {
            level(it, -45.0, 0.0)
        })
        .promised(99.9),
        Row::recognised(
            "level +3 … 0 dBm0, clipped at full scale",
            100.0,
            MANY,
            |it| level(it, 0.0, 3.0),
        ),
        Row::never_heard("level ≤ −55 dBm0", RARE, |it| level(it, -65.0, -55.0)).promised(0.0),
    ]
}

/// Digits at the nominal frequencies in white noise, without another floor.
pub(super) fn noisy(_: &mut Random, tone_ms: f64, snr_db: f64) -> Condition {
    Condition {
        tone_ms,
        gap_ms: tone_ms,
        ..Condition::default()
    }
    .with_white_noise(snr_db)
}

fn at_the_edge(random: &mut Random) -> Condition {
    let mut offset = || {
        let sign = random.sign();
        Offset {
            percent: 1.5 * sign,
            hz: 2.0 * sign,
        }
    };
    let (low, high) = (offset(), offset());
    Condition::default().with_offsets(low, high)
}

/// Both tones off by this much to 6 %, the least one half of the time.
fn off(random: &mut Random, percent_min: f64) -> Condition {
    let mut offset = || {
        let share = (random.unit() - 0.5).max(0.0) * 2.0;
        let percent = percent_min + (6.0 - percent_min) * share;
        Offset::percent(percent * random.sign())
    };
    let (low, high) = (offset(), offset());
    Condition {
        tone_ms: random.within(40.0, 100.0),
        ..Condition::default()
    }
    .with_offsets(low, high)
}

fn twisted(random: &mut Random, least_db: f64, most_db: f64) -> Condition {
    Condition {
        twist_db: random.favouring_ends(least_db, most_db),
        ..Condition::default()
    }
}

fn level(random: &mut Random, least_dbm0: f64, most_dbm0: f64) -> Condition {
    Condition {
        level_dbm0: random.favouring_ends(least_dbm0, most_dbm0),
        floor_dbm0: Some(-75.0),
        ..Condition::default()
    }
}
