//! What is no digit: nothing may be heard in it.
#![allow(
    clippy::cast_possible_truncation,
    reason = "signals are computed in double precision and listened to in single"
)]

mod signal;

use cxtone_dtmf::{Profile, SampleRate, keypad};
use signal::{Random, Signal, heard, peak, text_heard};

fn check_silent(signal: &Signal, what: &str) {
    let heard = text_heard(&signal.heard(Profile::ATT));
    assert_eq!(heard, "", "{what} at {} Hz", signal.rate_hz);
}

fn check_sines(what: &str, sines_hz: &[f64]) {
    let mut signal = Signal::new(8_000, 7);
    for level_dbm0 in [-3.0, -20.0] {
        let sines: Vec<_> = sines_hz.iter().map(|&hz| (hz, peak(level_dbm0))).collect();
        signal.sines(200.0, &sines);
        signal.silence(60.0);
    }
    check_silent(&signal, what);
}

fn nominal_hz() -> impl Iterator<Item = f64> {
    keypad::ROW_HZ
        .into_iter()
        .chain(keypad::COLUMN_HZ)
        .map(f64::from)
}

#[test]
fn silence_and_dc_are_no_digits() {
    for dc in [0.0, 0.25, -1.0] {
        for rate_hz in [8_000, 44_100] {
            let samples = vec![dc; rate_hz as usize];
            assert!(heard(&samples, rate_hz, Profile::ATT).is_empty(), "{dc}");
        }
    }
}

#[test]
fn hum_and_its_harmonics_are_no_digits() {
    for hz in [50.0, 60.0] {
        let harmonics =
            [1.0, 2.0, 3.0, 5.0, 7.0, 9.0, 11.0, 13.0, 14.0, 15.0, 17.0].map(|n| n * hz);
        check_sines("hum", &harmonics[..1]);
        check_sines("hum with harmonics", &harmonics);
    }
}

#[test]
fn single_tones_are_no_digits() {
    nominal_hz().for_each(|hz| check_sines("a single tone", &[hz]));
}

#[test]
fn two_tones_of_one_group_are_no_digits() {
    for group in [keypad::ROW_HZ, keypad::COLUMN_HZ] {
        for (index, first) in group.iter().enumerate() {
            for second in group.iter().skip(index + 1) {
                check_sines("two of a group", &[f64::from(*first), f64::from(*second)]);
            }
        }
    }
}

#[test]
fn digits_with_a_third_tone_as_strong_are_no_digits() {
    check_sines("three tones", &[697.0, 1209.0, 1477.0]);
    check_sines("three tones", &[770.0, 941.0, 1336.0]);
    check_sines("three tones", &[852.0, 1477.0, 2300.0]);
}

#[test]
fn call_progress_tones_are_no_digits() {
    for pair in [
        [350.0, 440.0],
        [440.0, 480.0],
        [480.0, 620.0],
        [600.0, 1500.0],
        [697.0, 1004.0],
    ] {
        check_sines("call progress", &pair);
    }
}

#[test]
fn white_noise_is_no_digit() {
    for rate_hz in [8_000, 22_050, 48_000] {
        let mut signal = Signal::new(rate_hz, 11);
        signal.silence(30_000.0);
        signal.noise(0.01);
        check_silent(&signal, "noise");
    }
}

#[test]
fn sweeps_are_no_digits() {
    for sweep_ms in [100.0, 200.0, 300.0] {
        for upwards in [[true, true], [true, false], [false, true], [false, false]] {
            let mut signal = Signal::new(8_000, 13);
            signal.samples.extend(sweeps(sweep_ms, upwards));
            check_silent(&signal, "a sweep");
        }
    }
}

/// Two sines that sweep over all tones of either group.
fn sweeps(sweep_ms: f64, upwards: [bool; 2]) -> Vec<f32> {
    let count = (sweep_ms * 8.0) as usize;
    let mut samples = vec![0.0; count];
    for ((from_hz, to_hz), up) in [(600.0, 1050.0), (1100.0, 1750.0)].into_iter().zip(upwards) {
        let mut turns = 0.0_f64;
        for (index, sample) in samples.iter_mut().enumerate() {
            let share = index as f64 / count as f64;
            let share = if up { share } else { 1.0 - share };
            turns += (from_hz + (to_hz - from_hz) * share) / 8000.0;
            *sample += (0.2 * (core::f64::consts::TAU * turns).sin()) as f32;
        }
    }
    samples
}

#[test]
fn numbers_that_are_no_audio_neither_panic_nor_stay() {
    const SEED: u64 = 17;
    let mut random = Random::new(SEED);
    for rate_hz in [SampleRate::MIN.hz(), 11_025, SampleRate::MAX.hz()] {
        let mut samples: Vec<f32> = (0..rate_hz)
            .map(|_| f32::from_bits((random.unit() * f64::from(u32::MAX)) as u32))
            .collect();
        samples.extend(
            [
                f32::NAN,
                f32::INFINITY,
                f32::NEG_INFINITY,
                f32::MAX,
                f32::MIN,
            ]
            .repeat(200),
        );
        let mut digit = Signal::new(rate_hz, SEED);
        digit.digit(cxtone_dtmf::Digit::ALL[7], &signal::Sending::default());
        samples.extend(&digit.samples);
        let heard = heard(&samples, rate_hz, Profile::ATT);
        let last = heard.last().expect("the digit after the rubbish is heard");
        assert_eq!(last.digit.as_char(), '7');
    }
}
