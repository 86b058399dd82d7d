//! The murmur that stands for a prompt nobody recorded: voiced syllables without words.
//! It has nothing at or above 640 Hz, where no DTMF digit could be told without its low tone.

use core::f32::consts::TAU;

use rand_core::Rng as _;
use rand_pcg::Pcg32;

/// Samples a second.
const RATE_HZ: f32 = 8_000.0;

/// How long one syllable lasts, in samples, with the pause after it.
const SYLLABLE: usize = 1_440;

/// The part of it that sounds.
const VOICED: usize = 1_120;

/// The lowest pitch, and how far above it a syllable may begin, in Hz.
const PITCH_HZ: (f32, f32) = (95.0, 30.0);

/// Harmonics of the pitch; the highest stays below 5 x 128 Hz.
const HARMONICS: [f32; 5] = [1.0, 0.8, 0.7, 0.5, 0.4];

/// The level of the first harmonic, full scale = 1.
const LEVEL: f32 = 0.06;

/// A murmur of so many samples, the same for the same words.
pub(super) fn murmur(words: &str, samples: usize) -> Vec<f32> {
    let mut random = Pcg32::new(seed(words), 13);
    let mut audio = vec![0.0; samples];
    for syllable in audio.chunks_mut(SYLLABLE) {
        let draw = random.next_u32() % 1_000;
        let begins_hz = PITCH_HZ.0 + PITCH_HZ.1 * (draw as f32 / 1_000.0);
        voice(syllable, begins_hz);
    }
    audio
}

/// One syllable, which swells, falls in pitch and dies away.
fn voice(syllable: &mut [f32], begins_hz: f32) {
    let mut phase = 0.0_f32;
    for (index, sample) in syllable.iter_mut().take(VOICED).enumerate() {
        let way = index as f32 / VOICED as f32;
        let swell = (core::f32::consts::PI * way).sin();
        let harmonics = HARMONICS.iter().zip(1_u8..);
        let sum: f32 = harmonics
            .map(|(level, number)| level * (phase * f32::from(number)).sin())
            .sum();
        *sample = LEVEL * swell * sum;
        phase = (phase + TAU * begins_hz * (1.0 - 0.15 * way) / RATE_HZ) % TAU;
    }
}

/// FNV-1a: the same on every machine and in every release.
fn seed(words: &str) -> u64 {
    words.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use cxtone_dtmf::{Detector, Profile, SampleRate};

    use super::*;

    #[test]
    fn no_murmur_is_taken_for_digits() {
        let mut detector = Detector::new(SampleRate::TELEPHONE, Profile::ATT);
        let mut events = 0;
        for number in 0..200 {
            let audio = murmur(&format!("prompt number {number}"), 8 * SYLLABLE);
            assert!(audio.iter().any(|sample| sample.abs() > 0.05));
            assert!(audio.iter().all(|sample| sample.abs() < 0.3));
            detector.feed(&audio, |_| events += 1);
        }
        detector.finish(|_| events += 1);
        assert_eq!(events, 0);
    }

    #[test]
    fn it_is_as_long_as_it_is_asked_for() {
        for samples in [0, 1, VOICED, SYLLABLE + 1, 10 * SYLLABLE] {
            assert_eq!(murmur("greeting", samples).len(), samples);
        }
    }
}
