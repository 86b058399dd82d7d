//! Lines that spoil digits: dial tone, echo, third tones, codecs, lost packets.
//! Noise alone is `hearing`'s.

use cxtone_trials::{Coding, Concealment, Condition, During, Echo, Extra, Loss, Random};

use super::row::{Aim, Figure, Row};

const MANY: usize = 10_000;

pub(super) fn rows() -> Vec<Row> {
    let mut rows = vec![
        Row::recognised(
            "dial tone 350 + 440 Hz, +10 dB over the digit",
            100.0,
            MANY,
            |_| dial(10.0),
        ),
        Row::recognised(
            "dial tone 350 + 440 Hz, +20 dB over the digit",
            100.0,
            MANY,
            |_| dial(20.0),
        ),
        Row::recognised(
            "a tone of 300 … 480 Hz, +20 dB over the digit",
            100.0,
            MANY,
            low_tone,
        ),
        Row::recognised("echo 20 ms, −10 dB", 100.0, MANY, |_| echo()),
        Row::recognised("third tone 300 … 3400 Hz, −16 dB", 100.0, MANY, |it| {
            third(it, -16.0)
        }),
        Row::recognised("third tone 300 … 3400 Hz, −12 dB", 100.0, MANY, |it| {
            third(it, -12.0)
        }),
        Row::recognised("µ-law, −25 dBm0", 100.0, MANY, |_| coded(Coding::Mu)).promised(99.9),
        Row::recognised("A-law, −25 dBm0", 100.0, MANY, |_| coded(Coding::A)).promised(99.9),
    ];
    rows.extend(lost_packets());
    rows
}

fn lost_packets() -> Vec<Row> {
    let doubled = |goal, draw| Row {
        aim: Aim::AtMost(0.0),
        figure: Figure::Doubled,
        ..Row::recognised(goal, 0.0, MANY, draw)
    };
    vec![
        Row::recognised(
            "one 20 ms packet lost in each digit of ≥ 80 ms: zeros",
            100.0,
            MANY,
            |it| lossy(it, Concealment::Silence),
        ),
        doubled("one 20 ms packet lost, zeros: doubled", |it| {
            lossy(it, Concealment::Silence)
        }),
        Row::recognised(
            "one 20 ms packet lost in each digit of ≥ 80 ms: repeated",
            100.0,
            MANY,
            |it| lossy(it, Concealment::Repeat),
        ),
        doubled("one 20 ms packet lost, repeated: doubled", |it| {
            lossy(it, Concealment::Repeat)
        }),
    ]
}

/// Digits soft enough that louder tones beside them are not clipped.
fn soft() -> Condition {
    Condition {
        level_dbm0: -25.0,
        ..Condition::default()
    }
}

fn dial(relative_db: f64) -> Condition {
    soft().with_dial_tone(relative_db)
}

fn low_tone(random: &mut Random) -> Condition {
    let mut condition = soft();
    condition.extras.push(Extra {
        hz: random.favouring_ends(300.0, 480.0),
        relative_db: 20.0,
        during: During::All,
    });
    condition
}

fn echo() -> Condition {
    Condition {
        echo: Some(Echo {
            delay_ms: 20.0,
            level_db: -10.0,
        }),
        ..Condition::default()
    }
}

fn third(random: &mut Random, relative_db: f64) -> Condition {
    let mut condition = Condition::default();
    condition.extras.push(Extra {
        hz: random.within(300.0, 3_400.0),
        relative_db,
        during: During::Digits,
    });
    condition
}

fn coded(coding: Coding) -> Condition {
    Condition { coding, ..soft() }
}

fn lossy(random: &mut Random, concealment: Concealment) -> Condition {
    Condition {
        tone_ms: random.within(80.0, 160.0),
        gap_ms: random.within(60.0, 120.0),
        loss: Loss::OneEachDigit { concealment },
        ..Condition::default()
    }
}
