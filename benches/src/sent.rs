//! Random digits and the tones they are sent as.
//! Who hears them is the contender's.

use cxtone_dtmf::{DIGITS_MAX, Digit, Digits, SampleRate, Synth, Tone};

use crate::audio::Audio;
use crate::random::Random;

/// Digits drawn from all sixteen, each as often as any other.
pub fn random_digits(count: usize, random: &mut Random) -> Vec<Digit> {
    (0..count)
        .map(|_| Digit::ALL[random.below(Digit::COUNT)])
        .collect()
}

/// The tones of digits by our generator at 8 kHz.
///
/// # Panics
///
/// The tone cannot be made.
pub fn tones(digits: &[Digit], tone: Tone) -> Vec<f32> {
    let mut samples = Vec::new();
    for part in digits.chunks(DIGITS_MAX) {
        let mut synth = synth(part, tone);
        let start = samples.len();
        let total = usize::try_from(synth.samples_total()).expect("a sequence fits in memory");
        samples.resize(start + total, 0.0);
        synth.fill(&mut samples[start..]);
    }
    samples
}

/// As [`tones`], rounded to 16 bits.
///
/// # Panics
///
/// As [`tones`].
pub fn audio(digits: &[Digit], tone: Tone) -> Audio {
    Audio::from_float(&tones(digits, tone))
}

/// Our generator at the start of a sequence at 8 kHz.
///
/// # Panics
///
/// The tone cannot be made, or there are more than [`DIGITS_MAX`] digits.
pub fn synth(digits: &[Digit], tone: Tone) -> Synth {
    let mut sequence = Digits::new();
    for &digit in digits {
        sequence.push(digit).expect("at most DIGITS_MAX digits");
    }
    Synth::new(&sequence, SampleRate::TELEPHONE, tone).expect("a tone that can be made")
}
