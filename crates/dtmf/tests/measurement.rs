//! What the detector reports about a digit, against what was sent.

mod signal;

use cxtone_dtmf::{Detector, Digit, Event, Heard, Profile, SampleRate};
use signal::{Sending, Signal, heard};

const RATES_HZ: [u32; 4] = [8_000, 11_025, 44_100, 192_000];

/// Sends every digit and hands over what was sent and heard.
fn check(sending: Sending, rate_hz: u32, compare: impl Fn(f64, &Heard)) {
    let mut signal = Signal::new(rate_hz, 23);
    let mut onsets_s = Vec::new();
    for digit in Digit::ALL {
        onsets_s.push(signal.now_s());
        signal.digit(digit, &sending);
    }
    let heard = signal.heard(Profile::ATT);
    assert_eq!(heard.len(), onsets_s.len());
    for (onset_s, heard) in onsets_s.into_iter().zip(&heard) {
        compare(onset_s, heard);
    }
}

#[test]
fn levels_and_twist_are_reported_within_half_a_db() {
    for rate_hz in RATES_HZ {
        for (level_dbm0, twist_db) in [(-3.0, 0.0), (-20.0, 4.0), (-25.0, -8.0), (-40.0, 0.0)] {
            let sending = Sending {
                level_dbm0,
                twist_db,
                low_offset_percent: 1.5,
                high_offset_percent: -1.5,
                ..Sending::default()
            };
            check(sending, rate_hz, |_, heard| {
                assert!((f64::from(heard.level_dbm0) - level_dbm0).abs() < 0.5);
                assert!((f64::from(heard.twist_db) - twist_db).abs() < 0.5);
            });
        }
    }
}

#[test]
fn frequencies_are_reported_within_a_tenth_of_a_percent() {
    for rate_hz in RATES_HZ {
        for (low_offset_percent, high_offset_percent) in [(0.0, 0.0), (1.5, -1.5), (-2.5, -2.5)] {
            let sending = Sending {
                low_offset_percent,
                high_offset_percent,
                ..Sending::default()
            };
            check(sending, rate_hz, |_, heard| {
                let low = f64::from(heard.low_offset_percent) - low_offset_percent;
                let high = f64::from(heard.high_offset_percent) - high_offset_percent;
                assert!(
                    low.abs() < 0.1 && high.abs() < 0.1,
                    "{low} {high} {rate_hz}"
                );
            });
        }
    }
}

#[test]
fn onsets_and_ends_are_reported_within_one_and_a_half_milliseconds() {
    for rate_hz in RATES_HZ {
        for tone_ms in [40.0, 73.3, 500.0] {
            let sending = Sending {
                tone_ms,
                ..Sending::default()
            };
            check(sending, rate_hz, |onset_s, heard| {
                let end_s = onset_s + tone_ms / 1000.0;
                assert!((heard.start_s - onset_s).abs() < 0.0015);
                assert!((heard.end_s - end_s).abs() < 0.0015);
            });
        }
    }
}

#[test]
fn a_digit_is_confirmed_within_45_ms_of_its_onset() {
    for rate_hz in RATES_HZ {
        check(Sending::default(), rate_hz, |onset_s, heard| {
            let delay_s = heard.decided_s - onset_s;
            assert!((0.0..=0.045).contains(&delay_s), "{delay_s}");
        });
    }
}

#[test]
fn a_tone_that_runs_into_the_end_of_the_stream_ends_there() {
    let mut signal = Signal::new(8_000, 29);
    let sending = Sending {
        gap_ms: 0.0,
        ..Sending::default()
    };
    signal.digit(Digit::ALL[3], &sending);
    let heard = heard(&signal.samples, 8_000, Profile::ATT);
    let end_s = signal.samples.len() as f64 / 8000.0;
    assert_eq!(heard.len(), 1);
    assert!(heard[0].end_s <= end_s && heard[0].end_s > end_s - 0.0015);
    assert!(heard[0].decided_s <= end_s);
}

#[test]
fn every_confirmed_digit_ends_before_the_next_one_is_confirmed() {
    let mut signal = Signal::new(8_000, 31);
    for digit in Digit::ALL {
        signal.digit(digit, &Sending::default());
    }
    let mut events = Vec::new();
    let mut detector = Detector::new(SampleRate::TELEPHONE, Profile::ATT);
    detector.feed(&signal.samples, |event| events.push(event));
    detector.finish(|event| events.push(event));
    assert_eq!(events.len(), 32);
    for pair in events.chunks(2) {
        let [
            Event::Confirmed {
                digit,
                start_s,
                decided_s,
            },
            Event::Ended(heard),
        ] = pair
        else {
            panic!("a digit is confirmed, then it ends");
        };
        assert_eq!(
            (heard.digit, heard.start_s, heard.decided_s),
            (*digit, *start_s, *decided_s)
        );
    }
}

#[test]
fn debug_shows_neither_digits_nor_what_spells_them() {
    let mut signal = Signal::new(8_000, 37);
    signal.digit(Digit::ALL[5], &Sending::default());
    let heard = signal.heard(Profile::ATT);
    assert_eq!(format!("{heard:?}"), "[Heard([digit])]");
    assert_eq!(format!("{:?}", Event::Ended(heard[0])), "Ended([digit])");
    let detector = Detector::new(SampleRate::TELEPHONE, Profile::ATT);
    assert_eq!(
        format!("{detector:?}"),
        "Detector { profile: \"att\", rate: SampleRate(8000), .. }"
    );
}
