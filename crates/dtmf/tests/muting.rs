//! What a muter leaves of digits, and of everything else.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "signals are computed in double precision and listened to in single"
)]

mod signal;

use cxtone_dtmf::{Muter, Passage, Profile, SampleRate};
use proptest::prelude::*;
use signal::{Random, Sending, Signal, peak};

/// What may be left of a digit, in milliseconds.
const AUDIBLE_MS_MAX: f64 = 5.0;

/// How far before a digit and behind it silence may reach, in milliseconds.
const BESIDE_MS_MAX: f64 = 8.0;

/// How long samples are held back at most, in milliseconds.
const DELAY_MS: usize = 40;

/// For each sample whether it is muted, fed in chunks; told in time.
fn muted(samples: &[f32], rate_hz: u32, chunk_len: usize) -> (Vec<bool>, u64) {
    let mut muter = Muter::new(
        SampleRate::new(rate_hz).expect("within range"),
        Profile::ATT,
    );
    let mut muted = Vec::new();
    let mut fed = 0;
    for chunk in samples.chunks(chunk_len) {
        fed += chunk.len();
        muter.feed(chunk, |passage| extend(&mut muted, passage));
        assert!(muted.len() + DELAY_MS * rate_hz as usize / 1000 >= fed);
        assert!(muted.len() <= fed);
    }
    muter.finish(|passage| extend(&mut muted, passage));
    assert_eq!(muted.len(), samples.len());
    (muted, muter.digits())
}

fn extend(muted: &mut Vec<bool>, passage: Passage) {
    assert!(passage.samples > 0);
    muted.extend((0..passage.samples).map(|_| passage.is_muted));
}

fn ms(muted: &[bool], rate_hz: u32, wanted: bool) -> f64 {
    let count = muted.iter().filter(|muted| **muted == wanted).count();
    1000.0 * count as f64 / f64::from(rate_hz)
}

/// Digits at random phases, onsets between samples, frequencies and twists within the AT&T limits; the
/// SNR is that of the stronger tone over 0 to 4 kHz.
fn check(rate_hz: u32, tone_ms: f64, level_dbm0: f64, snr_db: Option<f64>, seed: u64) {
    let what = format!("{tone_ms} ms, {level_dbm0} dBm0, {snr_db:?} dB at {rate_hz} Hz");
    let mut signal = Signal::new(rate_hz, seed);
    let mut spans = Vec::new();
    for _ in 0..12 {
        let offset = signal.random.within(-1.5, 1.5);
        let sending = Sending {
            tone_ms,
            gap_ms: signal.random.within(40.0, 90.0),
            level_dbm0,
            twist_db: signal.random.within(-6.0, 4.0),
            low_offset_percent: offset,
            high_offset_percent: offset,
            break_ms: None,
        };
        let digit = signal.random.digit();
        let start_s = signal.now_s();
        signal.digit(digit, &sending);
        spans.push((start_s, start_s + tone_ms / 1000.0));
    }
    if let Some(snr_db) = snr_db {
        signal.noise(peak(level_dbm0).powi(2) / 2.0 / 10_f64.powf(snr_db / 10.0));
    }
    let (muted, digits) = muted(&signal.samples, rate_hz, 160);
    assert_eq!(digits, 12, "{what}");
    let place = |s: f64| ((s * f64::from(rate_hz)).ceil() as usize).min(muted.len());
    let mut pause_from = 0;
    for (start_s, end_s) in spans {
        let (start, end) = (place(start_s), place(end_s));
        let audible_ms = ms(&muted[start..end], rate_hz, false);
        assert!(audible_ms <= AUDIBLE_MS_MAX, "{audible_ms} ms of {what}");
        let silent_ms = ms(&muted[pause_from..start], rate_hz, true);
        assert!(silent_ms <= BESIDE_MS_MAX, "{silent_ms} ms beside {what}");
        pause_from = end;
    }
}

#[test]
fn of_no_digit_within_the_limits_more_than_5_ms_stay_audible() {
    for (index, tone_ms) in [40.0, 43.0, 50.0, 80.0, 160.0, 500.0]
        .into_iter()
        .enumerate()
    {
        for level_dbm0 in [-3.0, -15.0, -25.0] {
            for snr_db in [None, Some(25.0), Some(15.0)] {
                check(8_000, tone_ms, level_dbm0, snr_db, 100 + index as u64);
            }
        }
    }
}

