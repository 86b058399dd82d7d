//! What detectors are timed on: silence, noise, speech, digits, and a call's mix of them.
//! How they are timed is the contender's.

use cxtone_dtmf::{Digit, Tone, level::FULL_SCALE_DBM0};

use crate::audio::{Audio, RATE_HZ};
use crate::random::Random;
use crate::sent;
use crate::speech::Speech;

/// Seconds of each.
pub const SECONDS: usize = 60;

const SAMPLES: usize = SECONDS * RATE_HZ;

const SEED: u64 = 0x1209;

/// The mix comes in rounds of 20 s: 45 % silence, 50 % speech, 5 % digits.
const ROUND_SILENCE: usize = 9 * RATE_HZ;
const ROUND_SPEECH: usize = 10 * RATE_HZ;
const ROUND_DIGITS: usize = 10;

/// How the digits of the workloads are sent: ten a second.
const TONE: Tone = Tone {
    tone_ms: 50,
    gap_ms: 50,
    level_dbm0: -10.0,
    twist_db: 0.0,
};

/// A minute of something.
#[derive(Clone, Debug)]
pub struct Workload {
    /// What it is.
    pub name: &'static str,
    /// What is heard.
    pub audio: Audio,
    /// The digits in it.
    pub digits: Vec<Digit>,
}

/// All of them, and where the speech is from.
pub fn all() -> (Vec<Workload>, String) {
    let mut random = Random::new(SEED);
    let Speech { source, samples } = Speech::of(SAMPLES, SEED);
    let quiet = |name, samples: Vec<f32>| Workload {
        name,
        audio: Audio::from_float(&samples),
        digits: Vec::new(),
    };
    let workloads = vec![
        quiet("silence", vec![0.0; SAMPLES]),
        quiet("line noise, −65 dBm0", noise(-65.0, &mut random)),
        quiet("white noise, −20 dBm0", noise(-20.0, &mut random)),
        quiet("speech", samples.clone()),
        digits(&mut random),
        mix(&samples, &mut random),
    ];
    (workloads, source)
}

/// White noise of a level, 0 dBm0 being 3.14 dB below a full-scale sine.
fn noise(level_dbm0: f64, random: &mut Random) -> Vec<f32> {
    let sine = 10_f64.powf((level_dbm0 - f64::from(FULL_SCALE_DBM0)) / 20.0);
    let deviation = sine * core::f64::consts::FRAC_1_SQRT_2;
    #[allow(
        clippy::cast_possible_truncation,
        reason = "computed in double precision, heard in single"
    )]
    let noise = (0..SAMPLES).map(|_| (deviation * random.normal()) as f32);
    noise.collect()
}

fn digits(random: &mut Random) -> Workload {
    let digits = sent::random_digits(SECONDS * 10, random);
    Workload {
        name: "DTMF, 50/50 ms",
        audio: sent::audio(&digits, TONE),
        digits,
    }
}

fn mix(speech: &[f32], random: &mut Random) -> Workload {
    let mut samples = Vec::with_capacity(SAMPLES);
    let mut digits = Vec::new();
    for speech in speech.chunks_exact(ROUND_SPEECH).step_by(2) {
        let dialled = sent::random_digits(ROUND_DIGITS, random);
        samples.resize(samples.len() + ROUND_SILENCE, 0.0);
        samples.extend(sent::tones(&dialled, TONE));
        samples.extend(speech);
        digits.extend(dialled);
    }
    Workload {
        name: "a call's mix",
        audio: Audio::from_float(&samples),
        digits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_workload_lasts_a_minute() {
        for workload in all().0 {
            assert_eq!(workload.audio.len(), SAMPLES, "{}", workload.name);
        }
    }

    #[test]
    fn the_mix_is_silence_speech_and_digits_in_the_shares_it_claims() {
        let (workloads, _) = all();
        let mix = workloads.last().expect("the mix is the last");
        assert_eq!(mix.digits.len(), 3 * ROUND_DIGITS);
        let digits_samples = mix.digits.len() * RATE_HZ / 10;
        assert_eq!(digits_samples * 100, SAMPLES * 5);
        let silence = mix.audio.integer()[..ROUND_SILENCE].iter();
        assert!(silence.clone().all(|&sample| sample == 0));
        assert_eq!(ROUND_SILENCE * 3 * 100, SAMPLES * 45);
    }
}
