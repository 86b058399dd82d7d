//! Lengths of digits, breaks and pauses.
//! When a digit is reported to begin, to end and to be known is `reports`'.

use cxtone_dtmf::Profile;
use cxtone_trials::{Condition, Interruption, Order, Random};

use super::row::{Aim, Figure, Row};

const RARE: usize = 30_000;
const MANY: usize = 10_000;

pub(super) fn rows() -> Vec<Row> {
    vec![
        Row::never_heard("tones ≤ 23 ms", RARE, |it| lasting(it, 8.0, 23.0)).promised(0.0),
        Row::recognised("tones ≥ 38 ms", 100.0, RARE, |it| lasting(it, 38.0, 60.0)).promised(99.9),
        doubled(
            "break ≤ 12 ms: doubled",
            |it| broken(it, 4.0, 12.0),
            Profile::ATT,
        )
        .promised(0.0),
        Row::recognised(
            "break of 10 ms, 30 ms clear of it: heard once",
            100.0,
            RARE,
            |it| broken(it, 10.0, 10.0),
        )
        .promised(99.9),
        Row::recognised(
            "pause of ≥ 25 ms between equal digits",
            100.0,
            MANY,
            |it| apart(it, 25.0, 50.0),
        ),
        doubled(
            "break < 20 ms, `etsi`: doubled",
            |it| broken(it, 4.0, 19.5),
            Profile::ETSI,
        ),
        Row::recognised("pause of ≥ 40 ms, `etsi`", 100.0, MANY, |it| {
            apart(it, 40.0, 60.0)
        })
        .by(Profile::ETSI)
        .promised(99.9),
    ]
}

const fn doubled(goal: &'static str, draw: fn(&mut Random) -> Condition, profile: Profile) -> Row {
    Row {
        aim: Aim::AtMost(0.0),
        figure: Figure::Doubled,
        profile,
        ..Row::recognised(goal, 0.0, RARE, draw)
    }
}

fn lasting(random: &mut Random, least_ms: f64, most_ms: f64) -> Condition {
    Condition {
        tone_ms: random.favouring_ends(least_ms, most_ms),
        gap_ms: random.within(50.0, 90.0),
        ..Condition::default()
    }
}

fn broken(random: &mut Random, least_ms: f64, most_ms: f64) -> Condition {
    Condition {
        tone_ms: random.within(90.0, 150.0),
        gap_ms: random.within(50.0, 90.0),
        interruption: Some(Interruption {
            ms: random.favouring_ends(least_ms, most_ms),
            clear_ms: 30.0,
        }),
        ..Condition::default()
    }
}

fn apart(random: &mut Random, least_ms: f64, most_ms: f64) -> Condition {
    Condition {
        order: Order::Twice,
        tone_ms: random.within(50.0, 80.0),
        gap_ms: random.favouring_ends(least_ms, most_ms),
        ..Condition::default()
    }
}