#[test]
fn nor_of_one_that_a_break_parts() {
    let mut signal = Signal::new(8_000, 9);
    let mut spans = Vec::new();
    for break_after_ms in [35.0, 45.0, 60.0, 75.0, 80.0, 85.0] {
        let break_ms = 10.0;
        let digit = signal.random.digit();
        let start_s = signal.now_s();
        signal.digit(
            digit,
            &Sending {
                tone_ms: 100.0,
                break_ms: Some((break_after_ms, break_ms)),
                ..Sending::default()
            },
        );
        let broken_s = start_s + break_after_ms / 1000.0;
        spans.push((start_s, broken_s));
        spans.push((broken_s + break_ms / 1000.0, start_s + 0.1));
    }
    let (muted, digits) = muted(&signal.samples, 8_000, 160);
    assert_eq!(digits, 6);
    for (start_s, end_s) in spans {
        let place = |s: f64| (s * 8_000.0).ceil() as usize;
        let audible_ms = ms(&muted[place(start_s)..place(end_s)], 8_000, false);
        assert!(
            audible_ms <= AUDIBLE_MS_MAX,
            "{audible_ms} ms from {start_s} s"
        );
    }
}

#[test]
fn so_it_is_at_any_rate() {
    for rate_hz in [
        8_000, 11_025, 12_345, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000,
    ] {
        check(rate_hz, 50.0, -10.0, Some(20.0), 7);
    }
}

/// A voice's harmonics, their pitch and loudness wandering, with pauses.
fn voice(seconds: u32, seed: u64) -> Vec<f32> {
    let mut random = Random::new(seed);
    let mut samples = Vec::new();
    let (mut pitch_hz, mut turn) = (140.0, 0.0);
    let mut weights = [0.0_f64; 20];
    for index in 0..seconds * 8_000 {
        if index % 800 == 0 {
            pitch_hz = random.within(90.0, 240.0);
            weights = core::array::from_fn(|harmonic| random.unit() / (1.0 + harmonic as f64));
        }
        pitch_hz *= 1.0 + random.within(-3e-4, 3e-4);
        turn += pitch_hz / 8_000.0;
        let sum: f64 = (1..)
            .zip(weights)
            .map(|(harmonic, weight)| {
                weight * (core::f64::consts::TAU * f64::from(harmonic) * turn).sin()
            })
            .sum();
        let is_pause = index / 4_000 % 4 == 3;
        samples.push(if is_pause { 0.0 } else { 0.2 * sum as f32 });
    }
    samples
}

#[test]
fn a_voice_passes_as_it_is() {
    let (muted, digits) = muted(&voice(60, 5), 8_000, 160);
    assert_eq!(digits, 0);
    let muted_ms = ms(&muted, 8_000, true);
    assert!(muted_ms == 0.0, "{muted_ms} ms");
}

#[test]
fn a_stream_may_end_at_once_or_within_a_digit_and_another_may_follow() {
    let mut signal = Signal::new(8_000, 3);
    let digit = signal.random.digit();
    signal.digit(digit, &Sending::default());
    let onset = 400..416;
    let mut muter = Muter::new(SampleRate::TELEPHONE, Profile::ATT);
    for len in [0, 1, 300, 700, 780] {
        let mut told = Vec::new();
        muter.feed(&signal.samples[..len], |passage| extend(&mut told, passage));
        muter.finish(|passage| extend(&mut told, passage));
        assert_eq!(told.len(), len);
        let from = onset.end.min(len);
        assert!(told[from..].iter().all(|muted| *muted), "{len} samples");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn how_a_stream_is_cut_never_matters(
        seed in any::<u64>(),
        snr_db in -3.0..30.0_f64,
        rate_hz in prop::sample::select(vec![8_000, 11_025, 44_100]),
        chunk_len in 1..2_000_usize,
    ) {
        let mut signal = Signal::new(rate_hz, seed);
        for _ in 0..4 {
            let digit = signal.random.digit();
            signal.digit(digit, &Sending::default());
        }
        signal.noise(peak(-10.0).powi(2) / 2.0 / 10_f64.powf(snr_db / 10.0));
        let whole = muted(&signal.samples, rate_hz, signal.samples.len());
        prop_assert!(muted(&signal.samples, rate_hz, 1) == whole);
        prop_assert!(muted(&signal.samples, rate_hz, chunk_len) == whole);
    }
}
