//! Detection over SNR, twist, offset and length: how many of the sixteen digits are heard.
//! A snapshot is no requirement; it makes a change of behaviour show as a difference of text.
//! `INSTA_UPDATE=always cargo test -p cxtone-tests --test matrix` takes the new one.

use cxtone_dtmf::{Digit, Profile};
use cxtone_trials::{Condition, Offset, Order, Random, Tally, Trial};

use crate::SEED;

const SNRS_DB: [f64; 6] = [30.0, 15.0, 10.0, 6.0, 3.0, 0.0];
const TWISTS_DB: [f64; 5] = [-12.0, -8.0, 0.0, 4.0, 10.0];

/// Offsets of the low and the high tone, in percent.
const OFFSETS: [(f64, f64); 9] = [
    (-3.5, -3.5),
    (-2.5, -2.5),
    (-1.5, -1.5),
    (-1.5, 1.5),
    (0.0, 0.0),
    (1.5, -1.5),
    (1.5, 1.5),
    (2.5, 2.5),
    (3.5, 3.5),
];

#[test]
fn tones_of_25_ms() {
    insta::assert_snapshot!(grid(25.0));
}

#[test]
fn tones_of_40_ms() {
    insta::assert_snapshot!(grid(40.0));
}

#[test]
fn tones_of_50_ms() {
    insta::assert_snapshot!(grid(50.0));
}

#[test]
fn tones_of_80_ms() {
    insta::assert_snapshot!(grid(80.0));
}

/// A row for each SNR and twist, a column for each offset.
fn grid(tone_ms: f64) -> String {
    let mut text = format!(
        "Tones of {tone_ms} ms: of the sixteen digits, how many are heard; after +, what is heard \
         beside them.\nOffset of the low and the high tone in percent:\n\n{:>15} ",
        ""
    );
    for (low, high) in OFFSETS {
        text.push_str(&format!("{:>10}", format!("{low:+.1}{high:+.1}")));
    }
    for snr_db in SNRS_DB {
        text.push('\n');
        for twist_db in TWISTS_DB {
            text.push_str(&format!("\n{snr_db:>3} dB,{twist_db:>+4} dB |"));
            for offsets in OFFSETS {
                let cell = cell(tone_ms, snr_db, twist_db, offsets);
                text.push_str(&format!("{cell:>10}"));
            }
        }
    }
    text
}

fn cell(tone_ms: f64, snr_db: f64, twist_db: f64, (low, high): (f64, f64)) -> String {
    let condition = Condition {
        order: Order::InTurn,
        digits: Digit::COUNT,
        tone_ms,
        twist_db,
        ..Condition::default()
    }
    .with_offsets(Offset::percent(low), Offset::percent(high))
    .with_white_noise(snr_db);
    let trial = Trial::new(&condition, &mut Random::new(SEED, 0));
    let mut tally = Tally::default();
    tally.listen(&trial, Profile::ATT);
    match (tally.hits, tally.heard() - tally.hits) {
        (0, 0) => ".".to_owned(),
        (hits, 0) => hits.to_string(),
        (hits, beside) => format!("{hits}+{beside}"),
    }
}
