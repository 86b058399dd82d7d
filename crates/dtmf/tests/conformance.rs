//! What the standards ask of a receiver (ITU-T Q.24, table A-1; ES 201 235-3), as tables.

mod signal;

use cxtone_dtmf::{Digit, Profile};
use signal::{Sending, Signal, text, text_heard};

const RATES_HZ: [u32; 9] = [
    8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000, 192_000,
];

/// Every digit so often, each time at another phase.
const ROUNDS: usize = 6;

/// The same at rates so high that a round takes long.
const ROUNDS_AT_HIGH_RATES: usize = 2;

/// All sixteen digits several times; `times` is how often each is to be heard.
fn check_at(rate_hz: u32, profile: Profile, sending: Sending, times: usize, mulaw: bool) {
    let seed = u64::from(rate_hz) ^ sending.tone_ms.to_bits() ^ sending.level_dbm0.to_bits();
    let mut signal = Signal::new(rate_hz, seed);
    let mut expected = Vec::new();
    let rounds = if rate_hz > 20_000 {
        ROUNDS_AT_HIGH_RATES
    } else {
        ROUNDS
    };
    for _ in 0..rounds {
        for digit in Digit::ALL {
            let jitter_ms = signal.random.within(0.0, 1.0);
            signal.silence(jitter_ms);
            signal.digit(digit, &sending);
            expected.extend(core::iter::repeat_n(digit, times));
        }
    }
    if mulaw {
        signal.mulaw();
    }
    let heard = text_heard(&signal.heard(profile));
    assert_eq!(
        heard,
        text(expected),
        "{rate_hz} Hz, {} {sending:?}",
        profile.name()
    );
}

fn check(profile: Profile, sending: Sending, times: usize) {
    check_at(8_000, profile, sending, times, false);
    check_at(11_025, profile, sending, times, false);
}

fn offsets(low_offset_percent: f64, high_offset_percent: f64) -> Sending {
    Sending {
        low_offset_percent,
        high_offset_percent,
        ..Sending::default()
    }
}

fn levels(level_dbm0: f64, twist_db: f64) -> Sending {
    Sending {
        level_dbm0,
        twist_db,
        ..Sending::default()
    }
}

fn timing(tone_ms: f64, gap_ms: f64) -> Sending {
    Sending {
        tone_ms,
        gap_ms,
        ..Sending::default()
    }
}

#[test]
fn frequencies_within_the_limits_are_accepted() {
    for (low, high) in [
        (1.5, 1.5),
        (1.5, -1.5),
        (-1.5, 1.5),
        (-1.5, -1.5),
        (0.0, 1.5),
        (-1.5, 0.0),
    ] {
        check(Profile::ATT, offsets(low, high), 1);
        check(Profile::ETSI, offsets(low * 1.19, high * 1.08), 1);
        check(Profile::NTT, offsets(low * 1.2, high * 1.2), 1);
    }
}

#[test]
fn frequencies_beyond_the_limits_are_rejected() {
    for (low, high) in [
        (3.5, 3.5),
        (3.5, -3.5),
        (-3.5, 3.5),
        (-3.5, -3.5),
        (4.2, 4.2),
        (-5.0, -5.0),
    ] {
        check(Profile::ATT, offsets(low, high), 0);
        check(Profile::NTT, offsets(low * 3.0 / 3.5, high * 3.0 / 3.5), 0);
    }
}

#[test]
fn levels_within_the_limits_are_accepted() {
    for level_dbm0 in [0.0, -3.0, -10.0, -25.0, -40.0, -45.0] {
        check(Profile::ATT, levels(level_dbm0, 0.0), 1);
    }
    check(Profile::NTT, levels(-3.0, 0.0), 1);
    check(Profile::NTT, levels(-24.0, 0.0), 1);
    check(Profile::ETSI, levels(-30.0, 0.0), 1);
}

#[test]
fn levels_below_the_limits_are_rejected() {
    check(Profile::ATT, levels(-55.0, 0.0), 0);
    check(Profile::NTT, levels(-29.0, 0.0), 0);
}

#[test]
fn twist_within_the_limits_is_accepted() {
    for twist_db in [4.0, -8.0, 12.0, -12.0] {
        check(Profile::ATT, levels(-3.0, twist_db), 1);
        check(Profile::ATT, levels(-25.0, twist_db), 1);
    }
    for twist_db in [5.0, -5.0] {
        check(Profile::NTT, levels(-10.0, twist_db), 1);
    }
    for twist_db in [6.0, -6.0] {
        check(Profile::ETSI, levels(-10.0, twist_db), 1);
    }
}

#[test]
fn tones_and_pauses_of_40_ms_are_accepted() {
    for profile in Profile::ALL {
        check(profile, timing(40.0, 40.0), 1);
        check(profile, timing(40.0, 53.0), 1);
        check(profile, timing(300.0, 40.0), 1);
    }
    check(Profile::ATT, timing(38.0, 38.0), 1);
    check(Profile::NTT, timing(40.0, 30.0), 1);
}

