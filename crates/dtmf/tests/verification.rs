//! Verify mode on seeded signals that share nothing with the crate's generator.

mod signal;

use cxtone_dtmf::{Digit, Digits, Finding, Profile, SampleRate, Tone, Verified, Verifier, score};
use signal::{Sending, Signal, heard, peak, text};

const SEED: u64 = 61;

/// Sequences a check, of ten digits each.
const SEQUENCES: u64 = 20;

/// One sequence as it was sent, and what came of it.
struct Trial {
    sent: Digits,
    signal: Signal,
    sending: Sending,
}

impl Trial {
    /// Sends ten digits of 40 ms, as `change` has them, from 700 ms on.
    fn new(seed: u64, rate_hz: u32, change: impl Fn(usize, Digit) -> Option<Digit>) -> Self {
        let mut signal = Signal::new(rate_hz, seed);
        let mut sending = Sending {
            tone_ms: 40.0,
            gap_ms: 40.0,
            ..Sending::default()
        };
        let mut sent = Digits::new();
        signal.silence(650.0);
        for index in 0..10 {
            let digit = signal.random.digit();
            sending.low_offset_percent = signal.random.within(-1.5, 1.5);
            sending.high_offset_percent = signal.random.within(-1.5, 1.5);
            sent.push(digit).expect("ten digits fit");
            match change(index, digit) {
                Some(digit) => signal.digit(digit, &sending),
                None => signal.silence(sending.tone_ms + sending.gap_ms),
            }
        }
        signal.silence(500.0);
        Self {
            sent,
            signal,
            sending,
        }
    }

    /// Adds noise at a ratio of both tones' power to the noise's between 0 and 4 kHz.
    fn noise(mut self, snr_db: f64) -> Self {
        let amplitude = peak(self.sending.level_dbm0);
        self.signal
            .noise(amplitude * amplitude / 10_f64.powf(snr_db / 10.0));
        self
    }

    fn verified(&self) -> Verified {
        let tone = Tone {
            tone_ms: 40,
            gap_ms: 40,
            ..Tone::default()
        };
        let rate = SampleRate::new(self.signal.rate_hz).expect("within range");
        let verifier = Verifier::new(&self.sent, rate, tone).expect("a sound tone");
        let samples = &self.signal.samples;
        let mut scratch = vec![f32::NAN; verifier.scratch_len(samples.len())];
        verifier.verify(samples, &mut scratch).expect("enough")
    }
}

fn next(digit: Digit) -> Digit {
    Digit::from_event_code((digit.event_code() + 5) % 16).expect("below 16")
}

#[test]
fn digits_three_db_under_the_noise_are_found_where_they_are() {
    for seed in 0..SEQUENCES {
        let trial = Trial::new(SEED + seed, 8_000, |_, digit| Some(digit)).noise(-3.0);
        for (index, verdict) in trial.verified().verdicts().iter().enumerate() {
            assert_eq!(verdict.finding, Finding::Present, "{seed} {index}");
            assert!(verdict.probability() > 0.5);
            let sent_s = trial.signal.now_s() - 0.5 - 0.08 * (10 - index) as f64;
            let start_s = verdict.start_s.expect("it is there");
            assert!((start_s - sent_s).abs() < 0.012, "{start_s} {sent_s}");
        }
    }
}

#[test]
fn digits_that_are_not_there_are_missing_and_others_are_named() {
    for (seed, snr_db) in (0..SEQUENCES).flat_map(|seed| [(seed, -3.0), (seed, 40.0)]) {
        let trial = Trial::new(SEED * 2 + seed, 8_000, |index, digit| match index {
            3 => None,
            7 => Some(next(digit)),
            _ => Some(digit),
        });
        let trial = trial.noise(snr_db);
        for (index, verdict) in trial.verified().verdicts().iter().enumerate() {
            let expected = match index {
                3 => Finding::Missing,
                7 => Finding::Substituted(next(verdict.expected)),
                _ => Finding::Present,
            };
            assert_eq!(verdict.finding, expected, "{seed} {snr_db} {index}");
        }
    }
}

#[test]
fn where_nothing_was_sent_every_digit_is_missing() {
    for seed in 0..SEQUENCES {
        let trial = Trial::new(SEED * 3 + seed, 8_000, |_, _| None).noise(0.0);
        let missing = |verdict: &cxtone_dtmf::Verdict| verdict.finding == Finding::Missing;
        assert!(trial.verified().verdicts().iter().all(missing), "{seed}");
    }
    let silence = Trial::new(SEED, 8_000, |_, _| None).verified();
    assert!(
        silence
            .verdicts()
            .iter()
            .all(|verdict| { verdict.finding == Finding::Missing && verdict.start_s.is_none() })
    );
}

