//! Digits to samples and back, whatever the timing, the rate, the level and the twist; and the
//! detector's indifference to how a stream is cut.

mod signal;

use cxtone_dtmf::{Detector, Digit, Digits, Event, Profile, SampleRate, Synth, Tone};
use proptest::prelude::*;
use signal::{Sending, Signal, heard, text, text_heard};

fn digits_of_any_kind() -> impl Strategy<Value = Vec<Digit>> {
    let digit = (0..16_u8).prop_map(|code| Digit::from_event_code(code).expect("below 16"));
    prop::collection::vec(digit, 1..10)
}

fn tone_within_the_limits() -> impl Strategy<Value = Tone> {
    let timing = (40..150_u32, 40..150_u32);
    (timing, -25.0..-3.0_f32, -8.0..4.0_f32).prop_map(
        |((tone_ms, gap_ms), level_dbm0, twist_db)| Tone {
            tone_ms,
            gap_ms,
            level_dbm0,
            twist_db,
        },
    )
}

fn any_rate_hz() -> impl Strategy<Value = u32> {
    prop_oneof![
        Just(8_000),
        Just(11_025),
        Just(22_050),
        Just(44_100),
        Just(192_000),
        8_000..192_001_u32,
    ]
}

fn synthesised(digits: &[Digit], rate: SampleRate, tone: Tone) -> Vec<f32> {
    let mut sequence = Digits::new();
    for &digit in digits {
        sequence.push(digit).expect("fewer than fit");
    }
    let mut synth = Synth::new(&sequence, rate, tone).expect("the tone is within the limits");
    let mut samples = vec![0.0; usize::try_from(synth.samples_total()).expect("short")];
    assert_eq!(synth.fill(&mut samples), samples.len());
    assert_eq!(synth.fill(&mut [0.0]), 0);
    samples
}

/// Everything that two runs could differ in.
fn events_in_chunks(samples: &[f32], chunk_len: usize) -> Vec<Event> {
    let mut detector = Detector::new(SampleRate::TELEPHONE, Profile::ATT);
    let mut events = Vec::new();
    for chunk in samples.chunks(chunk_len) {
        detector.feed(chunk, |event| events.push(event));
    }
    detector.finish(|event| events.push(event));
    events
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn digits_that_are_sent_are_heard(
        digits in digits_of_any_kind(),
        rate_hz in any_rate_hz(),
        tone in tone_within_the_limits(),
    ) {
        let rate = SampleRate::new(rate_hz).expect("within range");
        let samples = synthesised(&digits, rate, tone);
        let found = heard(&samples, rate_hz, Profile::ATT);
        prop_assert_eq!(text_heard(&found), text(digits));
    }

    #[test]
    fn how_a_stream_is_cut_never_matters(seed in any::<u64>(), snr_db in 0.0..30.0_f64) {
        let mut signal = Signal::new(8_000, seed);
        for _ in 0..4 {
            let digit = signal.random.digit();
            signal.digit(digit, &Sending::default());
        }
        signal.noise(signal::peak(-10.0).powi(2) / 10_f64.powf(snr_db / 10.0));
        let whole = events_in_chunks(&signal.samples, signal.samples.len());
        for chunk_len in [1, 7, 160] {
            prop_assert!(events_in_chunks(&signal.samples, chunk_len) == whole);
        }
    }

    #[test]
    fn any_numbers_at_all_are_listened_to_without_a_panic(
        bits in prop::collection::vec(any::<u32>(), 0..2000),
        rate_hz in any_rate_hz(),
    ) {
        let samples: Vec<f32> = bits.into_iter().map(f32::from_bits).collect();
        for event in heard(&samples, rate_hz, Profile::ATT) {
            prop_assert!(event.start_s <= event.end_s);
        }
    }
}

#[test]
fn a_detector_that_has_finished_hears_the_next_stream_as_if_it_were_new() {
    let digits = [Digit::ALL[1], Digit::ALL[11]];
    let samples = synthesised(&digits, SampleRate::TELEPHONE, Tone::default());
    let mut detector = Detector::new(SampleRate::TELEPHONE, Profile::ATT);
    let mut runs = [Vec::new(), Vec::new()];
    for run in &mut runs {
        detector.feed(&samples, |event| run.push(event));
        detector.finish(|event| run.push(event));
    }
    assert_eq!(runs[0].len(), 4);
    assert!(runs[0] == runs[1]);
}
