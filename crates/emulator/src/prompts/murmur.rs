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

/// Letters that make one syllable.
const LETTERS_PER_SYLLABLE: usize = 2;

/// The most syllables: eleven seconds.
const SYLLABLES_MAX: usize = 64;

/// The lowest pitch, and how far above it a syllable may begin, in Hz.
const PITCH_HZ: (f32, f32) = (95.0, 30.0);

/// Harmonics of the pitch; the highest stays below 5 x 128 Hz.
const HARMONICS: [f32; 5] = [1.0, 0.8, 0.7, 0.5, 0.4];

/// The level of the first harmonic, full scale = 1.
const LEVEL: f32 = 0.06;

/// A murmur as long as the name takes to say, the same for the same name.
pub(super) fn murmur(name: &str) -> Vec<f32> {
    let spoken = name.strip_suffix(".wav").unwrap_or(name);
    let letters = spoken.chars().filter(char::is_ascii_alphanumeric).count();
    let syllables = letters
        .div_ceil(LETTERS_PER_SYLLABLE)
        .clamp(1, SYLLABLES_MAX);
    let mut random = Pcg32::new(seed(spoken), 13);
    let mut audio = vec![0.0; syllables * SYLLABLE];
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
fn seed(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
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
            let audio = murmur(&format!("prompt_number_{number}.wav"));
            assert!(audio.iter().any(|sample| sample.abs() > 0.05));
            assert!(audio.iter().all(|sample| sample.abs() < 0.3));
            detector.feed(&audio, |_| events += 1);
        }
        detector.finish(|_| events += 1);
        assert_eq!(events, 0);
    }

    #[test]
    fn a_longer_name_takes_longer_to_say() {
        let syllables = |name: &str| murmur(name).len() / SYLLABLE;
        assert_eq!(syllables("greeting.wav"), 4);
        assert_eq!(syllables("enter_code.wav"), 5);
        assert_eq!(syllables(""), 1);
        assert_eq!(syllables(&"a".repeat(10_000)), SYLLABLES_MAX);
    }
}