#[test]
fn any_rate_gives_the_same_findings() {
    for rate_hz in [
        8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000,
    ] {
        let trial = Trial::new(SEED * 5, rate_hz, |index, digit| {
            (index != 4).then_some(digit)
        });
        let verified = trial.noise(-2.0).verified();
        for (index, verdict) in verified.verdicts().iter().enumerate() {
            let missing = verdict.finding == Finding::Missing;
            assert_eq!(missing, index == 4, "{rate_hz} {index}");
        }
    }
}

#[test]
fn samples_that_are_no_audio_spoil_only_their_own_place() {
    let mut trial = Trial::new(SEED * 7, 8_000, |_, digit| Some(digit));
    trial.signal.samples[100] = f32::NAN;
    trial.signal.samples[200] = f32::MAX;
    let last = trial.signal.samples.len() - 1;
    trial.signal.samples[last] = f32::INFINITY;
    let present = |verdict: &cxtone_dtmf::Verdict| verdict.finding == Finding::Present;
    assert!(trial.verified().verdicts().iter().all(present));
}

#[test]
fn what_a_detector_hears_beside_is_inserted_and_what_it_misses_is_a_hit() {
    let mut trial = Trial::new(SEED * 11, 8_000, |_, digit| Some(digit));
    let (extra, sending) = (Digit::ALL[5], trial.sending);
    trial.signal.silence(1500.0);
    trial.signal.digit(extra, &sending);
    trial.signal.silence(200.0);
    let verified = trial.verified();
    let all = heard(&trial.signal.samples, 8_000, Profile::ATT);
    assert_eq!(all.len(), 11);
    for (heard, inserted) in [(&all[..], 1), (&all[..10], 0), (&all[4..], 1), (&[], 0)] {
        let score = verified.score_with(heard).expect("short enough");
        assert_eq!((score.hits, score.missed), (10, 0));
        assert_eq!((score.substituted, score.inserted), (0, inserted));
    }
}

#[test]
fn a_digit_that_only_the_detector_hears_is_a_hit() {
    let trial = Trial::new(SEED * 13, 8_000, |_, digit| Some(digit));
    let mut late = Signal::new(8_000, SEED);
    // The gaps are far longer than sent, so that the sequence falls apart.
    for digit in trial.sent.iter() {
        late.digit(digit, &trial.sending);
        late.silence(400.0);
    }
    let all = heard(&late.samples, 8_000, Profile::ATT);
    assert_eq!(text(trial.sent.iter()), signal::text_heard(&all));
    let apart = Trial {
        signal: late,
        ..trial
    };
    let alone = apart.verified().score_with(&[]).expect("short enough");
    assert!(alone.hits < 10);
    let both = apart.verified().score_with(&all).expect("short enough");
    let blind: Vec<Digit> = all.iter().map(|heard| heard.digit).collect();
    let blind = score(apart.sent.as_slice(), &blind).expect("short enough");
    assert!(blind.exact() && both == blind, "{both:?}");
    let counted = apart.verified().counted_with(&all).expect("short enough");
    for (verdict, heard) in counted.verdicts().iter().zip(&all) {
        let start_s = verdict.start_s.expect("it is there");
        assert_eq!(verdict.finding, Finding::Present);
        assert!((start_s - heard.start_s).abs() < 0.02, "{start_s}");
    }
}

#[test]
fn less_to_work_in_than_asked_for_is_an_error_and_more_is_not() {
    let rate = SampleRate::TELEPHONE;
    let digits: Digits = "12".parse().expect("digits");
    let verifier = Verifier::new(&digits, rate, Tone::default()).expect("a sound tone");
    for samples in [0, 1, 15, 16, 1_000, 80_000] {
        let samples = vec![0.0; samples];
        let needed = verifier.scratch_len(samples.len());
        let mut scratch = vec![0.0; needed + 1];
        assert!(verifier.verify(&samples, &mut scratch).is_ok());
        if needed > 0 {
            let error = verifier.verify(&samples, &mut scratch[..needed - 1]);
            let error = error.expect_err("one is missing").to_string();
            assert!(error.contains(&needed.to_string()), "{error}");
        }
    }
}

#[test]
fn debug_shows_no_digits() {
    let trial = Trial::new(SEED, 8_000, |_, digit| Some(digit));
    let verified = trial.verified();
    let shown = format!("{verified:?} {:?}", verified.verdicts()[0]);
    assert_eq!(shown, "Verified { digits: 10, .. } Verdict([digit])");
}
