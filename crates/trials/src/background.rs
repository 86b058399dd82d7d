//! What else is on a line: noise of several colours, hum, voices, recordings, at a given power.
//! How loud it is against the digits is the condition's.

use core::f64::consts::TAU;

use crate::condition::BackgroundKind;
use crate::random::Random;
use crate::voice;

/// The rate at which the whole band is 0 to 4 kHz, where the power of white noise counts.
const BAND_RATE_HZ: f64 = 8_000.0;

/// Sources of pink noise, each half as fast as the one before.
const OCTAVES: usize = 14;

/// Harmonics of hum and their amplitudes.
const HUM: [(f64, f64); 6] = [
    (1.0, 1.0),
    (2.0, 0.5),
    (3.0, 0.7),
    (5.0, 0.35),
    (7.0, 0.2),
    (9.0, 0.12),
];

/// A block of which it is told whether a background is active in it.
const BLOCK_S: f64 = 0.02;

/// Blocks this far below the loudest count as pauses: 30 dB.
const ACTIVE_SHARE_MIN: f64 = 1e-3;

/// Adds a background of a power to samples.
pub(crate) fn add(
    kind: &BackgroundKind,
    power: f64,
    samples: &mut [f64],
    rate_hz: u32,
    random: &mut Random,
) {
    let rate = f64::from(rate_hz);
    if matches!(kind, BackgroundKind::White) {
        return add_white(power, samples, rate, random);
    }
    let sound = match kind {
        BackgroundKind::White => Vec::new(),
        BackgroundKind::Pink => pink(samples.len(), random),
        BackgroundKind::Hum { hz } => hum(samples.len(), *hz, rate, random),
        BackgroundKind::Voices { count } => voice::voices(samples.len(), *count, rate, random),
        BackgroundKind::Recording(recording) => cut(recording, samples.len(), random),
    };
    let own_power = active_power(&sound, rate);
    if own_power > 0.0 {
        let factor = (power / own_power).sqrt();
        for (sample, sound) in samples.iter_mut().zip(&sound) {
            *sample += factor * sound;
        }
    }
}

/// Adds white noise of a power between 0 and 4 kHz, whatever the rate.
pub(crate) fn add_white(power: f64, samples: &mut [f64], rate: f64, random: &mut Random) {
    let deviation = (power * rate / BAND_RATE_HZ).sqrt();
    for sample in samples {
        *sample += deviation * random.normal();
    }
}

/// A sum of sources that change half as often each (after Voss).
fn pink(length: usize, random: &mut Random) -> Vec<f64> {
    let mut held = [0.0; OCTAVES].map(|_: f64| random.normal());
    let draw = |index: usize| {
        for (octave, held) in held.iter_mut().enumerate() {
            if index.is_multiple_of(1 << octave) {
                *held = random.normal();
            }
        }
        held.iter().sum()
    };
    (0..length).map(draw).collect()
}

fn hum(length: usize, hz: f64, rate: f64, random: &mut Random) -> Vec<f64> {
    let partials = HUM.map(|(multiple, amplitude)| (multiple * hz, amplitude, random.phase()));
    let sample = |index: usize| {
        let time_s = index as f64 / rate;
        let partial = |&(hz, amplitude, phase): &(f64, f64, f64)| {
            amplitude * libm::sin(TAU * hz * time_s + phase)
        };
        partials.iter().map(partial).sum()
    };
    (0..length).map(sample).collect()
}

/// A stretch of a recording; one that is too short starts again.
fn cut(recording: &[f32], length: usize, random: &mut Random) -> Vec<f64> {
    let start = random.below(recording.len());
    let repeated = recording.iter().cycle().skip(start).take(length);
    repeated.map(|&sample| f64::from(sample)).collect()
}

/// Mean power of the blocks that are no pauses.
fn active_power(sound: &[f64], rate: f64) -> f64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a few hundred to a few thousand"
    )]
    let block = (BLOCK_S * rate) as usize;
    let mean = |block: &[f64]| block.iter().map(|it| it * it).sum::<f64>() / block.len() as f64;
    let powers: Vec<f64> = sound.chunks_exact(block).map(mean).collect();
    let loudest = powers.iter().copied().fold(0.0, f64::max);
    let active = powers.iter().filter(|&&it| it > loudest * ACTIVE_SHARE_MIN);
    let count = active.clone().count();
    if count == 0 {
        0.0
    } else {
        active.sum::<f64>() / count as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: u64 = 11;

    fn check_power(kind: &BackgroundKind, rate_hz: u32) {
        let mut samples = vec![0.0; rate_hz as usize * 4];
        add(kind, 0.01, &mut samples, rate_hz, &mut Random::new(SEED, 0));
        let power = active_power(&samples, f64::from(rate_hz));
        // The power of 32,000 normal draws deviates by 0.8 %.
        assert!((power / 0.01 - 1.0).abs() < 0.04, "{kind:?}: {power}");
    }

    #[test]
    fn every_background_has_the_power_that_was_asked_for() {
        let recording: Vec<f32> = (0..5_000_u16).map(|it| f32::from(it % 97) - 48.0).collect();
        for kind in [
            BackgroundKind::White,
            BackgroundKind::Pink,
            BackgroundKind::Hum { hz: 50.0 },
            BackgroundKind::Voices { count: 1 },
            BackgroundKind::Voices { count: 6 },
            BackgroundKind::Recording(recording.into()),
        ] {
            check_power(&kind, 8_000);
        }
    }

    #[test]
    fn white_noise_keeps_its_density_at_higher_rates() {
        let mut samples = vec![0.0; 96_000];
        add_white(0.01, &mut samples, 48_000.0, &mut Random::new(SEED, 1));
        let power = samples.iter().map(|it| it * it).sum::<f64>() / 96_000.0;
        assert!((power / 0.06 - 1.0).abs() < 0.02, "{power}");
    }

    #[test]
    fn pink_noise_has_more_below_than_above() {
        let sound = pink(80_000, &mut Random::new(SEED, 2));
        let slow: f64 = sound
            .chunks_exact(8)
            .map(|eight| eight.iter().sum::<f64>() / 8.0)
            .map(|it| it * it)
            .sum();
        let all: f64 = sound.iter().map(|it| it * it).sum::<f64>() / 8.0;
        assert!(slow / all > 0.6, "{}", slow / all);
    }
}
