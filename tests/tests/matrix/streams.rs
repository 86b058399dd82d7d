//! How a stream comes in changes nothing: chunks of any size, one channel beside another.

use cxtone_audio::{Encoding, Recording};
use cxtone_dtmf::{Detector, Event, Profile, SampleRate};
use cxtone_trials::{Condition, Family, Random, Trial};

use crate::SEED;

/// All that an event tells, to the last bit.
#[derive(PartialEq)]
struct Bits(Vec<u64>);

fn bits(event: Event) -> Bits {
    Bits(match event {
        Event::Confirmed {
            digit,
            start_s,
            decided_s,
        } => vec![
            u64::from(digit.event_code()),
            start_s.to_bits(),
            decided_s.to_bits(),
        ],
        Event::Ended(heard) => vec![
            u64::from(heard.digit.event_code()),
            heard.start_s.to_bits(),
            heard.end_s.to_bits(),
            heard.decided_s.to_bits(),
            u64::from(heard.level_dbm0.to_bits()),
            u64::from(heard.twist_db.to_bits()),
            u64::from(heard.low_offset_percent.to_bits()),
            u64::from(heard.high_offset_percent.to_bits()),
        ],
        _ => vec![u64::MAX],
    })
}

fn events(samples: &[f32], rate_hz: u32, chunk: usize) -> Vec<Bits> {
    let rate = SampleRate::new(rate_hz).expect("rates of the rows are within range");
    let mut detector = Detector::new(rate, Profile::ATT);
    let mut events = Vec::new();
    for chunk in samples.chunks(chunk) {
        detector.feed(chunk, |event| events.push(bits(event)));
    }
    detector.finish(|event| events.push(bits(event)));
    events
}

/// Digits on lines of all kinds.
fn trial(rate_hz: u32, index: u64) -> Trial {
    let mut random = Random::new(SEED, index);
    let condition = Condition {
        rate_hz,
        ..Family::Impaired.draw(&mut random)
    };
    Trial::new(&condition, &mut random)
}

#[test]
fn chunks_of_any_size_give_the_same_events_bit_by_bit() {
    for (rate_hz, trials) in [(8_000, 24), (11_025, 8), (44_100, 4), (192_000, 2)] {
        let mut told = 0;
        for index in 0..trials {
            let samples = trial(rate_hz, index).samples;
            let whole = events(&samples, rate_hz, samples.len());
            told += whole.len();
            for chunk in [1, 7, 160] {
                let chunked = events(&samples, rate_hz, chunk);
                assert!(
                    chunked == whole,
                    "{rate_hz} Hz, trial {index}, chunks of {chunk}: {} events, {} in one piece",
                    chunked.len(),
                    whole.len()
                );
            }
        }
        assert!(told as u64 > 10 * trials, "{rate_hz} Hz: {told} events");
    }
}

#[test]
fn a_channel_hears_nothing_of_the_others() {
    let rate = SampleRate::TELEPHONE;
    let mut channels: Vec<_> = (0..4)
        .map(|index| trial(rate.hz(), index).samples)
        .collect();
    channels.push(Vec::new());
    let length = channels.iter().map(Vec::len).max().unwrap();
    for channel in &mut channels {
        channel.resize(length, 0.0);
    }
    let alone: Vec<_> = channels
        .iter()
        .map(|channel| events(channel, rate.hz(), 160))
        .collect();
    let recording = Recording::from_channels(rate, channels).unwrap();
    let bytes = recording.to_bytes(Encoding::F32);
    let read = Recording::parse(&bytes).unwrap();
    assert_eq!(read.channels().len(), 5);
    for (channel, alone) in read.channels().iter().zip(&alone) {
        assert!(events(channel, rate.hz(), 160) == *alone);
    }
    assert!(alone[4].is_empty() && alone[..4].iter().all(|events| events.len() > 2));
}
