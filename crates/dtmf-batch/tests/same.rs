//! A batch hears what detectors hear, one for each channel, to the last bit.

use cxtone_dtmf::{Detector, Digits, Event, Profile, SampleRate, Synth, Tone};
use cxtone_dtmf_batch::{Batch, BlockCountMismatch};
use proptest::prelude::*;

const CHANNELS: u16 = 19;

/// Uniform noise between −1 and 1.
struct Noise(u32);

impl Noise {
    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as f32 / 8_388_608.0 - 1.0
    }
}

/// Digits, noise and pauses, other ones for each channel: what makes channels fall out of step.
fn audio(channel: u16, seed: u32, rate: SampleRate) -> Vec<f32> {
    let all: Digits = "0123456789*#ABCD0369".parse().expect("digits");
    let mut noise = Noise(seed ^ u32::from(channel) << 16);
    let tone = Tone {
        tone_ms: 35 + 7 * u32::from(channel),
        gap_ms: 40 + 11 * u32::from(channel),
        level_dbm0: -3.0 - 1.5 * f32::from(channel),
        twist_db: 0.4 * f32::from(channel) - 4.0,
    };
    let mut synth = Synth::new(&all, rate, tone).expect("a tone");
    let digits = usize::try_from(synth.samples_total()).expect("a few");
    let second = rate.hz() as usize;
    let mut samples = vec![0.0; second + digits.min(3 * second)];
    synth.fill(&mut samples[second / 2..]);
    let quiet = second / 4..second / 4 + second / 8;
    for (index, sample) in samples.iter_mut().enumerate() {
        if !quiet.contains(&index) {
            *sample += noise.next() * [0.0, 0.001, 0.03, 0.2][usize::from(channel % 4)];
        }
    }
    samples
}

fn alone(samples: &[f32], rate: SampleRate) -> Vec<Event> {
    let mut events = Vec::new();
    let mut detector = Detector::new(rate, Profile::ATT);
    detector.feed(samples, |event| events.push(event));
    detector.finish(|event| events.push(event));
    events
}

fn together(
    audio: &[Vec<f32>],
    rate: SampleRate,
    block: impl Fn(usize, usize) -> usize,
) -> Vec<Vec<Event>> {
    let mut batch = Batch::new(rate, Profile::ATT, audio.len());
    let mut events = vec![Vec::new(); audio.len()];
    let mut taken = vec![0; audio.len()];
    for step in 0.. {
        let blocks: Vec<&[f32]> = (0..audio.len())
            .map(|channel| {
                let rest = &audio[channel][taken[channel]..];
                let count = block(step, channel).min(rest.len());
                taken[channel] += count;
                &rest[..count]
            })
            .collect();
        batch
            .feed(&blocks, |channel, event| events[channel].push(event))
            .expect("a block a channel");
        if taken
            .iter()
            .zip(audio)
            .all(|(taken, audio)| *taken == audio.len())
        {
            break;
        }
    }
    for (channel, events) in events.iter_mut().enumerate() {
        batch.finish(channel, |event| events.push(event));
    }
    events
}

/// `block`: the samples of a block, by its number and its channel's.
fn check(rate_hz: u32, seed: u32, block: impl Fn(usize, usize) -> usize) {
    let rate = SampleRate::new(rate_hz).expect("a rate");
    let audio: Vec<_> = (0..CHANNELS)
        .map(|channel| audio(channel, seed, rate))
        .collect();
    let alone: Vec<_> = audio.iter().map(|audio| alone(audio, rate)).collect();
    assert!(
        alone.iter().map(Vec::len).sum::<usize>() > 100,
        "hardly anything to hear"
    );
    let together = together(&audio, rate, block);
    for (channel, (alone, together)) in alone.iter().zip(&together).enumerate() {
        assert!(
            alone == together,
            "channel {channel}: {} and {} events",
            alone.len(),
            together.len()
        );
    }
}

#[test]
fn blocks_of_20_ms_are_heard_as_by_detectors() {
    for seed in 1..4 {
        check(8_000, seed, |_, _| 160);
    }
}

#[test]
fn whole_streams_are_heard_as_by_detectors() {
    check(8_000, 4, |_, _| usize::MAX);
}

#[test]
fn other_rates_are_heard_as_by_detectors() {
    for rate_hz in [11_025, 16_000, 44_100, 48_000] {
        check(rate_hz, 5, |_, _| 441);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn blocks_of_any_length_are_heard_as_by_detectors(
        seed: u32,
        lengths in prop::collection::vec(0..700_usize, 5..20),
    ) {
        prop_assume!(lengths.iter().any(|length| *length > 50));
        check(8_000, seed, |step, channel| lengths[(step * 3 + channel) % lengths.len()]);
    }
}

#[test]
fn a_channel_can_be_used_again() {
    let rate = SampleRate::TELEPHONE;
    let audio = audio(2, 6, rate);
    let mut batch = Batch::new(rate, Profile::ATT, 1);
    for _ in 0..2 {
        let mut events = Vec::new();
        batch
            .feed(&[&audio], |_, event| events.push(event))
            .expect("a block a channel");
        batch.finish(0, |event| events.push(event));
        assert!(events == alone(&audio, rate));
    }
}

#[test]
fn blocks_for_other_channels_are_refused_and_none_is_taken() {
    let mut batch = Batch::new(SampleRate::TELEPHONE, Profile::ATT, 2);
    let refused: BlockCountMismatch = batch.feed(&[[0.0; 8]; 3], |_, _| ()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "3 blocks for 2 channels: give one block a channel, an empty one where there is nothing"
    );
}
