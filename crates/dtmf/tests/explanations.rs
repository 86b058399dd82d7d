//! The explainer hears what the detector hears, and names the one thing that is wrong with what is
//! nearly a digit.

mod signal;

use cxtone_dtmf::{
    Aspect, Detector, Digit, Event, Explained, Explainer, Explanation, Outcome, Profile, SampleRate,
};
use signal::{Sending, Signal};

const SEED: u64 = 20;

/// All that is told of a signal, in order.
fn explanations(signal: &Signal, chunk: usize) -> Vec<Explanation> {
    let rate = SampleRate::new(signal.rate_hz).expect("in range");
    let mut told = Vec::new();
    let mut explainer = Explainer::new(rate, Profile::ATT);
    for samples in signal.samples.chunks(chunk) {
        explainer.feed(samples, |explanation| told.push(explanation));
    }
    explainer.finish(|explanation| told.push(explanation));
    told
}

fn stretches(signal: &Signal) -> Vec<Explained> {
    let told = explanations(signal, signal.samples.len());
    let stretch = |explanation| match explanation {
        Explanation::Stretch(stretch) => Some(stretch),
        _ => None,
    };
    told.into_iter().filter_map(stretch).collect()
}

fn events(signal: &Signal) -> Vec<Event> {
    let rate = SampleRate::new(signal.rate_hz).expect("in range");
    let mut events = Vec::new();
    let mut detector = Detector::new(rate, Profile::ATT);
    detector.feed(&signal.samples, |event| events.push(event));
    detector.finish(|event| events.push(event));
    events
}

/// Digits of all kinds, in noise that spoils some of them.
fn mixed(rate_hz: u32, seed: u64) -> Signal {
    let mut signal = Signal::new(rate_hz, seed);
    for _ in 0..60 {
        let digit = signal.random.digit();
        let sending = Sending {
            tone_ms: signal.random.within(15.0, 80.0),
            gap_ms: signal.random.within(20.0, 120.0),
            level_dbm0: signal.random.within(-40.0, -5.0),
            twist_db: signal.random.within(-15.0, 15.0),
            low_offset_percent: signal.random.within(-3.0, 3.0),
            high_offset_percent: signal.random.within(-3.0, 3.0),
            ..Sending::default()
        };
        signal.digit(digit, &sending);
    }
    signal.noise(1e-5);
    signal
}

fn check_missed(change: impl Fn(&mut Sending), noise: f64, expected: Aspect) {
    for digit in Digit::ALL {
        let mut signal = Signal::new(8000, SEED + u64::from(digit.event_code()));
        let mut sending = Sending {
            tone_ms: 60.0,
            gap_ms: 400.0,
            ..Sending::default()
        };
        change(&mut sending);
        signal.silence(200.0);
        let start_s = signal.now_s();
        signal.digit(digit, &sending);
        signal.noise(noise);
        let told = stretches(&signal);
        let [stretch] = &told[..] else {
            panic!("{} stretches for {expected:?}", told.len());
        };
        let Outcome::Missed(check) = stretch.outcome else {
            panic!("{:?} and not {expected:?}", stretch.outcome);
        };
        assert_eq!(check.aspect, expected);
        assert!(!check.passes() && stretch.checks.contains(&check));
        assert!(stretch.digit == digit);
        assert!(
            (stretch.start_s - start_s).abs() < 0.004,
            "{}",
            stretch.start_s
        );
    }
}

#[test]
fn the_explainer_hears_the_same_digits_at_the_same_times_as_the_detector() {
    for (rate_hz, seed) in [(8_000, 1), (8_000, 2), (11_025, 3), (48_000, 4)] {
        let signal = mixed(rate_hz, seed);
        let expected = events(&signal);
        assert!(expected.len() > 20, "{}", expected.len());
        let told = explanations(&signal, 160);
        let events: Vec<Event> = told
            .iter()
            .filter_map(|explanation| match explanation {
                Explanation::Event(event) => Some(*event),
                _ => None,
            })
            .collect();
        assert!(events == expected, "{rate_hz} Hz");
    }
}

#[test]
fn chunks_of_any_size_give_the_same_explanations() {
    let signal = mixed(8_000, 5);
    let whole = explanations(&signal, signal.samples.len());
    for chunk in [1, 7, 160] {
        assert!(explanations(&signal, chunk) == whole, "{chunk}");
    }
}

#[test]
fn every_digit_is_explained_right_behind_its_confirmation() {
    let told = explanations(&mixed(8_000, 6), 160);
    let mut digits = 0;
    for pair in told.windows(2) {
        let Explanation::Event(Event::Confirmed {
            digit,
            start_s,
            decided_s,
        }) = pair[0]
        else {
            continue;
        };
        let Explanation::Stretch(stretch) = pair[1] else {
            panic!("a digit without its reasons");
        };
        assert!(matches!(stretch.outcome, Outcome::Digit { .. }));
        assert!(stretch.digit == digit && stretch.start_s == start_s && stretch.at_s == decided_s);
        assert!(stretch.checks.iter().all(cxtone_dtmf::Check::passes));
        digits += 1;
    }
    assert!(digits > 10, "{digits}");
}

#[test]
fn what_is_nearly_a_digit_is_missed_for_the_one_thing_that_is_wrong() {
    check_missed(|sending| sending.tone_ms = 22.0, 1e-9, Aspect::Length);
    check_missed(|sending| sending.level_dbm0 = -55.0, 1e-12, Aspect::Level);
    check_missed(|sending| sending.twist_db = 16.0, 1e-9, Aspect::Twist);
    check_missed(|sending| sending.twist_db = -16.0, 1e-9, Aspect::Twist);
    let off = |sending: &mut Sending| {
        sending.low_offset_percent = 3.8;
        sending.high_offset_percent = 3.8;
    };
    check_missed(off, 1e-9, Aspect::Frequency);
    let one_off = |sending: &mut Sending| sending.high_offset_percent = -3.0;
    check_missed(one_off, 1e-9, Aspect::Frequency);
}

#[test]
fn a_long_tone_that_is_off_frequency_is_told_once() {
    let mut signal = Signal::new(8_000, SEED);
    let sending = Sending {
        tone_ms: 1_000.0,
        gap_ms: 400.0,
        low_offset_percent: 4.0,
        high_offset_percent: 4.0,
        ..Sending::default()
    };
    signal.silence(200.0);
    let start_s = signal.now_s();
    signal.digit(Digit::ALL[5], &sending);
    signal.noise(1e-9);
    let told = stretches(&signal);
    assert_eq!(told.len(), 1);
    let length_s = told[0].end_s - start_s;
    assert!((length_s - 1.0).abs() < 0.005, "{length_s}");
}

#[test]
fn silence_noise_and_single_tones_are_no_near_misses() {
    let mut signal = Signal::new(8_000, SEED);
    signal.silence(500.0);
    signal.sines(2_000.0, &[(770.0, 0.2)]);
    signal.sines(2_000.0, &[(350.0, 0.2), (440.0, 0.2)]);
    assert!(stretches(&signal).is_empty());
    let mut signal = Signal::new(8_000, SEED);
    signal.silence(20_000.0);
    signal.noise(1e-3);
    assert!(stretches(&signal).is_empty());
}

#[test]
fn neither_digits_nor_times_are_in_the_debug_output() {
    for explanation in explanations(&mixed(8_000, 7), 160) {
        let shown = format!("{explanation:?}");
        assert!(
            shown.ends_with("([digit])") || shown.ends_with("([digit]))"),
            "{shown}"
        );
    }
}