#[test]
fn tones_that_are_too_short_are_rejected() {
    for (profile, tone_ms) in [
        (Profile::ATT, 23.0),
        (Profile::NTT, 24.0),
        (Profile::ETSI, 20.0),
    ] {
        for tone_ms in [tone_ms, 15.0, 5.0] {
            check(profile, timing(tone_ms, 60.0), 0);
        }
    }
}

#[test]
fn a_break_of_10_ms_is_bridged_and_a_pause_of_40_is_not() {
    for profile in Profile::ALL {
        for after_ms in [28.0, 35.0, 40.0] {
            let broken = Sending {
                tone_ms: 80.0,
                break_ms: Some((after_ms, 10.0)),
                ..Sending::default()
            };
            check(profile, broken, 1);
        }
        let paused = Sending {
            tone_ms: 120.0,
            break_ms: Some((40.0, 40.0)),
            ..Sending::default()
        };
        check(profile, paused, 2);
    }
}

#[test]
fn what_is_accepted_at_8_khz_is_accepted_at_every_rate() {
    for rate_hz in RATES_HZ {
        let accept = |sending| check_at(rate_hz, Profile::ATT, sending, 1, false);
        accept(timing(40.0, 40.0));
        accept(levels(-3.0, -8.0));
        accept(levels(-25.0, 4.0));
        accept(offsets(1.5, -1.5));
        accept(offsets(-1.5, 1.5));
        let reject = |sending| check_at(rate_hz, Profile::ATT, sending, 0, false);
        reject(timing(23.0, 60.0));
        reject(offsets(3.5, 3.5));
        reject(offsets(-3.5, -3.5));
        reject(levels(-55.0, 0.0));
    }
}

#[test]
fn what_went_through_mulaw_is_heard_as_well() {
    let through = |sending, times| check_at(8_000, Profile::ATT, sending, times, true);
    through(timing(40.0, 40.0), 1);
    through(levels(-4.0, -8.0), 1);
    through(levels(-25.0, 4.0), 1);
    through(levels(-25.0, -8.0), 1);
    for (low, high) in [(1.5, 1.5), (1.5, -1.5), (-1.5, 1.5), (-1.5, -1.5)] {
        through(offsets(low, high), 1);
    }
    through(offsets(3.5, 3.5), 0);
    through(offsets(-3.5, -3.5), 0);
    through(timing(23.0, 60.0), 0);
}

#[test]
fn tones_of_40_ms_are_heard_in_noise_at_15_and_at_6_db() {
    for (snr_db, rounds) in [(15.0, 40_u64), (6.0, 10)] {
        for seed in 0..rounds {
            let sending = timing(40.0, 40.0);
            let mut signal = Signal::new(8_000, seed);
            for digit in Digit::ALL {
                signal.digit(digit, &sending);
            }
            let pair_power = signal::peak(sending.level_dbm0).powi(2);
            signal.noise(pair_power / 10_f64.powf(snr_db / 10.0));
            let heard = text_heard(&signal.heard(Profile::ATT));
            assert_eq!(heard, text(Digit::ALL), "{snr_db} dB, seed {seed}");
        }
    }
}

/// Any point of the AT&T column, its corners more often than its inside.
fn drawn_within_att(signal: &mut Signal) -> Sending {
    let random = &mut signal.random;
    let mut up_to = |limit: f64| {
        let inside = if random.unit() < 0.5 {
            random.unit()
        } else {
            1.0
        };
        limit * inside
    };
    let sending = Sending {
        tone_ms: 100.0 - up_to(60.0),
        gap_ms: 100.0 - up_to(60.0),
        level_dbm0: -up_to(25.0),
        twist_db: up_to(4.0),
        low_offset_percent: up_to(1.5),
        high_offset_percent: up_to(1.5),
        break_ms: None,
    };
    let mut sign = || if random.unit() < 0.5 { -1.0 } else { 1.0 };
    Sending {
        twist_db: if sign() < 0.0 {
            sending.twist_db * -2.0
        } else {
            sending.twist_db
        },
        low_offset_percent: sending.low_offset_percent * sign(),
        high_offset_percent: sending.high_offset_percent * sign(),
        ..sending
    }
}

#[test]
fn any_mixture_within_the_att_column_is_heard() {
    for seed in 0..150 {
        let rate_hz = [8_000, 11_025, 16_000][seed % 3];
        let mut signal = Signal::new(rate_hz, seed as u64);
        let mut expected = Vec::new();
        for _ in 0..10 {
            let digit = signal.random.digit();
            let sending = drawn_within_att(&mut signal);
            signal.digit(digit, &sending);
            expected.push(digit);
        }
        if seed % 2 == 1 {
            signal.mulaw();
        }
        let heard = text_heard(&signal.heard(Profile::ATT));
        assert_eq!(heard, text(expected), "{rate_hz} Hz, seed {seed}");
    }
}
